// The page of a tenant's aliases in words, English and German. The API says the English advice, too.
import type { AliasAdvice, AliasState } from "../../../core/alias.ts";

const states: Record<AliasState, string> = {
  unique: "unique",
  "not-unique": "not unique",
  waiting: "waiting",
};

const advice: Record<AliasAdvice, string> = {
  works: "Works: it leads users to you.",
  decide: "Works. Another tenant waits for it: approve only if both are meant, or turn it down.",
  settle: "Leads nowhere while two claims are approved: agree who keeps it; the other releases it.",
  "ask-or-choose":
    "Leads nowhere, because its first owner has it, too: release it and claim another.",
  "choose-another": "Belongs to another tenant, who may approve your claim; better claim another.",
};

const en = {
  title: "Aliases",
  intro: (most: number) =>
    `Users type an alias on the switching center and are led to your server. It works while it is yours alone. A tenant claims ${most} at most.`,
  caption: "Your aliases",
  head: { alias: "Alias", state: "State", todo: "What to do", act: "Actions" },
  empty: "You claim no alias yet.",
  states,
  advice,
  release: "Release",
  releaseOf: (alias: string) => `Release ${alias}`,
  released: (alias: string) => `${alias} is released.`,
  approve: "Approve",
  turnDown: "Turn down",
  othersTitle: "Other claims of your aliases",
  othersCaption: "Claims by others of aliases that you own",
  othersHead: { tenant: "Tenant", state: "State", since: "Claimed", act: "Decide" },
  claimStates: { owner: "owner", waiting: "waits for you", approved: "approved" },
  approveOf: (tenant: string, alias: string) => `Approve ${tenant} for ${alias}`,
  turnDownOf: (tenant: string, alias: string) => `Turn down ${tenant} for ${alias}`,
  approved: (tenant: string, alias: string) =>
    `${tenant} has ${alias}, too. It is not unique now and leads nowhere until one of you releases it.`,
  turnedDown: (tenant: string, alias: string) =>
    `The claim of ${tenant} to ${alias} is turned down.`,
  confirmTitle: (alias: string) => `Make ${alias} not unique?`,
  confirmText: (tenant: string, alias: string) =>
    `If you approve ${tenant}, ${alias} leads nobody anywhere until one of you releases it. This is meant for a move from one tenant to the other.`,
  confirm: "Approve all the same",
  claimTitle: "Claim an alias",
  claimLabel: "Alias",
  claimHelp:
    "Letters a-z, digits, inner dots and hyphens; capital letters and blanks mean nothing.",
  claim: "Claim",
  claimed: {
    owner: (alias: string) => `${alias} is yours and works from now on.`,
    waiting: (alias: string) =>
      `${alias} belongs to another tenant already. Your claim waits for its owner; until then it leads users there, not to you.`,
  },
  tellTitle: (alias: string) => `Tell your users: ${alias}`,
  tell: (address: string, alias: string) =>
    `On your iPhone, open Safari, type ${address} and enter the alias ${alias}.`,
  tellLink: "Text and QR code",
  qr: (address: string) => `QR code for ${address}`,
  direct:
    "This code gives the alias to the switching center, which leads on to your server at once:",
  back: "Back to the aliases",
};
export type AliasesText = typeof en;

const de: AliasesText = {
  title: "Aliasse",
  intro: (most) =>
    `Benutzer tippen einen Alias im Switching Center und werden zu Ihrem Server geführt. Er funktioniert, solange er Ihnen allein gehört. Ein Mandant beansprucht höchstens ${most}.`,
  caption: "Ihre Aliasse",
  head: { alias: "Alias", state: "Zustand", todo: "Was zu tun ist", act: "Aktionen" },
  empty: "Sie beanspruchen noch keinen Alias.",
  states: { unique: "eindeutig", "not-unique": "nicht eindeutig", waiting: "wartet" },
  advice: {
    works: "Funktioniert: Er führt Benutzer zu Ihnen.",
    decide:
      "Funktioniert. Ein anderer Mandant wartet darauf: Genehmigen Sie nur, wenn beide gemeint sind, oder lehnen Sie ab.",
    settle:
      "Führt nirgendwohin, solange zwei Ansprüche genehmigt sind: Einigen Sie sich, wer ihn behält; der andere gibt ihn frei.",
    "ask-or-choose":
      "Führt nirgendwohin, weil der erste Inhaber ihn auch hat: Geben Sie ihn frei und beanspruchen Sie einen anderen.",
    "choose-another":
      "Gehört einem anderen Mandanten, der Ihren Anspruch genehmigen kann; beanspruchen Sie besser einen anderen.",
  },
  release: "Freigeben",
  releaseOf: (alias) => `${alias} freigeben`,
  released: (alias) => `${alias} ist freigegeben.`,
  approve: "Genehmigen",
  turnDown: "Ablehnen",
  othersTitle: "Andere Ansprüche auf Ihre Aliasse",
  othersCaption: "Ansprüche anderer auf Aliasse, die Ihnen gehören",
  othersHead: { tenant: "Mandant", state: "Zustand", since: "Beansprucht", act: "Entscheiden" },
  claimStates: { owner: "Inhaber", waiting: "wartet auf Sie", approved: "genehmigt" },
  approveOf: (tenant, alias) => `${tenant} für ${alias} genehmigen`,
  turnDownOf: (tenant, alias) => `${tenant} für ${alias} ablehnen`,
  approved: (tenant, alias) =>
    `${tenant} hat ${alias} jetzt auch. Er ist nicht mehr eindeutig und führt nirgendwohin, bis einer von Ihnen ihn freigibt.`,
  turnedDown: (tenant, alias) => `Der Anspruch von ${tenant} auf ${alias} ist abgelehnt.`,
  confirmTitle: (alias) => `Soll ${alias} nicht mehr eindeutig sein?`,
  confirmText: (tenant, alias) =>
    `Wenn Sie ${tenant} genehmigen, führt ${alias} niemanden irgendwohin, bis einer von Ihnen ihn freigibt. Das ist für einen Umzug von einem Mandanten zum anderen gedacht.`,
  confirm: "Trotzdem genehmigen",
  claimTitle: "Einen Alias beanspruchen",
  claimLabel: "Alias",
  claimHelp:
    "Buchstaben a-z, Ziffern, innere Punkte und Bindestriche; Großschreibung und Leerzeichen bedeuten nichts.",
  claim: "Beanspruchen",
  claimed: {
    owner: (alias) => `${alias} gehört Ihnen und funktioniert ab sofort.`,
    waiting: (alias) =>
      `${alias} gehört schon einem anderen Mandanten. Ihr Anspruch wartet auf dessen Inhaber; bis dahin führt er Benutzer dorthin, nicht zu Ihnen.`,
  },
  tellTitle: (alias) => `Für Ihre Benutzer: ${alias}`,
  tell: (address, alias) =>
    `Öffnen Sie auf Ihrem iPhone Safari, tippen Sie ${address} und geben Sie den Alias ${alias} ein.`,
  tellLink: "Text und QR-Code",
  qr: (address) => `QR-Code für ${address}`,
  direct:
    "Dieser Code nennt dem Switching Center den Alias, und es führt sofort zu Ihrem Server weiter:",
  back: "Zurück zu den Aliassen",
};

export const aliasesText = { en, de };

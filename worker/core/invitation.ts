// Invitations: what an administrator sends to users so that they set their phones up, or set them
// up again after the policy changed. Pure text, in the user's language. The rule: it names the one
// address that may ask for the password, and says what setting up again does to the phone's mail
// (iPhone OS 3 refuses a second Exchange profile: Apple, Enterprise Deployment Guide for 3.1, p. 33).
import { systemName } from "./eas-agent.ts";
import { englishInvitation } from "./invitation-english.ts";
import { germanInvitation } from "./invitation-german.ts";
import type { Language } from "./language.ts";

/** To set a phone up, or to set it up again with the present settings. */
export const INVITATION_KINDS = ["begin", "renew"] as const;
export type InvitationKind = (typeof INVITATION_KINDS)[number];

/** A phone that runs an old version, as far as it said what it is. */
export interface OutdatedPhone {
  readonly device: string;
  /** Major version of its system, if it told. */
  readonly major?: number;
}

/** What an invitation speaks of. */
export interface InvitationFacts {
  readonly kind: InvitationKind;
  /** The tenant's display name. */
  readonly company: string;
  /** Canonical user name: what the user signs in with. */
  readonly user: string;
  /** How the user is greeted. */
  readonly displayName: string;
  /** Where an alias is typed, and the alias; absent where the tenant has none that is unique. */
  readonly alias?: { readonly switchingCenter: string; readonly alias: string };
  /** The tenant's own page, which needs no alias. */
  readonly direct: string;
  /** For `renew`: the phones it is about; empty if they are not known. */
  readonly phones: readonly OutdatedPhone[];
}

/** An invitation in parts, for a page; invitationBody makes a letter of them. */
export interface InvitationText {
  readonly subject: string;
  readonly greeting: string;
  readonly lead: string;
  /** What to do, one step each. */
  readonly steps: readonly string[];
  readonly notes: readonly string[];
}

/** Sentences of one language. */
export interface InvitationWords {
  readonly greeting: (name: string) => string;
  readonly subject: Readonly<Record<InvitationKind, (company: string) => string>>;
  readonly begins: (company: string) => string;
  readonly renews: (company: string, phones: string) => string;
  /** The phones where none are known by name. */
  readonly somePhone: string;
  readonly and: string;
  readonly sendFirst: string;
  /** `only` where other phones are meant, too. */
  readonly removeFirst: (only: boolean) => string;
  readonly keepProfile: string;
  readonly openDirect: (address: string) => string;
  readonly openAlias: (address: string) => string;
  readonly typeAlias: (alias: string) => string;
  readonly signIn: (user: string) => string;
  readonly install: string;
  readonly password: string;
  readonly directToo: (address: string) => string;
  readonly mailComesBack: string;
  readonly onlyThere: (address: string) => string;
}

const WORDS: Readonly<Record<Language, InvitationWords>> = {
  en: englishInvitation,
  de: germanInvitation,
};

const REMOVAL_UNTIL_MAJOR = 3;

/** The invitation of one user. */
export function invitationText(facts: InvitationFacts, language: Language): InvitationText {
  const words = WORDS[language];
  const { kind, company, direct, alias } = facts;
  const renews = kind === "renew";
  return {
    subject: words.subject[kind](company),
    greeting: words.greeting(facts.displayName),
    lead: renews ? words.renews(company, phoneNames(facts.phones, words)) : words.begins(company),
    steps: [
      ...(renews ? renewalSteps(facts.phones, words) : []),
      ...(alias
        ? [words.openAlias(shortAddress(alias.switchingCenter)), words.typeAlias(alias.alias)]
        : [words.openDirect(direct)]),
      words.signIn(facts.user),
      words.install,
      words.password,
    ],
    notes: [
      ...(alias ? [words.directToo(direct)] : []),
      ...(renews ? [words.mailComesBack] : []),
      words.onlyThere(new URL(direct).origin),
    ],
  };
}

/** The invitation as plain text for a mail; lines end with a line feed. */
export function invitationBody({ greeting, lead, steps, notes }: InvitationText): string {
  const numbered = steps.map((step, index) => `${index + 1}. ${step}`);
  return [greeting, lead, numbered.join("\n"), ...notes].join("\n\n");
}

/**
 * A mailto: link that opens the invitation in the operator's mail program (RFC 6068: line ends are
 * %0D%0A, and everything that is not unreserved is percent-encoded).
 */
export function mailtoLink(address: string, text: InvitationText): string {
  const body = invitationBody(text).replaceAll("\n", "\r\n");
  const [local = "", domain = ""] = address.split(/@(?=[^@]*$)/);
  const to = `${encodeURIComponent(local)}@${encodeURIComponent(domain)}`;
  return `mailto:${to}?subject=${encodeURIComponent(text.subject)}&body=${encodeURIComponent(body)}`;
}

/** What is to be done before the profile is installed again, by what the phones run. */
function renewalSteps(phones: readonly OutdatedPhone[], words: InvitationWords): string[] {
  const needsRemoval = ({ major }: OutdatedPhone) =>
    major !== undefined && major <= REMOVAL_UNTIL_MAJOR;
  const isKnown = phones.length > 0 && phones.every(({ major }) => major !== undefined);
  if (isKnown && phones.every(needsRemoval)) return [words.sendFirst, words.removeFirst(false)];
  if (isKnown && !phones.some(needsRemoval)) return [words.sendFirst];
  return [words.sendFirst, words.removeFirst(true), words.keepProfile];
}

function phoneNames(phones: readonly OutdatedPhone[], words: InvitationWords): string {
  const names = phones.map(({ device, major }) =>
    major === undefined ? device : `${device} (${systemName(major)})`,
  );
  const last = names.at(-1);
  if (last === undefined) return words.somePhone;
  return names.length === 1 ? last : `${names.slice(0, -1).join(", ")} ${words.and} ${last}`;
}

/** An address as people type it: Safari adds https by itself, but not http or a port. */
function shortAddress(origin: string): string {
  const { protocol, host } = new URL(origin);
  return protocol === "https:" ? host : origin;
}

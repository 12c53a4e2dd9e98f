// The one message of the quarantine mailbox, in the user's language, or in all of ours where nobody told which one that
// is. The rule: it says what happened and why, what to do, and who knows of it; it comes from an address that nobody
// reads, and its date is the quarantine's own, so that it is never new again.
import type { QuarantineReason } from "./gateway.ts";
import { looksLikeIos } from "./ios-client.ts";
import { LANGUAGES, type Language } from "./language.ts";
import type { Quarantine } from "./quarantine.ts";

/** What the message speaks of. */
export interface QuarantineFacts {
  readonly why: Quarantine;
  /** The tenant's display name. */
  readonly company: string;
  /** Public origin of the tenant, `https://host`. */
  readonly origin: string;
  /** Domain of the tenant's mail addresses. */
  readonly mailDomain: string;
  readonly user: { readonly name: string; readonly address: string };
  readonly device: {
    readonly deviceId: string;
    readonly deviceType: string;
    readonly userAgent: string;
  };
  /** The user's language, if it is known. */
  readonly language?: Language;
}

/** A mail as it is shown; its texts hold no control characters but line feeds. */
export interface QuarantineMessage {
  readonly from: { readonly name: string; readonly address: string };
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  /** Milliseconds since 1970. */
  readonly date: number;
  readonly text: string;
  readonly html: string;
}

interface Said {
  readonly company: string;
  /** The page where a phone is set up. */
  readonly page: string;
  readonly device: string;
  readonly reason: string;
}

interface Words {
  readonly subject: (said: Said) => string;
  readonly sender: (said: Said) => string;
  readonly happened: (said: Said) => string;
  /** Why, by the kind of reason. */
  readonly why: Readonly<Record<Kind, (said: Said) => string>>;
  readonly todo: string;
  readonly steps: readonly ((said: Said) => string)[];
  /** For devices that can install a profile. */
  readonly setUp: (said: Said) => string;
  readonly told: (said: Said) => string;
  readonly noReply: string;
}

/** An access rule speaks of this device, or nobody allowed others than iOS devices. */
type Kind = "rule" | "other-client";
const OTHER_CLIENT = "other-client-quarantined" satisfies QuarantineReason;

const english: Words = {
  subject: ({ company }) => `Why your ${company} mail is not here yet`,
  sender: ({ company }) => `${company} (do not reply)`,
  happened: ({ company }) =>
    `This device does not get the mail, contacts and calendars of ${company} yet. Nothing is lost: all of it is on the server.`,
  why: {
    rule: () => "Why: an administrator looks at devices of this kind before they are let in.",
    "other-client": ({ company }) =>
      `Why: this is no iPhone or iPad that was set up by ${company}, and an administrator looks at other devices before they are let in.`,
  },
  todo: "What to do",
  steps: [
    ({ company }) =>
      `Wait. As soon as an administrator of ${company} lets the device in, your mail comes by itself and this message goes.`,
    () => "Leave the account as it is. What you write meanwhile stays in the Outbox.",
    () => "If it takes too long, ask your help desk and name the device below.",
  ],
  setUp: ({ page }) =>
    `If you typed the account in by hand, also set the phone up: open Safari on it and go to ${page}`,
  told: ({ company, device, reason }) =>
    `The administrators of ${company} see this device in their list: ${device} (${reason}).`,
  noReply: "This message was made by the gateway; nobody reads answers to it.",
};

const german: Words = {
  subject: ({ company }) => `Warum Ihre Mails von ${company} noch nicht hier sind`,
  sender: ({ company }) => `${company} (bitte nicht antworten)`,
  happened: ({ company }) =>
    `Dieses Gerät erhält die Mails, Kontakte und Kalender von ${company} noch nicht. Es geht nichts verloren: Alles liegt auf dem Server.`,
  why: {
    rule: () =>
      "Der Grund: Geräte dieser Art sieht sich ein Administrator an, bevor sie zugelassen werden.",
    "other-client": ({ company }) =>
      `Der Grund: Dies ist kein iPhone oder iPad, das über ${company} eingerichtet wurde, und andere Geräte sieht sich ein Administrator an, bevor sie zugelassen werden.`,
  },
  todo: "Was Sie tun können",
  steps: [
    ({ company }) =>
      `Warten Sie. Sobald ein Administrator von ${company} das Gerät zulässt, kommen Ihre Mails von selbst, und diese Nachricht verschwindet.`,
    () =>
      "Lassen Sie den Account, wie er ist. Was Sie inzwischen schreiben, bleibt im Postausgang.",
    () =>
      "Dauert es zu lange, fragen Sie Ihren Helpdesk und nennen Sie ihm das Gerät, das unten steht.",
  ],
  setUp: ({ page }) =>
    `Haben Sie den Account von Hand eingegeben, dann richten Sie das Telefon auch ein: Öffnen Sie auf ihm Safari und gehen Sie zu ${page}`,
  told: ({ company, device, reason }) =>
    `Die Administratoren von ${company} sehen dieses Gerät in ihrer Liste: ${device} (${reason}).`,
  noReply: "Diese Nachricht kommt vom Gateway; Antworten darauf liest niemand.",
};

const WORDS: Readonly<Record<Language, Words>> = { en: english, de: german };

/** The mail for one device. */
export function quarantineMessage(facts: QuarantineFacts): QuarantineMessage {
  const { why, language, user } = facts;
  const said = saidOf(facts);
  const languages = language ? [language] : LANGUAGES;
  const [first] = languages;
  const letters = languages.map((each) => letterIn(WORDS[each], said, facts));
  const words = WORDS[first ?? "en"];
  return {
    from: { name: words.sender(said), address: `no-reply@${facts.mailDomain}` },
    to: { name: plain(user.name), address: plain(user.address) },
    subject: languages.map((each) => WORDS[each].subject(said)).join(" / "),
    date: why.since,
    text: letters.map(asText).join("\n\n* * *\n\n"),
    html: `<html><body>${letters.map(asHtml).join("<hr>")}</body></html>`,
  };
}

/** One language's part, in paragraphs. */
interface Letter {
  readonly before: readonly string[];
  readonly todo: string;
  readonly steps: readonly string[];
  readonly after: readonly string[];
}

function letterIn(words: Words, said: Said, { why, device }: QuarantineFacts): Letter {
  const kind: Kind = why.reason === OTHER_CLIENT ? "other-client" : "rule";
  // Where no profile can be installed, nobody is sent to the page that gives one.
  const steps = looksLikeIos(device) ? [...words.steps, words.setUp] : words.steps;
  return {
    before: [words.happened(said), words.why[kind](said)],
    todo: words.todo,
    steps: steps.map((step) => step(said)),
    after: [words.told(said), words.noReply],
  };
}

function saidOf({ why, company, origin, device }: QuarantineFacts): Said {
  const { deviceType, deviceId } = device;
  return {
    company: plain(company),
    page: `${origin}/iphone`,
    device: plain(`${deviceType} ${deviceId}`.trim()),
    reason: plain(why.reason),
  };
}

/** What a device says of itself may hold anything: one line without control characters remains. */
const plain = (text: string) => text.toWellFormed().replace(/[\p{Cc}\u2028\u2029]+/gu, " ");

const asText = ({ before, todo, steps, after }: Letter) =>
  [
    ...before,
    [todo, ...steps.map((step, index) => `${index + 1}. ${step}`)].join("\n"),
    ...after,
  ].join("\n\n");

function asHtml({ before, todo, steps, after }: Letter): string {
  const paragraph = (text: string) => `<p>${linked(text)}</p>`;
  return [
    ...before.map(paragraph),
    `<p><b>${escaped(todo)}</b></p><ol>${steps.map((step) => `<li>${linked(step)}</li>`).join("")}</ol>`,
    ...after.map(paragraph),
  ].join("");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};
const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
/** Makes the page's address, which ends its sentence, a link. */
const linked = (text: string) =>
  escaped(text).replace(/https:\/\/[^\s<"]+\/iphone$/, (page) => `<a href="${page}">${page}</a>`);

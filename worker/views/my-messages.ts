// Every sentence of My devices: what its problem pages say, and the tables of both languages.
import type { Language } from "../core/language.ts";
import type { OwnAct } from "../core/own-device.ts";
import { iphoneProblems, type ProblemFacts, type ProblemText } from "./iphone-messages.ts";
import { englishMy, englishMyProblems } from "./my-messages-english.ts";
import { germanMy, germanMyProblems } from "./my-messages-german.ts";

/** What only My devices refuses. */
export type MyOwnReason =
  | "form-expired"
  | "form-of-another-site"
  | "form-unreadable"
  | "no-such-device"
  | "not-possible-now";

/** Why a page of My devices cannot be shown, or a form did nothing. */
export type MyReason =
  | MyOwnReason
  | "sign-in-needed"
  | "credentials-malformed"
  | "wrong-password"
  | "slowed-down"
  | "eas-not-enabled-upstream"
  | "upstream-unreachable"
  | "upstream-timeout"
  | "upstream-not-eas"
  | "opened-inside-a-page"
  | "page-not-found"
  | "method-not-allowed";

/** Reasons that My devices words in its own way. */
export type MyProblems = Record<
  MyOwnReason | "sign-in-needed",
  (facts: ProblemFacts) => ProblemText
>;

const myProblems: Record<Language, MyProblems> = { en: englishMyProblems, de: germanMyProblems };

/** The text of a problem page of My devices. */
export function myProblem(language: Language, reason: MyReason, facts: ProblemFacts): ProblemText {
  const own = myProblems[language];
  return reason in own
    ? own[reason as keyof MyProblems](facts)
    : iphoneProblems[language][reason as Exclude<MyReason, keyof MyProblems>](facts);
}

/** What a deed needs to be told about a phone. */
export interface PhoneFacts {
  readonly company: string;
  /** What the phone is called: "iPhone". */
  readonly phone: string;
}

/** A deed's button, what it says once it is done, and the page before it where there is one. */
export interface ActText {
  readonly button: (on: PhoneFacts) => string;
  readonly done: (on: PhoneFacts) => string;
}

/** Why the gateway refused a phone, as far as its user can do something about it. */
export type RefusalWords = Readonly<Record<string, string>>;

export type MyActs = Record<OwnAct, ActText>;

export const myText = { en: englishMy, de: germanMy };

/** Why a phone was refused, in a sentence for its user. */
export function refusalInWords(language: Language, reason: string): string {
  const { refusals, otherRefusal } = myText[language];
  return Object.hasOwn(refusals, reason) ? (refusals[reason] ?? otherRefusal) : otherRefusal;
}

// Every sentence of the switching center, a table a language.
import type { Language } from "../core/language.ts";

/** What a page of the switching center has to say besides its form. */
export type AliasNotice =
  | "alias-missing"
  | "alias-malformed"
  | "query-malformed"
  /** Unknown and claimed twice: the visitor is told one and the same. */
  | "alias-leads-nowhere"
  | "slowed-down"
  | "method-not-allowed"
  | "page-not-found";

type Notices = Record<AliasNotice, (on: { wait: string }) => string>;

const english = {
  from: "Switching center",
  title: "Set up your iPhone or iPad",
  lead: "Type the alias that your administrator gave you. It brings you to the server of your own company.",
  alias: "Alias",
  submit: "Submit",
  qrCodeOf: (url: string) => `QR code of ${url}`,
  onThePhone:
    "Open this page on the iPhone or iPad that you want to set up: point its camera at this code, or type the address in Safari.",
};

const german: typeof english = {
  from: "Vermittlung",
  title: "iPhone oder iPad einrichten",
  lead: "Geben Sie den Alias ein, den Sie von Ihrer Administration bekommen haben. Er führt Sie zum Server Ihrer eigenen Firma.",
  alias: "Alias",
  submit: "Weiter",
  qrCodeOf: (url) => `QR-Code von ${url}`,
  onThePhone:
    "Öffnen Sie diese Seite auf dem iPhone oder iPad, das Sie einrichten wollen: Richten Sie seine Kamera auf diesen Code, oder tippen Sie die Adresse in Safari ein.",
};

const englishNotices: Notices = {
  "alias-missing": () => "Please type the alias first.",
  "alias-malformed": () =>
    "That cannot be an alias. An alias has up to 63 letters from a to z, digits, dots and hyphens. Please check the spelling.",
  "query-malformed": () => "That address cannot be read. Please type the alias here instead.",
  "alias-leads-nowhere": () =>
    "This alias does not lead to a server. Please check the spelling. If it is right, ask the person who gave it to you for another alias.",
  "slowed-down": ({ wait }) =>
    `There were too many tries from your network. Please wait ${wait}, then try again.`,
  "method-not-allowed": () => "This page only takes the alias from the form below.",
  "page-not-found": () => "There is no page at this address. Please type the alias here.",
};

const germanNotices: Notices = {
  "alias-missing": () => "Bitte geben Sie zuerst den Alias ein.",
  "alias-malformed": () =>
    "Das kann kein Alias sein. Ein Alias hat bis zu 63 Buchstaben von a bis z, Ziffern, Punkte und Bindestriche. Bitte prüfen Sie die Schreibweise.",
  "query-malformed": () =>
    "Diese Adresse lässt sich nicht lesen. Bitte geben Sie den Alias stattdessen hier ein.",
  "alias-leads-nowhere": () =>
    "Dieser Alias führt zu keinem Server. Bitte prüfen Sie die Schreibweise. Stimmt sie, dann bitten Sie die Person, die Ihnen den Alias gegeben hat, um einen anderen.",
  "slowed-down": ({ wait }) =>
    `Aus Ihrem Netz kamen zu viele Versuche. Bitte warten Sie ${wait} und versuchen Sie es dann noch einmal.`,
  "method-not-allowed": () => "Diese Seite nimmt nur den Alias aus dem Formular unten an.",
  "page-not-found": () =>
    "Unter dieser Adresse gibt es keine Seite. Bitte geben Sie den Alias hier ein.",
};

export const switchingCenterText: Record<Language, typeof english> = { en: english, de: german };
export const aliasNotices: Record<Language, Notices> = { en: englishNotices, de: germanNotices };

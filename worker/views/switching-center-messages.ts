// Every sentence of the switching center, in one table, so that another language is another table.

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

export const switchingCenterText = {
  from: "Switching center",
  title: "Set up your iPhone or iPad",
  lead: "Type the alias that your administrator gave you. It brings you to the server of your own company.",
  alias: "Alias",
  submit: "Submit",
  onThePhone:
    "Open this page on the iPhone or iPad that you want to set up: point its camera at this code, or type the address in Safari.",
} as const;

export const aliasNotices: Record<AliasNotice, (on: { wait: string }) => string> = {
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

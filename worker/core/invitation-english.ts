// The sentences of invitations in English.
import type { InvitationWords } from "./invitation.ts";

export const englishInvitation: InvitationWords = {
  greeting: (name) => `Hello ${name},`,
  subject: {
    begin: (company) => `Mail of ${company} on your iPhone or iPad`,
    renew: (company) => `Please renew the settings of ${company} on your iPhone or iPad`,
  },
  begins: (company) =>
    `this is how the mail, contacts and calendars of ${company} come to your iPhone or iPad.`,
  renews: (company, phones) =>
    `the settings of ${company} for phones have changed. The old ones are still on: ${phones}. Please set the phone up again, on the phone itself:`,
  somePhone: "your iPhone or iPad",
  and: "and",
  sendFirst: "Send what is still in the outbox of Mail: it would be lost.",
  removeFirst: (only) =>
    `${only ? "Only on iPhone OS 3: remove" : "Remove"} the old profile (Settings, General, Profile, Remove). iPhone OS 3 installs no second one.`,
  keepProfile: "On newer systems, leave the old profile where it is: the new one replaces it.",
  openDirect: (address) => `On the phone, open Safari, type ${address} and open the page.`,
  openAlias: (address) => `On the phone, open Safari, type ${address} and open the page.`,
  typeAlias: (alias) => `Type the alias ${alias} and tap Submit.`,
  signIn: (user) => `Sign in with the user name ${user} and the password of your mailbox.`,
  install: "Install the profile that you get there.",
  password:
    "When the phone asks for the password of the Exchange account, type the same password again.",
  directToo: (address) => `Without the alias, you reach the same page at ${address}`,
  mailComesBack:
    "The mail, contacts and calendars of this account disappear from the phone and are loaded again. Nothing is lost on the server.",
  onlyThere: (address) =>
    `Type your password only on pages whose address begins with ${address} and in the phone's own settings. Nobody will ask you for it by mail or telephone.`,
};

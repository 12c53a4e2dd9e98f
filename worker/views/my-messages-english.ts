// My devices in English.
import type { MyActs, MyProblems, PhoneFacts, RefusalWords } from "./my-messages.ts";

const acts: MyActs = {
  lost: {
    button: ({ phone }) => `Report this ${phone} as lost`,
    done: ({ phone }) =>
      `The ${phone} is reported as lost. It gets no more mail from now on. If it will not come back, erase it, too.`,
  },
  found: {
    button: ({ phone }) => `This ${phone} is found again`,
    done: ({ phone }) => `The ${phone} may fetch mail again.`,
  },
  erase: {
    button: ({ phone }) => `Erase this ${phone}`,
    done: ({ phone }) =>
      `The ${phone} will be erased as soon as it asks for mail. Until then you can take that back.`,
  },
  cancel: {
    button: () => "Do not erase it after all",
    done: ({ phone }) =>
      `The ${phone} will not be erased, unless it had already received the order a moment ago.`,
  },
  forget: {
    button: ({ phone }) => `Forget this ${phone}`,
    done: ({ phone }) => `The ${phone} is forgotten.`,
  },
};

const refusals: RefusalWords = {
  "eas-not-allowed": "You are not allowed to use mail on phones.",
  "eas-not-enabled-upstream": "The mail server does not allow phones for your mailbox.",
  "device-blocked": "It was blocked.",
  "device-wiped": "It was erased.",
  "wipe-refused": "It was told to erase itself and did not.",
  "version-without-policies": "It speaks a version of the protocol that cannot carry the settings.",
  "other-client-denied": "Only iPhones and iPads are allowed.",
  "certificate-missing": "It shows no certificate. Please set it up again with a new profile.",
  "certificate-unknown": "Its certificate is not known here. Please set it up again.",
  "certificate-for-another-purpose": "Its certificate is not for mail. Please set it up again.",
  "certificate-of-another-user": "Its certificate was made for another user.",
  "certificate-not-yet-valid": "Its certificate is not valid yet. Try again later.",
  "certificate-expired": "Its certificate has expired. Please set it up again.",
  "certificate-revoked": "Its certificate was revoked. Please set it up again.",
  "certificate-on-another-device": "Its certificate belongs to another phone.",
  "token-missing": "The account was set up by hand. Please set it up with the profile.",
  "token-unknown": "Its profile is not known here. Please set it up again.",
  "token-expired": "Its profile was not used in time. Please set it up again.",
  "token-of-another-user": "Its profile was made for another user.",
  "token-on-another-device": "Its profile was made for another phone.",
  "token-retyped": "The account was typed in by hand. Please set it up again with the profile.",
  "version-too-new": "It speaks a version of the protocol that is not accepted. Try again later.",
  "access-rule-blocked": "The administrator keeps this kind of phone, program or version out.",
  "access-rule-quarantined": "It waits for the administrator to let it in.",
  "other-client-quarantined": "It waits for the administrator to let it in.",
  "too-many-devices": "You use as many devices as are allowed.",
  "token-superseded": "A newer profile took the place of the one it used.",
  "wrong-password": "The password it sent was not accepted.",
  "credentials-no-longer-good": "The password was changed, and it sent the old one.",
  "too-many-at-once": "It sent too many requests at once.",
  "too-many-commands": "It asked for mail without end and must wait a while.",
  "client-changes-too-often": "It changed its mail program too often and must wait a while.",
  "slowed-down": "It tried too often with a wrong password.",
  "upstream-unreachable": "The mail server could not be reached.",
  "upstream-timeout": "The mail server did not answer in time.",
};

const state = {
  active: "In use.",
  lost: "You reported it as lost. It gets no mail.",
  blocked: ({ company }: PhoneFacts) =>
    `Blocked by the administrator of ${company}. It gets no mail. Only the administrator can change that.`,
  waiting: "It will be erased as soon as it asks for mail.",
  waitingByAdministrator: ({ company }: PhoneFacts) =>
    `The administrator of ${company} ordered that it be erased. That happens as soon as it asks for mail.`,
  refused: "It was told to erase itself and answered that it could not.",
  erased: "It was erased.",
};

export const englishMy = {
  title: "My devices",
  list: "These phones fetch mail with your account. If one is lost, report it here.",
  none: "No phone fetches mail with your account yet.",
  setUp: "Set up an iPhone or iPad",
  back: "Back to my devices",
  unnamed: "Device",
  state,
  lastSeen: "Last seen",
  identifier: "Identifier",
  serial: "Serial number",
  settings: "Settings",
  current: "up to date",
  old: "an older version: please set it up again",
  noProfile: "set up by hand, without a profile",
  howToRenew: (address: string) =>
    `To set it up again, open ${address} in Safari on this phone and install the profile that you get there.`,
  lastRefusal: "Last refused",
  otherRefusal: "For a technical reason. If it goes on, call the help desk.",
  refusals,
  acts,
  lostHelp:
    "Reporting a phone blocks it at once. Its mail stays on it until you erase it. If it turns up again, you can let it in again.",
  erase: {
    title: ({ phone }: PhoneFacts) => `Erase this ${phone}?`,
    heading: "What is erased",
    items: ({ company, phone }: PhoneFacts) => [
      `Everything on the ${phone}: photos, messages, apps, settings and all accounts, not only the mail of ${company}.`,
      "It happens as soon as the phone asks for mail. If it is turned off or without a network, it happens later, or never.",
      "Once it is erased, nobody can undo that. What is not in a backup is lost.",
      `What lies on the mail server of ${company} stays there.`,
    ],
    password: "Your password, once more",
    agree: ({ phone }: PhoneFacts) => `Yes, erase everything on this ${phone}`,
    notAgreed: "Please tick the box if you want that.",
    wrongPassword: "The password was not accepted. Please type it once more.",
    passwordMissing: "Please type your password.",
    slowedDown: (wait: string) =>
      `There were several wrong passwords. Please wait ${wait}, then try again.`,
    notJudged: "The mail server cannot check your password at the moment. Please try again later.",
  },
  forget: {
    title: ({ phone }: PhoneFacts) => `Forget this ${phone}?`,
    items: ({ phone }: PhoneFacts) => [
      `The ${phone} disappears from this list, and its profile becomes void. Nothing on it is erased.`,
      `If it is still used, it needs a new profile. Do this for a ${phone} that you gave away or no longer use.`,
      "If it is lost, report that instead.",
    ],
  },
};

export const englishMyProblems: MyProblems = {
  "sign-in-needed": ({ company }) => ({
    title: "Please sign in",
    happened: `${company} must know who you are before it can show your devices.`,
    todo: [
      "Load this page again, and type your user name and the password of your Exchange mailbox.",
    ],
  }),
  "form-expired": ({ address }) => ({
    title: "This page was open for too long",
    happened: "Nothing was done, because the form is no longer good.",
    todo: [`Open ${address} again, and do it there once more.`],
  }),
  "form-of-another-site": ({ address }) => ({
    title: "That did not come from this page",
    happened: "Another website tried to send something in your name. Nothing was done.",
    todo: [`If you meant to do it, open ${address} and do it there.`],
  }),
  "form-unreadable": ({ address }) => ({
    title: "The form could not be read",
    happened: "Nothing was done.",
    todo: [`Open ${address} again, and do it there once more.`],
  }),
  "no-such-device": ({ address }) => ({
    title: "That is none of your devices",
    happened: "Perhaps it was forgotten meanwhile.",
    todo: [`Look at the list at ${address}`],
  }),
  "not-possible-now": ({ company, address }) => ({
    title: "That is not possible now",
    happened: "The device is in another state than this page thought. Nothing was done.",
    todo: [
      `Look at the list at ${address}`,
      `What the administrator of ${company} blocked or had erased, only the administrator can let in again.`,
    ],
  }),
};

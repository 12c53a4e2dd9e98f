// What /iphone's problem pages say in English. The rule: each says what happened and what to do.
import type { ProblemFacts, ProblemTable, ProblemText } from "./iphone-messages.ts";

const askHelpDesk = ({ company }: ProblemFacts) =>
  `If that does not help, call the help desk of ${company} and read out the code below.`;

const upstreamTrouble =
  (happened: (facts: ProblemFacts) => string) =>
  (facts: ProblemFacts): ProblemText => ({
    title: "The mail server cannot be asked",
    happened: happened(facts),
    todo: ["Try again in a few minutes. Nothing on your device was changed.", askHelpDesk(facts)],
  });

export const englishProblems: ProblemTable = {
  "sign-in-needed": (facts) => ({
    title: "Please sign in",
    happened: `${facts.company} must know who you are before it can set up this device.`,
    todo: [
      "Load this page again, and type your user name and the password of your Exchange mailbox.",
      askHelpDesk(facts),
    ],
  }),
  "credentials-malformed": (facts) => ({
    title: "The sign-in could not be read",
    happened: "Your browser sent a user name and password in a form that cannot be read.",
    todo: ["Load this page again and sign in once more.", askHelpDesk(facts)],
  }),
  "wrong-password": (facts) => ({
    title: "User name or password not accepted",
    happened: `The user name and password do not belong to a mailbox of ${facts.company}.`,
    todo: [
      "Load this page again and type them once more. It is the password of your Exchange mailbox.",
      "If Safari does not ask again, turn the device off and on: until then it may keep the old password.",
      askHelpDesk(facts),
    ],
  }),
  "slowed-down": (facts) => ({
    title: "Please wait a little",
    happened:
      "There were several tries with this user name from your network, or too many at the same moment.",
    todo: [`Wait ${facts.wait}, then load this page again.`, askHelpDesk(facts)],
  }),
  "eas-not-enabled-upstream": (facts) => ({
    title: "Your mailbox is not enabled for phones",
    happened:
      "Your password is right, but the mail server does not allow Exchange ActiveSync for your mailbox.",
    todo: [
      `Ask the help desk of ${facts.company} to enable Exchange ActiveSync for your mailbox.`,
      "Then load this page again.",
    ],
  }),
  "upstream-unreachable": upstreamTrouble(
    ({ company }) => `The mail server of ${company} cannot be reached at the moment.`,
  ),
  "upstream-timeout": upstreamTrouble(
    ({ company }) => `The mail server of ${company} did not answer in time.`,
  ),
  "upstream-not-eas": upstreamTrouble(
    ({ company }) => `What answers for the mail server of ${company} is not Exchange ActiveSync.`,
  ),
  "user-in-no-group": (facts) => ({
    title: "You are in no group yet",
    happened:
      "You are signed in, but nobody has put you into a group, and the settings come from there.",
    todo: [
      `Ask the administrator of ${facts.company} to put you into a group.`,
      "Then load this page again.",
    ],
  }),
  "eas-not-allowed": (facts) => ({
    title: "Mail on this device is not allowed",
    happened: "You are signed in, but you are not allowed to use Exchange ActiveSync.",
    todo: [
      `If you need mail on your device, ask the administrator of ${facts.company} to allow it.`,
      "Then load this page again.",
    ],
  }),
  "policy-not-locked": (facts) => ({
    title: "The settings are not ready yet",
    happened:
      "You are signed in, but the Device Settings Policy of your group is not locked, so it cannot be handed out.",
    todo: [
      `Tell the administrator of ${facts.company} that the policy must be locked.`,
      "Then load this page again.",
    ],
  }),
  "legacy-devices-off": (facts) => ({
    title: "This device is too old for your company's certificates",
    happened: `Mail of ${facts.company} needs a certificate, and devices before iOS 5 can get one only by older methods, which are switched off here.`,
    todo: [
      "Use a device with iOS 5 or later,",
      `or ask the administrator of ${facts.company} whether older devices may be allowed.`,
    ],
  }),
  "signing-identity-expired": (facts) => ({
    title: "Profiles cannot be signed at the moment",
    happened:
      "The certificate that signs the profiles has expired. Mail on set-up devices goes on.",
    todo: [
      `Tell the administrator of ${facts.company} that the signing identity must be renewed.`,
      "Then load this page again.",
    ],
  }),
  "not-an-ios-device": (facts) => ({
    title: "Open this page on your iPhone or iPad",
    happened: "Only an iPhone, an iPad or an iPod touch can install the profile.",
    todo: [
      `Point the device's camera at this code, or open Safari there and type ${facts.address}`,
      "Sign in there again.",
    ],
  }),
  "perhaps-an-ipad": (facts) => ({
    title: "Is this an iPad?",
    happened:
      "iPads, and iPhones that ask for desktop websites, call themselves a Mac, so we have to ask. A Mac cannot install the profile.",
    todo: [
      "If you are holding an iPad or iPhone, tap the button below.",
      `If this is a Mac, point your device's camera at this code, or open Safari there and type ${facts.address}`,
    ],
  }),
  "wrong-browser": (facts) => ({
    title: "Please use Safari",
    happened:
      "Only Safari can install a profile. This page was opened in another browser or inside an app.",
    todo: ["Open Safari, the browser with the compass.", `Type ${facts.address}`],
  }),
  "opened-inside-a-page": (facts) => ({
    title: "Please open this page itself",
    happened: "Another page asked for this one as a part of itself, such as a picture or a frame.",
    todo: [`Type ${facts.address} in Safari.`],
  }),
  "ios-too-old": (facts) => ({
    title: "This system is too old",
    happened: "The profile needs iPhone OS 3.0 or later.",
    todo: ["Update the device with iTunes, then load this page again.", askHelpDesk(facts)],
  }),
  "page-not-found": (facts) => ({
    title: "There is no such page",
    happened: "The address may have been typed wrongly.",
    todo: [`Type ${facts.address}`],
  }),
  "method-not-allowed": (facts) => ({
    title: "This page takes nothing in",
    happened: "Something was sent to a page that can only be read. It was thrown away.",
    todo: [`Open ${facts.address} in Safari.`],
  }),
};

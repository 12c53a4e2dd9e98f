// Every sentence of the page before the profile, in one table, so that another language is another
// table. What the company sees and may do is stated as MS-ASHTTP and MS-ASPROV allow it, not as
// this version happens to use it.
import { atLeast, type IosVersion } from "../core/ios.ts";

/** What the sentences speak of. */
export interface ConsentFacts {
  /** The tenant's display name. */
  readonly company: string;
  readonly device: string;
  readonly version: IosVersion;
}

interface Section {
  readonly heading: string;
  readonly items: readonly string[];
  readonly after?: string;
}

/** Settings calls its list of profiles by another name since iOS 15. */
const profileListSince: readonly (readonly [since: IosVersion, path: string])[] = [
  [[15, 0, 0], "General, VPN & Device Management"],
  [[0, 0, 0], "General, Profiles & Device Management"],
];

const profileList = ({ version }: ConsentFacts) =>
  profileListSince.find(([since]) => atLeast(version, since))?.[1] ?? "";

export const consentText = {
  title: ({ device }: ConsentFacts) => `Set up mail on this ${device}`,
  lead: ({ company }: ConsentFacts) =>
    `The profile adds your mail, contacts and calendars of ${company}. Please read what comes with it.`,
  button: "Download the profile",

  sees: ({ company, device }: ConsentFacts): Section => ({
    heading: `What ${company} will see`,
    items: [
      `an identifier of this ${device}, its model, its system version and its language`,
      "when it fetches mail, and the network address from which it does",
      `the mail, contacts and calendars of your account at ${company}`,
    ],
    after: "The profile does not show it your photos, messages, apps, location or other accounts.",
  }),
  changes: ({ company }: ConsentFacts) => ({
    heading: `What ${company} may change`,
    before:
      "The profile brings this and nothing else. The mail server may ask for a stricter passcode later.",
  }),
  wipes: ({ company, device }: ConsentFacts): Section => ({
    heading: `What ${company} may erase`,
    items: [
      `everything on this ${device}, from afar, for example when it is lost: not only the mail of ${company}`,
      `everything on this ${device}, by itself, after too many wrong passcodes, where the settings above limit them`,
      "the account's mail, contacts and calendars, when the profile is removed",
    ],
    after: `Keep a backup of what is yours.`,
  }),
  reprovisioning: ({ company, device }: ConsentFacts) =>
    `If this ${device} already has the profile of ${company}: installing it again removes the account's mail, contacts and calendars from the ${device} and loads them again. What it has not sent yet is lost.`,
  steps: (facts: ConsentFacts): Section => ({
    heading: "How to install it",
    items: [
      "Tap Download the profile, then Allow.",
      `Open Settings and tap Profile Downloaded near the top. It waits there for 8 minutes; if you do not see it, look in ${profileList(facts)}.`,
      `Tap Install, enter the passcode of this ${facts.device}, and tap Install again.`,
      "When it asks for the password of the Exchange account, enter the one you signed in with.",
      "Open Mail. The first messages arrive after a minute or two.",
    ],
    after: `Settings may say Not Verified. That means that this ${facts.device} does not know the certificate of ${facts.company}; it must name ${facts.company} as the one who signed it.`,
  }),
} as const;

// Every sentence of the page before the profile, a table a language. What the company sees and may do is stated as MS-ASHTTP and MS-ASPROV allow it, not as
// this version happens to use it.
import type { ClientCertificates } from "../core/certificates.ts";
import { atLeast, type IosVersion } from "../core/ios.ts";
import type { Language } from "../core/language.ts";

/** What the sentences speak of. */
export interface ConsentFacts {
  /** The tenant's display name. */
  readonly company: string;
  readonly device: string;
  readonly version: IosVersion;
  /** How the device will sign in. */
  readonly certificates: ClientCertificates;
}

interface Section {
  readonly heading: string;
  readonly items: readonly string[];
  readonly after?: string;
}

/** Settings calls its list of profiles by another name since iOS 15. */
const CALLED_VPN_SINCE: IosVersion = [15, 0, 0];
const profileList = ({ version }: ConsentFacts, since15: string, before: string) =>
  atLeast(version, CALLED_VPN_SINCE) ? since15 : before;

/** The sentence, if the device enrols for a certificate; and if its user goes on typing a password. */
const ifEnrolled = ({ certificates }: ConsentFacts, item: string) =>
  certificates === "off" ? [] : [item];
const ifPassword = ({ certificates }: ConsentFacts, item: string) =>
  certificates === "alone" ? [] : [item];

const english = {
  title: ({ device }: ConsentFacts) => `Set up mail on this ${device}`,
  lead: ({ company }: ConsentFacts) =>
    `The profile adds your mail, contacts and calendars of ${company}. Please read what comes with it.`,
  button: "Download the profile",

  sees: (facts: ConsentFacts): Section => ({
    heading: `What ${facts.company} will see`,
    items: [
      `an identifier of this ${facts.device}, its model, its system version and its language`,
      ...ifEnrolled(
        facts,
        `its serial number and its unique device identifier (UDID), which it signs when the profile is installed; ${facts.company} keeps them with the certificate that this ${facts.device} is given`,
      ),
      "when it fetches mail, and the network address from which it does",
      `the mail, contacts and calendars of your account at ${facts.company}`,
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
      `Open Settings and tap Profile Downloaded near the top. It waits there for 8 minutes; if you do not see it, look in ${profileList(facts, "General, VPN & Device Management", "General, Profiles & Device Management")}.`,
      `Tap Install, enter the passcode of this ${facts.device}, and tap Install again.`,
      ...ifPassword(
        facts,
        "When it asks for the password of the Exchange account, enter the one you signed in with.",
      ),
      "Open Mail. The first messages arrive after a minute or two.",
    ],
    after: `Settings may say Not Verified. That means that this ${facts.device} does not know the certificate of ${facts.company}; it must name ${facts.company} as the one who signed it.`,
  }),
};

const german: typeof english = {
  title: ({ device }) => `Mail auf diesem ${device} einrichten`,
  lead: ({ company }) =>
    `Das Profil bringt Ihre Mails, Kontakte und Kalender von ${company} auf das Gerät. Bitte lesen Sie, was damit verbunden ist.`,
  button: "Profil laden",

  sees: (facts) => ({
    heading: `Was ${facts.company} sehen wird`,
    items: [
      `eine Kennung dieses ${facts.device}, sein Modell, seine Systemversion und seine Sprache`,
      ...ifEnrolled(
        facts,
        `seine Seriennummer und seine eindeutige Gerätekennung (UDID), die es beim Installieren signiert; ${facts.company} bewahrt sie zusammen mit dem Zertifikat auf, das dieses ${facts.device} erhält`,
      ),
      "wann es Mails holt, und die Netzadresse, von der aus es das tut",
      `Mails, Kontakte und Kalender Ihres Accounts bei ${facts.company}`,
    ],
    after:
      "Ihre Fotos, Nachrichten, Apps, Ihren Standort und andere Accounts macht das Profil nicht sichtbar.",
  }),
  changes: ({ company }) => ({
    heading: `Was ${company} ändern darf`,
    before:
      "Das Profil bringt dies mit und sonst nichts. Der Mailserver kann später einen strengeren Code verlangen.",
  }),
  wipes: ({ company, device }) => ({
    heading: `Was ${company} löschen darf`,
    items: [
      `alles auf diesem ${device}, aus der Ferne, zum Beispiel wenn es verloren ging: nicht nur die Mails von ${company}`,
      `alles auf diesem ${device}, von selbst, nach zu vielen falschen Codes, wo die Einstellungen oben ihre Zahl begrenzen`,
      "Mails, Kontakte und Kalender des Accounts, wenn das Profil entfernt wird",
    ],
    after: "Sichern Sie, was Ihnen gehört, in einem Backup.",
  }),
  reprovisioning: ({ company, device }) =>
    `Hat dieses ${device} das Profil von ${company} schon: Eine neue Installation entfernt Mails, Kontakte und Kalender des Accounts vom ${device} und lädt sie noch einmal. Was noch nicht gesendet ist, geht verloren.`,
  steps: (facts) => ({
    heading: "So installieren Sie es",
    items: [
      "Tippen Sie auf Profil laden, dann auf Zulassen.",
      `Öffnen Sie die Einstellungen und tippen Sie weit oben auf Profil geladen. Es wartet dort 8 Minuten; sehen Sie es nicht, dann suchen Sie unter ${profileList(facts, "Allgemein, VPN und Geräteverwaltung", "Allgemein, Profile & Geräteverwaltung")}.`,
      `Tippen Sie auf Installieren, geben Sie den Code dieses ${facts.device} ein und tippen Sie noch einmal auf Installieren.`,
      ...ifPassword(
        facts,
        "Fragt es nach dem Passwort des Exchange-Accounts, dann geben Sie das ein, mit dem Sie sich angemeldet haben.",
      ),
      "Öffnen Sie Mail. Die ersten Nachrichten kommen nach ein, zwei Minuten.",
    ],
    after: `Vielleicht steht in den Einstellungen Nicht überprüft. Das heißt, dass dieses ${facts.device} das Zertifikat von ${facts.company} nicht kennt; als Unterzeichner muss ${facts.company} genannt sein.`,
  }),
};

export const consentText: Record<Language, typeof english> = { en: english, de: german };

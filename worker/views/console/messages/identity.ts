// The page of a tenant's signing identity in words, English and German. What is wrong with one, and
// what to know of one, stands in identity-sentences.ts.

const en = {
  title: "Signing identity",
  lead: "This identity signs every profile. iOS replaces a profile only by one of the same signer, so it stays until you roll over to another.",
  current: "Signs now",
  next: "Waits to follow",
  source: "Origin",
  sources: { made: "made here", imported: "imported" },
  madeAt: { made: "Made", imported: "Imported" },
  signsSince: "Signs since",
  expires: "Expires",
  good: "good",
  warned: "has warnings",
  warningsTitle: "Please note",
  chain: "Certificates, the signer first",
  chainHead: ["Subject", "Issuer", "Key", "Valid until", "SHA-256"],
  download: "Download the chain (PEM)",
  life: "Lifetime",
  lifeSays: (from: string, to: string, days: number) =>
    days > 0
      ? `Valid from ${from} to ${to}: ${days} ${days === 1 ? "day" : "days"} left.`
      : `Valid from ${from} to ${to}: expired.`,
  earlierTitle: "Who must remove an old profile",
  earlier: (profiles: number) =>
    profiles === 1
      ? "One profile in use was signed by an earlier identity. A new one installs only after its user has removed it:"
      : `${profiles} profiles in use were signed by an earlier identity. New ones install only after their users have removed them:`,
  remove:
    "On the device: Settings, General, Profile, Remove; then open the /iphone page again. Mail goes on until then.",
  andMore: "and more",
  changeTitle: "Change to another identity",
  steps: ["Prepare or import", "Look it over", "Roll over"],
  readOnly: "Your role may look at this, not change it.",
  prepareTitle: "Prepare one here",
  prepareText:
    "Provost makes a key and a certificate for it. Phones show Not Verified unless they have its root.",
  prepare: "Prepare",
  prepared: "The new identity waits. Nothing is signed with it before the roll-over.",
  importTitle: "Import one",
  importText:
    "An RSA key of 2048 bits or more, its certificate and the chain up to the root. The key is stored encrypted and never leaves; the password is not stored.",
  file: "File (.p12, .pfx or .pem)",
  password: "Password of the .p12 or .pfx file",
  orPaste: "Or paste PEM text instead",
  certificates: "Certificates (PEM)",
  privateKey: "Private key (PEM, not encrypted)",
  notKept: "Not shown again after an error.",
  import: "Import",
  imported: "The imported identity waits. Nothing is signed with it before the roll-over.",
  nothingSent: "Choose a file, or paste certificates and private key.",
  rollTitle: "Roll over",
  rollText:
    "From then on this identity signs, and the key of the one before is deleted. This cannot be taken back.",
  mustRemove: (profiles: number) =>
    profiles === 0
      ? "No profile is in use yet: nobody has to remove one."
      : profiles === 1
        ? "One profile in use will not be replaced by a new one: its user must remove it first."
        : `${profiles} profiles in use will not be replaced by new ones: their users must remove them first.`,
  confirm: (tenant: string) => `Type ${tenant} to confirm`,
  roll: "Roll over",
  rolled: "The new identity signs from now on.",
  drop: "Drop it",
  dropped: "The waiting identity is gone.",
};
export type IdentityText = typeof en;

const de: IdentityText = {
  title: "Signaturidentität",
  lead: "Diese Identität signiert jedes Profil. iOS ersetzt ein Profil nur durch eines desselben Unterzeichners; deshalb bleibt sie, bis Sie zu einer anderen wechseln.",
  current: "Signiert jetzt",
  next: "Wartet auf den Wechsel",
  source: "Herkunft",
  sources: { made: "hier erzeugt", imported: "importiert" },
  madeAt: { made: "Erzeugt", imported: "Importiert" },
  signsSince: "Signiert seit",
  expires: "Läuft ab",
  good: "in Ordnung",
  warned: "hat Warnungen",
  warningsTitle: "Bitte beachten",
  chain: "Zertifikate, der Unterzeichner zuerst",
  chainHead: ["Inhaber", "Aussteller", "Schlüssel", "Gültig bis", "SHA-256"],
  download: "Die Kette herunterladen (PEM)",
  life: "Laufzeit",
  lifeSays: (from, to, days) =>
    days > 0
      ? `Gültig vom ${from} bis ${to}: noch ${days} ${days === 1 ? "Tag" : "Tage"}.`
      : `Gültig vom ${from} bis ${to}: abgelaufen.`,
  earlierTitle: "Wer ein altes Profil entfernen muss",
  earlier: (profiles) =>
    profiles === 1
      ? "Ein genutztes Profil wurde von einer früheren Identität signiert. Ein neues lässt sich erst installieren, wenn der Benutzer es entfernt hat:"
      : `${profiles} genutzte Profile wurden von einer früheren Identität signiert. Neue lassen sich erst installieren, wenn die Benutzer sie entfernt haben:`,
  remove:
    "Auf dem Gerät: Einstellungen, Allgemein, Profil, Entfernen; dann die Seite /iphone noch einmal öffnen. Bis dahin läuft die Mail weiter.",
  andMore: "und weitere",
  changeTitle: "Zu einer anderen Identität wechseln",
  steps: ["Vorbereiten oder importieren", "Ansehen", "Wechseln"],
  readOnly: "Ihre Rolle darf das ansehen, aber nicht ändern.",
  prepareTitle: "Eine hier vorbereiten",
  prepareText:
    "Provost erzeugt einen Schlüssel und ein Zertifikat dazu. Telefone zeigen „Nicht überprüft“, wenn sie die Wurzel nicht haben.",
  prepare: "Vorbereiten",
  prepared: "Die neue Identität wartet. Vor dem Wechsel wird nichts mit ihr signiert.",
  importTitle: "Eine importieren",
  importText:
    "Ein RSA-Schlüssel mit 2048 Bit oder mehr, sein Zertifikat und die Kette bis zur Wurzel. Der Schlüssel wird verschlüsselt gespeichert und nie herausgegeben; das Passwort wird nicht gespeichert.",
  file: "Datei (.p12, .pfx oder .pem)",
  password: "Passwort der .p12- oder .pfx-Datei",
  orPaste: "Oder stattdessen PEM-Text einfügen",
  certificates: "Zertifikate (PEM)",
  privateKey: "Privater Schlüssel (PEM, unverschlüsselt)",
  notKept: "Wird nach einem Fehler nicht wieder angezeigt.",
  import: "Importieren",
  imported: "Die importierte Identität wartet. Vor dem Wechsel wird nichts mit ihr signiert.",
  nothingSent: "Wählen Sie eine Datei, oder fügen Sie Zertifikate und privaten Schlüssel ein.",
  rollTitle: "Wechseln",
  rollText:
    "Ab dann signiert diese Identität, und der Schlüssel der bisherigen wird gelöscht. Das lässt sich nicht zurücknehmen.",
  mustRemove: (profiles) =>
    profiles === 0
      ? "Noch ist kein Profil in Gebrauch: Niemand muss eines entfernen."
      : profiles === 1
        ? "Ein genutztes Profil wird nicht durch ein neues ersetzt: Der Benutzer muss es erst entfernen."
        : `${profiles} genutzte Profile werden nicht durch neue ersetzt: Die Benutzer müssen sie erst entfernen.`,
  confirm: (tenant) => `Tippen Sie zur Bestätigung ${tenant}`,
  roll: "Wechseln",
  rolled: "Ab jetzt signiert die neue Identität.",
  drop: "Verwerfen",
  dropped: "Die wartende Identität ist verworfen.",
};

export const identityText = { en, de };

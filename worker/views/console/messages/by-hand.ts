// What is said of a client certificate that is handed over by hand, in English and German.
const en = {
  title: "Client certificate by hand",
  lead: "For a phone that cannot enrol: a .p12 with its private key, and its password. Whoever has both gets this user's mail. They are shown once, it stands in the audit log, and another try makes another certificate.",
  make: "Make a .p12",
  madeTitle: "Client certificate, made",
  madeText:
    "Save the file and copy the password now: neither is kept, and this page cannot be shown again. Hand them over on separate ways.",
  user: "User",
  expires: "Valid until",
  fingerprint: "SHA-256",
  password: "Password of the file",
  download: "Save the .p12",
  back: (user: string) => `To the page of ${user}`,
};
export type ByHandText = typeof en;

const de: ByHandText = {
  title: "Client-Zertifikat von Hand",
  lead: "Für ein Telefon, das sich nicht registrieren kann: eine .p12-Datei mit privatem Schlüssel und ihr Passwort. Wer beides hat, bekommt die Mail dieses Benutzers. Beides erscheint einmal, es steht im Protokoll, und ein weiterer Versuch ergibt ein weiteres Zertifikat.",
  make: "Eine .p12-Datei erstellen",
  madeTitle: "Client-Zertifikat, erstellt",
  madeText:
    "Sichern Sie die Datei und kopieren Sie das Passwort jetzt: Beides wird nicht aufbewahrt, und diese Seite kann nicht noch einmal gezeigt werden. Übergeben Sie beides auf getrennten Wegen.",
  user: "Benutzer",
  expires: "Gültig bis",
  fingerprint: "SHA-256",
  password: "Passwort der Datei",
  download: "Die .p12-Datei sichern",
  back: (user) => `Zur Seite von ${user}`,
};

export const byHandText = { en, de };

// What is said of a client certificate that is handed over by hand, in English and German.
const en = {
  title: "Client certificate by hand",
  lead: "For a phone that cannot enrol. Each time another certificate is made; it stands in the audit log.",
  profileTitle: "The whole profile, encrypted to a phone",
  profileText:
    "Account, policy and certificate in one file that only the phone can open whose certificate is given here. Its key has 1,024 or 2,048 bits.",
  certificate: "Certificate of the phone (PEM or DER)",
  certificateMissing: "Choose the file of the phone's certificate.",
  ios: "Its system",
  iosHelp: "Version, such as 4.2.1",
  makeProfile: "Save the profile",
  fileTitle: "A .p12 with its password",
  fileText:
    "Certificate and private key, for any device. Whoever has the file and its password gets this user's mail. Both are shown once.",
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
  lead: "Für ein Telefon, das sich nicht registrieren kann. Jedes Mal entsteht ein weiteres Zertifikat; es steht im Protokoll.",
  profileTitle: "Das ganze Profil, für ein Telefon verschlüsselt",
  profileText:
    "Account, Richtlinie und Zertifikat in einer Datei, die nur das Telefon öffnen kann, dessen Zertifikat Sie hier angeben. Dessen Schlüssel hat 1.024 oder 2.048 Bit.",
  certificate: "Zertifikat des Telefons (PEM oder DER)",
  certificateMissing: "Wählen Sie die Datei mit dem Zertifikat des Telefons.",
  ios: "Sein System",
  iosHelp: "Version, etwa 4.2.1",
  makeProfile: "Das Profil sichern",
  fileTitle: "Eine .p12-Datei mit Passwort",
  fileText:
    "Zertifikat und privater Schlüssel, für jedes Gerät. Wer Datei und Passwort hat, bekommt die Mail dieses Benutzers. Beides erscheint einmal.",
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

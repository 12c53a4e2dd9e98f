// What stands in the way of a signing identity, and what to know of one, as sentences with their
// remedy: for the console in English and German, for the API in English.
import type { IdentityProblem, IdentityWarning } from "../../../core/signing-identity.ts";

type Problems = Readonly<Record<IdentityProblem, (detail: string) => string>>;
type Warnings = Readonly<Record<IdentityWarning, string>>;

const AES_EXPORT = "openssl pkcs12 -export -keypbe AES-256-CBC -certpbe AES-256-CBC -iter 10000";

const problems: Problems = {
  "bad-pem": (detail) => `This is no PEM text (${detail}).`,
  "bad-pkcs12": (detail) => `This is no PKCS#12 file (${detail}).`,
  "wrong-password": () => "The password does not open this file.",
  "pkcs12-algorithm": (detail) =>
    `The file is encrypted with ${detail}, which is not read: write it again with ${AES_EXPORT}.`,
  "pkcs12-iterations": (detail) =>
    `The file derives its keys in ${detail} rounds; at most 100000 are read: write it again with ${AES_EXPORT}.`,
  "no-certificate": () => "There is no certificate in it.",
  "too-many-certificates": () =>
    "There are more than 20 certificates in it; bring the chain alone.",
  "bad-certificate": () => "One of the certificates cannot be read.",
  "no-private-key": () => "There is no private key in it.",
  "several-private-keys": (detail) => `There are ${detail} private keys in it; bring one.`,
  "bad-private-key": () => "The private key cannot be read.",
  "key-encrypted": (detail) =>
    `The private key is encrypted (${detail}): decrypt it with openssl pkey, or bring a PKCS#12 file with its password.`,
  "key-not-rsa": (detail) =>
    `The private key is ${detail}; phones check signatures of RSA keys only.`,
  "key-too-short": (detail) => `The RSA key has ${detail} bits; 2048 or more are needed.`,
  "key-too-long": (detail) => `The RSA key has ${detail} bits; 8192 at most are read.`,
  "key-of-no-certificate": () => "None of the certificates belongs to the private key.",
  "not-for-signing": (detail) =>
    `The certificate "${detail}" is not for signatures: its key usage lacks digitalSignature.`,
  "not-an-authority": (detail) =>
    `The certificate "${detail}" may not issue others: it is no CA, or its key usage lacks keyCertSign or cRLSign.`,
  "authority-known": () => "This CA is here already.",
  "certificate-expired": (detail) => `The certificate "${detail}" has expired.`,
  "certificate-not-yet-valid": (detail) => `The certificate "${detail}" is not valid yet.`,
};

const warnings: Warnings = {
  expired:
    "It has expired: nothing is signed and nobody gets a profile. Prepare or import another and roll over.",
  "expires-soon":
    "It expires within 60 days; then nobody gets a profile. Prepare or import another and roll over in time.",
  "not-yet-valid": "It is not valid yet; phones refuse it until then.",
  "chain-incomplete":
    "A certificate between it and its root is missing, or the root is: phones show Not Verified unless they have it. Import it again with the whole chain.",
  "not-verified":
    "Phones show Not Verified, because they do not know its root. Profiles can be installed all the same; to change it, install the root on the phones first, or import an identity of a public authority.",
  "weak-key":
    "A key in its chain has fewer than 2048 bits; today's phones refuse it. Import one with a newer chain.",
};

const problemeDeutsch: Problems = {
  "bad-pem": (detail) => `Das ist kein PEM-Text (${detail}).`,
  "bad-pkcs12": (detail) => `Das ist keine PKCS#12-Datei (${detail}).`,
  "wrong-password": () => "Das Passwort öffnet diese Datei nicht.",
  "pkcs12-algorithm": (detail) =>
    `Die Datei ist mit ${detail} verschlüsselt, was nicht gelesen wird: Schreiben Sie sie neu mit ${AES_EXPORT}.`,
  "pkcs12-iterations": (detail) =>
    `Die Datei leitet ihre Schlüssel in ${detail} Runden ab; höchstens 100000 werden gelesen: Schreiben Sie sie neu mit ${AES_EXPORT}.`,
  "no-certificate": () => "Es ist kein Zertifikat darin.",
  "too-many-certificates": () =>
    "Es sind mehr als 20 Zertifikate darin; bringen Sie nur die Kette.",
  "bad-certificate": () => "Eines der Zertifikate ist nicht lesbar.",
  "no-private-key": () => "Es ist kein privater Schlüssel darin.",
  "several-private-keys": (detail) =>
    `Es sind ${detail} private Schlüssel darin; bringen Sie einen.`,
  "bad-private-key": () => "Der private Schlüssel ist nicht lesbar.",
  "key-encrypted": (detail) =>
    `Der private Schlüssel ist verschlüsselt (${detail}): Entschlüsseln Sie ihn mit openssl pkey, oder bringen Sie eine PKCS#12-Datei mit ihrem Passwort.`,
  "key-not-rsa": (detail) =>
    `Der private Schlüssel ist ${detail}; Telefone prüfen nur Signaturen von RSA-Schlüsseln.`,
  "key-too-short": (detail) => `Der RSA-Schlüssel hat ${detail} Bit; nötig sind 2048 oder mehr.`,
  "key-too-long": (detail) => `Der RSA-Schlüssel hat ${detail} Bit; gelesen werden höchstens 8192.`,
  "key-of-no-certificate": () => "Keines der Zertifikate gehört zum privaten Schlüssel.",
  "not-for-signing": (detail) =>
    `Das Zertifikat „${detail}“ ist nicht für Signaturen: In seiner Schlüsselverwendung fehlt digitalSignature.`,
  "not-an-authority": (detail) =>
    `Das Zertifikat „${detail}“ darf keine anderen ausstellen: Es ist keine CA, oder in seiner Schlüsselverwendung fehlt keyCertSign oder cRLSign.`,
  "authority-known": () => "Diese CA ist schon hier.",
  "certificate-expired": (detail) => `Das Zertifikat „${detail}“ ist abgelaufen.`,
  "certificate-not-yet-valid": (detail) => `Das Zertifikat „${detail}“ gilt noch nicht.`,
};

const warnungenDeutsch: Warnings = {
  expired:
    "Sie ist abgelaufen: Es wird nichts signiert, und niemand bekommt ein Profil. Bereiten Sie eine andere vor oder importieren Sie eine, und wechseln Sie.",
  "expires-soon":
    "Sie läuft innerhalb von 60 Tagen ab; dann bekommt niemand ein Profil. Bereiten Sie rechtzeitig eine andere vor oder importieren Sie eine, und wechseln Sie.",
  "not-yet-valid": "Sie gilt noch nicht; bis dahin lehnen Telefone sie ab.",
  "chain-incomplete":
    "Zwischen ihr und ihrer Wurzel fehlt ein Zertifikat, oder die Wurzel fehlt: Telefone zeigen „Nicht überprüft“, wenn sie es nicht haben. Importieren Sie sie noch einmal mit der ganzen Kette.",
  "not-verified":
    "Telefone zeigen „Nicht überprüft“, weil sie ihre Wurzel nicht kennen. Profile lassen sich trotzdem installieren; um es zu ändern, installieren Sie erst die Wurzel auf den Telefonen, oder importieren Sie eine Identität einer öffentlichen Stelle.",
  "weak-key":
    "Ein Schlüssel ihrer Kette hat weniger als 2048 Bit; heutige Telefone lehnen ihn ab. Importieren Sie eine mit neuerer Kette.",
};

export const identitySentences = {
  en: { problems, warnings },
  de: { problems: problemeDeutsch, warnings: warnungenDeutsch },
};

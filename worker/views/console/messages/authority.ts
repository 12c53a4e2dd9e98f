// What the page about the certificate authority says, in English and German.
import type { AuthorityCa } from "../../../objects/handles/authority-certificates.ts";

type Place = AuthorityCa["place"];

const places: Record<Place, string> = {
  current: "Issues now",
  next: "Waits to follow",
  former: "Issued before",
};

const en = {
  title: "Certificate authority",
  lead: "It issues the certificates with which phones sign in, for this tenant alone. Whoever checks them besides Provost (Exchange's own front, nginx, Cloudflare) must trust its CA.",
  places,
  good: "good",
  ended: "ended",
  source: "Origin",
  sources: { made: "made here", imported: "imported" },
  since: "Since",
  valid: "Certificates of it that are valid now",
  toBook: "see them",
  subject: "Subject",
  life: "Validity",
  lifeSays: (from: string, to: string, days: number) =>
    `Valid from ${from} to ${to}: ${days} ${days === 1 ? "day" : "days"} left.`,
  chain: "Chain",
  chainHead: ["Subject", "Issuer", "Key", "Valid until", "SHA-256"],
  registration: "Registration authority",
  crl: "CRL",
  formerHelp: "It issues no more. What it issued stays good until it ends, and its CRL is kept up.",
  formers: (count: number) => (count === 1 ? "One earlier CA" : `${count} earlier CAs`),
  download: "Download",
  files: {
    "chain.pem": "Chain (PEM): nginx, HAProxy, Cloudflare",
    "ca.cer": "CA certificate (DER): NTAuth, Windows",
    "root.cer": "Root certificate (DER): trusted roots of Windows",
    "ca.crl": "CRL (DER)",
    "crl.pem": "CRL (PEM): nginx",
  },
  addresses: "Addresses",
  scep: "SCEP",
  identityKeys: "Keys of identity tokens (JWKS)",
  rulesTitle: "Rules of issuing",
  rulesLead: "They hold for what is issued from now on.",
  rules: {
    validityDays: "Days a certificate is valid",
    renewalDays: "Days before its end from which it may be renewed",
    challengeHours: "Hours a challenge is open",
    legacyDevices: "Old phones (iOS 3 and 4)",
    registrationAuthority: "Separate registration authority",
  },
  rulesHelp: {
    legacyDevices: "Allows keys of 1,024 bits and SCEP messages with SHA-1 and DES.",
    registrationAuthority:
      "Another key than the CA's opens and signs SCEP messages (RFC 8894, 2.1.2).",
  },
  yes: "yes",
  no: "no",
  saveRules: "Save the rules",
  rulesSaved: "The rules are saved.",
  changeTitle: "Another CA",
  changeLead:
    "A CA is changed in three steps, so that nobody is locked out: let one wait, have it trusted wherever the current one is, then roll over. Certificates of the current CA stay good until they end.",
  steps: ["Prepare or import", "Have it trusted", "Roll over"],
  readOnly: "Your role may look at this and change nothing.",
  prepareTitle: "Let Provost make one",
  prepareText: "A root of its own. Its key is made here and never leaves.",
  prepare: "Prepare",
  prepared: "The new CA waits.",
  importTitle: "Or import one",
  importText:
    "A CA under your company's root, or a root: certificate (CA: true) with what leads to its root, and its RSA private key.",
  import: "Import",
  imported: "The imported CA waits.",
  rollTitle: "Roll over",
  rollText:
    "From then on the waiting CA issues. A front that does not trust it yet refuses what it issues.",
  roll: "Roll over",
  rolled: "The new CA issues from now on.",
  confirm: (tenant: string) => `Type ${tenant} to confirm`,
  drop: "Drop the CA that waits",
  dropped: "No CA waits any more.",
};
export type AuthorityText = typeof en;

const de: AuthorityText = {
  title: "Zertifizierungsstelle",
  lead: "Sie stellt die Zertifikate aus, mit denen Telefone sich anmelden, nur für diesen Mandanten. Wer sie außer Provost prüft (Exchange selbst, nginx, Cloudflare), muss ihrer CA vertrauen.",
  places: { current: "Stellt jetzt aus", next: "Wartet", former: "Stellte früher aus" },
  good: "in Ordnung",
  ended: "abgelaufen",
  source: "Herkunft",
  sources: { made: "hier erzeugt", imported: "importiert" },
  since: "Seit",
  valid: "Ihre jetzt gültigen Zertifikate",
  toBook: "ansehen",
  subject: "Inhaber",
  life: "Gültigkeit",
  lifeSays: (from, to, days) =>
    `Gültig von ${from} bis ${to}: noch ${days} ${days === 1 ? "Tag" : "Tage"}.`,
  chain: "Kette",
  chainHead: ["Inhaber", "Aussteller", "Schlüssel", "Gültig bis", "SHA-256"],
  registration: "Registrierungsstelle (RA)",
  crl: "Sperrliste",
  formerHelp:
    "Sie stellt nichts mehr aus. Ihre Zertifikate gelten bis zu ihrem Ende, und ihre Sperrliste wird weitergeführt.",
  formers: (count) => (count === 1 ? "Eine frühere CA" : `${count} frühere CAs`),
  download: "Herunterladen",
  files: {
    "chain.pem": "Kette (PEM): nginx, HAProxy, Cloudflare",
    "ca.cer": "CA-Zertifikat (DER): NTAuth, Windows",
    "root.cer": "Stammzertifikat (DER): vertrauenswürdige Stammzertifikate von Windows",
    "ca.crl": "Sperrliste (DER)",
    "crl.pem": "Sperrliste (PEM): nginx",
  },
  addresses: "Adressen",
  scep: "SCEP",
  identityKeys: "Schlüssel der Identitätstoken (JWKS)",
  rulesTitle: "Regeln für das Ausstellen",
  rulesLead: "Sie gelten für alles, was von jetzt an ausgestellt wird.",
  rules: {
    validityDays: "Gültigkeit eines Zertifikats in Tagen",
    renewalDays: "Tage vor seinem Ende, ab denen es erneuert werden darf",
    challengeHours: "Stunden, die ein Einmalkennwort offen ist",
    legacyDevices: "Alte Telefone (iOS 3 und 4)",
    registrationAuthority: "Eigene Registrierungsstelle (RA)",
  },
  rulesHelp: {
    legacyDevices: "Erlaubt Schlüssel von 1.024 Bit und SCEP-Nachrichten mit SHA-1 und DES.",
    registrationAuthority:
      "Ein anderer Schlüssel als der der CA öffnet und signiert SCEP-Nachrichten (RFC 8894, 2.1.2).",
  },
  yes: "ja",
  no: "nein",
  saveRules: "Regeln speichern",
  rulesSaved: "Die Regeln sind gespeichert.",
  changeTitle: "Eine andere CA",
  changeLead:
    "Eine CA wird in drei Schritten gewechselt, damit niemand ausgesperrt wird: eine warten lassen, ihr überall dort vertrauen, wo man der jetzigen vertraut, dann wechseln. Zertifikate der jetzigen CA gelten bis zu ihrem Ende.",
  steps: ["Vorbereiten oder importieren", "Ihr vertrauen lassen", "Wechseln"],
  readOnly: "Ihre Rolle darf dies ansehen und nichts ändern.",
  prepareTitle: "Provost eine erzeugen lassen",
  prepareText: "Eine eigene Stamm-CA. Ihr Schlüssel entsteht hier und verlässt Provost nie.",
  prepare: "Vorbereiten",
  prepared: "Die neue CA wartet.",
  importTitle: "Oder eine importieren",
  importText:
    "Eine CA unter dem Stamm Ihrer Firma oder eine Stamm-CA: Zertifikat (CA: true) mit allem bis zum Stamm und sein privater RSA-Schlüssel.",
  import: "Importieren",
  imported: "Die importierte CA wartet.",
  rollTitle: "Wechseln",
  rollText:
    "Danach stellt die wartende CA aus. Wer ihr noch nicht vertraut, weist ab, was sie ausstellt.",
  roll: "Wechseln",
  rolled: "Die neue CA stellt von jetzt an aus.",
  confirm: (tenant) => `Geben Sie zur Bestätigung ${tenant} ein`,
  drop: "Die wartende CA verwerfen",
  dropped: "Es wartet keine CA mehr.",
};

export const authorityText = { en, de };

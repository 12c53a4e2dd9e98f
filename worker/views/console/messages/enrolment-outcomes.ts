// What the outcomes of tries to enrol mean, in English and German. The compiler holds that no reason
// of the enrolment and of SCEP is without its sentence.
import type { EnrolmentReason } from "../../../core/enrolment.ts";
import type { Language } from "../../../core/language.ts";
import type { ScepReason } from "../../../core/scep.ts";

type Outcome = "ok" | EnrolmentReason | ScepReason;

const en: Readonly<Record<Outcome, string>> = {
  ok: "done",
  "message-unreadable": "the message could not be read, or its signature is wrong",
  "message-type-unknown": "SCEP has no message of this type",
  "algorithm-too-old": "SHA-1 or DES, which the rules allow to old phones only if switched on",
  "signer-unknown": "signed by nobody who may ask",
  "system-unknown": "the phone named no version of its system that is known",
  "challenge-missing": "no challenge in it",
  "challenge-unknown": "this challenge was never made, or was dropped",
  "challenge-used": "the challenge was used already, with another key or by another phone",
  "challenge-expired": "the challenge has ended",
  "challenge-for-another-purpose": "the challenge was made for something else",
  "challenge-of-another-device": "the challenge was made for another phone",
  "key-not-rsa": "the key is not RSA",
  "key-too-short": "the key is too short",
  "key-too-long": "the key is too long",
  "key-exponent": "the key's exponent is unsafe",
  "certificate-unknown": "this authority issued no such certificate",
  "certificate-revoked": "the certificate is revoked",
  "certificate-expired": "the certificate has ended",
  "certificate-not-yet-valid": "the certificate is not valid yet: a clock is wrong",
  "certificate-for-another-purpose": "the certificate opens something else",
  "certificate-on-another-device": "the certificate was made for another phone",
  "renewal-too-early": "it is too early to renew this certificate",
  "already-renewed": "the certificate was renewed already, for another key",
  "authority-expired": "the CA has ended: roll over to another",
  "authority-changed": "the CA was rolled over meanwhile; the sender asks again",
  "no-such-certificate": "a certificate was asked for that is not the sender's",
  "user-in-no-group": "the user belongs to no group",
  "eas-not-allowed": "Exchange ActiveSync is not allowed for the user",
  "policy-not-locked": "the policy of the user's group is not Locked",
  "certificates-off": "the user's phones sign in by password",
  "too-many-identities": "too many certificates were made for this phone in a short time",
  "legacy-devices-off": "a phone of iOS 3 or 4, by its own word, and the rules have no such phones",
  "signing-identity-expired": "the signing identity has expired: prepare another",
};

const de: Readonly<Record<Outcome, string>> = {
  ok: "erledigt",
  "message-unreadable": "die Nachricht war nicht lesbar, oder ihre Signatur ist falsch",
  "message-type-unknown": "eine solche Nachricht kennt SCEP nicht",
  "algorithm-too-old": "SHA-1 oder DES, was die Regeln alten Telefonen nur auf Wunsch erlauben",
  "signer-unknown": "von niemandem signiert, der fragen darf",
  "system-unknown": "das Telefon nannte keine bekannte Version seines Systems",
  "challenge-missing": "kein Einmalkennwort darin",
  "challenge-unknown": "dieses Einmalkennwort gab es nie, oder es wurde verworfen",
  "challenge-used":
    "das Einmalkennwort wurde schon benutzt, mit einem anderen Schlüssel oder von einem anderen Telefon",
  "challenge-expired": "das Einmalkennwort ist abgelaufen",
  "challenge-for-another-purpose": "das Einmalkennwort war für etwas anderes bestimmt",
  "challenge-of-another-device": "das Einmalkennwort war für ein anderes Telefon bestimmt",
  "key-not-rsa": "der Schlüssel ist kein RSA-Schlüssel",
  "key-too-short": "der Schlüssel ist zu kurz",
  "key-too-long": "der Schlüssel ist zu lang",
  "key-exponent": "der Exponent des Schlüssels ist unsicher",
  "certificate-unknown": "dieses Zertifikat wurde hier nicht ausgestellt",
  "certificate-revoked": "das Zertifikat ist widerrufen",
  "certificate-expired": "das Zertifikat ist abgelaufen",
  "certificate-not-yet-valid": "das Zertifikat ist noch nicht gültig: Eine Uhr geht falsch",
  "certificate-for-another-purpose": "das Zertifikat öffnet etwas anderes",
  "certificate-on-another-device": "das Zertifikat wurde für ein anderes Telefon ausgestellt",
  "renewal-too-early": "für eine Erneuerung ist es zu früh",
  "already-renewed": "das Zertifikat wurde schon erneuert, für einen anderen Schlüssel",
  "authority-expired": "die Zertifizierungsstelle ist abgelaufen: Wechseln Sie zu einer anderen",
  "authority-changed":
    "die Zertifizierungsstelle wurde inzwischen gewechselt; der Absender fragt noch einmal",
  "no-such-certificate": "verlangt wurde ein Zertifikat, das nicht das des Absenders ist",
  "user-in-no-group": "der Benutzer gehört zu keiner Gruppe",
  "eas-not-allowed": "Exchange ActiveSync ist dem Benutzer nicht erlaubt",
  "policy-not-locked": "die Richtlinie der Gruppe ist nicht gesperrt (Locked)",
  "certificates-off": "die Telefone des Benutzers melden sich mit Passwort an",
  "too-many-identities":
    "für dieses Telefon wurden in kurzer Zeit zu viele Zertifikate ausgestellt",
  "legacy-devices-off":
    "nach eigener Aussage ein Telefon mit iOS 3 oder 4, und die Regeln sehen keine solchen vor",
  "signing-identity-expired": "die Signaturidentität ist abgelaufen: Bereiten Sie eine andere vor",
};

/** An outcome in words; the outcome itself if nobody knows it (an older version's). */
export function outcomeText(language: Language, outcome: string): string {
  const known: Readonly<Record<string, string>> = { en, de }[language];
  return (Object.hasOwn(known, outcome) ? known[outcome] : undefined) ?? outcome;
}

// Why the gateway or /iphone refused somebody, as a person would say it, and what to do about it.
// The rule: every reason that is recorded has a row in both languages.
import type { DenyReason, QuarantineReason } from "../../../core/gateway.ts";
import type { Language } from "../../../core/language.ts";
import type { BehaviourReason } from "../../../core/shield.ts";
import type { AccountReason } from "../../../objects/handles.ts";

type Reason =
  | DenyReason
  | QuarantineReason
  | AccountReason
  | "signing-identity-expired"
  | "too-many-at-once"
  | BehaviourReason
  | "policy-refused"
  | "policy-not-followed"
  | "upstream-policy-unreadable";

/** A reason in a few words, and what to do. */
export interface ReasonText {
  readonly what: string;
  readonly todo: string;
}

const en: Readonly<Record<Reason, ReasonText>> = {
  "eas-not-allowed": {
    what: "Exchange ActiveSync is not allowed for this user",
    todo: "If it should be: allow it in the user's record and for the user's group.",
  },
  "user-in-no-group": {
    what: "The user belongs to no group",
    todo: "Put the user into a group, or name a default group.",
  },
  "policy-not-locked": {
    what: "The group has no Locked policy",
    todo: "Lock the iOS profile family of the group's Device Settings Policy.",
  },
  "signing-identity-expired": {
    what: "The signing identity has expired",
    todo: "Prepare or import another on the page Signing identity, and roll over.",
  },
  "device-blocked": {
    what: "The device is blocked",
    todo: "Allow it on its page when it may come back.",
  },
  "device-wiped": {
    what: "The device was wiped",
    todo: "If it is in its user's hands again: allow it on its page and let the user provision it.",
  },
  "wipe-refused": {
    what: "The phone refused the remote wipe",
    todo: "It gets no data. Have the phone returned, or change the user's password.",
  },
  "bearer-without-proof": {
    what: "Modern authentication on a device that was never provisioned",
    todo: "Let the user provision it with the password first; a bearer token binds no device.",
  },
  "version-without-policies": {
    what: "The client speaks a version without policies",
    todo: "It cannot follow the security settings. Use a newer client.",
  },
  "other-client-denied": {
    what: "No iOS device, and other clients are denied",
    todo: "If other clients are welcome, say so in the Exchange Adapter's device settings.",
  },
  "token-missing": {
    what: "The device was never provisioned",
    todo: "Let the user open the /iphone page on the phone, or invite the user.",
  },
  "token-unknown": {
    what: "A provisioning token that was never given out, or is long gone",
    todo: "Let the user provision the phone again.",
  },
  "token-expired": {
    what: "The profile was installed too late",
    todo: "A profile works within 24 hours. Let the user provision the phone again.",
  },
  "token-of-another-user": {
    what: "The profile was made for another user",
    todo: "Let the user provision the phone under the own name.",
  },
  "token-on-another-device": {
    what: "The profile is in use on another device",
    todo: "Each device needs its own. Let the user provision this phone, too.",
  },
  "token-superseded": {
    what: "A newer profile of this device is in use",
    todo: "Let the user remove the older account from the phone.",
  },
  "version-too-new": {
    what: "The client speaks a newer protocol version than the adapter takes",
    todo: "It learns the newest version again at its next OPTIONS; or raise the adapter's limit.",
  },
  "access-rule-blocked": {
    what: "An access rule blocks this client",
    todo: "Look at the page Access rules; on the device's page you can exempt this one device.",
  },
  "access-rule-quarantined": {
    what: "In quarantine by an access rule",
    todo: "Look at the device's page: exempt it, or block it.",
  },
  "other-client-quarantined": {
    what: "In quarantine: no iOS device, and no rule speaks of it",
    todo: "Look at the device's page: exempt it, or block it. An access rule decides for all alike.",
  },
  "too-many-devices": {
    what: "The user has as many devices as allowed",
    todo: "Forget a device that is no longer used on its page, or raise the adapter's limit.",
  },
  "token-retyped": {
    what: "The account was made anew by hand with the token of the profile",
    todo: "Let the user provision the phone again.",
  },
  "too-many-at-once": {
    what: "Too many requests at the same time",
    todo: "It comes again by itself. If it happens often, look at its wire log, or allow more in the Exchange Adapter's settings.",
  },
  "too-many-commands": {
    what: "The device sends commands without end",
    todo: "It is kept out for a while. Remove the account from the phone and add it again; lift the block on the device's page.",
  },
  "client-changes-too-often": {
    what: "The device shows another program all the time",
    todo: "Two phones may share one DeviceId, or a program pretends. It is kept out for a while; lift that on the device's page.",
  },
  "policy-refused": {
    what: "The phone refused the security policy",
    todo: "It gets no data until it follows. Ask the user to accept the settings.",
  },
  "policy-not-followed": {
    what: "The phone does not follow the security policy",
    todo: "It is asked again later. Look at its page; an old client may know a setting not at all.",
  },
  "upstream-policy-unreadable": {
    what: "Exchange's own policy could not be read",
    todo: "Look at the ActiveSync mailbox policy in Exchange; the phone tries again.",
  },
};

const de: typeof en = {
  "eas-not-allowed": {
    what: "Exchange ActiveSync ist diesem Benutzer nicht erlaubt",
    todo: "Falls doch: Erlauben Sie es im Eintrag des Benutzers und für seine Gruppe.",
  },
  "user-in-no-group": {
    what: "Der Benutzer gehört zu keiner Gruppe",
    todo: "Ordnen Sie ihn einer Gruppe zu, oder bestimmen Sie eine Standardgruppe.",
  },
  "policy-not-locked": {
    what: "Die Gruppe hat keine gesperrte (Locked) Richtlinie",
    todo: "Sperren Sie die Familie iOS-Profil in der Geräterichtlinie der Gruppe (Lock).",
  },
  "signing-identity-expired": {
    what: "Die Signaturidentität ist abgelaufen",
    todo: "Bereiten Sie auf der Seite Signaturidentität eine andere vor oder importieren Sie eine, und wechseln Sie.",
  },
  "device-blocked": {
    what: "Das Gerät ist blockiert",
    todo: "Lassen Sie es auf seiner Seite wieder zu, wenn es zurückkommen darf.",
  },
  "device-wiped": {
    what: "Das Gerät wurde gelöscht",
    todo: "Ist es wieder beim Benutzer: Lassen Sie es auf seiner Seite zu und neu einrichten.",
  },
  "wipe-refused": {
    what: "Das Telefon hat das Löschen abgelehnt",
    todo: "Es erhält keine Daten. Lassen Sie es zurückgeben, oder ändern Sie das Passwort.",
  },
  "bearer-without-proof": {
    what: "Moderne Authentifizierung auf einem Gerät, das nie eingerichtet wurde",
    todo: "Lassen Sie es zuerst mit Passwort einrichten; ein Bearer-Token bindet kein Gerät.",
  },
  "version-without-policies": {
    what: "Das Programm spricht eine Version ohne Richtlinien",
    todo: "Es kann die Sicherheitseinstellungen nicht befolgen. Verwenden Sie ein neueres.",
  },
  "other-client-denied": {
    what: "Kein iOS-Gerät, und andere Programme sind nicht zugelassen",
    todo: "Sind andere willkommen, legen Sie das in den Geräteeinstellungen des Adapters fest.",
  },
  "token-missing": {
    what: "Das Gerät wurde nie eingerichtet",
    todo: "Der Benutzer öffnet auf dem Telefon die Seite /iphone, oder Sie laden ihn ein.",
  },
  "token-unknown": {
    what: "Ein Einrichtungstoken, das nie ausgegeben wurde oder lange erloschen ist",
    todo: "Lassen Sie den Benutzer das Telefon neu einrichten.",
  },
  "token-expired": {
    what: "Das Profil wurde zu spät installiert",
    todo: "Ein Profil gilt 24 Stunden. Lassen Sie den Benutzer das Telefon neu einrichten.",
  },
  "token-of-another-user": {
    what: "Das Profil gehört zu einem anderen Benutzer",
    todo: "Lassen Sie den Benutzer das Telefon unter eigenem Namen einrichten.",
  },
  "token-on-another-device": {
    what: "Das Profil ist auf einem anderen Gerät in Gebrauch",
    todo: "Jedes Gerät braucht ein eigenes. Lassen Sie auch dieses Telefon einrichten.",
  },
  "token-superseded": {
    what: "Auf diesem Gerät ist ein neueres Profil in Gebrauch",
    todo: "Der Benutzer entfernt den älteren Account vom Telefon.",
  },
  "version-too-new": {
    what: "Das Programm spricht eine neuere Protokollversion, als der Adapter annimmt",
    todo: "Beim nächsten OPTIONS erfährt es die neueste wieder; oder heben Sie die Grenze im Adapter an.",
  },
  "access-rule-blocked": {
    what: "Eine Zugriffsregel sperrt dieses Programm",
    todo: "Siehe die Seite Zugriffsregeln; auf der Seite des Geräts können Sie dieses eine ausnehmen.",
  },
  "access-rule-quarantined": {
    what: "Durch eine Zugriffsregel in Quarantäne",
    todo: "Siehe die Seite des Geräts: Nehmen Sie es aus, oder blockieren Sie es.",
  },
  "other-client-quarantined": {
    what: "In Quarantäne: kein iOS-Gerät, und keine Regel spricht von ihm",
    todo: "Siehe die Seite des Geräts: ausnehmen oder blockieren. Eine Zugriffsregel entscheidet für alle gleichen.",
  },
  "too-many-devices": {
    what: "Der Benutzer hat so viele Geräte wie erlaubt",
    todo: "Vergessen Sie auf seiner Seite ein Gerät, das nicht mehr benutzt wird, oder heben Sie die Grenze im Adapter an.",
  },
  "token-retyped": {
    what: "Der Account wurde mit dem Token des Profils von Hand neu angelegt",
    todo: "Lassen Sie den Benutzer das Telefon neu einrichten.",
  },
  "too-many-at-once": {
    what: "Zu viele Anfragen zur gleichen Zeit",
    todo: "Es kommt von selbst wieder. Geschieht das oft, hilft ein Mitschnitt, oder die Einstellungen des Exchange Adapters erlauben mehr.",
  },
  "too-many-commands": {
    what: "Das Gerät sendet Befehle ohne Ende",
    todo: "Es ist für eine Weile ausgesperrt. Lassen Sie das Konto auf dem Telefon entfernen und neu anlegen; auf der Seite des Geräts heben Sie die Sperre auf.",
  },
  "client-changes-too-often": {
    what: "Das Gerät zeigt ständig ein anderes Programm",
    todo: "Vielleicht teilen sich zwei Telefone eine DeviceId, oder ein Programm verstellt sich. Es ist für eine Weile ausgesperrt; auf der Seite des Geräts heben Sie das auf.",
  },
  "policy-refused": {
    what: "Das Telefon hat die Sicherheitsrichtlinie abgelehnt",
    todo: "Es erhält keine Daten, bis es sie befolgt. Der Benutzer muss sie annehmen.",
  },
  "policy-not-followed": {
    what: "Das Telefon befolgt die Sicherheitsrichtlinie nicht",
    todo: "Es wird später wieder gefragt. Siehe seine Seite; alte Programme kennen nicht alles.",
  },
  "upstream-policy-unreadable": {
    what: "Die eigene Richtlinie von Exchange war nicht lesbar",
    todo: "Prüfen Sie die ActiveSync-Postfachrichtlinie in Exchange; das Telefon fragt wieder.",
  },
};

const TEXTS: Readonly<Record<Language, Readonly<Record<string, ReasonText>>>> = { en, de };

/** A recorded reason in words; one that has none stands for itself. */
export function reasonText(language: Language, reason: string): ReasonText {
  const texts = TEXTS[language];
  return Object.hasOwn(texts, reason) ? (texts[reason] as ReasonText) : { what: reason, todo: "" };
}

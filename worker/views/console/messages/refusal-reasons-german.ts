// Why the gateway or /iphone refused somebody, in German; English and the rule are in refusal-reasons.ts.
import type { Reason, ReasonText } from "./refusal-reasons.ts";

export const germanReasons: Readonly<Record<Reason, ReasonText>> = {
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
  "legacy-devices-off": {
    what: "Das Telefon ist älter als iOS 5, und Zertifikate für solche Telefone sind ausgeschaltet",
    todo: "Falls es sich registrieren darf: Lassen Sie auf der Seite Zertifizierungsstelle unter Regeln alte Geräte zu.",
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
  "certificate-missing": {
    what: "Das Gerät zeigte kein Client-Zertifikat",
    todo: "Der Benutzer richtet es unter /iphone mit einem neuen Profil ein; das bringt das Zertifikat mit.",
  },
  "certificate-unknown": {
    what: "Ein Client-Zertifikat, das die Zertifizierungsstelle dieses Mandanten nicht ausgestellt hat",
    todo: "Lassen Sie das Telefon neu einrichten. Trifft es alle: Reicht die TLS-Front das richtige Zertifikat weiter?",
  },
  "certificate-for-another-purpose": {
    what: "Ein Client-Zertifikat, das nicht für Mail ist",
    todo: "Lassen Sie das Telefon neu einrichten: Dieses galt nur für die Einrichtung.",
  },
  "certificate-of-another-user": {
    what: "Das Client-Zertifikat gehört einem anderen Benutzer",
    todo: "Lassen Sie den Benutzer das Telefon unter eigenem Namen einrichten.",
  },
  "certificate-not-yet-valid": {
    what: "Ein Client-Zertifikat, dessen Zeit noch nicht begann",
    todo: "Sehen Sie nach der Uhr dieses Dienstes: Sie ging zurück.",
  },
  "certificate-expired": {
    what: "Das Client-Zertifikat ist abgelaufen",
    todo: "Lassen Sie das Telefon neu einrichten; vor dem Ablauf erneuert es sein Zertifikat selbst.",
  },
  "certificate-revoked": {
    what: "Das Client-Zertifikat wurde widerrufen",
    todo: "Ist das Telefon in guten Händen: Lassen Sie es neu einrichten.",
  },
  "certificate-on-another-device": {
    what: "Das Client-Zertifikat gehört zu einem anderen Gerät",
    todo: "Jedes Gerät braucht ein eigenes. Lassen Sie auch dieses Telefon einrichten. Wurde das Zertifikat kopiert?",
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
    what: "Das Programm spricht eine Protokollversion, die der Adapter oder Exchange nicht anbietet",
    todo: "Beim nächsten OPTIONS erfährt es sie wieder; oder heben Sie die Grenze im Adapter an.",
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
  "identity-refused-upstream": {
    what: "Exchange glaubte diesem Dienst nicht, wer fragt",
    todo: "Prüft seine Front Provost-Identity mit den Schlüsseln dieses Mandanten, und kennt sie den Benutzer?",
  },
  "upstream-policy-unreadable": {
    what: "Die eigene Richtlinie von Exchange war nicht lesbar",
    todo: "Prüfen Sie die ActiveSync-Postfachrichtlinie in Exchange; das Telefon fragt wieder.",
  },
};

// The API's refusals as an operator reads them. English is said here only where the API's own
// sentence speaks of tokens and bodies; German is said for all of them (routes/console/frame.tsx
// does not compile otherwise).

const en = {
  "scope-too-small": "Your role may not do that.",
  "bad-query": "The address has a value that cannot be.",
  "no-such-path": "The console has nothing at this address.",
  "bad-json": "The form could not be read.",
  "not-json": "The form could not be read.",
  "body-too-large": "That is more than can be sent at once.",
};

const de = {
  "token-missing": "Bitte melden Sie sich an.",
  "token-unknown": "Bitte melden Sie sich an.",
  "scope-too-small": "Ihre Rolle darf das nicht.",
  "no-such-path": "Die Konsole hat unter dieser Adresse nichts.",
  "no-such-tenant": "Diesen Mandanten gibt es nicht.",
  "no-such-group": "Diese Gruppe gibt es nicht.",
  "no-such-user": "Zu diesem Benutzer gibt es keinen Eintrag.",
  "no-such-device": "Dieses Gerät gibt es nicht.",
  "no-such-claim": "Diesen Anspruch auf den Alias gibt es nicht.",
  "no-such-version": "Eine solche Version wurde hier nie gesperrt (Locked).",
  "no-such-operator": "Diesen Bediener gibt es nicht.",
  "no-such-token": "Dieses API-Token gibt es nicht.",
  "no-such-rule": "Diese Zugriffsregel gibt es nicht.",
  "no-such-certificate":
    "Ein solches Zertifikat hat diese Zertifizierungsstelle nicht ausgestellt.",
  "no-such-challenge": "Ein solches offenes Einmalkennwort gibt es nicht.",
  "no-such-authority": "Eine solche Zertifizierungsstelle hat dieser Mandant nicht.",
  "rule-exists": "Dafür gibt es schon eine Regel; entfernen Sie diese zuerst.",
  "too-many-rules": "Ein Mandant hat höchstens 100 Zugriffsregeln; entfernen Sie erst eine.",
  "bad-value":
    "Der Wert einer Regel ist Text ohne Leerzeichen an den Enden, mit höchstens einem * am Ende.",
  "alias-unknown": "Diesen Alias beansprucht niemand, nach dem Sie fragen dürfen.",
  "tenant-exists": "Einen Mandanten dieses Namens gibt es schon.",
  "tenant-unfinished": "Dieser Mandant wurde nicht fertig angelegt; legen Sie ihn noch einmal an.",
  "host-taken": "Dieser Host gehört einem anderen Mandanten oder Provost selbst.",
  "group-exists": "Eine Gruppe dieses Namens gibt es schon.",
  "already-claimed": "Dieser Mandant beansprucht den Alias schon.",
  "not-the-owner": "Nur der Mandant, dem der Alias gehört, kann Ansprüche genehmigen.",
  "too-many-aliases": "Ein Mandant beansprucht höchstens 20 Aliasse; geben Sie erst einen frei.",
  "group-in-use":
    "Zu dieser Gruppe gehören Benutzer, oder sie ist die Standardgruppe; ändern Sie das zuerst.",
  "draft-changed":
    "Jemand anderes hat den Entwurf inzwischen geändert; Ihre Änderung wurde nicht übernommen.",
  "adapter-changed":
    "Jemand hat inzwischen andere Einstellungen gespeichert; Ihre Änderung wurde nicht ausgeführt.",
  "operator-exists": "Einen Bediener dieses Namens gibt es schon.",
  "wipe-under-way": "Dieses Gerät wird schon gelöscht.",
  "no-wipe": "Für dieses Gerät ist kein Löschen angeordnet.",
  "wipe-too-late": "Das Telefon hat das Löschen schon bestätigt.",
  "no-next-identity": "Es ist keine Identität vorbereitet, die der jetzigen folgen könnte.",
  "authority-expired": "Die Zertifizierungsstelle ist abgelaufen; wechseln Sie zu einer anderen.",
  "no-next-authority": "Es wartet keine Zertifizierungsstelle, die der jetzigen folgen könnte.",
  "signing-identity-expired":
    "Die vorbereitete Identität ist abgelaufen; bereiten Sie eine andere vor oder importieren Sie eine.",
  "user-in-no-group": "Der Benutzer gehört zu keiner Gruppe.",
  "eas-not-allowed": "Exchange ActiveSync ist diesem Benutzer nicht erlaubt.",
  "policy-not-locked": "Die Richtlinie der Gruppe des Benutzers ist nicht gesperrt (Locked).",
  "certificates-off":
    "Die Telefone dieses Benutzers melden sich mit Passwort an, nicht mit Zertifikat.",
  "not-locked": "Die Richtlinie ist nicht gesperrt (Locked).",
  "not-confirmed": "Die Bestätigung ist nicht die verlangte.",
  "bad-identity": "Diese Signaturidentität ist nicht verwendbar.",
  "bad-authority": "Das kann keine Zertifizierungsstelle sein.",
  "bad-rules":
    "Die Frist zum Erneuern ist kürzer als die Gültigkeit; sonst würde sofort wieder erneuert.",
  "bad-certificate": "Das ist kein Zertifikat, für das man etwas verschlüsseln kann.",
  "bad-settings": "Einige Einstellungen gehen so nicht.",
  "bad-name": "Dieser Name geht nicht.",
  "bad-origin": "Eine Adresse ist https://HOST[:PORT] und nichts weiter; http nur für Loopback.",
  "bad-upstream":
    "Die Exchange-Adresse ist https://HOST[:PORT]; private Adressen brauchen eine Erlaubnis.",
  "bad-redirect-origins":
    "Weitere Adressen lauten https://HOST[:PORT], durch Leerzeichen getrennt; private brauchen die Erlaubnis des Eigentümers.",
  "bad-account-host": "Der Host der Accounts ist ein Hostname, wenn nötig mit Port.",
  "bad-heartbeats": "Der längste Heartbeat ist mindestens so lang wie der kürzeste.",
  "bad-login-form": "Ein Anmeldeformat ist user, DOMAIN\\user oder user@domain.",
  "alias-malformed":
    "Ein Alias besteht aus den Buchstaben a-z, Ziffern, inneren Punkten und Bindestrichen.",
  "bad-lines": "Einige Zeilen gehen so nicht; nichts wurde importiert.",
  "bad-json": "Das Formular war nicht lesbar.",
  "bad-query": "Eine Angabe in der Adresse geht so nicht.",
  "bad-body": "Eine Angabe geht so nicht.",
  "body-too-large": "Das ist mehr, als auf einmal gesendet werden kann.",
  "not-json": "Das Formular war nicht lesbar.",
};

export const refusalText = { en, de };

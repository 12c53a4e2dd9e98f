// What each setting of the Exchange Adapter does, in words, English and German: what happens, in which
// unit, and what 0 means. The default and the bounds are added from the tables (adapter-fields.tsx).
import type { AdapterGroup, GroupSetting } from "../adapter-groups.ts";

interface GroupText {
  readonly title: string;
  readonly intro: string;
}

const helpEnglish: Record<GroupSetting, string> = {
  onlyProvisioned:
    "iPhones and iPads need a profile made here; accounts made by hand are refused. Off: every device with a right password comes in, and the next setting has no effect.",
  otherClients:
    "Clients that are no iOS devices and that no access rule names. A client chooses its own device type. In quarantine it is shown one message that says what to do, and nothing else.",
  retypedToken:
    "An account that is set up anew, by hand, with the token of a profile already in use. Written down, it goes on; refused, it needs a new profile.",
  bearerTokens:
    "Modern authentication. Exchange alone can judge such a token; Provost knows the device by the DeviceId that its profile was bound to.",
  reportOnly:
    "Decide and write down what would be refused, but let it through. For trying settings out before they bite.",
  partialCompliance:
    "A phone says that it cannot apply every setting of its policy (Provision, Status 2).",
  policyRefusal: "A phone says that it applies nothing of its policy (Provision, Status 3 or 4).",
  minHeartbeat:
    "In seconds: how long a phone must be willing to wait for news in one Ping or Sync. A shorter wish is answered with this bound, and the phone asks again with it.",
  maxHeartbeat:
    "In seconds: how long a phone may wait at most. 1680 (28 minutes) stays below the 30 minutes after which many networks cut a silent connection.",
  upstreamHeartbeat:
    "In seconds: how long one question to Exchange may stay open. Shorter than what cuts silent connections on the way there: 100 at Cloudflare's edge, 1680 for a Provost beside Exchange.",
  maxPingFolders:
    "Folders that one Ping may watch. A phone that names more is told this number and asks for fewer.",
  maxDevicesPerUser:
    "Devices of one user with access at the same time. Another one is refused until an old one is forgotten or blocked. 0 sets no limit.",
  maxConcurrentPerDevice:
    "Requests of one device that are answered at the same time; more are put off for some seconds. A held Ping does not count. 0 sets no limit.",
  maxConcurrentPerTenant:
    "The same for all devices together, in each of the places where Provost runs. It keeps a busy morning from Exchange. 0 sets no limit.",
  maxUpstreamWaits:
    "For servers that need a worker for each phone that waits, as SOGo does: how many of these questions are open at the server at the same time, wherever Provost runs. With more phones than that they are asked for in turn, and mail comes later. 0 sets no limit.",
  stalePasswordMinutes:
    "In minutes: how long a password that Exchange refused is refused here without asking Exchange, so that a phone with an old password does not lock the account. Another password is asked for at once. 0 switches this off.",
  maxCommandsPerMinute:
    "Commands one device may send within a minute before it is kept out for its behaviour. 0 sets no limit.",
  maxClientChangesPerDay:
    "How often one device may change its user agent within a day; an update of iOS is one change. 0 sets no limit.",
  behaviourBlockMinutes:
    "In minutes: how long a device is kept out that went beyond one of the two limits above. An administrator can end it earlier.",
  maxProtocolVersion:
    "Newer versions of Exchange ActiveSync are neither offered to phones nor taken from them. Phones take up a change by themselves, within a day.",
  redirectOrigins:
    "https addresses, parted by spaces, at which mailboxes of this Exchange may be, too. If Exchange sends a phone to one of them (451), Provost asks there and the phone notices nothing; it is never sent anywhere else.",
  clientCertificates:
    "How phones sign in; a group may say otherwise. With a certificate and a password the certificate proves the device and Exchange judges the password. With a certificate alone nobody types a password, and Exchange must trust this service or the phone's certificate.",
  accountHost:
    "Only for a certificate alone: host, with a port if need be, of an Exchange that takes these certificates itself. Accounts are then made for that host, past this gateway. Empty: they come to the gateway.",
};

const helpGerman: Record<GroupSetting, string> = {
  onlyProvisioned:
    "iPhones und iPads brauchen ein hier gemachtes Profil; von Hand angelegte Accounts werden abgewiesen. Aus: Jedes Gerät mit richtigem Passwort kommt herein, und die nächste Einstellung wirkt nicht.",
  otherClients:
    "Clients, die keine iOS-Geräte sind und die keine Zugriffsregel nennt. Ein Client wählt seinen Gerätetyp selbst. In Quarantäne sieht er eine einzige Nachricht, die sagt, was zu tun ist.",
  retypedToken:
    "Ein Account wird von Hand neu angelegt, mit dem Token eines Profils, das schon benutzt wird. Vermerkt: Er läuft weiter. Abgewiesen: Er braucht ein neues Profil.",
  bearerTokens:
    "Moderne Authentifizierung. Ein solches Token kann nur Exchange prüfen; Provost erkennt das Gerät an der DeviceId, an die sein Profil gebunden ist.",
  reportOnly:
    "Entscheiden und aufzeichnen, was abgewiesen würde, aber alles durchlassen. Zum Ausprobieren, bevor es ernst wird.",
  partialCompliance:
    "Ein Telefon meldet, dass es nicht jede Einstellung seiner Richtlinie anwenden kann (Provision, Status 2).",
  policyRefusal:
    "Ein Telefon meldet, dass es nichts von seiner Richtlinie anwendet (Provision, Status 3 oder 4).",
  minHeartbeat:
    "In Sekunden: So lange muss ein Telefon in einem Ping oder Sync mindestens auf Neues warten wollen. Ein kürzerer Wunsch wird mit dieser Grenze beantwortet; das Telefon fragt dann mit ihr.",
  maxHeartbeat:
    "In Sekunden: So lange darf ein Telefon höchstens warten. 1680 (28 Minuten) bleibt unter den 30 Minuten, nach denen viele Netze eine stille Verbindung trennen.",
  upstreamHeartbeat:
    "In Sekunden: So lange darf eine Frage an Exchange offen bleiben. Kürzer als das, was stille Verbindungen dorthin trennt: 100 am Rand von Cloudflare, 1680 für ein Provost neben Exchange.",
  maxPingFolders:
    "So viele Ordner darf ein Ping beobachten. Einem Telefon, das mehr nennt, wird diese Zahl gesagt; es fragt dann mit weniger.",
  maxDevicesPerUser:
    "So viele Geräte eines Benutzers haben gleichzeitig Zugang. Ein weiteres wird abgewiesen, bis ein altes vergessen oder blockiert ist. 0 setzt keine Grenze.",
  maxConcurrentPerDevice:
    "So viele Anfragen eines Geräts werden gleichzeitig beantwortet; weitere werden um Sekunden vertröstet. Ein gehaltener Ping zählt nicht. 0 setzt keine Grenze.",
  maxConcurrentPerTenant:
    "Dasselbe für alle Geräte zusammen, an jedem der Orte, an denen Provost läuft. Es hält einen vollen Morgen von Exchange fern. 0 setzt keine Grenze.",
  maxUpstreamWaits:
    "Für Server, die für jedes wartende Telefon einen Prozess brauchen, wie SOGo: So viele dieser Fragen sind beim Server gleichzeitig offen, wo immer Provost läuft. Sind es mehr Telefone, wird für sie reihum gefragt, und Mail kommt später. 0 setzt keine Grenze.",
  stalePasswordMinutes:
    "In Minuten: So lange wird ein Passwort, das Exchange abgewiesen hat, hier abgewiesen, ohne Exchange zu fragen, damit ein Telefon mit altem Passwort das Konto nicht sperrt. Ein anderes Passwort wird sofort geprüft. 0 schaltet das ab.",
  maxCommandsPerMinute:
    "So viele Befehle darf ein Gerät in einer Minute senden, bevor es wegen seines Verhaltens ausgesperrt wird. 0 setzt keine Grenze.",
  maxClientChangesPerDay:
    "So oft darf ein Gerät an einem Tag seinen User-Agent wechseln; eine Aktualisierung von iOS ist ein Wechsel. 0 setzt keine Grenze.",
  behaviourBlockMinutes:
    "In Minuten: So lange bleibt ein Gerät ausgesperrt, das eine der beiden Grenzen darüber überschritt. Ein Administrator kann das früher beenden.",
  maxProtocolVersion:
    "Neuere Versionen von Exchange ActiveSync werden Telefonen nicht angeboten und nicht angenommen. Eine Änderung übernehmen Telefone von selbst, binnen eines Tages.",
  redirectOrigins:
    "https-Adressen, durch Leerzeichen getrennt, an denen Postfächer dieses Exchange auch liegen können. Schickt Exchange ein Telefon dorthin (451), fragt Provost dort und das Telefon merkt nichts; anderswohin wird es nie geschickt.",
  clientCertificates:
    "Wie sich Telefone anmelden; eine Gruppe kann es anders sagen. Mit Zertifikat und Passwort beweist das Zertifikat das Gerät, und Exchange prüft das Passwort. Nur mit Zertifikat tippt niemand ein Passwort; Exchange muss dann diesem Dienst oder dem Zertifikat des Telefons trauen.",
  accountHost:
    "Nur für die Anmeldung allein mit Zertifikat: Host, wenn nötig mit Port, eines Exchange, das diese Zertifikate selbst annimmt. Accounts werden dann für diesen Host angelegt, am Gateway vorbei. Leer: Sie kommen zum Gateway.",
};

const groupsEnglish: Record<AdapterGroup, GroupText> = {
  access: {
    title: "Who may connect",
    intro: "What a device must be to come in at all, where no access rule decides otherwise.",
  },
  policies: {
    title: "Policies",
    intro: "What becomes of phones that do not follow their Device Settings Policy.",
  },
  heartbeats: {
    title: "Heartbeats",
    intro: "How long phones wait for new mail in one request, and Provost for Exchange.",
  },
  limits: {
    title: "Limits and shields",
    intro: "What keeps a phone that runs wild, or has an old password, from harming anything.",
  },
  certificates: {
    title: "Client certificates",
    intro:
      "Whether phones prove who they are by a certificate that this tenant's authority issued.",
  },
  servers: {
    title: "Servers and versions",
    intro: "Where mailboxes may be, and which protocol versions are spoken.",
  },
};

const groupsGerman: Record<AdapterGroup, GroupText> = {
  access: {
    title: "Wer sich verbinden darf",
    intro:
      "Was ein Gerät sein muss, um überhaupt hereinzukommen, wo keine Zugriffsregel anders entscheidet.",
  },
  policies: {
    title: "Richtlinien",
    intro: "Was mit Telefonen geschieht, die ihre Geräterichtlinie nicht befolgen.",
  },
  heartbeats: {
    title: "Heartbeats",
    intro: "Wie lange Telefone in einer Anfrage auf neue Mail warten, und Provost auf Exchange.",
  },
  limits: {
    title: "Grenzen und Schutz",
    intro:
      "Was verhindert, dass ein Telefon Schaden anrichtet, das außer Rand und Band ist oder ein altes Passwort hat.",
  },
  certificates: {
    title: "Client-Zertifikate",
    intro:
      "Ob sich Telefone mit einem Zertifikat ausweisen, das die Zertifizierungsstelle dieses Mandanten ausgestellt hat.",
  },
  servers: {
    title: "Server und Versionen",
    intro: "Wo Postfächer liegen können, und welche Protokollversionen gesprochen werden.",
  },
};

const en = {
  help: helpEnglish,
  groups: groupsEnglish,
  server: { title: "Server and login" },
  defaultIs: (value: string) => `Default: ${value}.`,
  bounds: (least: number, most: number) => `From ${least} to ${most}.`,
  mustBe: (least: number, most: number) => `Enter a whole number from ${least} to ${most}.`,
  none: "none",
  save: "Save",
  saved: "The settings are saved. They run once the adapter is restarted.",
  change: "Change",
  changeWhat: (title: string) => `Change: ${title}`,
  toAdapter: "Back to the Exchange Adapter",
  conflict: "Somebody else saved settings while you had this page open. Yours are not saved yet.",
  conflictAt: (value: string) => `Meanwhile saved: ${value}. Save again to replace it.`,
  restartConflict:
    "Somebody saved other settings after this page was read, so nothing was restarted. Below is what is saved now.",
};

const de: typeof en = {
  help: helpGerman,
  groups: groupsGerman,
  server: { title: "Server und Anmeldung" },
  defaultIs: (value) => `Standard: ${value}.`,
  bounds: (least, most) => `Von ${least} bis ${most}.`,
  mustBe: (least, most) => `Geben Sie eine ganze Zahl von ${least} bis ${most} ein.`,
  none: "keine",
  save: "Speichern",
  saved: "Die Einstellungen sind gespeichert. Sie gelten, sobald der Adapter neu startet.",
  change: "Ändern",
  changeWhat: (title) => `Ändern: ${title}`,
  toAdapter: "Zurück zum Exchange-Adapter",
  conflict:
    "Jemand anderes hat Einstellungen gespeichert, während diese Seite offen war. Ihre sind noch nicht gespeichert.",
  conflictAt: (value) =>
    `Inzwischen gespeichert: ${value}. Speichern Sie noch einmal, um es zu ersetzen.`,
  restartConflict:
    "Jemand hat andere Einstellungen gespeichert, nachdem diese Seite gelesen wurde; deshalb wurde nichts neu gestartet. Unten steht, was jetzt gespeichert ist.",
};

export const adapterHelpText = { en, de };
export type AdapterHelpText = typeof en;

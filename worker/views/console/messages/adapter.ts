// The pages of the Exchange Adapter in words, English and German. The box's label is mSuite's own.
import type { ADAPTER_SETTINGS } from "../../../core/adapter.ts";
import type { AdapterSettings } from "../../../core/tenant.ts";

type Setting = (typeof ADAPTER_SETTINGS)[number];

const settings: Record<Setting, string> = {
  upstream: "Exchange server",
  privateUpstream: "Private address allowed",
  loginForm: "Login form",
  mailDomain: "Mail domain",
  credentialCheck: "Passwords are judged by",
  onlyProvisioned: "Allow only iOS devices that have been provisioned",
  otherClients: "All other clients",
  reportOnly: "Report only",
  maxProtocolVersion: "Newest protocol version",
  maxDevicesPerUser: "Devices per user",
  retypedToken: "Accounts made anew with a used token",
  partialCompliance: "Phones that apply a part of their policy",
  policyRefusal: "Phones that refuse their policy",
  bearerTokens: "Sign-in by bearer token",
  redirectOrigins: "Further servers of this Exchange",
  minHeartbeat: "Shortest heartbeat, in seconds",
  maxHeartbeat: "Longest heartbeat, in seconds",
  upstreamHeartbeat: "Longest heartbeat towards Exchange, in seconds",
  maxPingFolders: "Folders of one Ping",
  maxConcurrentPerDevice: "Requests of one device at a time",
  maxConcurrentPerTenant: "Requests of all devices at a time",
  stalePasswordMinutes: "Minutes for which a refused password is not asked again",
  maxCommandsPerMinute: "Commands of one device in a minute",
  maxClientChangesPerDay: "Changes of a device's user agent in a day",
  behaviourBlockMinutes: "Minutes a device is kept out for its behaviour",
};
const checks: Record<AdapterSettings["credentialCheck"], string> = {
  options: "Exchange, by OPTIONS",
  "folder-sync": "Exchange, by FolderSync",
  "local-directory": "the local directory",
};

const en = {
  title: "Exchange Adapter",
  settings,
  checks,
  otherClients: { deny: "deny", quarantine: "quarantine", allow: "allow" },
  choices: {
    any: "all that Exchange speaks",
    record: "only written down",
    refuse: "refused",
    deny: "denied",
    allow: "allowed",
  } as Readonly<Record<string, string>>,
  yes: "yes",
  no: "no",
  intro: "What is saved runs only after Restart adapter.",
  same: "What is saved runs.",
  differs: (count: number) =>
    count === 1 ? "1 saved setting does not run yet." : `${count} saved settings do not run yet.`,
  differsMark: "differs",
  caption: "Settings of the adapter",
  head: { setting: "Setting", saved: "Saved", running: "Running" },
  wizard: "Open the wizard",
  knownDevices: "Known devices",
  restart: "Restart adapter",
  restarted: "The adapter runs with the saved settings.",
  restartHelp: "Requests under way end as they began; within seconds all follow the new settings.",
  effectTitle: "What a restart would change",
  refusesNobody: "Of the devices known here, none would be refused.",
  refuses: (count: number) =>
    count === 1
      ? "1 device known here would be refused:"
      : `${count} devices known here would be refused:`,
  onlyReported: "Report only is on: they would be let through and written down as refusals.",
  refusedCaption: "Devices that would be refused",
  refusedHead: { user: "User", device: "Device", type: "Type", seen: "Last seen" },
  firstOnly: (shown: number) => `The first ${shown} are shown.`,
  remedy: "To spare them, invite their users, or give them grace as known devices.",
  invitations: "Invitations",
  steps: {
    server: "Server",
    login: "Login",
    "device-settings": "Device Settings",
    finish: "Finished",
  },
  stepsLabel: "Steps of the wizard",
  next: "Next",
  back: "Back",
  abandon: "Back without keeping what this page holds",
  server: {
    title: "Exchange server",
    upstreamHelp: "https://HOST or https://HOST:PORT; plain http only on this machine.",
    privateHelp: "Your leave to reach this one address inside your network.",
    privateOwner:
      "Private addresses need the leave of this service's owner, for one address at a time.",
    test: "Test the connection",
    testTitle: "Connection test",
    testHelp:
      "With a user's name and password the login is tried as well, and Exchange tells its versions. Neither is kept.",
    testUser: "Test user (optional)",
    testPassword: "Password of the test user",
    works: "Exchange ActiveSync answers there.",
    fails: "Exchange ActiveSync could not be reached:",
    signedIn: "The test user was let in.",
    versions: "Versions",
    commands: "Commands",
    untold: "not told without a right password",
    advice: "Passwords should be judged by",
    useAdvice: "Take this advice",
    adviceTaken: (check: string) => `Passwords are judged by ${check}, once the adapter restarts.`,
    error: "Error",
    warning: "Warning",
  },
  login: {
    title: "Login",
    formHelp: "How Exchange wants a name: user, DOMAIN\\user or user@domain, with your own domain.",
    example: (login: string) => `The user alice signs in to Exchange as ${login}.`,
    foreign:
      "Users may type their name with this domain, with the mail domain, or alone. With any other domain it is refused, so that nobody has a second identity.",
    mailDomainHelp: "Of users whose address nobody entered: alice@DOMAIN.",
    checkHelp: "The connection test tells which fits your server.",
    checkNotes: {
      options: "For servers that answer OPTIONS only with a right password: Exchange, SOGo.",
      "folder-sync": "For servers that answer OPTIONS to anybody.",
      "local-directory": "For servers that judge no passwords; users need one entered here.",
    } as Record<AdapterSettings["credentialCheck"], string>,
  },
  device: {
    title: "Device Settings",
    onlyHelp:
      "Phones need a profile made here. Accounts that users make by hand are denied access.",
    othersLegend: "What about all other clients, those that are no iOS devices?",
    others: {
      deny: "Deny them",
      allow: "Allow them",
    },
    othersHelp: {
      deny: "A client chooses its own device type: only this keeps a phone from calling itself something else.",
      allow: "Android, Outlook and others come in without a profile; so does what calls itself so.",
    },
    reportHelp:
      "Decide and write down, but let everything through. For trying the settings out before they bite.",
  },
  finishTitle: "Finished",
  finishText: "The settings are saved. They run once the adapter is restarted.",
};
export type AdapterText = typeof en;

const de: AdapterText = {
  title: "Exchange-Adapter",
  settings: {
    upstream: "Exchange-Server",
    privateUpstream: "Private Adresse erlaubt",
    loginForm: "Anmeldeform",
    mailDomain: "Mail-Domain",
    credentialCheck: "Passwörter prüft",
    onlyProvisioned: "Nur eingerichtete iOS-Geräte zulassen",
    otherClients: "Alle anderen Clients",
    reportOnly: "Nur berichten",
    maxProtocolVersion: "Neueste Protokollversion",
    maxDevicesPerUser: "Geräte je Benutzer",
    retypedToken: "Mit benutztem Token neu angelegte Konten",
    partialCompliance: "Telefone, die ihre Richtlinie nur teilweise anwenden",
    policyRefusal: "Telefone, die ihre Richtlinie ablehnen",
    bearerTokens: "Anmeldung mit Bearer-Token",
    redirectOrigins: "Weitere Server dieses Exchange",
    minHeartbeat: "Kürzester Heartbeat, in Sekunden",
    maxHeartbeat: "Längster Heartbeat, in Sekunden",
    upstreamHeartbeat: "Längster Heartbeat zu Exchange, in Sekunden",
    maxPingFolders: "Ordner je Ping",
    maxConcurrentPerDevice: "Gleichzeitige Anfragen eines Geräts",
    maxConcurrentPerTenant: "Gleichzeitige Anfragen aller Geräte",
    stalePasswordMinutes: "Minuten, in denen ein abgewiesenes Passwort nicht erneut geprüft wird",
    maxCommandsPerMinute: "Befehle eines Geräts je Minute",
    maxClientChangesPerDay: "Wechsel des User-Agents eines Geräts je Tag",
    behaviourBlockMinutes: "Minuten, die ein Gerät wegen seines Verhaltens ausgesperrt ist",
  },
  checks: {
    options: "Exchange, mit OPTIONS",
    "folder-sync": "Exchange, mit FolderSync",
    "local-directory": "das lokale Verzeichnis",
  },
  otherClients: { deny: "abweisen", quarantine: "in Quarantäne", allow: "zulassen" },
  choices: {
    any: "alle, die Exchange spricht",
    record: "nur vermerkt",
    refuse: "abgewiesen",
    deny: "abgewiesen",
    allow: "zugelassen",
  },
  yes: "ja",
  no: "nein",
  intro: "Gespeichertes wirkt erst, wenn der Adapter neu gestartet wird.",
  same: "Das Gespeicherte läuft.",
  differs: (count) =>
    count === 1
      ? "1 gespeicherte Einstellung läuft noch nicht."
      : `${count} gespeicherte Einstellungen laufen noch nicht.`,
  differsMark: "abweichend",
  caption: "Einstellungen des Adapters",
  head: { setting: "Einstellung", saved: "Gespeichert", running: "Läuft" },
  wizard: "Assistenten öffnen",
  knownDevices: "Bekannte Geräte",
  restart: "Adapter neu starten",
  restarted: "Der Adapter läuft mit den gespeicherten Einstellungen.",
  restartHelp:
    "Laufende Anfragen enden, wie sie begonnen haben; binnen Sekunden gelten überall die neuen Einstellungen.",
  effectTitle: "Was ein Neustart ändern würde",
  refusesNobody: "Von den hier bekannten Geräten würde keines abgewiesen.",
  refuses: (count) =>
    count === 1
      ? "1 hier bekanntes Gerät würde abgewiesen:"
      : `${count} hier bekannte Geräte würden abgewiesen:`,
  onlyReported: "„Nur berichten“ ist an: Sie würden durchgelassen und als Abweisung aufgezeichnet.",
  refusedCaption: "Geräte, die abgewiesen würden",
  refusedHead: { user: "Benutzer", device: "Gerät", type: "Typ", seen: "Zuletzt gesehen" },
  firstOnly: (shown) => `Gezeigt sind die ersten ${shown}.`,
  remedy:
    "Um sie zu verschonen, laden Sie ihre Benutzer ein, oder geben Sie ihnen als bekannten Geräten eine Frist.",
  invitations: "Einladungen",
  steps: {
    server: "Server",
    login: "Anmeldung",
    "device-settings": "Geräteeinstellungen",
    finish: "Fertig",
  },
  stepsLabel: "Schritte des Assistenten",
  next: "Weiter",
  back: "Zurück",
  abandon: "Zurück, ohne die Eingaben dieser Seite zu behalten",
  server: {
    title: "Exchange-Server",
    upstreamHelp: "https://HOST oder https://HOST:PORT; http nur auf diesem Rechner.",
    privateHelp: "Ihre Erlaubnis, diese eine Adresse in Ihrem Netz zu erreichen.",
    privateOwner:
      "Private Adressen brauchen die Erlaubnis des Eigentümers dieses Dienstes, für jeweils eine Adresse.",
    test: "Verbindung testen",
    testTitle: "Verbindungstest",
    testHelp:
      "Mit Name und Passwort eines Benutzers wird auch die Anmeldung versucht, und Exchange nennt seine Versionen. Beides wird nicht behalten.",
    testUser: "Testbenutzer (freiwillig)",
    testPassword: "Passwort des Testbenutzers",
    works: "Dort antwortet Exchange ActiveSync.",
    fails: "Exchange ActiveSync ist dort nicht erreichbar:",
    signedIn: "Der Testbenutzer wurde angenommen.",
    versions: "Versionen",
    commands: "Befehle",
    untold: "ohne richtiges Passwort nicht genannt",
    advice: "Passwörter sollte prüfen:",
    useAdvice: "Diesem Rat folgen",
    adviceTaken: (check) => `Passwörter prüft ${check}, sobald der Adapter neu startet.`,
    error: "Fehler",
    warning: "Warnung",
  },
  login: {
    title: "Anmeldung",
    formHelp:
      "Wie Exchange einen Namen haben will: user, DOMAIN\\user oder user@domain, mit Ihrer eigenen Domain.",
    example: (login) => `Der Benutzer alice meldet sich bei Exchange als ${login} an.`,
    foreign:
      "Benutzer dürfen ihren Namen mit dieser Domain, mit der Mail-Domain oder allein eingeben. Mit jeder anderen Domain wird er abgewiesen, damit niemand eine zweite Identität hat.",
    mailDomainHelp: "Für Benutzer ohne eingetragene Adresse: alice@DOMAIN.",
    checkHelp: "Der Verbindungstest sagt, was zu Ihrem Server passt.",
    checkNotes: {
      options: "Für Server, die OPTIONS nur mit richtigem Passwort beantworten: Exchange, SOGo.",
      "folder-sync": "Für Server, die OPTIONS jedem beantworten.",
      "local-directory":
        "Für Server, die Passwörter nicht prüfen; Benutzer brauchen dann eines, das hier steht.",
    },
  },
  device: {
    title: "Geräteeinstellungen",
    onlyHelp:
      "Telefone brauchen ein hier gemachtes Profil. Von Hand angelegte Accounts werden abgewiesen.",
    othersLegend: "Was geschieht mit allen anderen Clients, die keine iOS-Geräte sind?",
    others: { deny: "Abweisen", allow: "Zulassen" },
    othersHelp: {
      deny: "Ein Client wählt seinen Gerätetyp selbst: Nur so kann sich kein Telefon als etwas anderes ausgeben.",
      allow:
        "Android, Outlook und andere kommen ohne Profil herein; ebenso, was sich nur so nennt.",
    },
    reportHelp:
      "Entscheiden und aufzeichnen, aber alles durchlassen. Zum Ausprobieren, bevor es ernst wird.",
  },
  finishTitle: "Fertig",
  finishText: "Die Einstellungen sind gespeichert. Sie gelten, sobald der Adapter neu startet.",
};

export const adapterText = { en, de };

// The wizard of the Exchange Adapter in words, English and German.
import type { AdapterSettings } from "../../../core/tenant.ts";

const en = {
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
      quarantine: "Quarantine them",
      allow: "Allow them",
    },
    othersHelp: {
      deny: "A client chooses its own device type: only this keeps a phone from calling itself something else.",
      quarantine:
        "They see one message that says what to do, and no mail, until an administrator lets them in.",
      allow: "Android, Outlook and others come in without a profile; so does what calls itself so.",
    },
    reportHelp:
      "Decide and write down, but let everything through. For trying the settings out before they bite.",
  },
  finishTitle: "Finished",
  finishText: "The settings are saved. They run once the adapter is restarted.",
};

const de: typeof en = {
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
    others: { deny: "Abweisen", quarantine: "In Quarantäne stellen", allow: "Zulassen" },
    othersHelp: {
      deny: "Ein Client wählt seinen Gerätetyp selbst: Nur so kann sich kein Telefon als etwas anderes ausgeben.",
      quarantine:
        "Sie sehen eine einzige Nachricht, die sagt, was zu tun ist, und keine Mail, bis ein Administrator sie zulässt.",
      allow:
        "Android, Outlook und andere kommen ohne Profil herein; ebenso, was sich nur so nennt.",
    },
    reportHelp:
      "Entscheiden und aufzeichnen, aber alles durchlassen. Zum Ausprobieren, bevor es ernst wird.",
  },
  finishTitle: "Fertig",
  finishText: "Die Einstellungen sind gespeichert. Sie gelten, sobald der Adapter neu startet.",
};

export const adapterWizardText = { en, de };

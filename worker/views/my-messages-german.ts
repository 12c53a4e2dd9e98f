// My devices in German.
import type { MyActs, MyProblems, RefusalWords } from "./my-messages.ts";
import type { englishMy } from "./my-messages-english.ts";

const acts: MyActs = {
  lost: {
    button: ({ phone }) => `Dieses ${phone} als verloren melden`,
    done: ({ phone }) =>
      `Das ${phone} ist als verloren gemeldet. Ab jetzt bekommt es keine Mails mehr. Kommt es nicht zurück, dann löschen Sie es auch.`,
  },
  found: {
    button: ({ phone }) => `Dieses ${phone} ist wieder da`,
    done: ({ phone }) => `Das ${phone} darf wieder Mails holen.`,
  },
  erase: {
    button: ({ phone }) => `Dieses ${phone} löschen`,
    done: ({ phone }) =>
      `Das ${phone} wird gelöscht, sobald es nach Mails fragt. Bis dahin können Sie das zurücknehmen.`,
  },
  cancel: {
    button: () => "Doch nicht löschen",
    done: ({ phone }) =>
      `Das ${phone} wird nicht gelöscht, falls es den Befehl nicht eben erst bekommen hat.`,
  },
  forget: {
    button: ({ phone }) => `Dieses ${phone} vergessen`,
    done: ({ phone }) => `Das ${phone} ist vergessen.`,
  },
};

const refusals: RefusalWords = {
  "eas-not-allowed": "Mail auf Telefonen ist Ihnen nicht erlaubt.",
  "eas-not-enabled-upstream": "Der Mailserver erlaubt für Ihr Postfach keine Telefone.",
  "device-blocked": "Es war gesperrt.",
  "device-wiped": "Es wurde gelöscht.",
  "wipe-refused": "Es sollte sich löschen und hat es nicht getan.",
  "version-without-policies":
    "Es spricht eine Version des Protokolls, die die Einstellungen nicht trägt.",
  "other-client-denied": "Nur iPhones und iPads sind erlaubt.",
  "certificate-missing":
    "Es zeigt kein Zertifikat. Bitte richten Sie es mit einem neuen Profil ein.",
  "certificate-unknown": "Sein Zertifikat ist hier nicht bekannt. Bitte richten Sie es neu ein.",
  "certificate-for-another-purpose":
    "Sein Zertifikat ist nicht für Mail. Bitte richten Sie es neu ein.",
  "certificate-of-another-user": "Sein Zertifikat war für jemand anderen gemacht.",
  "certificate-not-yet-valid": "Sein Zertifikat gilt noch nicht. Versuchen Sie es später.",
  "certificate-expired": "Sein Zertifikat ist abgelaufen. Bitte richten Sie es neu ein.",
  "certificate-revoked": "Sein Zertifikat wurde widerrufen. Bitte richten Sie es neu ein.",
  "certificate-on-another-device": "Sein Zertifikat gehört zu einem anderen Telefon.",
  "token-missing":
    "Der Account wurde von Hand eingerichtet. Bitte richten Sie ihn mit dem Profil ein.",
  "token-unknown": "Sein Profil ist hier nicht bekannt. Bitte richten Sie es neu ein.",
  "token-expired": "Sein Profil wurde nicht rechtzeitig benutzt. Bitte richten Sie es neu ein.",
  "token-of-another-user": "Sein Profil war für jemand anderen gemacht.",
  "token-on-another-device": "Sein Profil war für ein anderes Telefon gemacht.",
  "token-retyped":
    "Der Account wurde von Hand eingegeben. Bitte richten Sie es mit dem Profil neu ein.",
  "version-too-new":
    "Es spricht eine Version des Protokolls, die nicht angenommen wird. Versuchen Sie es später.",
  "access-rule-blocked":
    "Der Administrator lässt diese Art von Telefon, Programm oder Version nicht herein.",
  "access-rule-quarantined": "Es wartet darauf, dass der Administrator es hereinlässt.",
  "other-client-quarantined": "Es wartet darauf, dass der Administrator es hereinlässt.",
  "too-many-devices": "Sie benutzen so viele Geräte, wie erlaubt sind.",
  "token-superseded": "Ein neueres Profil ist an die Stelle des benutzten getreten.",
  "wrong-password": "Das gesendete Passwort wurde nicht angenommen.",
  "credentials-no-longer-good": "Das Passwort wurde geändert, und es hat das alte gesendet.",
  "too-many-at-once": "Es hat zu viele Anfragen auf einmal gesendet.",
  "too-many-commands": "Es hat ohne Ende nach Mail gefragt und muss eine Weile warten.",
  "client-changes-too-often":
    "Es hat sein Mailprogramm zu oft gewechselt und muss eine Weile warten.",
  "slowed-down": "Es hat zu oft ein falsches Passwort gesendet.",
  "upstream-unreachable": "Der Mailserver war nicht zu erreichen.",
  "upstream-timeout": "Der Mailserver hat nicht rechtzeitig geantwortet.",
};

const state: typeof englishMy.state = {
  active: "In Gebrauch.",
  lost: "Sie haben es als verloren gemeldet. Es bekommt keine Mails.",
  blocked: ({ company }) =>
    `Von der Administration von ${company} gesperrt. Es bekommt keine Mails. Nur die Administration kann das ändern.`,
  waiting: "Es wird gelöscht, sobald es nach Mails fragt.",
  waitingByAdministrator: ({ company }) =>
    `Die Administration von ${company} hat angeordnet, es zu löschen. Das geschieht, sobald es nach Mails fragt.`,
  refused: "Es bekam den Befehl, sich zu löschen, und antwortete, dass es das nicht kann.",
  erased: "Es wurde gelöscht.",
};

export const germanMy: typeof englishMy = {
  title: "Meine Geräte",
  list: "Diese Telefone holen Mails mit Ihrem Account. Ist eines verloren, dann melden Sie es hier.",
  none: "Noch holt kein Telefon Mails mit Ihrem Account.",
  setUp: "iPhone oder iPad einrichten",
  back: "Zurück zu meinen Geräten",
  unnamed: "Gerät",
  state,
  lastSeen: "Zuletzt gesehen",
  identifier: "Kennung",
  serial: "Seriennummer",
  settings: "Einstellungen",
  current: "aktuell",
  old: "eine ältere Version: bitte neu einrichten",
  noProfile: "von Hand eingerichtet, ohne Profil",
  howToRenew: (address) =>
    `Um es neu einzurichten, öffnen Sie ${address} auf diesem Telefon in Safari und installieren Sie das Profil, das Sie dort bekommen.`,
  lastRefusal: "Zuletzt abgewiesen",
  otherRefusal: "Aus einem technischen Grund. Bleibt das so, dann rufen Sie den Helpdesk an.",
  refusals,
  acts,
  lostHelp:
    "Die Meldung sperrt das Telefon sofort. Seine Mails bleiben darauf, bis Sie es löschen. Taucht es wieder auf, dann können Sie es wieder zulassen.",
  erase: {
    title: ({ phone }) => `Dieses ${phone} löschen?`,
    heading: "Was gelöscht wird",
    items: ({ company, phone }) => [
      `Alles auf dem ${phone}: Fotos, Nachrichten, Apps, Einstellungen und alle Accounts, nicht nur die Mails von ${company}.`,
      "Es geschieht, sobald das Telefon nach Mails fragt. Ist es ausgeschaltet oder ohne Netz, dann geschieht es später oder nie.",
      "Ist es gelöscht, kann das niemand rückgängig machen. Was in keinem Backup ist, ist verloren.",
      `Was auf dem Mailserver von ${company} liegt, bleibt dort.`,
    ],
    password: "Noch einmal Ihr Passwort",
    agree: ({ phone }) => `Ja, alles auf diesem ${phone} löschen`,
    notAgreed: "Bitte setzen Sie das Häkchen, wenn Sie das wollen.",
    wrongPassword: "Das Passwort wurde nicht angenommen. Bitte geben Sie es noch einmal ein.",
    passwordMissing: "Bitte geben Sie Ihr Passwort ein.",
    slowedDown: (wait) =>
      `Es gab mehrere falsche Passwörter. Bitte warten Sie ${wait} und versuchen Sie es dann noch einmal.`,
    notJudged:
      "Der Mailserver kann Ihr Passwort im Augenblick nicht prüfen. Bitte versuchen Sie es später noch einmal.",
  },
  forget: {
    title: ({ phone }) => `Dieses ${phone} vergessen?`,
    items: ({ phone }) => [
      `Das ${phone} verschwindet aus dieser Liste, und sein Profil wird ungültig. Auf ihm wird nichts gelöscht.`,
      `Wird es noch benutzt, dann braucht es ein neues Profil. Tun Sie das für ein ${phone}, das Sie weitergegeben haben oder nicht mehr benutzen.`,
      "Ist es verloren, dann melden Sie stattdessen das.",
    ],
  },
};

export const germanMyProblems: MyProblems = {
  "sign-in-needed": ({ company }) => ({
    title: "Bitte melden Sie sich an",
    happened: `${company} muss wissen, wer Sie sind, bevor Ihre Geräte gezeigt werden können.`,
    todo: [
      "Laden Sie diese Seite neu und geben Sie Ihren Benutzernamen und das Passwort Ihres Exchange-Postfachs ein.",
    ],
  }),
  "form-expired": ({ address }) => ({
    title: "Diese Seite war zu lange offen",
    happened: "Es wurde nichts getan, denn das Formular gilt nicht mehr.",
    todo: [`Öffnen Sie ${address} neu und tun Sie es dort noch einmal.`],
  }),
  "form-of-another-site": ({ address }) => ({
    title: "Das kam nicht von dieser Seite",
    happened: "Eine andere Website wollte in Ihrem Namen etwas senden. Es wurde nichts getan.",
    todo: [`Wollten Sie es selbst, dann öffnen Sie ${address} und tun Sie es dort.`],
  }),
  "form-unreadable": ({ address }) => ({
    title: "Das Formular war nicht zu lesen",
    happened: "Es wurde nichts getan.",
    todo: [`Öffnen Sie ${address} neu und tun Sie es dort noch einmal.`],
  }),
  "no-such-device": ({ address }) => ({
    title: "Das ist keines Ihrer Geräte",
    happened: "Vielleicht wurde es inzwischen vergessen.",
    todo: [`Sehen Sie in der Liste nach: ${address}`],
  }),
  "not-possible-now": ({ company, address }) => ({
    title: "Das geht jetzt nicht",
    happened:
      "Das Gerät ist in einem anderen Zustand, als diese Seite dachte. Es wurde nichts getan.",
    todo: [
      `Sehen Sie in der Liste nach: ${address}`,
      `Was die Administration von ${company} gesperrt hat oder löschen ließ, kann nur sie wieder zulassen.`,
    ],
  }),
};

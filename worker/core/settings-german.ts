// German words for the settings: label, help and choices of every row. Rule: exhaustive by type, so
// that a setting without German words does not compile. English words stand in the rows themselves.
import type { SETTINGS } from "./settings.ts";
import { GERMAN_RESTRICTIONS } from "./settings-german-restrictions.ts";

type Row = (typeof SETTINGS)[number];

/** Labels of a row's choices by the choice's value; nothing for other rows. */
type Choices<R extends Row> = R["value"] extends {
  readonly choices: readonly { readonly value: infer V extends string | number }[];
}
  ? { readonly choices: Readonly<Record<`${V}`, string>> }
  : object;

type Words<R extends Row> = { readonly label: string; readonly help: string } & Choices<R>;

const DAYS = {
  "0": "unbegrenzt",
  "1": "1 Tag",
  "3": "3 Tage",
  "7": "1 Woche",
  "14": "2 Wochen",
  "31": "1 Monat",
} as const;

/** German words by setting id. */
export const GERMAN: { readonly [R in Row as R["id"]]: Words<R> } = {
  accountDescription: {
    label: "Account-Beschreibung",
    help: "Wie Mail den Account nennt; der Name der Organisation, wenn nicht gesetzt.",
  },
  mailDaysToSync: {
    label: "E-Mails der letzten Tage abgleichen",
    help: "Wie viel ältere Post das Gerät aufbewahrt.",
    choices: DAYS,
  },
  preventMove: {
    label: "Nachrichten in diesem Account halten",
    help: "Nachrichten lassen sich nicht in einen anderen Account verschieben und nicht aus ihm beantworten.",
  },
  preventAppSheet: {
    label: "Diesen Account nur in Mail verwenden",
    help: "Andere Apps können über diesen Account keine Post senden.",
  },
  allowMailDrop: {
    label: "Mail Drop erlauben",
    help: "Große Anhänge dürfen über iCloud reisen.",
  },
  smimeEnabled: {
    label: "S/MIME",
    help: "Der Account kann Nachrichten signieren und verschlüsseln. Ab iOS 10 übergeht das Gerät diesen Schalter.",
  },
  preventPolicyRemoval: {
    label: "Entfernen der Richtlinie verhindern",
    help: "Der Benutzer kann das Profil nicht entfernen, oder nur mit dem Passwort darunter.",
    choices: { no: "Nein", yes: "Ja", "with-password": "Mit Passwort" },
  },
  removalPassword: {
    label: "Passwort zum Entfernen",
    help: "Wird verlangt, bevor das Profil entfernt wird. Wer die Richtlinie ändern darf, kann es lesen.",
  },
  forcePIN: {
    label: "Code verlangen",
    help: "Der Benutzer muss einen Code festlegen, um das Gerät zu benutzen.",
  },
  allowSimple: {
    label: "Einfache Codes erlauben",
    help: "Wenn nicht, werden wiederholte und aufsteigende Zeichen wie 1111 oder 1234 abgelehnt.",
  },
  requireAlphanumeric: {
    label: "Buchstaben verlangen",
    help: "Der Code muss mindestens einen Buchstaben enthalten.",
  },
  minLength: {
    label: "Mindestlänge des Codes",
    help: "So viele Zeichen muss ein Code mindestens haben.",
  },
  minComplexChars: {
    label: "Mindestanzahl von Sonderzeichen",
    help: "Zeichen, die weder Buchstabe noch Ziffer sind.",
  },
  maxPINAgeInDays: {
    label: "Höchstalter des Codes",
    help: "Nach so vielen Tagen muss der Code geändert werden.",
  },
  pinHistory: {
    label: "Code-Verlauf",
    help: "Ein neuer Code muss sich von so vielen früheren unterscheiden.",
  },
  maxInactivity: {
    label: "Längste Zeit bis zur automatischen Sperre",
    help: "Minuten ohne Benutzung, nach denen sich das Gerät sperrt.",
  },
  maxGracePeriod: {
    label: "Längste Schonfrist",
    help: "Minuten nach dem Sperren, in denen kein Code verlangt wird.",
  },
  maxFailedAttempts: {
    label: "Höchstzahl von Fehlversuchen",
    help: "Nach so vielen falschen Codes löscht sich das Gerät. 11 bedeutet nie.",
  },
  manualFetchingWhenRoaming: {
    label: "Post beim Roaming nur von Hand abrufen",
    help: "Im Ausland weder Push noch automatischer Abruf.",
  },
  easPasswordEnabled: {
    label: "Gerätepasswort verlangen",
    help: "Der Benutzer muss einen Code festlegen. Alle anderen Einstellungen zum Passwort brauchen diese.",
  },
  easMinPasswordLength: {
    label: "Mindestlänge des Passworts",
    help: "So viele Zeichen muss ein Gerätepasswort mindestens haben.",
  },
  easMaxFailedAttempts: {
    label: "Fehlversuche bis zum lokalen Löschen",
    help: "Nach so vielen falschen Passwörtern löscht sich das Gerät.",
  },
  easAlphanumeric: {
    label: "Ziffern und Buchstaben verlangen",
    help: "Ein Gerätepasswort nur aus Ziffern wird abgelehnt.",
  },
  easMaxInactivity: {
    label: "Zeit der Inaktivität",
    help: "Minuten ohne Benutzung, nach denen sich das Gerät sperrt.",
  },
  easAllowSimplePassword: {
    label: "Einfache Passwörter erlauben",
    help: "Wenn nicht, werden Passwörter wie 1111 oder 1234 abgelehnt.",
  },
  easPasswordExpiration: {
    label: "Ablauf des Passworts",
    help: "Tage, nach denen das Gerätepasswort geändert werden muss.",
  },
  easPasswordHistory: {
    label: "Passwort-Verlauf",
    help: "Ein neues Gerätepasswort muss sich von so vielen früheren unterscheiden.",
  },
  easMinComplexCharacters: {
    label: "Mindestanzahl komplexer Zeichen",
    help: "iPhones zählen Zeichen, die weder Buchstabe noch Ziffer sind, und nur, wenn Ziffern und Buchstaben verlangt werden.",
  },
  easRequireDeviceEncryption: {
    label: "Geräteverschlüsselung verlangen",
    help: "iPhone und iPhone 3G können nicht verschlüsseln und sagen das ab Version 3.1; spätere tun es immer.",
  },
  easAllowCamera: {
    label: "Kamera erlauben",
    help: "Wenn nicht, ist die Kamera aus und ihr Symbol verschwindet.",
  },
  easManualSyncWhenRoaming: {
    label: "Beim Roaming Abgleich von Hand verlangen",
    help: "Im Ausland weder Push noch automatischer Abruf.",
  },
  easMaxEmailAge: {
    label: "E-Mails höchstens der letzten Tage abgleichen",
    help: "Wie viel ältere Post das Gerät aufbewahren darf.",
    choices: DAYS,
  },
  easRefreshInterval: {
    label: "Intervall der Richtlinienerneuerung",
    help: "Stunden, nach denen der Server das Gerät seine Richtlinie neu abrufen lässt.",
  },
  ...GERMAN_RESTRICTIONS,
};

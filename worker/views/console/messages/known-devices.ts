// The page of known devices in words, English and German.
import { KNOWN_PROBLEMS, type KnownProblemCode } from "../../../core/known-devices.ts";

const en = {
  title: "Known devices",
  intro:
    "Devices that Exchange, Z-Push or SOGo knew before. They need no profile until their grace ends, so that the box on the Device Settings page refuses nobody by surprise.",
  caption: "Devices with grace",
  total: (count: number) => (count === 1 ? "1 device has grace." : `${count} devices have grace.`),
  empty: "No device has grace.",
  head: { user: "User", device: "Device", type: "Type", until: "Grace until" },
  next: "Next page",
  first: "First page",
  importTitle: "Import a list",
  file: "File",
  fileHelp: "As the other server wrote it, 8 MB at most.",
  list: "Or the list itself",
  format: "The list is from",
  formats: { auto: "see by its beginning", exchange: "Exchange", "z-push": "Z-Push", sogo: "SOGo" },
  graceDays: "Days of grace",
  graceHelp: "From now on, 1 to 366. Importing a device again moves its date.",
  import: "Import",
  howTitle: "How to make the list",
  how: {
    exchange: "Exchange 2013 and later, in its Management Shell:",
    exchange2010: "Exchange 2010:",
    "z-push": "Z-Push:",
    sogo: "SOGo, which lists one user at a time:",
  },
  howNote:
    "A list of Get-MobileDevice alone holds display names: those count only where exactly one user recorded here is called so.",
  done: (added: number, changed: number) =>
    `${added} devices imported, ${changed} given a new date.`,
  leftOut: (count: number) =>
    count === 1 ? "1 line was left out:" : `${count} lines were left out:`,
  problemsCaption: "Lines that were left out",
  problemsHead: { line: "Line", problem: "Why", shown: "What stands there" },
  problems: KNOWN_PROBLEMS as Readonly<Record<KnownProblemCode, string>>,
  neither: "Choose a file or enter a list.",
  tooLong: "The file is too long to be shown here; please choose it again.",
  forgetTitle: "End the grace",
  forget: "End the grace of all of them",
  forgetHelp: "From then on each needs a profile.",
  forgotten: (count: number) => `The grace of ${count} devices has ended.`,
  backToAdapter: "To the Exchange Adapter",
};
export type KnownDevicesText = typeof en;

const de: KnownDevicesText = {
  title: "Bekannte Geräte",
  intro:
    "Geräte, die Exchange, Z-Push oder SOGo schon kannten. Sie brauchen bis zum Ende ihrer Frist kein Profil, damit das Kästchen auf der Seite Geräteeinstellungen niemanden überrascht.",
  caption: "Geräte mit Frist",
  total: (count) => (count === 1 ? "1 Gerät hat eine Frist." : `${count} Geräte haben eine Frist.`),
  empty: "Kein Gerät hat eine Frist.",
  head: { user: "Benutzer", device: "Gerät", type: "Typ", until: "Frist bis" },
  next: "Nächste Seite",
  first: "Erste Seite",
  importTitle: "Eine Liste importieren",
  file: "Datei",
  fileHelp: "Wie der andere Server sie geschrieben hat, höchstens 8 MB.",
  list: "Oder die Liste selbst",
  format: "Die Liste stammt von",
  formats: { auto: "am Anfang erkennen", exchange: "Exchange", "z-push": "Z-Push", sogo: "SOGo" },
  graceDays: "Tage Frist",
  graceHelp: "Von jetzt an, 1 bis 366. Wird ein Gerät noch einmal importiert, gilt die neue Frist.",
  import: "Importieren",
  howTitle: "So entsteht die Liste",
  how: {
    exchange: "Exchange 2013 und neuer, in der Management Shell:",
    exchange2010: "Exchange 2010:",
    "z-push": "Z-Push:",
    sogo: "SOGo, das einen Benutzer nach dem anderen auflistet:",
  },
  howNote:
    "Eine Liste nur von Get-MobileDevice enthält Anzeigenamen: Sie zählen nur, wenn genau ein hier eingetragener Benutzer so heißt.",
  done: (added, changed) => `${added} Geräte importiert, ${changed} mit neuer Frist.`,
  leftOut: (count) =>
    count === 1 ? "1 Zeile wurde ausgelassen:" : `${count} Zeilen wurden ausgelassen:`,
  problemsCaption: "Ausgelassene Zeilen",
  problemsHead: { line: "Zeile", problem: "Warum", shown: "Was dort steht" },
  problems: {
    "no-lines": "fehlt: die Liste ist leer",
    "no-device-column": "hat keine Spalte DeviceId",
    "no-user-column": "hat keine Spalte, die den Benutzer nennt",
    "bad-line": "ist keine Zeile einer solchen Liste",
    "too-many": "ist eine zu viel: Eine Liste hat höchstens 100.000 Geräte",
    "bad-user": "nennt keinen Benutzer dieses Mandanten",
    "bad-device-id": "hat eine DeviceId, die nicht aus Buchstaben und Ziffern besteht",
    "not-eas": "gehört zu einem Client ohne Exchange ActiveSync",
  },
  neither: "Wählen Sie eine Datei, oder geben Sie eine Liste ein.",
  tooLong: "Die Datei ist zu lang, um hier gezeigt zu werden; bitte wählen Sie sie noch einmal.",
  forgetTitle: "Frist beenden",
  forget: "Die Frist aller Geräte beenden",
  forgetHelp: "Von da an braucht jedes ein Profil.",
  forgotten: (count) => `Die Frist von ${count} Geräten ist beendet.`,
  backToAdapter: "Zum Exchange-Adapter",
};

export const knownDevicesText = { en, de };

// The page of a device's wire log in words, English and German.
const en = {
  title: (name: string) => `Wire log of ${name}`,
  intro:
    "For some hours, what this device and Exchange say to each other is written down: commands, statuses, keys and numbers. Texts of mails, contacts and appointments, passwords and provisioning tokens are not: only how long they are. Switching on, switching off and reading stand in the audit log.",
  isOn: (by: string) => `On, by ${by}, until`,
  isOff: "Off.",
  reasonWas: "Reason:",
  start: "Switch on",
  startAgain: "Begin anew",
  startHelp: "Lines of an earlier log are deleted. It switches itself off.",
  hours: "Hours",
  hoursHelp: "1 to 72. Effective within seconds.",
  reason: "Reason",
  reasonHelp: "It stands in the audit log: a ticket's number, who asked.",
  stop: "Switch off",
  stopHelp: "Its lines stay to be read for a week.",
  started: "The wire log is on.",
  stopped: "The wire log is off.",
  lines: (count: number) => (count === 1 ? "1 request" : `${count} requests`),
  none: "Nothing was written down yet.",
  took: (ms: number) => `${ms} ms`,
  asked: "Request",
  answered: "Answer",
  noBody: "(no body)",
  back: "Back to the device",
  open: "Wire log",
  openHelp: "For some hours, write down what this device and Exchange say to each other.",
  shieldTitle: "Shields",
  shieldCount: (asked: number, spared: number) =>
    `${asked} refused passwords were asked of Exchange, ${spared} were answered here.`,
  shieldRefused: (count: number) =>
    count === 1
      ? "One password is refused without asking Exchange until"
      : `${count} passwords are refused without asking Exchange, the last until`,
  shieldBlocked: "Kept out until",
  shieldChanges: (count: number) => `Its user agent changed ${count} times within a day.`,
  lift: "Lift",
  liftHelp:
    "Exchange is asked again for a refused password, and a device that was kept out may come. A phone that was told when to come back may wait until then all the same.",
  didLift: "Nothing keeps the device out any more.",
};
export type WireLogText = typeof en;

const de: WireLogText = {
  title: (name) => `Mitschnitt von ${name}`,
  intro:
    "Einige Stunden lang wird aufgeschrieben, was dieses Gerät und Exchange einander sagen: Befehle, Status, Schlüssel und Zahlen. Texte von Mails, Kontakten und Terminen, Kennwörter und Einrichtungscodes nicht: nur, wie lang sie sind. Einschalten, Ausschalten und Lesen stehen im Prüfprotokoll.",
  isOn: (by) => `Eingeschaltet von ${by} bis`,
  isOff: "Ausgeschaltet.",
  reasonWas: "Grund:",
  start: "Einschalten",
  startAgain: "Von vorn beginnen",
  startHelp: "Ein früherer Mitschnitt wird gelöscht. Er schaltet sich selbst aus.",
  hours: "Stunden",
  hoursHelp: "1 bis 72. Wirksam in Sekunden.",
  reason: "Grund",
  reasonHelp: "Er steht im Prüfprotokoll: die Nummer eines Vorgangs, wer gefragt hat.",
  stop: "Ausschalten",
  stopHelp: "Die Zeilen bleiben eine Woche lang lesbar.",
  started: "Der Mitschnitt ist eingeschaltet.",
  stopped: "Der Mitschnitt ist ausgeschaltet.",
  lines: (count) => (count === 1 ? "1 Anfrage" : `${count} Anfragen`),
  none: "Es wurde noch nichts aufgeschrieben.",
  took: (ms) => `${ms} ms`,
  asked: "Anfrage",
  answered: "Antwort",
  noBody: "(kein Inhalt)",
  back: "Zurück zum Gerät",
  open: "Mitschnitt",
  openHelp: "Einige Stunden lang aufschreiben, was dieses Gerät und Exchange einander sagen.",
  shieldTitle: "Schutz",
  shieldCount: (asked, spared) =>
    `Nach abgelehnten Kennwörtern wurde Exchange ${asked}-mal gefragt, ${spared}-mal wurde hier geantwortet.`,
  shieldRefused: (count) =>
    count === 1
      ? "Ein Kennwort wird abgelehnt, ohne Exchange zu fragen, bis"
      : `${count} Kennwörter werden abgelehnt, ohne Exchange zu fragen, das letzte bis`,
  shieldBlocked: "Ausgesperrt bis",
  shieldChanges: (count) => `Seine Programmkennung hat sich an einem Tag ${count}-mal geändert.`,
  lift: "Aufheben",
  liftHelp:
    "Exchange wird nach einem abgelehnten Kennwort wieder gefragt, und ein ausgesperrtes Gerät darf kommen. Ein Telefon, dem gesagt wurde, wann es wiederkommen soll, wartet vielleicht trotzdem bis dahin.",
  didLift: "Das Gerät wird nicht mehr ferngehalten.",
};

export const wireLogText = { en, de };

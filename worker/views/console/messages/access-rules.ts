// The page of access rules in words, English and German.
import type { AccessCharacteristic, AccessLevel } from "../../../core/access-rules.ts";
import type { Verdict } from "../../../core/gateway.ts";

const characteristics: Record<AccessCharacteristic, string> = {
  deviceType: "Device type",
  model: "Model",
  os: "System",
  userAgent: "User agent",
};
const levels: Record<AccessLevel, string> = {
  block: "Block",
  quarantine: "Quarantine",
  allow: "Allow",
};
const verdicts: Record<Verdict["verdict"], string> = {
  pass: "It would get in.",
  deny: "It would be refused.",
  quarantine: "It would be put into quarantine.",
  wipe: "It would be told to erase itself.",
};

const en = {
  title: "Access rules",
  intro:
    "Rules look at what a client says of itself. They hold at once, and a phone is judged anew as soon as it says something else, after an upgrade for instance.",
  order:
    "In this order: a block of the device, its exemption, rules that block, rules that quarantine, rules that allow, then what the Exchange Adapter does with other clients.",
  allowMeans:
    "An iOS device needs its profile all the same: for it, a rule that allows changes nothing.",
  caption: "Rules",
  empty: "There are no rules. What the Exchange Adapter says holds for all.",
  head: { characteristic: "Looks at", value: "Value", level: "Then", act: "Actions" },
  characteristics,
  levels,
  remove: "Remove",
  removeSays: (value: string) => `Remove the rule for ${value}`,
  addTitle: "Add a rule",
  characteristic: "What it looks at",
  value: "Value",
  valueHelp:
    "In any letter case. With a * at its end, everything that begins so: 3.1* is every iPhone OS 3.1. A system is a version (3.1.3), a name (iOS 4.2.1) or a build (8C148).",
  level: "What happens",
  add: "Add",
  added: (value: string) => `The rule for ${value} holds now.`,
  removed: "The rule is removed.",
  tryTitle: "What would happen to this client?",
  tryHelp: "Nothing is recorded. Leave empty what you do not know.",
  user: "User",
  deviceId: "DeviceId",
  deviceType: "Device type",
  userAgent: "User agent",
  provisioned: "It has its profile (an iOS device)",
  try: "Try",
  verdicts,
  onlyReported: "The adapter only reports: it gets in, and this is written down:",
  rule: (characteristic: string, value: string, level: string) =>
    `A rule speaks of it: ${characteristic} ${value}: ${level}.`,
  noRule: "No rule speaks of it.",
  taken: (model: string, isIos: boolean) =>
    `Taken for: ${model}${isIos ? " (an iOS device)" : " (no iOS device)"}.`,
};
export type AccessRulesText = typeof en;

const de: AccessRulesText = {
  title: "Zugriffsregeln",
  intro:
    "Regeln sehen auf das, was ein Programm von sich sagt. Sie gelten sofort, und ein Telefon wird neu beurteilt, sobald es etwas anderes sagt, etwa nach einer Aktualisierung.",
  order:
    "In dieser Reihenfolge: eine Blockade des Geräts, seine Ausnahme, Regeln, die sperren, die in Quarantäne nehmen, die zulassen, dann, was der Exchange Adapter mit anderen Programmen tut.",
  allowMeans:
    "Ein iOS-Gerät braucht trotzdem sein Profil: Eine Regel, die zulässt, ändert für es nichts.",
  caption: "Regeln",
  empty: "Es gibt keine Regeln. Für alle gilt, was der Exchange Adapter sagt.",
  head: { characteristic: "Sieht auf", value: "Wert", level: "Dann", act: "Aktionen" },
  characteristics: {
    deviceType: "Gerätetyp",
    model: "Modell",
    os: "System",
    userAgent: "User-Agent",
  },
  levels: { block: "Sperren", quarantine: "Quarantäne", allow: "Zulassen" },
  remove: "Entfernen",
  removeSays: (value) => `Die Regel für ${value} entfernen`,
  addTitle: "Eine Regel hinzufügen",
  characteristic: "Worauf sie sieht",
  value: "Wert",
  valueHelp:
    "In jeder Schreibweise. Mit einem * am Ende alles, was so beginnt: 3.1* ist jedes iPhone OS 3.1. Ein System ist eine Version (3.1.3), ein Name (iOS 4.2.1) oder ein Build (8C148).",
  level: "Was geschieht",
  add: "Hinzufügen",
  added: (value) => `Die Regel für ${value} gilt jetzt.`,
  removed: "Die Regel ist entfernt.",
  tryTitle: "Was würde mit diesem Programm geschehen?",
  tryHelp: "Nichts wird aufgezeichnet. Lassen Sie leer, was Sie nicht wissen.",
  user: "Benutzer",
  deviceId: "DeviceId",
  deviceType: "Gerätetyp",
  userAgent: "User-Agent",
  provisioned: "Es hat sein Profil (ein iOS-Gerät)",
  try: "Prüfen",
  verdicts: {
    pass: "Es käme hinein.",
    deny: "Es würde abgewiesen.",
    quarantine: "Es käme in Quarantäne.",
    wipe: "Es würde aufgefordert, sich zu löschen.",
  },
  onlyReported: "Der Adapter berichtet nur: Es kommt hinein, und dies wird aufgezeichnet:",
  rule: (characteristic, value, level) =>
    `Eine Regel spricht von ihm: ${characteristic} ${value}: ${level}.`,
  noRule: "Keine Regel spricht von ihm.",
  taken: (model, isIos) =>
    `Gehalten für: ${model}${isIos ? " (ein iOS-Gerät)" : " (kein iOS-Gerät)"}.`,
};

export const accessRulesText = { en, de };

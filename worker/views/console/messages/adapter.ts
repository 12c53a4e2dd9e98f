// The pages of the Exchange Adapter in words, English and German, joined with the words for its
// settings and for its wizard.
import { adapterSettingsText } from "./adapter-settings.ts";
import { adapterWizardText } from "./adapter-wizard.ts";

const enPages = {
  title: "Exchange Adapter",
  intro: "What is saved runs only after Restart adapter.",
  same: "What is saved runs.",
  differs: (count: number) =>
    count === 1 ? "1 saved setting does not run yet." : `${count} saved settings do not run yet.`,
  differsMark: "differs",
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
};

const dePages: typeof enPages = {
  title: "Exchange-Adapter",
  intro: "Gespeichertes wirkt erst, wenn der Adapter neu gestartet wird.",
  same: "Das Gespeicherte läuft.",
  differs: (count) =>
    count === 1
      ? "1 gespeicherte Einstellung läuft noch nicht."
      : `${count} gespeicherte Einstellungen laufen noch nicht.`,
  differsMark: "abweichend",
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
};

const en = { ...enPages, ...adapterSettingsText.en, ...adapterWizardText.en };
export type AdapterText = typeof en;
const de: AdapterText = { ...dePages, ...adapterSettingsText.de, ...adapterWizardText.de };

export const adapterText = { en, de };

// What the dashboard of a tenant says, in English and German.
const en = {
  title: "Overview",
  devices: "Devices by state",
  total: (count: number) => (count === 1 ? "1 device" : `${count} devices`),
  noDevices: "No device yet",
  begin: "To begin:",
  steps: {
    adapter: "let the Exchange Adapter run",
    policies: "set and Lock a policy",
    aliases: "claim an alias",
    invitations: "invite users",
  },
  drift: "Policy drift",
  driftNone: "No phone runs an old version of its profile.",
  driftSome: (count: number) =>
    count === 1
      ? "1 phone runs an old version and must be provisioned again."
      : `${count} phones run an old version and must be provisioned again.`,
  driftWhy: "iOS takes new profile settings only with a new profile.",
  driftList: "Show these devices",
  driftInvite: "Invite their users",
  refusals: "Refusals, last 7 days",
  refusalsADay: "Refused requests a day",
  peak: (most: number) => `at most ${most} a day`,
  refusalsSay: (days: string) => `Refused requests a day: ${days}.`,
  refusalsNone: "Nothing was refused.",
  refusalsTotal: (count: number) =>
    count === 1 ? "1 request was refused." : `${count} requests were refused.`,
  letThrough: (count: number) =>
    count === 1
      ? "1 more would have been, but the adapter only reports."
      : `${count} more would have been, but the adapter only reports.`,
  byReason: "By reason",
  showRefusals: "Show the refusals",
  identity: "Signing identity",
  validUntil: "Valid until",
  daysLeft: (days: number) => (days === 1 ? "1 day left" : `${days} days left`),
  expired: "expired",
  identityLink: "Open the signing identity",
  noIdentity: "It cannot be shown now.",
  lifetime: (percent: number) => `${percent} % of its lifetime is left.`,
  adapter: "Exchange Adapter",
  upstream: "Exchange",
  same: "What is saved runs.",
  differs: (count: number) =>
    count === 1
      ? "1 saved setting does not run yet: restart the adapter."
      : `${count} saved settings do not run yet: restart the adapter.`,
  reportOnly: "It only reports: what it would refuse is let through.",
  onlyProvisioned: "Only iOS devices that have been provisioned are let in.",
  everybody: "Devices without a profile are let in.",
  adapterLink: "Open the Exchange Adapter",
};
export type DashboardText = typeof en;

const de: DashboardText = {
  title: "Übersicht",
  devices: "Geräte nach Zustand",
  total: (count) => (count === 1 ? "1 Gerät" : `${count} Geräte`),
  noDevices: "Noch kein Gerät",
  begin: "Für den Anfang:",
  steps: {
    adapter: "den Exchange-Adapter laufen lassen",
    policies: "eine Richtlinie festlegen und sperren (Lock)",
    aliases: "einen Alias beanspruchen",
    invitations: "Benutzer einladen",
  },
  drift: "Abweichende Richtlinien",
  driftNone: "Kein Telefon hat eine alte Version seines Profils.",
  driftSome: (count) =>
    count === 1
      ? "1 Telefon hat eine alte Version und muss neu eingerichtet werden."
      : `${count} Telefone haben eine alte Version und müssen neu eingerichtet werden.`,
  driftWhy: "iOS übernimmt neue Profileinstellungen nur mit einem neuen Profil.",
  driftList: "Diese Geräte anzeigen",
  driftInvite: "Ihre Benutzer einladen",
  refusals: "Abweisungen der letzten 7 Tage",
  refusalsADay: "Abgewiesene Anfragen je Tag",
  peak: (most) => `höchstens ${most} am Tag`,
  refusalsSay: (days) => `Abgewiesene Anfragen je Tag: ${days}.`,
  refusalsNone: "Nichts wurde abgewiesen.",
  refusalsTotal: (count) =>
    count === 1 ? "1 Anfrage wurde abgewiesen." : `${count} Anfragen wurden abgewiesen.`,
  letThrough: (count) =>
    count === 1
      ? "1 weitere wäre es, doch der Adapter meldet nur."
      : `${count} weitere wären es, doch der Adapter meldet nur.`,
  byReason: "Nach Grund",
  showRefusals: "Abweisungen anzeigen",
  identity: "Signaturidentität",
  validUntil: "Gültig bis",
  daysLeft: (days) => (days === 1 ? "noch 1 Tag" : `noch ${days} Tage`),
  expired: "abgelaufen",
  identityLink: "Signaturidentität öffnen",
  noIdentity: "Sie kann gerade nicht angezeigt werden.",
  lifetime: (percent) => `${percent} % ihrer Laufzeit sind übrig.`,
  adapter: "Exchange-Adapter",
  upstream: "Exchange",
  same: "Was gespeichert ist, läuft.",
  differs: (count) =>
    count === 1
      ? "1 gespeicherte Einstellung läuft noch nicht: Starten Sie den Adapter neu."
      : `${count} gespeicherte Einstellungen laufen noch nicht: Starten Sie den Adapter neu.`,
  reportOnly: "Er meldet nur: Was er abweisen würde, wird durchgelassen.",
  onlyProvisioned: "Nur eingerichtete iOS-Geräte werden eingelassen.",
  everybody: "Auch Geräte ohne Profil werden eingelassen.",
  adapterLink: "Exchange-Adapter öffnen",
};

export const dashboardText = { en, de };

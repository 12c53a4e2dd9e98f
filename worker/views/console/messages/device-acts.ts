// What can be ordered for a device, and what that does to the phone, in English and German.
const en = {
  act: "What you can do",
  block: "Block",
  blockHelp: "It gets no data until it is allowed again. Nothing on it is deleted.",
  allow: "Allow",
  allowHelp: "It may come again. A wipe that has ended is forgotten.",
  didBlock: (name: string) => `${name} is blocked.`,
  didAllow: (name: string) => `${name} is allowed.`,
  exempt: "Exempt",
  exemptHelp:
    "It gets in whatever the access rules and the Exchange Adapter say of other clients, and leaves quarantine. A block still holds, and an iOS device still needs its profile.",
  didExempt: (name: string) => `${name} is exempt.`,
  withdraw: "Withdraw the exemption",
  withdrawHelp: "From now on access rules and adapter decide about it, as about all others.",
  didWithdraw: (name: string) => `${name} is no longer exempt.`,
  wipe: "Wipe",
  wipeIos:
    "This erases the whole phone: all mail, photos, apps and settings, the company's and the user's own. It happens when the phone next asks for mail, and cannot be undone.",
  wipeSlow:
    "An iPhone or iPhone 3G overwrites its memory and may take hours; later ones take minutes.",
  wipeOther:
    "This tells the client to erase the device. Many clients erase all of it, the user's own data as well; some only their own. It happens at the next request, and cannot be undone.",
  wipeConfirm: "Type the DeviceId to confirm",
  wipeConfirmHelp: (id: string, name: string) => `Exactly ${id}, or the name ${name}.`,
  doWipe: "Wipe this device",
  accountWipe:
    "This phone can also be told to remove only the company's account, with its mail, contacts and calendars. Everything else stays. It is blocked afterwards.",
  doAccountWipe: "Remove only the account",
  accountRevoke:
    "This phone knows only the wipe of everything. Instead it can be blocked and its profile made void: mail that is on it stays, and nothing more comes. No server can remove a profile from afar.",
  doAccountRevoke: "Only block it and void its profile",
  didAccountWipe: (name: string) => `The account on ${name} will be removed at its next request.`,
  didAccountRevoke: (name: string) =>
    `${name} is blocked and its profile is void. What is on it stays on it.`,
  didWipe: (name: string) => `${name} will be wiped at its next request.`,
  notConfirmed: "This is neither the DeviceId nor the name. Nothing was done.",
  cancelWipe: "Cancel the wipe",
  cancelHelp: "Only while the phone has not acknowledged it.",
  didCancel: (name: string) => `The wipe of ${name} is cancelled.`,
  forget: "Forget",
  forgetHelp:
    "Its line and its life are deleted and its profile no longer opens anything. To come back, the phone must be provisioned again. A block ends with it.",
  forgetConfirm: "Yes, forget this device",
  forgetMissing: "Check the box to forget the device.",
  forgetFirstCancel: "A wipe is under way. Cancel it before the device is forgotten.",
  didForget: (name: string) => `${name} is forgotten.`,
};
export type DeviceActsText = typeof en;

const de: DeviceActsText = {
  act: "Was Sie tun können",
  block: "Blockieren",
  blockHelp: "Es erhält keine Daten, bis es wieder zugelassen wird. Auf ihm wird nichts gelöscht.",
  allow: "Zulassen",
  allowHelp: "Es darf wiederkommen. Ein beendetes Löschen wird vergessen.",
  didBlock: (name) => `${name} ist blockiert.`,
  didAllow: (name) => `${name} ist zugelassen.`,
  exempt: "Ausnehmen",
  exemptHelp:
    "Es kommt hinein, was immer die Zugriffsregeln und der Exchange Adapter von anderen Programmen sagen, und verlässt die Quarantäne. Eine Blockade gilt weiter, und ein iOS-Gerät braucht weiter sein Profil.",
  didExempt: (name) => `${name} ist ausgenommen.`,
  withdraw: "Ausnahme zurücknehmen",
  withdrawHelp:
    "Von nun an entscheiden Zugriffsregeln und Adapter über das Gerät wie über alle anderen.",
  didWithdraw: (name) => `${name} ist nicht mehr ausgenommen.`,
  wipe: "Löschen",
  wipeIos:
    "Das löscht das ganze Telefon: alle Mails, Fotos, Apps und Einstellungen, die der Firma und die des Benutzers. Es geschieht, wenn das Telefon das nächste Mal nach Mail fragt, und ist nicht umkehrbar.",
  wipeSlow:
    "Ein iPhone oder iPhone 3G überschreibt seinen Speicher, das kann Stunden dauern; spätere brauchen Minuten.",
  wipeOther:
    "Das weist das Programm an, das Gerät zu löschen. Viele löschen alles, auch die Daten des Benutzers; manche nur ihre eigenen. Es geschieht bei der nächsten Anfrage und ist nicht umkehrbar.",
  wipeConfirm: "Zur Bestätigung die DeviceId eingeben",
  wipeConfirmHelp: (id, name) => `Genau ${id}, oder den Namen ${name}.`,
  doWipe: "Dieses Gerät löschen",
  accountWipe:
    "Dieses Telefon kann auch nur das Konto der Firma entfernen, mit Mails, Kontakten und Kalendern. Alles andere bleibt. Danach ist es blockiert.",
  doAccountWipe: "Nur das Konto entfernen",
  accountRevoke:
    "Dieses Telefon kennt nur das Löschen von allem. Stattdessen kann es blockiert und sein Profil entwertet werden: Mails, die darauf sind, bleiben, und es kommt nichts mehr. Kein Server kann ein Profil aus der Ferne entfernen.",
  doAccountRevoke: "Nur blockieren und das Profil entwerten",
  didAccountWipe: (name) => `Das Konto auf ${name} wird bei dessen nächster Anfrage entfernt.`,
  didAccountRevoke: (name) =>
    `${name} ist blockiert und sein Profil entwertet. Was darauf ist, bleibt darauf.`,
  didWipe: (name) => `${name} wird bei seiner nächsten Anfrage gelöscht.`,
  notConfirmed: "Das ist weder die DeviceId noch der Name. Es wurde nichts getan.",
  cancelWipe: "Löschen abbrechen",
  cancelHelp: "Nur solange das Telefon es nicht bestätigt hat.",
  didCancel: (name) => `Das Löschen von ${name} ist abgebrochen.`,
  forget: "Vergessen",
  forgetHelp:
    "Sein Eintrag und sein Leben werden entfernt, und sein Profil öffnet nichts mehr. Um wiederzukommen, muss das Telefon neu eingerichtet werden. Eine Blockade endet damit.",
  forgetConfirm: "Ja, dieses Gerät vergessen",
  forgetMissing: "Setzen Sie das Häkchen, um das Gerät zu vergessen.",
  forgetFirstCancel: "Ein Löschen läuft. Brechen Sie es ab, bevor das Gerät vergessen wird.",
  didForget: (name) => `${name} ist vergessen.`,
};

export const deviceActsText = { en, de };

// The sentences of invitations in German.
import type { InvitationWords } from "./invitation.ts";

export const germanInvitation: InvitationWords = {
  greeting: (name) => `Guten Tag ${name},`,
  subject: {
    begin: (company) => `Mail von ${company} auf Ihrem iPhone oder iPad`,
    renew: (company) =>
      `Bitte erneuern Sie die Einstellungen von ${company} auf Ihrem iPhone oder iPad`,
  },
  begins: (company) =>
    `so kommen Mails, Kontakte und Kalender von ${company} auf Ihr iPhone oder iPad.`,
  renews: (company, phones) =>
    `die Einstellungen von ${company} für Telefone haben sich geändert. Noch die alten hat: ${phones}. Bitte richten Sie das Telefon neu ein, auf ihm selbst:`,
  somePhone: "Ihr iPhone oder iPad",
  and: "und",
  sendFirst: "Senden Sie, was in Mail noch im Postausgang liegt: Es ginge verloren.",
  removeFirst: (only) =>
    `${only ? "Nur mit iPhone OS 3: Entfernen" : "Entfernen"} Sie das alte Profil (Einstellungen, Allgemein, Profil, Entfernen). iPhone OS 3 installiert kein zweites.`,
  keepProfile:
    "Auf neueren Systemen lassen Sie das alte Profil, wo es ist: Das neue tritt an seine Stelle.",
  openDirect: (address) =>
    `Öffnen Sie auf dem Telefon Safari, tippen Sie ${address} und öffnen Sie die Seite.`,
  openAlias: (address) =>
    `Öffnen Sie auf dem Telefon Safari, tippen Sie ${address} und öffnen Sie die Seite.`,
  typeAlias: (alias) => `Geben Sie den Alias ${alias} ein und tippen Sie auf Weiter.`,
  signIn: (user) =>
    `Melden Sie sich mit dem Benutzernamen ${user} und dem Passwort Ihres Postfachs an.`,
  install: "Installieren Sie das Profil, das Sie dort bekommen.",
  password:
    "Fragt das Telefon nach dem Passwort des Exchange-Accounts, dann geben Sie noch einmal dasselbe Passwort ein.",
  directToo: (address) => `Ohne den Alias erreichen Sie dieselbe Seite unter ${address}`,
  mailComesBack:
    "Mails, Kontakte und Kalender dieses Accounts verschwinden vom Telefon und werden neu geladen. Auf dem Server geht nichts verloren.",
  onlyThere: (address) =>
    `Geben Sie Ihr Passwort nur auf Seiten ein, deren Adresse mit ${address} beginnt, und in den Einstellungen des Telefons. Niemand wird Sie per Mail oder am Telefon danach fragen.`,
};

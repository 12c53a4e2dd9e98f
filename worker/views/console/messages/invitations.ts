// The words of the invitations pages.

const en = {
  title: "Invitations",
  lead: "Tell users how to set their phones up, or how to set them up again after the policy changed. Provost sends no mail itself: yours does.",
  printTitle: "Invitations to print",
  choose: "Choose",
  user: "User",
  userHelp:
    "A user name. Exchange decides who exists, so it need not be in the list of users. Leave it empty for a whole group.",
  group: "Group",
  groupHelp: "Used while no user is named.",
  kind: "What it is about",
  kinds: { begin: "Set a phone up", renew: "Set it up again (old settings)" },
  kindHelp:
    "To set up: users of the group's records. To set up again: whoever has a phone that runs an old version.",
  language: "Language",
  languages: { own: "Each user's own", en: "English", de: "German" },
  show: "Show",
  noUser: "This is no user name.",
  mail: "Open in your mail program",
  mailOf: (user: string) => `Mail to ${user}`,
  draft: "Save as a draft (.eml)",
  draftOf: (user: string) => `Draft for ${user}`,
  print: "Print sheet",
  printHow: "Print this page with your browser. Each user has a page of their own.",
  back: "Back to the choice",
  preview: "Preview",
  to: "To",
  subject: "Subject",
  qr: (address: string) => `QR code of ${address}`,
  qrText: "Or point the phone's camera at this code:",
  noAlias: "This tenant has no unique alias, so the text names its own address only.",
  toAliases: "Aliases",
  caption: (group: string) => `Invitations of the group ${group}`,
  columns: { user: "User", address: "Address", language: "Language", mail: "Mail" },
  none: {
    begin: "No user's record puts them into this group.",
    renew: "Nobody in this group has a phone that runs an old version.",
  },
  more: "The next 200 users",
};

const de: typeof en = {
  title: "Einladungen",
  lead: "Sagen Sie Benutzern, wie sie ihre Telefone einrichten, oder wie sie sie nach einer Änderung der Richtlinie neu einrichten. Provost versendet selbst keine Mails: Das tut Ihr Mailprogramm.",
  printTitle: "Einladungen zum Drucken",
  choose: "Auswahl",
  user: "Benutzer",
  userHelp:
    "Ein Benutzername. Exchange entscheidet, wen es gibt; er muss also nicht in der Benutzerliste stehen. Für eine ganze Gruppe lassen Sie das Feld leer.",
  group: "Gruppe",
  groupHelp: "Gilt, solange kein Benutzer genannt ist.",
  kind: "Worum es geht",
  kinds: { begin: "Ein Telefon einrichten", renew: "Neu einrichten (alte Einstellungen)" },
  kindHelp:
    "Einrichten: Benutzer, die ein Eintrag der Gruppe zuordnet. Neu einrichten: alle, deren Telefon eine alte Version benutzt.",
  language: "Sprache",
  languages: { own: "Jeweils die des Benutzers", en: "Englisch", de: "Deutsch" },
  show: "Anzeigen",
  noUser: "Das ist kein Benutzername.",
  mail: "Im Mailprogramm öffnen",
  mailOf: (user) => `Mail an ${user}`,
  draft: "Als Entwurf speichern (.eml)",
  draftOf: (user) => `Entwurf für ${user}`,
  print: "Druckblatt",
  printHow: "Drucken Sie diese Seite mit Ihrem Browser. Jeder Benutzer hat eine eigene Seite.",
  back: "Zurück zur Auswahl",
  preview: "Vorschau",
  to: "An",
  subject: "Betreff",
  qr: (address) => `QR-Code von ${address}`,
  qrText: "Oder richten Sie die Kamera des Telefons auf diesen Code:",
  noAlias:
    "Dieser Mandant hat keinen eindeutigen Alias; der Text nennt deshalb nur seine eigene Adresse.",
  toAliases: "Aliasse",
  caption: (group) => `Einladungen der Gruppe ${group}`,
  columns: { user: "Benutzer", address: "Adresse", language: "Sprache", mail: "Mail" },
  none: {
    begin: "Kein Eintrag ordnet dieser Gruppe einen Benutzer zu.",
    renew: "Niemand in dieser Gruppe hat ein Telefon, das eine alte Version benutzt.",
  },
  more: "Die nächsten 200 Benutzer",
};

export const invitationsText = { en, de };
export type InvitationsText = typeof en;

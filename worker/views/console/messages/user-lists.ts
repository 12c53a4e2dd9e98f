// What the page that imports users says, in English and German.
const en = {
  importTitle: "Import users",
  importIntro:
    "A CSV file with a heading. Columns: user, displayName, emailAddress, group, easAllowed (yes or no), language (en or de), principalName and securityIdentifier (of Active Directory). Only user is needed; a column that is missing changes nothing, an empty cell takes a value away. Passwords stay as they are. All of a list is taken or nothing.",
  file: "CSV file",
  csv: "or the list itself",
  check: "Check",
  importNow: "Import",
  nothingSent: "Choose a file, or paste a list.",
  preview: (added: number, changed: number) =>
    `The list can be imported: ${added} users would be added, ${changed} changed. Nothing is imported yet.`,
  previewCaption: "The first lines",
  imported: (added: number, changed: number) =>
    `Imported: ${added} users added, ${changed} changed.`,
  unchanged: "(unchanged)",
  takenAway: "(taken away)",
  yes: "yes",
  no: "no",
  badLines: "Bad lines",
  line: "Line",
  column: "Column",
  problem: "What is wrong",
  lineText: "The line",
  lineProblems: {
    "no-lines": "The list is empty.",
    "no-csv": "This is no CSV (RFC 4180): look at the quotes, and at the number of cells.",
    "column-missing": "This column is missing in the heading.",
    "column-unknown": "A list of users has no such column.",
    "column-twice": "This column stands in the heading twice.",
    "bad-user": "This is no user name of this tenant.",
    "user-twice": "This user is in the list twice.",
    "bad-label": "A display name has 1 to 100 printable characters.",
    "bad-address": "This is no e-mail address.",
    "no-such-group": "This tenant has no such group.",
    "bad-answer": "This must be yes or no.",
    "bad-language": "This must be en or de.",
    "bad-principal-name": "This is no user principal name (alice@acme.example).",
    "bad-security-identifier": "This is no security identifier (S-1-5-21-...).",
  } as Readonly<Record<string, string>>,
};
export type UserListText = typeof en;

const de: UserListText = {
  importTitle: "Benutzer importieren",
  importIntro:
    "Eine CSV-Datei mit Kopfzeile. Spalten: user, displayName, emailAddress, group, easAllowed (yes oder no), language (en oder de), principalName und securityIdentifier (aus Active Directory). Nur user muss sein; eine fehlende Spalte ändert nichts, eine leere Zelle nimmt den Wert weg. Passwörter bleiben. Eine Liste wird ganz übernommen oder gar nicht.",
  file: "CSV-Datei",
  csv: "oder die Liste selbst",
  check: "Prüfen",
  importNow: "Importieren",
  nothingSent: "Wählen Sie eine Datei, oder fügen Sie eine Liste ein.",
  preview: (added, changed) =>
    `Die Liste kann importiert werden: ${added} Benutzer kämen hinzu, ${changed} würden geändert. Noch ist nichts importiert.`,
  previewCaption: "Die ersten Zeilen",
  imported: (added, changed) => `Importiert: ${added} Benutzer hinzugefügt, ${changed} geändert.`,
  unchanged: "(unverändert)",
  takenAway: "(weggenommen)",
  yes: "ja",
  no: "nein",
  badLines: "Fehlerhafte Zeilen",
  line: "Zeile",
  column: "Spalte",
  problem: "Was nicht stimmt",
  lineText: "Die Zeile",
  lineProblems: {
    "no-lines": "Die Liste ist leer.",
    "no-csv":
      "Das ist kein CSV (RFC 4180): Prüfen Sie die Anführungszeichen und die Zahl der Zellen.",
    "column-missing": "Diese Spalte fehlt in der Kopfzeile.",
    "column-unknown": "Eine solche Spalte hat eine Benutzerliste nicht.",
    "column-twice": "Diese Spalte steht zweimal in der Kopfzeile.",
    "bad-user": "Das ist kein Benutzername dieses Mandanten.",
    "user-twice": "Dieser Benutzer steht zweimal in der Liste.",
    "bad-label": "Ein Anzeigename hat 1 bis 100 druckbare Zeichen.",
    "bad-address": "Das ist keine E-Mail-Adresse.",
    "no-such-group": "Dieser Mandant hat keine solche Gruppe.",
    "bad-answer": "Hier muss yes oder no stehen.",
    "bad-language": "Hier muss en oder de stehen.",
    "bad-principal-name": "Das ist kein Benutzerprinzipalname (alice@acme.example).",
    "bad-security-identifier": "Das ist keine Sicherheitskennung (S-1-5-21-...).",
  },
};

export const userListText = { en, de };

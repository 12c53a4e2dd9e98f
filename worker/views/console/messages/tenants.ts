// The pages of tenants in words, English and German.

const en = {
  title: "Tenants",
  caption: "Tenants of this service",
  head: { name: "Name", displayName: "Shown as", origins: "Public addresses" },
  empty: "There is no tenant yet.",
  add: "New tenant",
  newTitle: "New tenant",
  name: "Short name",
  nameHelp: "1 to 40 lower-case letters, digits and inner hyphens. It cannot be changed.",
  displayName: "Shown to users as",
  displayNameHelp: "The company's name: in the sign-in prompt and in every profile.",
  origin: "Public address",
  originHelp: "Where this tenant's phones find Provost: https://HOST or https://HOST:PORT.",
  upstream: "Exchange server",
  upstreamHelp:
    "https://HOST or https://HOST:PORT; tested later, in the Exchange Adapter's wizard.",
  privateUpstream: "The server has a private address",
  privateUpstreamHelp: "Your leave to reach this one address inside your network.",
  loginForm: "Login form",
  loginFormHelp: "How Exchange wants users' names: user, DOMAIN\\user or user@domain.",
  mailDomain: "Mail domain",
  mailDomainHelp:
    "Of users whose address nobody entered. Empty: taken from the login form or server.",
  create: "Create the tenant",
  created: (name: string) => `Tenant ${name} is made. Next: its Exchange Adapter.`,
  settingsTitle: (name: string) => `Settings of ${name}`,
  origins: "Public addresses",
  originsHelp:
    "One a line. The first is written into every profile; phones with others still work.",
  save: "Save",
  saved: "The settings of the tenant are saved.",
  settings: "Change",
  displayNameChange:
    "The company's name as users read it: in the sign-in prompt, on their pages, and in profiles from now on. Installed profiles keep the name they have and go on working; the next one replaces them as ever.",
  ownerOnly: "Only the owner of this service changes this.",
};
export type TenantsText = typeof en;

const de: TenantsText = {
  title: "Mandanten",
  caption: "Mandanten dieses Dienstes",
  head: { name: "Name", displayName: "Angezeigt als", origins: "Öffentliche Adressen" },
  empty: "Es gibt noch keinen Mandanten.",
  add: "Neuer Mandant",
  newTitle: "Neuer Mandant",
  name: "Kurzname",
  nameHelp: "1 bis 40 Kleinbuchstaben, Ziffern und innere Bindestriche. Er ist nicht änderbar.",
  displayName: "Name für Benutzer",
  displayNameHelp: "Der Name der Firma: in der Anmeldeaufforderung und in jedem Profil.",
  origin: "Öffentliche Adresse",
  originHelp:
    "Wo die Telefone dieses Mandanten Provost finden: https://HOST oder https://HOST:PORT.",
  upstream: "Exchange-Server",
  upstreamHelp:
    "https://HOST oder https://HOST:PORT; getestet wird später im Assistenten des Exchange-Adapters.",
  privateUpstream: "Der Server hat eine private Adresse",
  privateUpstreamHelp: "Ihre Erlaubnis, diese eine Adresse in Ihrem Netz zu erreichen.",
  loginForm: "Anmeldeform",
  loginFormHelp:
    "Wie Exchange die Namen der Benutzer haben will: user, DOMAIN\\user oder user@domain.",
  mailDomain: "Mail-Domain",
  mailDomainHelp:
    "Für Benutzer ohne eingetragene Adresse. Leer: aus der Anmeldeform oder dem Servernamen.",
  create: "Mandanten anlegen",
  created: (name) => `Mandant ${name} ist angelegt. Als Nächstes: sein Exchange-Adapter.`,
  settingsTitle: (name) => `Einstellungen von ${name}`,
  origins: "Öffentliche Adressen",
  originsHelp:
    "Eine je Zeile. Die erste steht in jedem Profil; Telefone mit anderen funktionieren weiter.",
  save: "Speichern",
  saved: "Die Einstellungen des Mandanten sind gespeichert.",
  settings: "Ändern",
  displayNameChange:
    "Der Name der Firma, wie Benutzer ihn lesen: in der Anmeldeaufforderung, auf ihren Seiten und von nun an in Profilen. Installierte Profile behalten ihren Namen und funktionieren weiter; das nächste ersetzt sie wie immer.",
  ownerOnly: "Nur der Eigentümer dieses Dienstes ändert das.",
};

export const tenantsText = { en, de };

// The Exchange Adapter's settings and their values in words, English and German. The box's label is
// mSuite's own.
import type { ADAPTER_SETTINGS } from "../../../core/adapter.ts";
import type { AdapterSettings } from "../../../core/tenant.ts";

type Setting = (typeof ADAPTER_SETTINGS)[number];

const en = {
  settings: {
    upstream: "Exchange server",
    privateUpstream: "Private address allowed",
    loginForm: "Login form",
    mailDomain: "Mail domain",
    credentialCheck: "Passwords are judged by",
    onlyProvisioned: "Allow only iOS devices that have been provisioned",
    otherClients: "All other clients",
    reportOnly: "Report only",
    maxProtocolVersion: "Newest protocol version",
    maxDevicesPerUser: "Devices per user",
    retypedToken: "Accounts made anew with a used token",
    partialCompliance: "Phones that apply a part of their policy",
    policyRefusal: "Phones that refuse their policy",
    bearerTokens: "Sign-in by bearer token",
    redirectOrigins: "Further servers of this Exchange",
    minHeartbeat: "Shortest heartbeat, in seconds",
    maxHeartbeat: "Longest heartbeat, in seconds",
    upstreamHeartbeat: "Longest heartbeat towards Exchange, in seconds",
    maxPingFolders: "Folders of one Ping",
    maxConcurrentPerDevice: "Requests of one device at a time",
    maxConcurrentPerTenant: "Requests of all devices at a time",
    stalePasswordMinutes: "Minutes for which a refused password is not asked again",
    maxCommandsPerMinute: "Commands of one device in a minute",
    maxClientChangesPerDay: "Changes of a device's user agent in a day",
    behaviourBlockMinutes: "Minutes a device is kept out for its behaviour",
  } as Record<Setting, string>,
  checks: {
    options: "Exchange, by OPTIONS",
    "folder-sync": "Exchange, by FolderSync",
    "local-directory": "the local directory",
  } as Record<AdapterSettings["credentialCheck"], string>,
  otherClients: { deny: "deny", quarantine: "quarantine", allow: "allow" },
  choices: {
    any: "all that Exchange speaks",
    record: "only written down",
    refuse: "refused",
    deny: "denied",
    allow: "allowed",
  } as Readonly<Record<string, string>>,
  noLimit: "0 (no limit)",
  off: "0 (off)",
  yes: "yes",
  no: "no",
};

const de: typeof en = {
  settings: {
    upstream: "Exchange-Server",
    privateUpstream: "Private Adresse erlaubt",
    loginForm: "Anmeldeform",
    mailDomain: "Mail-Domain",
    credentialCheck: "Passwörter prüft",
    onlyProvisioned: "Nur eingerichtete iOS-Geräte zulassen",
    otherClients: "Alle anderen Clients",
    reportOnly: "Nur berichten",
    maxProtocolVersion: "Neueste Protokollversion",
    maxDevicesPerUser: "Geräte je Benutzer",
    retypedToken: "Mit benutztem Token neu angelegte Konten",
    partialCompliance: "Telefone, die ihre Richtlinie nur teilweise anwenden",
    policyRefusal: "Telefone, die ihre Richtlinie ablehnen",
    bearerTokens: "Anmeldung mit Bearer-Token",
    redirectOrigins: "Weitere Server dieses Exchange",
    minHeartbeat: "Kürzester Heartbeat, in Sekunden",
    maxHeartbeat: "Längster Heartbeat, in Sekunden",
    upstreamHeartbeat: "Längster Heartbeat zu Exchange, in Sekunden",
    maxPingFolders: "Ordner je Ping",
    maxConcurrentPerDevice: "Gleichzeitige Anfragen eines Geräts",
    maxConcurrentPerTenant: "Gleichzeitige Anfragen aller Geräte",
    stalePasswordMinutes: "Minuten, in denen ein abgewiesenes Passwort nicht erneut geprüft wird",
    maxCommandsPerMinute: "Befehle eines Geräts je Minute",
    maxClientChangesPerDay: "Wechsel des User-Agents eines Geräts je Tag",
    behaviourBlockMinutes: "Minuten, die ein Gerät wegen seines Verhaltens ausgesperrt ist",
  },
  checks: {
    options: "Exchange, mit OPTIONS",
    "folder-sync": "Exchange, mit FolderSync",
    "local-directory": "das lokale Verzeichnis",
  },
  otherClients: { deny: "abweisen", quarantine: "in Quarantäne", allow: "zulassen" },
  choices: {
    any: "alle, die Exchange spricht",
    record: "nur vermerkt",
    refuse: "abgewiesen",
    deny: "abgewiesen",
    allow: "zugelassen",
  },
  noLimit: "0 (keine Grenze)",
  off: "0 (aus)",
  yes: "ja",
  no: "nein",
};

export const adapterSettingsText = { en, de };

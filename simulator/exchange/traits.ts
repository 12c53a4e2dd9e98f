// What distinguishes the servers Provost has met in the field: versions, commands and
// headers. The rule it keeps: one table, no `if (trait === ...)` elsewhere. MS-ASHTTP 4.3 (the 2010
// sample), Microsoft's product notes to it, and what imitators of Exchange 2003 and 2007 send.

/** Which Exchange is simulated. */
export type ExchangeTrait = "2003" | "2007" | "2010" | "2016";

/** A protocol version times ten, as in the first byte of a base64 query (MS-ASHTTP 2.2.1.1.1.1). */
export type EasVersion = 10 | 20 | 21 | 25 | 120 | 121 | 140 | 141 | 160 | 161;

/** One server's row. */
export interface Trait {
  readonly versions: readonly string[];
  readonly commands: readonly string[];
  /** Sent with every answer, OPTIONS or not. */
  readonly headers: Readonly<Record<string, string>>;
  /** How a SyncKey looks: clients must treat it as opaque (MS-ASCMD, SyncKey). */
  readonly syncKey: (serial: number) => string;
}

const commandsOf2003 = (
  "Sync,SendMail,SmartForward,SmartReply,GetAttachment,GetHierarchy,CreateCollection," +
  "DeleteCollection,MoveCollection,FolderSync,FolderCreate,FolderDelete,FolderUpdate,MoveItems," +
  "GetItemEstimate,MeetingResponse,ResolveRecipients,ValidateCert,Provision,Search,Ping"
).split(",");

const commandsOf2007 = (
  "Sync,SendMail,SmartForward,SmartReply,GetAttachment,GetHierarchy,CreateCollection," +
  "DeleteCollection,MoveCollection,FolderSync,FolderCreate,FolderDelete,FolderUpdate,MoveItems," +
  "GetItemEstimate,MeetingResponse,Search,Settings,Ping,ItemOperations,Provision," +
  "ResolveRecipients,ValidateCert"
).split(",");

/** Exchange 2003 kept a braces-and-counter key; later servers write a number. */
const bracedKey = (serial: number) =>
  `{7A341E18-0B5C-4D0A-9C1F-${serial.toString(16).toUpperCase().padStart(12, "0")}}${serial % 97}`;

export const traits: Readonly<Record<ExchangeTrait, Trait>> = {
  "2003": {
    versions: ["1.0", "2.0", "2.1", "2.5"],
    commands: commandsOf2003,
    headers: {
      server: "Microsoft-IIS/6.0",
      "x-powered-by": "ASP.NET",
      "ms-server-activesync": "6.5.7638.1",
    },
    syncKey: bracedKey,
  },
  "2007": {
    versions: ["1.0", "2.0", "2.1", "2.5", "12.0", "12.1"],
    commands: commandsOf2007,
    headers: {
      "cache-control": "private",
      server: "Microsoft-IIS/6.0",
      "x-aspnet-version": "2.0.50727",
      "x-powered-by": "ASP.NET",
      "ms-server-activesync": "8.1",
    },
    syncKey: (serial) => String(1_000_000_007 + serial * 7919),
  },
  "2010": {
    versions: ["2.0", "2.1", "2.5", "12.0", "12.1", "14.0"],
    commands: commandsOf2007,
    headers: {
      "cache-control": "private",
      server: "Microsoft-IIS/7.5",
      "x-aspnet-version": "2.0.50727",
      "x-powered-by": "ASP.NET",
      "ms-server-activesync": "14.0",
    },
    syncKey: (serial) => String(2_000_000_011 + serial * 104_729),
  },
  // Of 16.x only what phones need to provision and to fetch mail: no drafts.
  "2016": {
    versions: ["2.0", "2.1", "2.5", "12.0", "12.1", "14.0", "14.1", "16.0", "16.1"],
    commands: commandsOf2007,
    headers: {
      "cache-control": "private",
      server: "Microsoft-IIS/8.5",
      "x-aspnet-version": "4.0.30319",
      "x-powered-by": "ASP.NET",
      "ms-server-activesync": "15.1",
    },
    syncKey: (serial) => String(1_500_000_001 + serial * 15_485_863),
  },
};

/** The version named by `text` ("12.1") if this server speaks it. */
export function spokenVersion(trait: Trait, text: string): EasVersion | undefined {
  return trait.versions.includes(text) ? (Math.round(Number(text) * 10) as EasVersion) : undefined;
}

/** MS-ASProtocolVersions and MS-ASProtocolCommands (MS-ASHTTP 2.2.4.1.2). */
export function versionHeaders(trait: Trait): Record<string, string> {
  return {
    "ms-asprotocolversions": trait.versions.join(","),
    "ms-asprotocolcommands": trait.commands.join(","),
  };
}

// The commands of Exchange ActiveSync and the bytes that stand for them in a base64 query
// (MS-ASHTTP 2.2.1.1.1.1.2; 5 to 8, which Microsoft's current list leaves out, are the folder
// commands of EAS 1.0 to 2.5).

/** Command code = index. */
export const EAS_COMMANDS = [
  "Sync",
  "SendMail",
  "SmartForward",
  "SmartReply",
  "GetAttachment",
  "GetHierarchy",
  "CreateCollection",
  "DeleteCollection",
  "MoveCollection",
  "FolderSync",
  "FolderCreate",
  "FolderDelete",
  "FolderUpdate",
  "MoveItems",
  "GetItemEstimate",
  "MeetingResponse",
  "Search",
  "Settings",
  "Ping",
  "ItemOperations",
  "Provision",
  "ResolveRecipients",
  "ValidateCert",
  "Find",
] as const;

/** Value of `Cmd`, spelt as MS-ASHTTP spells it. */
export type EasCommand = (typeof EAS_COMMANDS)[number];

/** The command with exactly this name, or undefined. */
export function commandByName(name: string): EasCommand | undefined {
  return EAS_COMMANDS.find((command) => command === name);
}

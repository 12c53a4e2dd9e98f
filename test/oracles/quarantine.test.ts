// What the quarantine mailbox answers, read by libwbxml (Debian libwbxml2-utils), which knows nothing of this project: the
// same elements in the same order at every version, and the texts a phone shows.
import { expect, test } from "vitest";
import type { EasCommand } from "../../worker/wire/eas-query.ts";
import { encode } from "../../worker/wire/wbxml.ts";
import { el, type Node } from "../../worker/wire/wbxml-tree.ts";
import {
  folderSync,
  INBOX,
  keyOf,
  options,
  preference,
  sync,
  syncOf,
  told,
  VERSIONS,
  ward,
} from "../routes/quarantine-support.ts";
import { needs } from "../support/tools.ts";
import { elementsIn, namesIn, READER, toXml } from "./libwbxml-reader.ts";

/** Answers of the mailbox to all that a phone of this version may ask. */
async function answersAt(version: string): Promise<[name: string, root: Node][]> {
  const device = ward({ user: { displayName: "Jürgen", language: "de" } });
  const answers: [string, Node][] = [];
  const ask = async (name: string, command: EasCommand, request: Node) => {
    const answer = await device.ask(command, request, { version });
    if (answer) answers.push([`${name} ${version}`, answer]);
    return answer;
  };
  await ask("folders", "FolderSync", folderSync("0"));
  await ask("folders again", "FolderSync", folderSync("provost-quarantine:folders"));
  await ask("foreign folders", "FolderSync", folderSync("1"));
  const first = keyOf(await ask("primed", "Sync", sync("0")));
  const wishes = [
    preference("1"),
    preference("2", el("AirSyncBase:TruncationSize", "100"), el("AirSyncBase:Preview", "50")),
    el("AirSyncBase:BodyPartPreference", el("AirSyncBase:Type", "2")),
  ];
  const mail = await ask("mail", "Sync", sync(first, options(...wishes)));
  await ask("plain mail", "Sync", sync(first));
  await ask("MIME", "Sync", sync(first, options(preference("4"), el("AirSync:MIMESupport", "2"))));
  const [id = ""] = told(mail, "AirSync:Add");
  const change = el("AirSync:Change", el("AirSync:ServerId", "5:1"));
  const fetch = el("AirSync:Fetch", el("AirSync:ServerId", id));
  const add = el("AirSync:Add", el("AirSync:ClientId", "1"));
  const commands = el("AirSync:Commands", change, fetch, add);
  await ask("changes", "Sync", sync(keyOf(mail), commands));
  await ask("foreign folder", "Sync", syncOf("5", "1234"));
  const estimate = el(
    "GetItemEstimate:Collection",
    el("GetItemEstimate:CollectionId", INBOX),
    el("AirSync:SyncKey", first),
  );
  const collections = el("GetItemEstimate:Collections", estimate);
  await ask("estimate", "GetItemEstimate", el("GetItemEstimate:GetItemEstimate", collections));
  const move = el("Move:Move", el("Move:SrcMsgId", id), el("Move:DstFldId", "4"));
  await ask("move", "MoveItems", el("Move:MoveItems", move));
  await ask("ping", "Ping", el("Ping:Ping", el("Ping:HeartbeatInterval", "1")));
  const create = [el("FolderHierarchy:SyncKey", "1"), el("FolderHierarchy:ParentId", "0")];
  await ask("create", "FolderCreate", el("FolderHierarchy:FolderCreate", ...create));
  const people = el("ResolveRecipients:To", "bob");
  await ask("people", "ResolveRecipients", el("ResolveRecipients:ResolveRecipients", people));
  await ask("search", "Search", el("Search:Search", el("Search:Store", el("Search:Name", "GAL"))));
  const meeting = el("MeetingResponse:Request", el("MeetingResponse:RequestId", "5:1"));
  await ask("meeting", "MeetingResponse", el("MeetingResponse:MeetingResponse", meeting));
  await ask("certificate", "ValidateCert", el("ValidateCert:ValidateCert"));
  if (Number(version) >= 12) {
    const parts = el("ItemOperations:Fetch", el("AirSync:ServerId", id));
    const empty = el("ItemOperations:EmptyFolderContents", el("AirSync:CollectionId", INBOX));
    const none = el("ItemOperations:Fetch", el("AirSyncBase:FileReference", "1"));
    const operations = el("ItemOperations:ItemOperations", empty, parts, none);
    await ask("items", "ItemOperations", operations);
    const settings = [
      el("Settings:DeviceInformation", el("Settings:Set", el("Settings:Model", "iPhone"))),
      el("Settings:Oof", el("Settings:Get")),
      el("Settings:UserInformation", el("Settings:Get")),
    ];
    await ask("settings", "Settings", el("Settings:Settings", ...settings));
  }
  return answers;
}

needs(READER)("libwbxml reads the quarantine mailbox", () => {
  test.each(VERSIONS)("at %s", async (version) => {
    const answers = await answersAt(version);
    expect(answers).toHaveLength(Number(version) >= 12 ? 19 : 17);
    const all = answers.map(([name, root]) => {
      const xml = toXml(encode(root));
      expect(elementsIn(xml), name).toEqual(namesIn(root));
      return xml;
    });
    for (const shown of ["Warum Ihre Mails von Acme", "Jürgen", "no-reply@acme.test"]) {
      expect(
        all.some((xml) => xml.includes(shown)),
        shown,
      ).toBe(true);
    }
  });
});

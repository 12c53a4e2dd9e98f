// Every command of every server and version: performed, or refused with 501.
import { expect, it } from "vitest";
import { traits } from "../../../simulator/exchange/traits.ts";
import type { EasCommand } from "../../../worker/wire/eas-query.ts";
import { el } from "../../../worker/wire/wbxml-tree.ts";
import { ask, openExchange, syncBody } from "./eas-client.ts";

const mailText = "From: a@x\r\nTo: bob@acme.test\r\nSubject: S\r\n\r\nB";
const asMail = {
  body: new TextEncoder().encode(mailText),
  headers: { "content-type": "message/rfc822" },
};

/**
 * A request that is good enough to be performed, by command; the rest of the plain query in `more`.
 */
const goodRequests: Partial<Record<EasCommand, Parameters<typeof ask>[2]>> = {
  Sync: { body: syncBody("5", "0") },
  SendMail: asMail,
  FolderSync: { body: el("FolderHierarchy:FolderSync", el("FolderHierarchy:SyncKey", "0")) },
  MoveItems: {
    body: el(
      "Move:MoveItems",
      el(
        "Move:Move",
        el("Move:SrcMsgId", "5:1"),
        el("Move:SrcFldId", "5"),
        el("Move:DstFldId", "3"),
      ),
    ),
  },
  GetItemEstimate: {
    body: el("GetItemEstimate:GetItemEstimate", el("GetItemEstimate:Collections")),
  },
  MeetingResponse: { body: el("MeetingResponse:MeetingResponse") },
  Search: {
    body: el(
      "Search:Search",
      el("Search:Store", el("Search:Name", "GAL"), el("Search:Query", "bo")),
    ),
  },
  Settings: {
    body: el("Settings:Settings", el("Settings:UserInformation", el("Settings:Get"))),
  },
  Ping: {
    body: el(
      "Ping:Ping",
      el("Ping:HeartbeatInterval", "1"),
      el("Ping:Folders", el("Ping:Folder", el("Ping:Id", "5"), el("Ping:Class", "Email"))),
    ),
  },
  ItemOperations: {
    body: el(
      "ItemOperations:ItemOperations",
      el("ItemOperations:Fetch", el("ItemOperations:Store", "Mailbox")),
    ),
  },
  Provision: { body: el("Provision:Provision") },
  ResolveRecipients: {
    body: el("ResolveRecipients:ResolveRecipients", el("ResolveRecipients:To", "bob")),
  },
  ValidateCert: { body: el("ValidateCert:ValidateCert") },
};

const only12 = new Set(["Settings", "ItemOperations"]);
const table = (["2003", "2007", "2010"] as const).flatMap((trait) =>
  traits[trait].versions.flatMap((version) =>
    (Object.keys(goodRequests) as EasCommand[]).map((command) => {
      const isPerformed = Number(version) >= 12 || !only12.has(command);
      return { trait, version, command, isPerformed };
    }),
  ),
);

it.each(table)("Exchange $trait, $version, $command: performed is $isPerformed", async (row) => {
  const { exchange, notes } = openExchange({ trait: row.trait });
  const good = goodRequests[row.command] ?? {};
  const call =
    row.version === "14.0" && row.command === "SendMail"
      ? { body: el("ComposeMail:SendMail", el("ComposeMail:Mime", asMail.body)) }
      : good;
  const answer = await ask(exchange, row.command, { ...call, version: row.version });
  expect(answer.status).toBe(row.isPerformed ? 200 : 501);
  expect(notes).toHaveLength(row.isPerformed ? 0 : 1);
});

it.each(["GetHierarchy", "CreateCollection", "DeleteCollection", "MoveCollection"] as const)(
  "%s, which only EAS 1.0 and 2.0 used, is 501",
  async (command) => {
    const { exchange } = openExchange({ trait: "2003" });
    expect((await ask(exchange, command, { version: "2.5" })).status).toBe(501);
  },
);

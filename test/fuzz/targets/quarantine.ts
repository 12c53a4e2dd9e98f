// Fuzz target: requests to the quarantine mailbox. Whatever tree a body holds, each answer is a tree that WBXML can carry,
// at every version, and a phone that comes out of quarantine is recognised without an error.
import { ADAPTER_DEFAULTS } from "../../../worker/core/tenant.ts";
import {
  estimateAnswer,
  folderChangeAnswer,
  folderSyncAnswer,
  moveAnswer,
} from "../../../worker/routes/activesync/quarantine-folders.ts";
import { itemOperationsAnswer } from "../../../worker/routes/activesync/quarantine-items.ts";
import { answerLeaver } from "../../../worker/routes/activesync/quarantine-leaver.ts";
import type { Shown } from "../../../worker/routes/activesync/quarantine-mail.ts";
import { syncAnswer } from "../../../worker/routes/activesync/quarantine-sync.ts";
import {
  noPolicyAnswer,
  oldRefusal,
  settingsAnswer,
} from "../../../worker/routes/activesync/quarantine-words.ts";
import { decode, encode } from "../../../worker/wire/wbxml.ts";
import { COMMAND_LIMITS } from "../../../worker/wire/wbxml-limits.ts";
import { el, type Node } from "../../../worker/wire/wbxml-tree.ts";
import type { FuzzTarget } from "../target.ts";

const person = { name: "Alice", address: "alice@acme.test" };
const adapter = { ...ADAPTER_DEFAULTS, upstream: "https://exchange.acme.test", mailDomain: "" };
const shownAt = (version: number): Shown => ({
  why: { reason: "access-rule-quarantined", since: 0 },
  message: { from: person, to: person, subject: "Why", date: 0, text: "Wait.\n", html: "<p>W" },
  version,
});

const NAME = "0123456789abcdef";
const ID = `provost-quarantine:${NAME}`;
const INBOX = "provost-quarantine:inbox";
const collection = el(
  "AirSync:Collection",
  el("AirSync:SyncKey", `provost-quarantine:1:${NAME}`),
  el("AirSync:CollectionId", INBOX),
  el("AirSync:WindowSize", "1"),
  el(
    "AirSync:Options",
    el(
      "AirSyncBase:BodyPreference",
      el("AirSyncBase:Type", "2"),
      el("AirSyncBase:TruncationSize", "5"),
    ),
  ),
  el(
    "AirSync:Commands",
    el("AirSync:Delete", el("AirSync:ServerId", ID)),
    el("AirSync:Fetch", el("AirSync:ServerId", ID)),
    el("AirSync:Change", el("AirSync:ServerId", "5:1")),
  ),
);
const sync = el("AirSync:Sync", el("AirSync:Wait", "5"), el("AirSync:Collections", collection));
const fetch = el(
  "ItemOperations:Fetch",
  el("AirSync:ServerId", ID),
  el("ItemOperations:Options", el("AirSync:MIMESupport", "2")),
);
const estimate = el(
  "GetItemEstimate:Collections",
  el(
    "GetItemEstimate:Collection",
    el("GetItemEstimate:CollectionId", INBOX),
    el("AirSync:SyncKey", "provost-quarantine:1:"),
  ),
);
const move = el("Move:Move", el("Move:SrcMsgId", ID), el("Move:DstFldId", "4"));
const policy = el("Provision:Policy", el("Provision:PolicyType", "MS-EAS-Provisioning-WBXML"));
const folderKey = el("FolderHierarchy:SyncKey", "provost-quarantine:folders");

const SEEDS: readonly Node[] = [
  sync,
  el("FolderHierarchy:FolderSync", folderKey),
  el("FolderHierarchy:FolderCreate", folderKey, el("FolderHierarchy:ParentId", "0")),
  el("GetItemEstimate:GetItemEstimate", estimate),
  el("Move:MoveItems", move),
  el("ItemOperations:ItemOperations", fetch),
  el("Settings:Settings", el("Settings:Oof", el("Settings:Get"))),
  el("ResolveRecipients:ResolveRecipients", el("ResolveRecipients:To", "bob")),
  el("Provision:Provision", el("Provision:Policies", policy)),
];

const VERSIONS = [2.5, 12, 12.1, 14, 14.1, 16.1];

export const target: FuzzTarget = {
  name: "quarantine",
  seeds: SEEDS.map(encode),
  dictionary: [INBOX, ID, "provost-quarantine:", "0", "64", "5:1"].map((text) =>
    Uint8Array.of(0x03, ...new TextEncoder().encode(text), 0x00),
  ),
  run(bytes) {
    const document = decode(bytes, COMMAND_LIMITS);
    for (const version of VERSIONS) {
      for (const answer of answersTo(document, version)) if (answer) decode(encode(answer));
      answerLeaver(bytes, String(version));
      itemOperationsAnswer(shownAt(version), document, version > 14);
    }
  },
};

function answersTo(document: Node, version: number): (Node | null)[] {
  return [
    syncAnswer(shownAt(version), document, adapter).root,
    folderSyncAnswer(document),
    folderChangeAnswer("FolderHierarchy:FolderCreate", document),
    folderChangeAnswer("FolderHierarchy:FolderDelete", document),
    folderChangeAnswer("FolderHierarchy:FolderUpdate", document),
    estimateAnswer(document, version, NAME),
    moveAnswer(document),
    settingsAnswer(document, person.address, version),
    oldRefusal(document),
    noPolicyAnswer(document),
  ];
}

// MS-ASHTTP S01 and S03, what commands do and how they are answered: headers, folders, items, people,
// and the multipart form.
import { describe, expect, it } from "vitest";
import { encode, type Node } from "../../worker/wire/wbxml.ts";
import { el, path, text } from "../../worker/wire/wbxml-tree.ts";
import { ATTACHMENT, inbox, type Suite, theAttachment, WBXML_TYPE } from "./ashttp-suite.ts";
import { documentOf, FOLDER, folderOf, hierarchy, mailsIn, post, syncOf } from "./mailbox.ts";
import { type Ask, base64Query, type Said } from "./server.ts";

/** Declares the tests TC01, TC02 and TC11 to TC14 of S01, and TC01 of S03. */
export function testCommands(suite: Suite): void {
  describe("MS-ASHTTP S01: requests and their answers", () => {
    it("MSASHTTP_S01_TC01_VerifyContentTypeResponseHeader", async () => {
      const { answer } = await hierarchy(suite.server());
      expect(answer.header("content-type")).toBe(WBXML_TYPE);
      expect(answer.header("content-length")).toBe(String(answer.body.length));
      expect([...answer.body.subarray(0, 3)]).toEqual([3, 1, 0x6a]);
      suite.ledger.holds(
        "R1",
        "R401",
        "R167",
        "R169",
        "R170",
        "R172",
        "R175",
        "R199",
        "R201",
        "R212",
      );
      for (const name of ["x-ms-rp", "ms-asprotocolcommands", "ms-asprotocolversions"])
        expect(answer.header(name)).toMatch(/\S/);
      suite.ledger.holds("R1202");
      suite.ledger.holds(
        "R216",
        "R218",
        "R219",
        "R228",
        "R229",
        "R261",
        "R281",
        "R476",
        "R521",
        "R522",
      );
    });

    it("MSASHTTP_S01_TC02_VerifyContentEncodingResponseHeader", async () => {
      const plain = (await hierarchy(suite.server())).answer;
      expect(plain.header("content-encoding")).toBeUndefined();
      suite.ledger.holds("R215", "R412");
      const headers = { "Accept-Encoding": "gzip" };
      const { answer, folders } = await hierarchy(suite.server(), { headers });
      // Whether Exchange compresses is its own choice; what is said must be what was done.
      const isGzip = answer.body[0] === 0x1f && answer.body[1] === 0x8b;
      expect(answer.header("content-encoding")).toBe(isGzip ? "gzip" : undefined);
      expect(folders.length).toBeGreaterThan(0);
    });

    it("MSASHTTP_S01_TC11_CommandCode_FolderRelatedCommands", async () => {
      const { key, folders } = await hierarchy(suite.server());
      expect(folders.map(({ type }) => type)).toContain(FOLDER.inbox);
      const change = async (
        command: "FolderCreate" | "FolderUpdate" | "FolderDelete",
        node: Node,
      ) =>
        documentOf(
          await suite.server().ask({ query: base64Query(command, "INTEROP"), body: encode(node) }),
        );
      const named = (name: string, parent: string) => [
        el("FolderHierarchy:ParentId", parent),
        el("FolderHierarchy:DisplayName", name),
      ];
      const made = await change(
        "FolderCreate",
        el(
          "FolderHierarchy:FolderCreate",
          el("FolderHierarchy:SyncKey", key),
          ...named("Projects", "0"),
          el("FolderHierarchy:Type", FOLDER.mail),
        ),
      );
      const id = text(made, "FolderHierarchy:ServerId") ?? "";
      const found = async () =>
        (await hierarchy(suite.server())).folders.find((each) => each.id === id);
      expect(await found()).toMatchObject({ name: "Projects", parent: "0" });
      const parent = folders.find(({ type }) => type === FOLDER.inbox)?.id ?? "";
      await change(
        "FolderUpdate",
        el(
          "FolderHierarchy:FolderUpdate",
          el("FolderHierarchy:SyncKey", (await hierarchy(suite.server())).key),
          el("FolderHierarchy:ServerId", id),
          ...named("Old projects", parent),
        ),
      );
      expect(await found()).toMatchObject({ name: "Old projects", parent });
      await change(
        "FolderDelete",
        el(
          "FolderHierarchy:FolderDelete",
          el("FolderHierarchy:SyncKey", (await hierarchy(suite.server())).key),
          el("FolderHierarchy:ServerId", id),
        ),
      );
      expect(await found()).toBeUndefined();
      suite.ledger.holds("R68", "R431", "R491", "R493", "R496");
    });

    it("MSASHTTP_S01_TC12_CommandCode_ItemRelatedCommands", async () => {
      const { root } = await hierarchy(suite.server());
      expect(JSON.stringify(root)).not.toContain("Numbers");
      suite.ledger.holds("R428");
      suite.server().world.exchange.deliver("alice", {
        ...{ from: "bob@acme.example.com", subject: "To be moved", body: "Text" },
      });
      const [from, to] = [await inbox(suite), await folderOf(suite.server(), FOLDER.deleted)];
      const moved = (await mailsIn(suite.server(), from)).find(
        ({ subject }) => subject === "To be moved",
      );
      const move = el(
        "Move:Move",
        el("Move:SrcMsgId", moved?.id ?? ""),
        el("Move:SrcFldId", from),
        el("Move:DstFldId", to),
      );
      documentOf(await post(suite.server(), "MoveItems", el("Move:MoveItems", move)));
      const subjects = async (folder: string) =>
        (await mailsIn(suite.server(), folder)).map(({ subject }) => subject);
      expect(await subjects(to)).toContain("To be moved");
      expect(await subjects(from)).not.toContain("To be moved");
      suite.ledger.holds("R499");
      expect(
        await fetchedAs(suite, {
          query: base64Query("ItemOperations", "INTEROP", { Options: TWO }),
        }),
      ).toBe("multipart");
      suite.ledger.holds("R94", "R95", "R534");
      await expectEmptySync(suite, from);
    });

    it("MSASHTTP_S01_TC13_CommandCode_UserRelatedCommands", async () => {
      const to = el("ResolveRecipients:To", "Bob");
      const request = el("ResolveRecipients:ResolveRecipients", to);
      const resolved = documentOf(await post(suite.server(), "ResolveRecipients", request));
      expect(JSON.stringify(resolved)).toContain("bob@acme.example.com");
      const asks = el("Settings:UserInformation", el("Settings:Get"));
      const settings = documentOf(
        await post(suite.server(), "Settings", el("Settings:Settings", asks), { version: "12.1" }),
      );
      expect(JSON.stringify(settings)).toContain("alice@acme.example.com");
      expect(await pingFor(suite, await inbox(suite))).toBe("2");
      suite.ledger.holds("R482", "R504");
    });

    it("MSASHTTP_S01_TC14_CommandCode_ValidateCert", async () => {
      const certificate = el("ValidateCert:Certificate", Buffer.from("none").toString("base64"));
      const request = el("ValidateCert:ValidateCert", el("ValidateCert:Certificates", certificate));
      const root = documentOf(await post(suite.server(), "ValidateCert", request));
      expect(text(root, "ValidateCert:Status")).toMatch(/^\d+$/);
    });
    it("MSASHTTP_S03_TC01_SetASAcceptMultiPartRequestHeader", async () => {
      const accept = (value: string) => ({ headers: { "MS-ASAcceptMultiPart": value } });
      expect(await fetchedAs(suite, accept("T"))).toBe("multipart");
      expect(await fetchedAs(suite, accept("F"))).toBe("inline");
      expect(await fetchedAs(suite, {})).toBe("inline");
      suite.ledger.holds("R154", "R155", "R440");
    });
  });
}

/** MS-ASCMD 2.2.1.21: a Sync with nothing new is answered by no body at all. */
async function expectEmptySync(suite: Suite, folder: string): Promise<void> {
  const device = { device: "EMPTYSYNC" };
  let key = "0";
  for (let round = 0; round < 5; round++) {
    const answer: Said = await post(suite.server(), "Sync", syncOf(key, folder), device);
    expect(answer.status).toBe(200);
    if (answer.body.length === 0) {
      expect(answer.header("content-length")).toBe("0");
      expect(answer.header("content-encoding")).toBeUndefined();
      return suite.ledger.holds("R482");
    }
    const collection = path(documentOf(answer), "AirSync:Collections", "AirSync:Collection");
    key = (collection && text(collection, "AirSync:SyncKey")) ?? key;
  }
  throw new Error("Sync never had nothing to say");
}

const TWO = new Uint8Array([2]);

/** How ItemOperations answers a Fetch of the attachment. */
async function fetchedAs(suite: Suite, more: Ask): Promise<"multipart" | "inline"> {
  const reference = await theAttachment(suite);
  const fetch = el(
    "ItemOperations:Fetch",
    el("ItemOperations:Store", "Mailbox"),
    el("AirSyncBase:FileReference", reference),
  );
  const request = el("ItemOperations:ItemOperations", fetch);
  const answer = await post(suite.server(), "ItemOperations", request, more);
  expect(answer.status).toBe(200);
  const bytes = Buffer.from(answer.body);
  if (answer.header("content-type") === "application/vnd.ms-sync.multipart") {
    expect(bytes.includes(ATTACHMENT)).toBe(true);
    return "multipart";
  }
  expect(answer.header("content-type")).toBe(WBXML_TYPE);
  expect(bytes.includes(ATTACHMENT.toString("base64"))).toBe(true);
  return "inline";
}

/** The Status of a Ping during which a mail arrives. */
async function pingFor(suite: Suite, folder: string): Promise<string | undefined> {
  const watched = el("Ping:Folder", el("Ping:Id", folder), el("Ping:Class", "Email"));
  const ping = el("Ping:Ping", el("Ping:HeartbeatInterval", "120"), el("Ping:Folders", watched));
  await hierarchy(suite.server(), { device: "PINGER" });
  await mailsIn(suite.server(), folder, { device: "PINGER" });
  const held = post(suite.server(), "Ping", ping, { device: "PINGER" });
  await new Promise((resolve) => setTimeout(resolve, HELD_MS));
  suite.server().world.exchange.deliver("alice", {
    ...{ from: "bob@acme.example.com", subject: "Wake up", body: "Text" },
  });
  return text(documentOf(await held), "Ping:Status");
}

/** Real time until a request is surely held at Exchange. */
const HELD_MS = 500;

// The twenty-four tests of HTTP of Microsoft's interoperability suite (OfficeDev/Interop-TestSuites,
// MS-ASHTTP), written anew as black-box tests of the gateway in front of a simulated Exchange. Names
// and requirement numbers are theirs; the last test counts what was shown.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encode, type Node } from "../../worker/wire/wbxml.ts";
import { child, el, path, text } from "../../worker/wire/wbxml-tree.ts";
import { makeLedger } from "./ledger.ts";
import {
  documentOf,
  FOLDER,
  folderOf,
  hierarchy,
  mailsIn,
  mimeTo,
  post,
  syncOf,
} from "./mailbox.ts";
import { type Ask, base64Query, openServer, type Said, type ServerUnderTest } from "./server.ts";

const ledger = makeLedger("MS-ASHTTP");
const WBXML_TYPE = "application/vnd.ms-sync.wbxml";
const MAIL_TYPE = "message/rfc822";
const ATTACHMENT = Buffer.from("one, two, three");

let server: ServerUnderTest;
beforeAll(async () => {
  server = await openServer({ trait: "2010" });
  server.world.exchange.deliver("alice", {
    ...{ from: "bob@acme.example.com", subject: "Numbers", body: "See the file." },
    attachment: { name: "numbers.txt", base64: ATTACHMENT.toString("base64") },
  });
});
afterAll(() => server?.close());

/** What the last request said to Exchange, after the gateway had read and written it anew. */
const arrived = () => server.world.exchange.requests.at(-1);
const inbox = () => folderOf(server, FOLDER.inbox);
const theMail = async (more: Ask = {}) => {
  const mails = await mailsIn(server, await inbox(), more);
  return mails.find(({ subject }) => subject === "Numbers") as (typeof mails)[number];
};
const sentSubjects = () => server.world.exchange.messages("alice", "Sent Items");
const isSent = (subject: string) => sentSubjects().some((mail) => mail.subject === subject);
const sendMime = (subject: string, more: Ask) =>
  server.ask({ contentType: MAIL_TYPE, body: mimeTo(subject), ...more });

describe("MS-ASHTTP S01: requests and their answers", () => {
  it("MSASHTTP_S01_TC01_VerifyContentTypeResponseHeader", async () => {
    const { answer } = await hierarchy(server);
    expect(answer.header("content-type")).toBe(WBXML_TYPE);
    expect(answer.header("content-length")).toBe(String(answer.body.length));
    expect([...answer.body.subarray(0, 3)]).toEqual([3, 1, 0x6a]);
    ledger.holds("R1", "R401", "R167", "R169", "R170", "R172", "R175", "R199", "R201", "R212");
    for (const name of ["x-ms-rp", "ms-asprotocolcommands", "ms-asprotocolversions"])
      expect(answer.header(name)).toMatch(/\S/);
    ledger.holds("R1202");
    ledger.holds("R216", "R218", "R219", "R228", "R229", "R261", "R281", "R476", "R521", "R522");
  });

  it("MSASHTTP_S01_TC02_VerifyContentEncodingResponseHeader", async () => {
    const plain = (await hierarchy(server)).answer;
    expect(plain.header("content-encoding")).toBeUndefined();
    ledger.holds("R215", "R412");
    const headers = { "Accept-Encoding": "gzip" };
    const { answer, folders } = await hierarchy(server, { headers });
    // Whether Exchange compresses is its own choice; what is said must be what was done.
    const isGzip = answer.body[0] === 0x1f && answer.body[1] === 0x8b;
    expect(answer.header("content-encoding")).toBe(isGzip ? "gzip" : undefined);
    expect(folders.length).toBeGreaterThan(0);
  });

  it.each([
    ["MSASHTTP_S01_TC03_CommandParameter_AttachmentName_Base64", "base64"],
    ["MSASHTTP_S01_TC04_CommandParameter_AttachmentName_PlainText", "plain"],
  ])("%s", async (_name, form) => {
    const { data } = await theMail({ version: "12.1" });
    const attachment = path(data, "AirSyncBase:Attachments", "AirSyncBase:Attachment");
    const AttachmentName = (attachment && text(attachment, "AirSyncBase:FileReference")) ?? "";
    expect(AttachmentName).not.toBe("");
    const answer = await server.ask(
      form === "plain"
        ? { command: "GetAttachment", parameters: { AttachmentName } }
        : { query: base64Query("GetAttachment", "INTEROP", { AttachmentName }) },
    );
    expect(answer.status).toBe(200);
    expect(Buffer.from(answer.body).toString()).toBe(ATTACHMENT.toString());
    expect(answer.header("content-type")).not.toBe(WBXML_TYPE);
    expect(arrived()?.parameters.attachmentName).toBe(AttachmentName);
    ledger.holds("R115", "R230", "R487", "R490");
  });

  it("MSASHTTP_S01_TC05_CommandParameter_SaveInSent_Base64", async () => {
    const save = { Options: new Uint8Array([1]) };
    const { id } = await theMail();
    for (const command of ["SendMail", "SmartReply", "SmartForward"] as const) {
      const source = command === "SendMail" ? {} : { CollectionId: await inbox(), ItemId: id };
      const saved = await sendMime(`saved ${command}`, {
        query: base64Query(command, "INTEROP", { ...source, ...save }),
      });
      expect([saved.status, saved.body.length]).toEqual([200, 0]);
      expect(isSent(`saved ${command}`)).toBe(true);
      await sendMime(`not saved ${command}`, { query: base64Query(command, "INTEROP", source) });
      expect(isSent(`not saved ${command}`)).toBe(false);
    }
    ledger.holds("R88", "R92", "R93", "R486", "R524", "R525", "R532", "R533");
  });

  it("MSASHTTP_S01_TC06_CommandParameter_SaveInSent_PlainText", async () => {
    const { id } = await theMail();
    for (const command of ["SendMail", "SmartReply", "SmartForward"] as const) {
      const source: Record<string, string> =
        command === "SendMail" ? {} : { CollectionId: await inbox(), ItemId: id };
      for (const [SaveInSent, isSaved] of [
        ["T", true],
        ["F", false],
        [undefined, false],
      ] as const) {
        const subject = `${command} with SaveInSent ${SaveInSent}`;
        const parameters = { ...source, ...(SaveInSent && { SaveInSent }) };
        const answer = await sendMime(subject, { command, parameters });
        expect([answer.status, answer.body.length]).toEqual([200, 0]);
        expect(isSent(subject), subject).toBe(isSaved);
        const got = server.world.exchange.messages("bob").some((mail) => mail.subject === subject);
        expect(got).toBe(true);
      }
    }
    ledger.holds("R120", "R121", "R122", "R437", "R530", "R531", "R484", "R488", "R489");
  });

  it.each([
    ["MSASHTTP_S01_TC07_CommandParameter_LongId_Base64", "base64"],
    ["MSASHTTP_S01_TC08_CommandParameter_LongId_PlainText", "plain"],
  ])("%s", async (_name, form) => {
    const LongId = await longIdOf("Numbers");
    for (const command of ["SmartForward", "SmartReply"] as const) {
      const subject = `${command} by LongId, ${form}`;
      const answer = await sendMime(
        subject,
        form === "plain"
          ? { command, parameters: { LongId } }
          : { query: base64Query(command, "INTEROP", { LongId }) },
      );
      expect(answer.status).toBe(200);
      expect(arrived()?.parameters.longId).toBe(LongId);
      const mail = server.world.exchange.messages("bob").find((got) => got.subject === subject);
      expect(mail?.body).toContain("See the file.");
    }
    ledger.holds("R118", "R512", "R528");
  });

  it.each([
    ["MSASHTTP_S01_TC09_CommandParameter_Occurrence_Base64", "base64"],
    ["MSASHTTP_S01_TC10_CommandParameter_Occurrence_PlainText", "plain"],
  ])("%s", async (_name, form) => {
    const { id: ItemId } = await theMail();
    const CollectionId = await inbox();
    const Occurrence = "2031-03-10T09:00:00.000Z";
    for (const command of ["SmartForward", "SmartReply"] as const) {
      const parameters = { CollectionId, ItemId, Occurrence };
      const answer = await sendMime(
        `${command} of an occurrence`,
        form === "plain"
          ? { command, parameters }
          : { query: base64Query(command, "INTEROP", parameters) },
      );
      expect(answer.status).toBe(200);
      expect(arrived()?.parameters).toMatchObject({
        ...{ collectionId: CollectionId, itemId: ItemId, occurrence: Occurrence },
      });
    }
    ledger.holds("R116", "R117", "R119", "R435", "R436", "R511", "R513", "R517");
    ledger.holds("R526", "R527", "R529");
  });

  it("MSASHTTP_S01_TC11_CommandCode_FolderRelatedCommands", async () => {
    const { key, folders } = await hierarchy(server);
    expect(folders.map(({ type }) => type)).toContain(FOLDER.inbox);
    const change = async (command: "FolderCreate" | "FolderUpdate" | "FolderDelete", node: Node) =>
      documentOf(await server.ask({ query: base64Query(command, "INTEROP"), body: encode(node) }));
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
    const found = async () => (await hierarchy(server)).folders.find((each) => each.id === id);
    expect(await found()).toMatchObject({ name: "Projects", parent: "0" });
    const parent = folders.find(({ type }) => type === FOLDER.inbox)?.id ?? "";
    await change(
      "FolderUpdate",
      el(
        "FolderHierarchy:FolderUpdate",
        el("FolderHierarchy:SyncKey", (await hierarchy(server)).key),
        el("FolderHierarchy:ServerId", id),
        ...named("Old projects", parent),
      ),
    );
    expect(await found()).toMatchObject({ name: "Old projects", parent });
    await change(
      "FolderDelete",
      el(
        "FolderHierarchy:FolderDelete",
        el("FolderHierarchy:SyncKey", (await hierarchy(server)).key),
        el("FolderHierarchy:ServerId", id),
      ),
    );
    expect(await found()).toBeUndefined();
    ledger.holds("R68", "R431", "R491", "R493", "R496");
  });

  it("MSASHTTP_S01_TC12_CommandCode_ItemRelatedCommands", async () => {
    const { root } = await hierarchy(server);
    expect(JSON.stringify(root)).not.toContain("Numbers");
    ledger.holds("R428");
    server.world.exchange.deliver("alice", {
      ...{ from: "bob@acme.example.com", subject: "To be moved", body: "Text" },
    });
    const [from, to] = [await inbox(), await folderOf(server, FOLDER.deleted)];
    const moved = (await mailsIn(server, from)).find(({ subject }) => subject === "To be moved");
    const move = el(
      "Move:Move",
      el("Move:SrcMsgId", moved?.id ?? ""),
      el("Move:SrcFldId", from),
      el("Move:DstFldId", to),
    );
    documentOf(await post(server, "MoveItems", el("Move:MoveItems", move)));
    const subjects = async (folder: string) =>
      (await mailsIn(server, folder)).map(({ subject }) => subject);
    expect(await subjects(to)).toContain("To be moved");
    expect(await subjects(from)).not.toContain("To be moved");
    ledger.holds("R499");
    expect(
      await fetchedAs({ query: base64Query("ItemOperations", "INTEROP", { Options: TWO }) }),
    ).toBe("multipart");
    ledger.holds("R94", "R95", "R534");
    await expectEmptySync(from);
  });

  it("MSASHTTP_S01_TC13_CommandCode_UserRelatedCommands", async () => {
    const to = el("ResolveRecipients:To", "Bob");
    const request = el("ResolveRecipients:ResolveRecipients", to);
    const resolved = documentOf(await post(server, "ResolveRecipients", request));
    expect(JSON.stringify(resolved)).toContain("bob@acme.example.com");
    const asks = el("Settings:UserInformation", el("Settings:Get"));
    const settings = documentOf(
      await post(server, "Settings", el("Settings:Settings", asks), { version: "12.1" }),
    );
    expect(JSON.stringify(settings)).toContain("alice@acme.example.com");
    expect(await pingFor(await inbox())).toBe("2");
    ledger.holds("R482", "R504");
  });

  it("MSASHTTP_S01_TC14_CommandCode_ValidateCert", async () => {
    const certificate = el("ValidateCert:Certificate", Buffer.from("none").toString("base64"));
    const request = el("ValidateCert:ValidateCert", el("ValidateCert:Certificates", certificate));
    const root = documentOf(await post(server, "ValidateCert", request));
    expect(text(root, "ValidateCert:Status")).toMatch(/^\d+$/);
  });
});

/** MS-ASCMD 2.2.1.21: a Sync with nothing new is answered by no body at all. */
async function expectEmptySync(folder: string): Promise<void> {
  const device = { device: "EMPTYSYNC" };
  let key = "0";
  for (let round = 0; round < 5; round++) {
    const answer: Said = await post(server, "Sync", syncOf(key, folder), device);
    expect(answer.status).toBe(200);
    if (answer.body.length === 0) {
      expect(answer.header("content-length")).toBe("0");
      expect(answer.header("content-encoding")).toBeUndefined();
      return ledger.holds("R482");
    }
    const collection = path(documentOf(answer), "AirSync:Collections", "AirSync:Collection");
    key = (collection && text(collection, "AirSync:SyncKey")) ?? key;
  }
  throw new Error("Sync never had nothing to say");
}

const TWO = new Uint8Array([2]);

/** How ItemOperations answers a Fetch of the attachment. */
async function fetchedAs(more: Ask): Promise<"multipart" | "inline"> {
  const { data } = await theMail({ version: "12.1" });
  const attachment = path(data, "AirSyncBase:Attachments", "AirSyncBase:Attachment");
  const reference = (attachment && text(attachment, "AirSyncBase:FileReference")) ?? "";
  const fetch = el(
    "ItemOperations:Fetch",
    el("ItemOperations:Store", "Mailbox"),
    el("AirSyncBase:FileReference", reference),
  );
  const request = el("ItemOperations:ItemOperations", fetch);
  const answer = await post(server, "ItemOperations", request, more);
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
async function pingFor(folder: string): Promise<string | undefined> {
  const watched = el("Ping:Folder", el("Ping:Id", folder), el("Ping:Class", "Email"));
  const ping = el("Ping:Ping", el("Ping:HeartbeatInterval", "120"), el("Ping:Folders", watched));
  await hierarchy(server, { device: "PINGER" });
  await mailsIn(server, folder, { device: "PINGER" });
  const held = post(server, "Ping", ping, { device: "PINGER" });
  await new Promise((resolve) => setTimeout(resolve, HELD_MS));
  server.world.exchange.deliver("alice", {
    ...{ from: "bob@acme.example.com", subject: "Wake up", body: "Text" },
  });
  return text(documentOf(await held), "Ping:Status");
}

/** Real time until a request is surely held at Exchange. */
const HELD_MS = 500;

async function longIdOf(words: string): Promise<string> {
  const request = el(
    "Search:Search",
    el(
      "Search:Store",
      el("Search:Name", "Mailbox"),
      el("Search:Query", el("Search:And", el("Search:FreeText", words))),
      el("Search:Options", el("Search:Range", "0-9")),
    ),
  );
  const root = documentOf(await post(server, "Search", request, { version: "12.1" }));
  const store = path(root, "Search:Response", "Search:Store");
  const result = store && child(store, "Search:Result");
  const longId = (result && text(result, "Search:LongId")) ?? "";
  expect(longId, JSON.stringify(root)).not.toBe("");
  return longId;
}

describe("MS-ASHTTP S02: statuses", () => {
  it("MSASHTTP_S02_TC01_Verify400StatusCode", async () => {
    const broken = base64Query("FolderSync", "INTEROP", {}, { version: 191 });
    const body = encode(el("FolderHierarchy:FolderSync", el("FolderHierarchy:SyncKey", "0")));
    for (const _twice of [1, 2])
      expect((await server.ask({ query: broken, body })).status).toBe(400);
    expect((await server.ask({ query: "?Cmd=FolderSync", body })).status).toBe(400);
    ledger.holds("R176", "R177", "R188");
  });

  it("MSASHTTP_S02_TC02_Verify401StatusCode", async () => {
    const anonymous = await server.ask({ password: null, method: "OPTIONS", query: "" });
    expect([anonymous.status, anonymous.header("www-authenticate")]).toEqual([
      401,
      expect.stringMatching(/^Basic /),
    ]);
    expect((await server.ask({ password: "wrong", method: "OPTIONS", query: "" })).status).toBe(
      401,
    );
    ledger.holds("R178", "R523");
  });

  it("MSASHTTP_S02_TC03_Verify403StatusCode", async () => {
    await server.world.admin.putUser("acme", "alice", { easAllowed: false });
    await server.world.clock.advance(6000);
    expect((await hierarchyStatus()).status).toBe(403);
    await server.world.admin.putUser("acme", "alice", { easAllowed: true });
    await server.world.clock.advance(6000);
    expect((await hierarchyStatus()).status).toBe(200);
    ledger.holds("R180");
  });

  it("MSASHTTP_S02_TC04_Verify404StatusCode", async () => {
    for (const path of ["/Microsoft-Server-NotExistService", "/Microsoft-Server-ActiveSync/x"])
      expect((await server.ask({ path })).status).toBe(404);
    ledger.holds("R182", "R441");
  });

  it("MSASHTTP_S02_TC05_Verify501StatusCode", async () => {
    const answer = await server.ask({ method: "PUT", command: "FolderSync" });
    expect(answer.status).toBe(501);
    ledger.holds("R186", "R465");
  });
});

const hierarchyStatus = () =>
  post(server, "FolderSync", el("FolderHierarchy:FolderSync", el("FolderHierarchy:SyncKey", "0")));

describe("MS-ASHTTP S03: request headers", () => {
  it("MSASHTTP_S03_TC01_SetASAcceptMultiPartRequestHeader", async () => {
    const accept = (value: string) => ({ headers: { "MS-ASAcceptMultiPart": value } });
    expect(await fetchedAs(accept("T"))).toBe("multipart");
    expect(await fetchedAs(accept("F"))).toBe("inline");
    expect(await fetchedAs({})).toBe("inline");
    ledger.holds("R154", "R155", "R440");
  });

  it("MSASHTTP_S03_TC02_SetUserAgentRequestHeader", async () => {
    expect((await hierarchyStatus()).status).toBe(200);
    expect(arrived()?.userAgent).toBe("Interop");
  });

  it("MSASHTTP_S03_TC03_SetPolicyKeyRequestHeader", async () => {
    const device = "POLICYKEY";
    await server.lock({ easPasswordEnabled: true });
    const demanded = await hierarchyOf({ device, key: "123456" });
    expect(demanded.status).toBe(449);
    await server.lock({ easPasswordEnabled: null });
    expect((await hierarchyOf({ device, key: "0" })).status).toBe(200);
  });

  it("MSASHTTP_S03_TC04_LimitChangesToUserAgentHeader", async () => {
    await server.adapt({ maxClientChangesPerDay: 2, behaviourBlockMinutes: 30 });
    const statusAs = async (agent: string) =>
      (await hierarchyOf({ device: "CHANGING", userAgent: agent })).status;
    for (const agent of ["One/1", "Two/1", "Three/1"]) expect(await statusAs(agent)).toBe(200);
    expect(await statusAs("Four/1")).toBe(503);
    await server.world.clock.advance(31 * 60_000);
    expect(await statusAs("Four/1")).toBe(200);
    await server.adapt({ maxClientChangesPerDay: 0 });
    ledger.holds("R456", "R457");
  });
});

const hierarchyOf = (more: Ask) =>
  post(
    server,
    "FolderSync",
    el("FolderHierarchy:FolderSync", el("FolderHierarchy:SyncKey", "0")),
    more,
  );

describe("MS-ASHTTP S04: OPTIONS", () => {
  it("MSASHTTP_S04_TC01_HTTPOPTIONS", async () => {
    const answer = await server.ask({ method: "OPTIONS", query: "" });
    expect([answer.status, answer.body.length]).toEqual([200, 0]);
    const listed = (name: string) => (answer.header(name) ?? "").split(",");
    expect(listed("ms-asprotocolversions")).toEqual(
      expect.arrayContaining(["2.5", "12.0", "12.1", "14.0"]),
    );
    expect(listed("ms-asprotocolcommands")).toEqual(
      expect.arrayContaining(["Sync", "FolderSync", "Provision", "Ping"]),
    );
    ledger.holds("R319", "R238", "R239", "R240", "R241", "R244", "R247", "R249", "R296", "R450");
    ledger.holds("R1107", "R459", "R460");
  });

  it("offers what the Exchange behind it speaks, and no more", async () => {
    const versionsOf = async (trait: "2007" | "2016") => {
      const other = await openServer({ trait });
      try {
        const answer = await other.ask({ method: "OPTIONS", query: "" });
        return (answer.header("ms-asprotocolversions") ?? "").split(",");
      } finally {
        await other.close();
      }
    };
    const old = await versionsOf("2007");
    for (const version of ["14.0", "14.1", "16.0", "16.1"]) expect(old).not.toContain(version);
    ledger.holds("R298");
    expect(await versionsOf("2016")).toEqual(expect.arrayContaining(["14.1", "16.0", "16.1"]));
    ledger.holds("R461", "R1201", "R12011");
  });
});

describe("MS-ASHTTP requirements", () => {
  it("are all shown, or listed with the reason why they do not apply", () => {
    console.info(ledger.summary(NOT_APPLICABLE));
    expect(ledger.needlesslyListed(NOT_APPLICABLE)).toEqual([]);
    expect(ledger.missing(NOT_APPLICABLE)).toEqual([]);
  });
});

const NOT_APPLICABLE: { why: string; ids: string[] }[] = [
  { why: "TLS ends in front of the Worker, at the platform's edge", ids: ["R518"] },
  {
    why: "meeting requests are Exchange's own affair, and the simulated one has none",
    ids: ["R432"],
  },
  {
    why: "whether an answer is compressed is Exchange's own choice, and the simulated one never does",
    ids: ["R197", "R214"],
  },
];

// What a phone wants and cannot have in quarantine: it hears so in the words of its version, and nothing it wrote is lost.
import { describe, expect, test } from "vitest";
import type { EasCommand } from "../../worker/wire/eas-query.ts";
import { encode } from "../../worker/wire/wbxml.ts";
import { child, el, type Node, path, text } from "../../worker/wire/wbxml-tree.ts";
import { folderSync, INBOX, primed, sync, told, VERSIONS, ward } from "./quarantine-support.ts";

const MAIL = new TextEncoder().encode("From: alice@acme.test\r\nTo: bob@acme.test\r\n\r\nHello");

describe.each(["SendMail", "SmartReply", "SmartForward"] as const)("%s", (command) => {
  test.each(["2.5", "12.1"])(
    "at %s is refused by HTTP, so that the mail stays in the Outbox",
    async (version) => {
      const headers = { "content-type": "message/rfc822" };
      const response = await ward().send(command, MAIL, { version, headers });
      expect([response.status, await response.text()]).toEqual([403, ""]);
    },
  );

  test.each(["14.0", "16.1"])("at %s is refused by its own status", async (version) => {
    const tree = el(
      `ComposeMail:${command}`,
      el("ComposeMail:ClientId", "1"),
      el("ComposeMail:Mime", MAIL),
    );
    const answer = await ward().ask(command, tree, { version });
    expect(answer).toEqual(el(`ComposeMail:${command}`, el("ComposeMail:Status", "130")));
  });
});

test.each<[EasCommand, Node]>([
  [
    "Search",
    el("Search:Search", el("Search:Store", el("Search:Name", "GAL"), el("Search:Query", "b"))),
  ],
  [
    "ResolveRecipients",
    el("ResolveRecipients:ResolveRecipients", el("ResolveRecipients:To", "bob")),
  ],
  ["ValidateCert", el("ValidateCert:ValidateCert", el("ValidateCert:Certificates"))],
  [
    "MeetingResponse",
    el(
      "MeetingResponse:MeetingResponse",
      el("MeetingResponse:Request", el("MeetingResponse:RequestId", "5:1")),
    ),
  ],
])(
  "%s is denied in its own words up to 12.1, and by AccessDenied from 14.0 on",
  async (command, tree) => {
    const page = tree.tag.split(":")[0];
    const at12 = await ward().ask(command, tree, { version: "12.1" });
    const said: Readonly<Record<string, RegExp>> = {
      Search: /"Search:Store","content":\[{"tag":"Search:Status","content":"13"/,
      ResolveRecipients:
        /"ResolveRecipients:To","content":"bob"},{"tag":"ResolveRecipients:Status","content":"4"/,
      ValidateCert: /"ValidateCert:Status","content":"17"/,
      MeetingResponse: /"5:1"},{"tag":"MeetingResponse:Status","content":"2"/,
    };
    expect(JSON.stringify(at12)).toMatch(said[command] ?? /never/);
    const at14 = await ward().ask(command, tree, { version: "14.1" });
    expect(JSON.stringify(at14)).toContain(`{"tag":"${page}:Status","content":"130"}`);
  },
);

test("Find of 16.1 is denied by AccessDenied", async () => {
  const answer = await ward().ask("Find", el("Find:Find", el("Find:SearchId", "1")), {
    version: "16.1",
  });
  expect(answer).toEqual(el("Find:Find", el("Find:Status", "130")));
});

test.each(VERSIONS)(
  "folders at %s can be neither made nor changed nor removed",
  async (version) => {
    const device = ward();
    const first = await device.ask("FolderSync", folderSync("0"), { version });
    const key = (first && text(first, "FolderHierarchy:SyncKey")) ?? "";
    const status = async (
      command: "FolderCreate" | "FolderDelete" | "FolderUpdate",
      syncKey: string,
      id: string,
    ) => {
      const named = command === "FolderCreate" ? "ParentId" : "ServerId";
      const tree = el(
        `FolderHierarchy:${command}`,
        el("FolderHierarchy:SyncKey", syncKey),
        el(`FolderHierarchy:${named}`, id),
      );
      const answer = await device.ask(command, tree, { version });
      return answer && text(answer, "FolderHierarchy:Status");
    };
    expect(await status("FolderCreate", key, "0")).toBe("3");
    expect(await status("FolderCreate", key, "7")).toBe("5");
    expect(await status("FolderDelete", key, INBOX)).toBe("3");
    expect(await status("FolderDelete", key, "7")).toBe("4");
    expect(await status("FolderUpdate", key, INBOX)).toBe("2");
    expect(await status("FolderUpdate", "1234", INBOX)).toBe("9");
  },
);

test("nothing can be moved", async () => {
  const device = ward();
  const mail = await device.ask("Sync", sync(await primed(device, "12.1")));
  const [id = ""] = told(mail, "AirSync:Add");
  const move = (source: string) =>
    el(
      "Move:Move",
      el("Move:SrcMsgId", source),
      el("Move:SrcFldId", INBOX),
      el("Move:DstFldId", "4"),
    );
  expect(await device.ask("MoveItems", el("Move:MoveItems", move(id), move("5:17")))).toEqual(
    el(
      "Move:MoveItems",
      el("Move:Response", el("Move:SrcMsgId", id), el("Move:Status", "2")),
      el("Move:Response", el("Move:SrcMsgId", "5:17"), el("Move:Status", "1")),
    ),
  );
});

describe("Settings", () => {
  const ask = async (version: string, ...parts: readonly Node[]) => {
    const answer = await ward({ user: { emailAddress: "alice.adams@acme.test" } }).ask(
      "Settings",
      el("Settings:Settings", ...parts),
      { version },
    );
    if (!answer) throw new Error("no answer");
    return answer;
  };

  test("a phone says what it is and gets on", async () => {
    const model = el("Settings:Set", el("Settings:Model", "Nexus"));
    const answer = await ask("12.1", el("Settings:DeviceInformation", model));
    expect(text(answer, "Settings:Status")).toBe("1");
    const part = child(answer, "Settings:DeviceInformation");
    expect(part && text(part, "Settings:Status")).toBe("1");
  });

  test("what a phone says of itself is kept, for an access rule may speak of it", async () => {
    const said = el(
      "Settings:DeviceInformation",
      el("Settings:Set", el("Settings:Model", "Nexus")),
    );
    const device = ward();
    await device.ask("Settings", el("Settings:Settings", said), { version: "12.1" });
    const policy = el("Provision:Policy", el("Provision:PolicyType", "MS-EAS-Provisioning-WBXML"));
    const asked = el("Provision:Provision", said, el("Provision:Policies", policy));
    const answer = await device.ask("Provision", asked, { version: "14.1" });
    expect(device.information).toEqual([{ model: "Nexus" }, { model: "Nexus" }]);
    const read = answer && child(answer, "Settings:DeviceInformation");
    expect(read && text(read, "Settings:Status")).toBe("1");
  });

  test("out of office seems off, and cannot be switched from here", async () => {
    const asked = await ask(
      "12.1",
      el("Settings:Oof", el("Settings:Get", el("Settings:BodyType", "Text"))),
    );
    const got = path(asked, "Settings:Oof", "Settings:Get");
    expect(got && text(got, "Settings:OofState")).toBe("0");
    const set = await ask(
      "12.1",
      el("Settings:Oof", el("Settings:Set", el("Settings:OofState", "1"))),
    );
    const oof = child(set, "Settings:Oof");
    expect(oof && text(oof, "Settings:Status")).toBe("7");
  });

  test.each([
    ["14.0", ["Settings:EmailAddresses"]],
    ["14.1", ["Settings:Accounts", "Settings:Account", "Settings:EmailAddresses"]],
  ] as const)("the user's address at %s", async (version, way) => {
    const answer = await ask(version, el("Settings:UserInformation", el("Settings:Get")));
    const found = path(answer, "Settings:UserInformation", "Settings:Get", ...way);
    expect(found && text(found, "Settings:SMTPAddress")).toBe("alice.adams@acme.test");
  });

  test("a request for nothing is a protocol error", async () => {
    expect(text(await ask("12.1"), "Settings:Status")).toBe("2");
  });
});

test("Provision has no policy to give", async () => {
  const type = el("Provision:PolicyType", "MS-EAS-Provisioning-WBXML");
  const asked = el("Provision:Provision", el("Provision:Policies", el("Provision:Policy", type)));
  const answer = await ward().ask("Provision", asked);
  const policy = answer && path(answer, "Provision:Policies", "Provision:Policy");
  expect(answer && text(answer, "Provision:Status")).toBe("1");
  expect(policy && text(policy, "Provision:Status")).toBe("2");
});

test("GetHierarchy of old clients lists the Inbox; attachments are not found", async () => {
  const folders = await ward().ask("GetHierarchy", null);
  const folder = folders && child(folders, "FolderHierarchy:Folder");
  expect(folder && text(folder, "FolderHierarchy:ServerId")).toBe(INBOX);
  const attachment = await ward().send("GetAttachment", new Uint8Array(0));
  expect(attachment.status).toBe(404);
});

test("a Sync without a body is asked for the whole", async () => {
  const at12 = await ward().ask("Sync", null);
  expect(at12 && text(at12, "AirSync:Status")).toBe("13");
  const at25 = await ward().ask("Sync", null, { version: "2.5" });
  expect(at25 && text(at25, "AirSync:Status")).toBe("4");
});

test.each<[string, EasCommand, Uint8Array, number]>([
  ["no WBXML", "FolderSync", new TextEncoder().encode("FolderSync, please"), 400],
  ["WBXML that breaks off", "FolderSync", encode(folderSync("0")).slice(0, -2), 400],
  ["another command's document", "Sync", encode(folderSync("0")), 400],
  ["no body where one must be", "FolderSync", new Uint8Array(0), 400],
  ["a body where none may be", "GetAttachment", encode(folderSync("0")), 400],
])("%s is refused", async (_, command, body, status) => {
  expect((await ward().send(command, body)).status).toBe(status);
});

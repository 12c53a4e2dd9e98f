// Mail over ActiveSync as the phone speaks it: versions, requests, sync keys, sending (MS-ASHTTP,
// MS-ASCMD).
import { describe, expect, test } from "vitest";
import { el, type Node } from "../../../worker/wire/wbxml-tree.ts";
import { collectionOf, folderList, mail, mailbox, synced, tree } from "./eas-script.ts";
import { phoneWith } from "./mail-support.ts";
import { answer, phoneOn, sent } from "./phone-support.ts";

describe("what the phone sends", () => {
  test("OPTIONS first, then the highest version both know, with the era's headers and query", async () => {
    const { requests } = await phoneWith({});
    const [options, list] = requests;
    expect([options?.method, options?.url]).toEqual([
      "OPTIONS",
      "https://acme.example.com:8443/Microsoft-Server-ActiveSync",
    ]);
    expect(list?.url).toBe(
      "https://acme.example.com:8443/Microsoft-Server-ActiveSync" +
        "?User=TOKEN%5Calice&DeviceId=Appl88042TD3A4T&DeviceType=iPhone&Cmd=FolderSync",
    );
    expect(list?.headers).toEqual([
      ["MS-ASProtocolVersion", "12.1"],
      ["X-MS-PolicyKey", "0"],
      ["User-Agent", "Apple-iPhone2C1/803.148"],
      ["Content-Type", "application/vnd.ms-sync.wbxml"],
      ["Authorization", `Basic ${Buffer.from("TOKEN\\alice:pä:ss", "utf8").toString("base64")}`],
      ["Accept", "*/*"],
      ["Accept-Language", "en-us"],
      ["Accept-Encoding", "gzip, deflate"],
      ["Connection", "keep-alive"],
    ]);
  });
  test.each([
    ["1.0,2.0,2.1,2.5", "2.5"],
    ["2.5,12.0", "2.5"],
    ["2.0,2.1,2.5,12.0,12.1,14.0,14.1", "12.1"],
  ])("of %s it speaks %s", async (offered, spoken) => {
    const { requests } = await phoneWith({
      OPTIONS: answer(200, { "MS-ASProtocolVersions": offered }),
    });
    expect(sent(requests[1], "MS-ASProtocolVersion")).toBe(spoken);
  });
  test("with a server of later versions only it says so", async () => {
    const { added } = await phoneWith({
      OPTIONS: answer(200, { "MS-ASProtocolVersions": "14.1,16.1" }),
    });
    expect(added).toMatchObject({ ok: false, reason: "cannot-connect" });
  });
  test("a hostile owner changes device id, type and user agent", async () => {
    const { phone, requests } = await phoneWith({});
    Object.assign(phone.pretend, {
      deviceId: "android1",
      deviceType: "Android",
      userAgent: "Android/4",
    });
    await phone.mail.check();
    expect(requests.at(-1)?.url).toContain("DeviceId=android1&DeviceType=Android");
    expect(sent(requests.at(-1), "User-Agent")).toBe("Android/4");
  });
  test("2.5 names the class and asks for truncated bodies, 12.1 for body preferences", async () => {
    const old = await phoneWith({ OPTIONS: answer(200, { "MS-ASProtocolVersions": "2.5" }) });
    await old.phone.mail.check();
    const [first25, next25] = old.server.log.filter(({ command }) => command === "Sync");
    const { phone, server } = await phoneWith({});
    await phone.mail.check();
    const [first, next] = server.log.filter(({ command }) => command === "Sync");
    const tags = (body: Node | null | undefined) =>
      [...JSON.stringify(body).matchAll(/"tag":"([^"]+)"/g)].map(([, tag]) => tag).slice(3);
    expect(tags(first25?.body)).toEqual([
      "AirSync:Class",
      "AirSync:SyncKey",
      "AirSync:CollectionId",
    ]);
    expect(tags(next25?.body)).toContain("AirSync:Truncation");
    expect(tags(first?.body)).toEqual(["AirSync:SyncKey", "AirSync:CollectionId"]);
    expect(tags(next?.body)).toContain("AirSyncBase:BodyPreference");
    expect(tags(next?.body)).not.toContain("AirSync:Class");
  });
});

describe("check", () => {
  test("lists folders, then syncs inbox, sent items, calendar and contacts", async () => {
    const { phone, server, notes } = await phoneWith({});
    expect(await phone.mail.check()).toEqual({
      ok: true,
      changes: { added: 1, changed: 0, deleted: 0 },
    });
    const asked = server.log
      .filter(({ command }) => command === "Sync")
      .map(({ body }) => collectionOf(body));
    expect(asked.map(({ folder, key }) => `${folder} ${key}`)).toEqual([
      ...["in 0", "in 1", "sent 0", "sent 1", "cal 0", "cal 1", "con 0", "con 1"],
    ]);
    expect(phone.mail.messages()).toEqual([
      {
        ...{ serverId: "m1", subject: "One", from: "bob@acme.example.com", to: "", read: false },
        ...{ received: "2031-02-03T08:01:00.000Z", body: "Hello" },
      },
    ]);
    expect(notes).toEqual([]);
  });
  test("reads window after window until there is no more, and newest come first", async () => {
    const { phone } = await phoneWith({
      Sync: ({ body }) => {
        const { folder, key } = collectionOf(body);
        if (folder !== "in" || key === "0") return synced(folder, { key: `${Number(key) + 1}` });
        const number = Number(key);
        const commands = [mail(`m${number}`, `Mail ${number}`)];
        return synced(folder, { key: `${number + 1}`, more: number < 4, commands });
      },
    });
    await phone.mail.check();
    expect(phone.mail.messages().map(({ subject }) => subject)).toEqual([
      "Mail 4",
      "Mail 3",
      "Mail 2",
      "Mail 1",
    ]);
  });
  test("a change overwrites what it brings, a delete takes the item", async () => {
    const read = el(
      "AirSync:Change",
      el("AirSync:ServerId", "m1"),
      el("AirSync:ApplicationData", el("Email:Read", "1")),
    );
    const gone = el("AirSync:Delete", el("AirSync:ServerId", "m2"));
    const { phone } = await phoneWith({
      Sync: ({ body }) => {
        const { folder, key } = collectionOf(body);
        if (folder !== "in" || key === "0") return synced(folder, { key: "1" });
        const commands = key === "1" ? [mail("m1", "One"), mail("m2", "Two")] : [read, gone];
        return synced(folder, { key: `${Number(key) + 1}`, commands });
      },
    });
    await phone.mail.check();
    expect(await phone.mail.check()).toMatchObject({
      changes: { added: 0, changed: 1, deleted: 1 },
    });
    expect(phone.mail.messages().map(({ subject, read }) => [subject, read])).toEqual([
      ["One", true],
    ]);
  });
  test("an unknown sync key empties that folder and starts it anew", async () => {
    let forgotten = false;
    const usual = mailbox(mail("m1", "One"));
    const { phone, server } = await phoneWith({
      Sync: (asked) => {
        const { folder, key } = collectionOf(asked.body);
        if (forgotten && folder === "in" && key !== "0") {
          forgotten = false;
          return synced(folder, { status: "3" });
        }
        return typeof usual === "function" ? usual(asked) : usual;
      },
    });
    await phone.mail.check();
    forgotten = true;
    expect(await phone.mail.check()).toMatchObject({ ok: true, changes: { added: 1 } });
    expect(phone.mail.messages()).toHaveLength(1);
    const inbox = server.log
      .map(({ body }) => collectionOf(body))
      .filter(({ folder }) => folder === "in");
    expect(inbox.map(({ key }) => key)).toEqual(["0", "1", "2", "0", "1"]);
  });
  test("an unknown folder key starts the whole list anew", async () => {
    const { phone, server } = await phoneWith({
      FolderSync: ({ before }) =>
        before === 1
          ? tree(el("FolderHierarchy:FolderSync", el("FolderHierarchy:Status", "9")))
          : folderList(`f${before}`),
    });
    expect((await phone.mail.check()).ok).toBe(true);
    expect(server.commands().filter((command) => command === "FolderSync")).toHaveLength(3);
    expect(phone.mail.messages()).toHaveLength(1);
  });
  test("goes on from saved keys after a power cycle and a restore", async () => {
    const { phone, server } = await phoneWith({});
    await phone.mail.check();
    phone.powerCycle();
    const saved = JSON.parse(JSON.stringify(phone.state));
    const restored = phoneOn(server.script, { saved });
    await restored.phone.mail.check();
    const syncs = server.log.filter(({ command }) => command === "Sync").slice(-4);
    expect(syncs.map(({ body }) => collectionOf(body).key)).toEqual(["2", "1", "1", "1"]);
    expect(restored.phone.mail.messages()).toHaveLength(1);
  });
  test("a connection that breaks loses nothing: the same key is asked again", async () => {
    let broken = true;
    const usual = mailbox(mail("m1", "One"));
    const { phone } = await phoneWith({
      Sync: (asked) => {
        if (broken && collectionOf(asked.body).key === "1") throw new Error("broken");
        return typeof usual === "function" ? usual(asked) : usual;
      },
    });
    expect(await phone.mail.check()).toMatchObject({ ok: false, reason: "cannot-connect" });
    broken = false;
    expect((await phone.mail.check()).ok).toBe(true);
    expect(phone.mail.messages()).toHaveLength(1);
  });
});

describe("sending and looking up", () => {
  test("SendMail carries the message itself, to be saved in Sent Items", async () => {
    const { phone, requests } = await phoneWith({ SendMail: answer(200) });
    const draft = {
      to: "bob@acme.example.com",
      subject: "Grüße aus dem schönen Büro",
      body: "Zwölf Uhr?\nA.",
    };
    expect((await phone.mail.send(draft)).ok).toBe(true);
    const request = requests.at(-1);
    expect(request?.url).toContain("&Cmd=SendMail&SaveInSent=T");
    expect(sent(request, "Content-Type")).toBe("message/rfc822");
    const [head = "", body = ""] = new TextDecoder().decode(request?.body).split("\r\n\r\n");
    expect(head).toContain("Subject: =?utf-8?B?R3LDvMOfZSBhdXMgZGVtIHM=?=\r\n =?utf-8?B?");
    expect(head).toContain("Date: Mon, 03 Mar 2031 09:00:00 +0000");
    expect(Buffer.from(body, "base64").toString()).toBe("Zwölf Uhr?\r\nA.");
  });
  test("a subject cannot smuggle a header in", async () => {
    const { phone, requests } = await phoneWith({ SendMail: answer(200) });
    await phone.mail.send({
      to: "bob@acme.example.com",
      subject: "x\r\nBcc: all@acme.example.com",
      body: "",
    });
    expect(new TextDecoder().decode(requests.at(-1)?.body)).not.toMatch(/^Bcc:/m);
  });
  test("the address list answers with names and addresses; no result is an empty list", async () => {
    const found = el(
      "Search:Properties",
      el("GAL:DisplayName", "Bob Brown"),
      el("GAL:EmailAddress", "bob@acme.example.com"),
    );
    const result = (...content: readonly Node[]) =>
      tree(
        el(
          "Search:Search",
          el("Search:Status", "1"),
          el(
            "Search:Response",
            el("Search:Store", el("Search:Status", "1"), el("Search:Result", ...content)),
          ),
        ),
      );
    const { phone } = await phoneWith({
      Search: ({ before }) => (before === 0 ? result(found) : result()),
    });
    expect(await phone.mail.searchGal("bob")).toEqual({
      ok: true,
      found: [{ name: "Bob Brown", email: "bob@acme.example.com", phone: "" }],
    });
    expect(await phone.mail.searchGal("nobody")).toEqual({ ok: true, found: [] });
  });
});

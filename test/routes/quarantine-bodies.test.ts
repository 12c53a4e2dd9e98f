// The message of the quarantine mailbox in the forms of all versions: how much of it a client wants, in which type, inline
// or as a part.
import { describe, expect, test } from "vitest";
import { decode, encode } from "../../worker/wire/wbxml.ts";
import { child, el, type Node, path, text } from "../../worker/wire/wbxml-tree.ts";
import {
  INBOX,
  mailOf,
  options,
  preference,
  primed,
  sync,
  told,
  ward,
} from "./quarantine-support.ts";

describe("bodies", () => {
  const bodyAt = async (version: string, ...wishes: readonly Node[]) => {
    const device = ward();
    const key = await primed(device, version);
    return mailOf(await device.ask("Sync", sync(key, options(...wishes)), { version }));
  };
  const bodyNode = (mail: Awaited<ReturnType<typeof bodyAt>>) => {
    const body = child(mail, "AirSyncBase:Body");
    if (!body) throw new Error("no body");
    return body;
  };

  test("2.5 is cut as its code says, and says how long it would be", async () => {
    const mail = await bodyAt("2.5", el("AirSync:Truncation", "1"));
    const body = text(mail, "Email:Body") ?? "";
    expect(new TextEncoder().encode(body).length).toBeLessThanOrEqual(512);
    expect(text(mail, "Email:BodyTruncated")).toBe("1");
    expect(Number(text(mail, "Email:BodySize"))).toBeGreaterThan(512);
    expect(child(mail, "AirSyncBase:Body")).toBeUndefined();
    expect(child(mail, "Email:Flag")).toBeUndefined();
  });

  test("2.5 gets the MIME it asks for", async () => {
    const mail = await bodyAt("2.5", el("AirSync:MIMESupport", "2"));
    const mime = text(mail, "Email:MIMEData") ?? "";
    expect(mime).toMatch(/^From: "Acme \(do not reply\)" <no-reply@acme\.test>\r\n/);
    expect(mime).toContain("Date: Mon, 21 Jun 2010 09:30:00 +0000\r\n");
    expect(text(mail, "Email:MIMETruncated")).toBe("0");
    expect(text(mail, "Email:Body")).toBeUndefined();
  });

  test.each([
    ["HTML before plain text", [preference("1"), preference("2")], "2"],
    ["plain text alone", [preference("1")], "1"],
    [
      "MIME for every mail",
      [preference("2"), preference("4"), el("AirSync:MIMESupport", "2")],
      "4",
    ],
    ["MIME if nothing else is wanted", [preference("4")], "4"],
    ["plain text for who asks for nothing", [], "1"],
    ["plain text for an unknown type", [preference("3")], "1"],
  ])("12.1 gets %s", async (_, wishes, type) => {
    const body = bodyNode(await bodyAt("12.1", ...wishes));
    expect(text(body, "AirSyncBase:Type")).toBe(type);
    const whole = text(body, "AirSyncBase:Data") ?? "";
    const size = new TextEncoder().encode(whole).length;
    expect(text(body, "AirSyncBase:EstimatedDataSize")).toBe(String(size));
  });

  test("a part of a body, or none for who wants all or nothing", async () => {
    const size = el("AirSyncBase:TruncationSize", "100");
    const part = bodyNode(await bodyAt("12.1", preference("2", size)));
    expect(text(part, "AirSyncBase:Truncated")).toBe("1");
    expect(text(part, "AirSyncBase:Data")).toHaveLength(100);
    const none = bodyNode(
      await bodyAt("12.1", preference("2", size, el("AirSyncBase:AllOrNone", "1"))),
    );
    expect(child(none, "AirSyncBase:Data")).toBeUndefined();
  });

  test("14.0 adds a conversation and a preview, 14.1 a BodyPart", async () => {
    const preview = preference("2", el("AirSyncBase:Preview", "20"));
    const at12 = await bodyAt("12.1", preview);
    expect(child(at12, "Email2:ConversationId")).toBeUndefined();
    expect(child(bodyNode(at12), "AirSyncBase:Preview")).toBeUndefined();
    const at14 = await bodyAt("14.0", preview);
    expect(child(at14, "Email2:ConversationId")?.content).toHaveLength(16);
    expect(text(bodyNode(at14), "AirSyncBase:Preview")).toBe("This device does not");
    const wish = el("AirSyncBase:BodyPartPreference", el("AirSyncBase:Type", "2"));
    expect(child(await bodyAt("14.0", wish), "AirSyncBase:BodyPart")).toBeUndefined();
    const part = child(await bodyAt("14.1", wish), "AirSyncBase:BodyPart");
    expect(part && text(part, "AirSyncBase:Status")).toBe("1");
  });

  test("the user's language, or both if it is not known", async () => {
    const subject = async (device: ReturnType<typeof ward>) =>
      text(mailOf(await device.ask("Sync", sync(await primed(device, "12.1")))), "Email:Subject");
    expect(await subject(ward({ user: { language: "de" } }))).toBe(
      "Warum Ihre Mails von Acme noch nicht hier sind",
    );
    expect(await subject(ward({ user: {} }))).toContain("Why your Acme mail is not here yet / War");
  });
});

describe("items on demand", () => {
  const fetchOf = (id: string) =>
    el(
      "ItemOperations:ItemOperations",
      el(
        "ItemOperations:Fetch",
        el("ItemOperations:Store", "Mailbox"),
        el("AirSync:CollectionId", INBOX),
        el("AirSync:ServerId", id),
        el("ItemOperations:Options", preference("2")),
      ),
    );

  test("the message is fetched inline, or as a part behind the document", async () => {
    const device = ward();
    const mail = await device.ask("Sync", sync(await primed(device, "12.1")));
    const [id = ""] = told(mail, "AirSync:Add");
    const inline = await device.ask("ItemOperations", fetchOf(id));
    const fetched = inline && path(inline, "ItemOperations:Response", "ItemOperations:Fetch");
    const body = fetched && path(fetched, "ItemOperations:Properties", "AirSyncBase:Body");
    const html = body && text(body, "AirSyncBase:Data");
    expect(html).toContain("<html>");
    const response = await device.send("ItemOperations", encode(fetchOf(id)), {
      headers: { "ms-asacceptmultipart": "T" },
    });
    expect(response.headers.get("content-type")).toBe("application/vnd.ms-sync.multipart");
    const whole = Buffer.from(await response.arrayBuffer());
    expect(whole.readUInt32LE(0)).toBe(2);
    const part = (n: number) => {
      const [at, size] = [whole.readUInt32LE(4 + 8 * n), whole.readUInt32LE(8 + 8 * n)];
      return whole.subarray(at, at + size);
    };
    expect(part(1).toString("utf8")).toBe(html);
    expect(JSON.stringify(decode(part(0)))).toContain('"ItemOperations:Part","content":"1"');
  });

  test("nothing else is there", async () => {
    const device = ward();
    const status = async (operation: Node) => {
      const answer = await device.ask(
        "ItemOperations",
        el("ItemOperations:ItemOperations", operation),
      );
      const response = answer && child(answer, "ItemOperations:Response");
      const inner = (Array.isArray(response?.content) ? response.content : [])[0];
      return inner && text(inner, "ItemOperations:Status");
    };
    expect(await status(el("ItemOperations:Fetch", el("AirSync:ServerId", "5:17")))).toBe("6");
    expect(
      await status(el("ItemOperations:Fetch", el("AirSyncBase:FileReference", "5:17:0"))),
    ).toBe("15");
    expect(
      await status(el("ItemOperations:EmptyFolderContents", el("AirSync:CollectionId", INBOX))),
    ).toBe("3");
    const nonsense = await device.ask("ItemOperations", el("ItemOperations:ItemOperations"));
    expect(nonsense && text(nonsense, "ItemOperations:Status")).toBe("2");
  });
});

// Mail that phones send: SendMail, SmartReply, SmartForward, and the mail format they use (RFC
// 5322, 2045 to 2047).
import { describe, expect, it } from "vitest";
import { parseAddresses } from "../../../simulator/exchange/address.ts";
import { formatMessage } from "../../../simulator/exchange/mime-format.ts";
import { parseMessage } from "../../../simulator/exchange/mime-parse.ts";
import { el, type Node, text } from "../../../worker/wire/wbxml-tree.ts";
import { ask, type Call, device, MORNING, openExchange } from "./eas-client.ts";

const bytes = (...lines: string[]) => Buffer.from(lines.join("\r\n"), "latin1");
const mail = (to: string, body = "Hello Bob.", ...headers: string[]) =>
  bytes("From: someone@else.test", `To: ${to}`, "Subject: Hi", ...headers, "", body);

function sender(options: Parameters<typeof openExchange>[0] = {}) {
  const world = openExchange(options);
  const send = (body: Uint8Array, call: Call = {}, command = "SendMail") =>
    ask(world.exchange, command, {
      body: new Uint8Array(body),
      headers: { "content-type": "message/rfc822" },
      ...call,
    });
  const compose = (...nodes: Node[]) =>
    ask(world.exchange, "SendMail", {
      version: "14.0",
      body: el("ComposeMail:SendMail", ...nodes),
    });
  return { ...world, send, compose };
}

describe("SendMail", () => {
  it("delivers to local people from the sender's own address, and keeps a copy if asked", async () => {
    const { exchange, notes, send } = sender();
    const answer = await send(mail('"Bob" <bob@acme.test>'), { more: "&SaveInSent=T" });
    expect(answer.status).toBe(200);
    expect(answer.bytes).toHaveLength(0);
    expect(exchange.messages("bob")[0]).toEqual({
      subject: "Hi",
      from: '"Alice Adams" <alice@acme.test>',
      to: '"Bob" <bob@acme.test>',
      body: "Hello Bob.",
      read: false,
    });
    expect(exchange.messages("alice", "Sent Items")).toHaveLength(1);
    expect(exchange.messages("alice", "Sent Items")[0]?.read).toBe(true);
    expect(notes).toEqual([]);
  });

  it("keeps no copy without SaveInSent", async () => {
    const { exchange, send } = sender();
    await send(mail("bob@acme.test"));
    expect(exchange.messages("alice", "Sent Items")).toEqual([]);
  });

  it("delivers once to whoever is named twice, and hides Bcc from the others", async () => {
    const { exchange, send } = sender();
    exchange.addUser({ user: "carol", password: "x", displayName: "Carol" });
    await send(mail("bob@acme.test, BOB@acme.test", "x", "Bcc: carol@acme.test"));
    expect(exchange.messages("bob")).toHaveLength(1);
    expect(exchange.messages("carol")).toHaveLength(1);
    expect(JSON.stringify(exchange.state.mailboxes.bob)).not.toContain("carol");
  });

  it("reports addresses nobody has to the sender, local or not", async () => {
    const { exchange, send } = sender();
    await send(mail("nobody@acme.test, far@away.test, bob@acme.test"));
    expect(exchange.messages("bob")).toHaveLength(1);
    const [report] = exchange.messages("alice");
    expect(report?.subject).toBe("Undeliverable: Hi");
    expect(report?.body).toContain("nobody@acme.test\r\nfar@away.test");
  });

  it.each([
    ["without a recipient", bytes("Subject: x", "", "y")],
    ["without headers", bytes("just text")],
    ["of nothing but a line end", bytes("", "")],
  ])("answers 500 to a mail %s", async (_name, body) => {
    const { exchange, send } = sender();
    expect((await send(body)).status).toBe(500);
    expect(exchange.messages("bob")).toEqual([]);
  });

  it("takes WBXML from 14.0, sends a ClientId once, and names its failures", async () => {
    const { compose, exchange, notes } = sender({ trait: "2010" });
    const id = el("ComposeMail:ClientId", "c-1");
    const save = el("ComposeMail:SaveInSentItems");
    const mime = el("ComposeMail:Mime", new Uint8Array(mail("bob@acme.test")));
    expect((await compose(id, save, mime)).bytes).toHaveLength(0);
    const statusOf = ({ document }: Awaited<ReturnType<typeof compose>>) =>
      document && text(document, "ComposeMail:Status");
    expect(statusOf(await compose(id, save, mime))).toBe("118");
    expect(exchange.messages("bob")).toHaveLength(1);
    expect(exchange.messages("alice", "Sent Items")).toHaveLength(1);
    const noRecipient = el("ComposeMail:Mime", new Uint8Array(bytes("Subject: x", "", "y")));
    expect(statusOf(await compose(noRecipient))).toBe("119");
    expect(notes).toEqual([]);
  });
});

describe("SmartReply and SmartForward", () => {
  async function original() {
    const world = sender();
    world.exchange.deliver("alice", {
      from: "bob@acme.test",
      subject: "Plan",
      body: "The plan is simple.",
      attachment: { name: "plan.txt", base64: "cGxhbg==" },
    });
    const inbox = await device(world.exchange).folderId("Inbox");
    const [id = ""] = Object.keys(world.exchange.state.mailboxes.alice?.items ?? {});
    return {
      ...world,
      more: `&CollectionId=${inbox}&ItemId=${encodeURIComponent(id)}&SaveInSent=T`,
    };
  }

  it("puts the original's text under a reply", async () => {
    const { exchange, more, send } = await original();
    await send(mail("bob@acme.test", "I agree."), { more }, "SmartReply");
    const [reply] = exchange.messages("bob");
    expect(reply?.body).toMatch(/^I agree\.[\s\S]*Original Message[\s\S]*The plan is simple\.$/);
  });

  it("takes the original's attachments along when forwarding", async () => {
    const { exchange, more, send } = await original();
    await send(mail("bob@acme.test", "Look."), { more }, "SmartForward");
    const [forwarded] = Object.values(exchange.state.mailboxes.bob?.items ?? {});
    expect(forwarded?.kind === "Email" && forwarded.message.attachments[0]?.name).toBe("plan.txt");
  });

  it("answers 500 for an original that is not there", async () => {
    const { exchange, send } = await original();
    const call = { more: "&CollectionId=5&ItemId=5%3A99" };
    expect((await send(mail("bob@acme.test"), call, "SmartReply")).status).toBe(500);
    expect(exchange.messages("bob")).toEqual([]);
  });
});

describe("the mail format", () => {
  it("reads encoded words, quoted-printable, base64, charsets and nested parts", () => {
    const parsed = parseMessage(
      bytes(
        "From: =?iso-8859-1?Q?J=F6rg_M=FCller?= <jm@x.test>",
        "To: bob@acme.test,",
        "\tcarol@acme.test",
        "Subject: =?utf-8?B?w6Rww7Y=?=",
        " =?utf-8?B?IQ==?=",
        'Content-Type: multipart/mixed; boundary="out"',
        "",
        "preamble",
        "--out",
        "Content-Type: multipart/alternative; boundary=in",
        "",
        "--in",
        "Content-Type: text/plain; charset=iso-8859-1",
        "Content-Transfer-Encoding: quoted-printable",
        "",
        "gr=FC=",
        "n",
        "--in",
        "Content-Type: text/html",
        "",
        "<p>gr&uuml;n</p>",
        "--in--",
        "--out",
        'Content-Type: application/pdf; name="plan.pdf"',
        "Content-Disposition: attachment; filename=plan.pdf",
        "Content-Transfer-Encoding: base64",
        "",
        "cGxh",
        "bg==",
        "--out--",
        "epilogue",
      ),
    );
    expect(parsed).toEqual({
      from: "Jörg Müller <jm@x.test>",
      to: "bob@acme.test, carol@acme.test",
      cc: "",
      bcc: "",
      subject: "äpö!",
      body: "grün",
      html: "<p>gr&uuml;n</p>",
      attachments: [{ name: "plan.pdf", contentType: "application/pdf", base64: "cGxhbg==" }],
    });
  });

  it("reads back what it writes", () => {
    const message = {
      from: '"Jörg" <jm@x.test>',
      to: "bob@acme.test",
      cc: "carol@acme.test",
      subject: `${"Grüße 😀 ".repeat(20)}end`,
      body: "Zeile eins\r\nZeile zwei ü",
      html: "<b>ü</b>",
      attachments: [{ name: "ä.txt", contentType: "text/plain", base64: "YWJj" }],
    };
    const written = formatMessage(message, MORNING, "5:1");
    expect(written).toMatch(/^[\x20-\x7e\r\n]*$/);
    expect(Math.max(...written.split("\r\n").map(({ length }) => length))).toBeLessThanOrEqual(100);
    const { bcc, ...read } = parseMessage(Buffer.from(written)) ?? { bcc: "x" };
    expect(bcc).toBe("");
    expect(read).toEqual({ ...message, from: "Jörg <jm@x.test>" });
  });

  it.each([
    ['a@x.test, "B, C" <b@x.test>', ["a@x.test", "b@x.test"]],
    ["<a@x.test>; b@x.test;", ["a@x.test", "b@x.test"]],
    ["", []],
    ['"unfinished <a@x.test>', ["a@x.test"]],
  ])("finds the addresses in %s", (header, expected) => {
    expect(parseAddresses(header).map(({ address }) => address)).toEqual(expected);
  });

  it("reads any garbage in bounded time", () => {
    const hostile = [
      `Content-Type: multipart/mixed; boundary=b\r\n\r\n${"--b\r\n".repeat(200_000)}`,
      "Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" +
        " ".repeat(1_000_000),
      `Subject: ${"=?".repeat(300_000)}\r\n\r\n`,
      `Subject: ${"?=  ".repeat(300_000)}\r\n\r\n`,
      `Content-Type: text/html\r\n\r\n${"<script ".repeat(100_000)}`,
      `To: ${'"'.repeat(300_000)}\r\n\r\n`,
    ];
    for (const text of hostile) {
      const started = performance.now();
      parseAddresses(parseMessage(Buffer.from(text))?.to ?? "");
      expect(performance.now() - started).toBeLessThan(2000);
    }
  });
});

// The query is read strictly, in both its forms.
import { describe, expect, test } from "vitest";
import { formatEasQuery } from "../../worker/wire/eas-query.ts";
import { gatewayPerTest } from "./activesync-per-test.ts";
import { basic, PASSWORD, plainQuery } from "./activesync-support.ts";

const { start } = gatewayPerTest();

describe("the query is read strictly", () => {
  const one = plainQuery("FolderSync");
  test.each([
    ["none", ""],
    ["two commands", `${one}&Cmd=Provision`],
    ["two devices", `${one}&DeviceId=other`],
    ["no device", "?User=alice&DeviceType=iPhone&Cmd=FolderSync"],
    ["a command in lower case", one.replace("FolderSync", "foldersync")],
    ["an unknown command", one.replace("FolderSync", "Reboot")],
    ["a broken escape", one.replace("iPhone", "%E4")],
    ["base64 cut short", "?jAAJBAp2MTQwRGV2aWNl"],
    ["base64 of nothing", "?AAAA"],
    ["base64 that is none", "?j!AJ"],
    ["10,000 characters", `?${"A".repeat(10_000)}`],
    ["another user", plainQuery("FolderSync", { user: "bob" })],
    ["another token", plainQuery("FolderSync", { user: `${"A".repeat(26)}\\alice` })],
    ["another domain", plainQuery("FolderSync", { user: "RIVAL\\alice" })],
  ])("%s: 400, and Exchange is not even asked about the password", async (_name, query) => {
    const { request, received, kept } = await start();
    const answer = await request({ query });
    expect(answer.status).toBe(400);
    expect(received).toEqual([]);
    expect(kept).toMatchObject({ devices: [], refusals: [], admitted: [], bound: [] });
  });

  test("every beginning of a base64 query is refused or read, never a crash", async () => {
    const { request } = await start();
    const whole = "jAAJBAp2MTQwRGV2aWNlAApTbWFydFBob25l";
    for (let length = 1; length <= whole.length; length++) {
      const { status } = await request({ query: `?${whole.slice(0, length)}` });
      expect([400, 403]).toContain(status);
    }
  });
});

// A browser that signed in at /iphone or /my sends its user's credentials along with whatever another site makes it send, and
// a base64 query says everything that such a request could not say in headers.
describe("a request that a web page made a browser send", () => {
  const query = formatEasQuery({
    ...{ form: "base64", command: "GetAttachment", protocolVersion: "12.1", locale: 1033 },
    ...{ deviceId: "madeup1", deviceType: "Page", attachmentName: "1" },
  });
  const authorization = basic("alice", PASSWORD);
  const send = async (says: Record<string, string>) => {
    const { request, received } = await start({ adapter: { onlyProvisioned: false } });
    const headers = { "ms-asprotocolversion": "", "content-type": "", ...says };
    const { status } = await request({ query, authorization, headers, body: null });
    return { status, commands: received.filter(({ method }) => method === "POST").length };
  };

  test.each<Record<string, string>>([
    { origin: "https://rival.test" },
    { origin: "null" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-origin" },
  ])("%o: reaches no mailbox", async (says) => {
    expect(await send(says)).toEqual({ status: 400, commands: 0 });
  });

  test.each<Record<string, string>>([{}, { "sec-fetch-site": "none" }])(
    "%o: a client that is none of those does",
    async (says) => {
      expect(await send(says)).toEqual({ status: 200, commands: 1 });
    },
  );
});

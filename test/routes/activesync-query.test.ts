// The query is read strictly, in both its forms.
import { describe, expect, test } from "vitest";
import { gatewayPerTest } from "./activesync-per-test.ts";
import { plainQuery } from "./activesync-support.ts";

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

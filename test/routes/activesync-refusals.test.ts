// Who is refused with 403 although the password is right, and who counts as an iOS device.
import { describe, expect, test } from "vitest";
import { gatewayPerTest } from "./activesync-per-test.ts";
import { basic, PASSWORD, plainQuery, type Setting, TOKEN } from "./activesync-support.ts";

const { start, logged } = gatewayPerTest();
const LOGIN = `${TOKEN}\\alice`;
const android = { deviceId: "androidc123456789", deviceType: "Android" };

describe("what is refused with 403, recorded once and told to nobody else", () => {
  const manual = {
    authorization: basic("alice", PASSWORD),
    query: plainQuery("FolderSync", { user: "alice" }),
  };
  test.each<[string, Setting, object, string]>([
    ["an account made by hand", {}, manual, "token-missing"],
    ["a token nobody handed out", { tokenReason: "token-unknown" }, {}, "token-unknown"],
    [
      "a token on a second device",
      { tokenReason: "token-on-another-device" },
      {},
      "token-on-another-device",
    ],
    [
      "a token that an hour ago was replaced",
      { tokenReason: "token-superseded" },
      {},
      "token-superseded",
    ],
    ["a blocked device", { blocked: true }, {}, "device-blocked"],
    ["a user who is not allowed EAS", { easAllowed: false }, {}, "eas-not-allowed"],
  ])("%s", async (_name, setting, init, reason) => {
    const { request, kept, received } = await start(setting);
    for (let i = 0; i < 3; i++) {
      const answer = await request(init);
      expect(answer.status).toBe(403);
      expect(answer.headers.get("content-length")).toBe("0");
      expect(await answer.text()).toBe("");
    }
    expect(kept.refusals.map((refusal) => refusal.reason)).toEqual([reason]);
    expect(kept).toMatchObject({ devices: [], admitted: [], bound: [] });
    expect(received.map(({ method }) => method)).toEqual(["OPTIONS"]);
    expect(logged()).toContain(reason);
  });

  test("a user whom Exchange itself does not let in", async () => {
    const { request, kept } = await start({
      exchange: (_request, response) => response.writeHead(403).end(),
    });
    expect((await request({})).status).toBe(403);
    expect(kept.refusals).toMatchObject([{ reason: "eas-not-enabled-upstream", user: "alice" }]);
  });

  test("the same token on another device, after its first use", async () => {
    const { request, kept } = await start();
    expect((await request({})).status).toBe(200);
    const query = plainQuery("FolderSync", { deviceId: "ApplOTHER" });
    expect((await request({ query })).status).toBe(403);
    expect(kept.refusals).toMatchObject([
      { reason: "token-on-another-device", deviceId: "applother" },
    ]);
  });
});

describe("iOS or not", () => {
  const asAndroid = (user: string, userAgent: string) => ({
    authorization: basic(user, PASSWORD),
    query: plainQuery("FolderSync", { user, ...android }),
    headers: { "user-agent": userAgent },
  });

  test("an iPhone that calls itself Android but keeps Apple's user agent is an iPhone", async () => {
    const { request, kept } = await start({ adapter: { otherClients: "allow" } });
    expect((await request(asAndroid("alice", "Apple-iPhone/705.18"))).status).toBe(403);
    expect(kept.refusals).toMatchObject([{ reason: "token-missing" }]);
  });

  test("one that fakes everything is an other client: denied, token or not, and the token stays unused", async () => {
    const { request, kept } = await start();
    expect((await request(asAndroid("alice", "Android/4.0"))).status).toBe(403);
    expect((await request(asAndroid(LOGIN, "Android/4.0"))).status).toBe(403);
    expect(kept.refusals.map(({ reason }) => reason)).toEqual([
      "other-client-denied",
      "other-client-denied",
    ]);
    expect(kept.bound).toEqual([]);
  });

  test("other clients pass where the adapter allows them", async () => {
    const { request, kept } = await start({ adapter: { otherClients: "allow" } });
    expect((await request(asAndroid("alice", "Android/4.0"))).status).toBe(200);
    expect(kept.devices).toMatchObject([{ proof: "none" }]);
  });

  test("with the rule off, hand-made accounts pass; a good token is bound all the same, a bad one denies nothing", async () => {
    for (const [user, tokenReason, proof] of [
      ["alice", undefined, "none"],
      [LOGIN, undefined, "token"],
      [LOGIN, "token-expired", "none"],
    ] as const) {
      const { request, kept } = await start({
        adapter: { onlyProvisioned: false },
        ...(tokenReason && { tokenReason }),
      });
      const query = plainQuery("FolderSync", { user });
      expect((await request({ authorization: basic(user, PASSWORD), query })).status).toBe(200);
      expect(kept.devices).toMatchObject([{ proof }]);
    }
  });
});

// The Ping bridge: the phone's Ping is read whole and held at the gateway, Exchange is asked in segments, and the phone
// hears what it would hear of a server that is always there (MS-ASCMD 2.2.1.13).
import { describe, expect, test } from "vitest";
import { encode } from "../../worker/wire/wbxml.ts";
import { el } from "../../worker/wire/wbxml-tree.ts";
import { gatewayPerTest } from "./activesync-per-test.ts";
import {
  bound,
  changed,
  cut,
  heard,
  holdingExchange,
  pass,
  ping,
  pingBody,
  quiet,
  reply,
  said,
  status,
  upstream,
  watch,
} from "./activesync-ping-support.ts";
import type { Setting } from "./activesync-support.ts";

const { start } = gatewayPerTest();

async function holding(setting: Setting = {}) {
  const { holds, answer } = holdingExchange();
  const gateway = await start({ ...setting, exchange: answer });
  return { gateway, holds };
}

describe("what a Ping asks", () => {
  test.each([
    [30, "60"],
    [3000, "1680"],
  ])("for %i seconds is told the nearest heartbeat, %s", async (seconds, heartbeat) => {
    const { gateway, holds } = await holding();
    const answer = await said(ping(gateway, pingBody(seconds, "5")));
    expect(answer).toMatchObject({ http: 200, status: "5", heartbeat });
    expect(holds).toEqual([]);
    expect(gateway.kept.watched).toBe(null);
  });

  test("for too many folders is told how many there may be", async () => {
    const { gateway, holds } = await holding({ adapter: { maxPingFolders: 2 } });
    const answer = await said(ping(gateway, pingBody(600, "1", "2", "3")));
    expect(answer).toMatchObject({ status: "6", maxFolders: "2" });
    expect(holds).toEqual([]);
  });

  test.each<[string, Uint8Array]>([
    ["an interval that is no number", encode(pingBody(null, "5")).slice(0, -1)],
    [
      "letters for seconds",
      encode(el("Ping:Ping", el("Ping:HeartbeatInterval", "soon"), el("Ping:Folders"))),
    ],
    ["no folder in its list", encode(el("Ping:Ping", el("Ping:Folders")))],
    ["a folder without a name", encode(el("Ping:Ping", el("Ping:Folders", el("Ping:Folder"))))],
    [
      "two intervals",
      encode(
        el("Ping:Ping", el("Ping:HeartbeatInterval", "60"), el("Ping:HeartbeatInterval", "90")),
      ),
    ],
    ["bytes behind its end", Uint8Array.from([...encode(pingBody(600, "5")), 1])],
  ])("with %s is malformed", async (_name, body) => {
    const { gateway, holds } = await holding();
    expect(await said(ping(gateway, body))).toMatchObject({ http: 200, status: "4" });
    expect(holds).toEqual([]);
  });

  test("without a body lacks parameters as long as nobody knows what the last one watched", async () => {
    const { gateway, holds } = await holding();
    expect(await said(ping(gateway, null))).toMatchObject({ http: 200, status: "3" });
    expect(holds).toEqual([]);
  });

  test("without a body watches what the last one did, and that is written only when it changes", async () => {
    const { gateway, holds } = await holding();
    const first = ping(gateway, pingBody(600, "5", "7"));
    reply(await upstream(holds, 1), changed("7"));
    await first;
    const second = ping(gateway, null);
    const { request, seconds } = await upstream(holds, 2);
    expect(request.body.equals(Buffer.from(encode(pingBody(100, "5", "7"))))).toBe(true);
    expect(seconds).toBe(100);
    expect(gateway.kept.watches).toBe(1);
    reply(holds[1], changed("5"));
    expect(await said(second)).toMatchObject({ status: "2", folders: ["5"] });
    const third = ping(gateway, pingBody(900));
    reply(await upstream(holds, 3), changed("5"));
    await third;
    expect(gateway.kept.watched).toMatchObject({
      seconds: 900,
      folders: [{ id: "5" }, { id: "7" }],
    });
  });

  test("that is refused is not remembered", async () => {
    const { gateway, holds } = await holding();
    const first = ping(gateway, pingBody(600, "5"));
    reply(await upstream(holds, 1), quiet);
    await pass(gateway, 1);
    await said(ping(gateway, pingBody(30, "9")));
    expect(gateway.kept.watched).toMatchObject({ seconds: 600, folders: [{ id: "5" }] });
    await pass(gateway, 600);
    await first;
  });
});

describe("a held Ping", () => {
  test.each(["2.5", "12.0", "12.1", "14.0", "14.1", "16.0", "16.1"])(
    "of version %s is answered at once, in Exchange's own bytes, when something changes",
    async (version) => {
      const { gateway, holds } = await holding();
      const answer = ping(gateway, pingBody(600, "5"), {
        headers: { "ms-asprotocolversion": version },
      });
      const first = await upstream(holds, 1);
      expect(first.seconds).toBe(100);
      const news = changed("5");
      reply(first, news);
      expect(await said(answer)).toMatchObject({ http: 200, hex: news.toString("hex") });
    },
  );

  test("is asked of Exchange in segments, and answered with Status 1 at the phone's own heartbeat", async () => {
    const { gateway, holds } = await holding();
    const answer = ping(gateway, pingBody(230, "5"));
    const seen = watch(answer);
    for (const [count, seconds] of [
      [1, 100],
      [2, 100],
      [3, 30],
    ] as const) {
      const hold = await upstream(holds, count);
      expect(hold.seconds).toBe(seconds);
      await pass(gateway, seconds === 30 ? 29 : seconds);
      expect(seen.answered).toBe(false);
      if (seconds === 100) reply(hold, quiet);
    }
    await pass(gateway, 1);
    expect(await said(answer)).toMatchObject({ http: 200, status: "1" });
    expect(holds).toHaveLength(3);
  });

  test("hears of mail in a later segment", async () => {
    const { gateway, holds } = await holding();
    const answer = ping(gateway, pingBody(600, "5"));
    const first = await upstream(holds, 1);
    await pass(gateway, 100);
    reply(first, quiet);
    reply(await upstream(holds, 2), changed("5"));
    expect(await said(answer)).toMatchObject({ status: "2", folders: ["5"] });
  });

  test.each([3, 6, 7])("passes Exchange's Status %i on", async (number) => {
    const { gateway, holds } = await holding();
    const answer = ping(gateway, pingBody(600, "5"));
    reply(await upstream(holds, 1), status(number));
    expect(await said(answer)).toMatchObject({ http: 200, status: String(number) });
  });

  test("keeps to the bound that Exchange names, for as long as it is held", async () => {
    const { gateway, holds } = await holding({ adapter: { upstreamHeartbeat: 900 } });
    const answer = ping(gateway, pingBody(600, "5"));
    expect((await upstream(holds, 1)).seconds).toBe(600);
    reply(holds[0], bound(300));
    expect((await upstream(holds, 2)).seconds).toBe(300);
    await pass(gateway, 300);
    reply(holds[1], quiet);
    expect((await upstream(holds, 3)).seconds).toBe(300);
    reply(holds[2], changed("5"));
    expect((await said(answer)).status).toBe("2");
  });

  test("copes with a server that names its bound only after it has held the Ping (SOGo)", async () => {
    const { gateway, holds } = await holding();
    const answer = ping(gateway, pingBody(300, "5"));
    await upstream(holds, 1);
    await pass(gateway, 60);
    reply(holds[0], bound(60));
    expect((await upstream(holds, 2)).seconds).toBe(60);
    await pass(gateway, 60);
    reply(holds[1], quiet);
    expect((await upstream(holds, 3)).seconds).toBe(60);
    reply(holds[2], changed("5"));
    expect((await said(answer)).status).toBe("2");
  });

  test("tells nobody that a connection to Exchange was cut, and hears of mail all the same", async () => {
    const { gateway, holds } = await holding();
    const answer = ping(gateway, pingBody(900, "5"));
    const seen = watch(answer);
    const first = await upstream(holds, 1);
    await pass(gateway, 90);
    await cut(first);
    await pass(gateway, 5);
    const second = await upstream(holds, 2);
    expect(second.seconds).toBe(72);
    await cut(second);
    await pass(gateway, 5);
    const third = await upstream(holds, 3);
    third.response.writeHead(503, { "retry-after": "20" }).end();
    await heard();
    await pass(gateway, 10);
    expect(holds).toHaveLength(3);
    await pass(gateway, 20);
    expect(seen.answered).toBe(false);
    reply(await upstream(holds, 4), changed("5"));
    expect((await said(answer)).status).toBe("2");
  });

  test("gives up a segment whose answer is lost, and begins a shorter one", async () => {
    const { gateway, holds } = await holding();
    const answer = ping(gateway, pingBody(900, "5"));
    await upstream(holds, 1);
    await pass(gateway, 150);
    const second = await upstream(holds, 2);
    expect(second.seconds).toBe(50);
    await expect.poll(() => holds[0]?.isGone).toBe(true);
    reply(second, changed("5"));
    expect((await said(answer)).status).toBe("2");
  });

  test("does not storm an Exchange that answers at once, again and again", async () => {
    const { gateway, holds } = await holding();
    const answer = ping(gateway, pingBody(120, "5"));
    await upstream(holds, 1);
    let answered = 0;
    for (let turn = 0; turn < 24; turn++) {
      for (; answered < holds.length; answered++) reply(holds[answered], quiet);
      await pass(gateway, 5);
    }
    expect((await said(answer)).status).toBe("1");
    expect(holds.length).toBeLessThan(10);
  });

  test("of a body that is no Ping at all is refused as any other", async () => {
    const { gateway } = await holding();
    expect((await ping(gateway, new Uint8Array(70_000).fill(65))).status).toBe(400);
    const large = new Uint8Array(70_000);
    large.set(encode(pingBody(600, "5")));
    expect((await ping(gateway, large)).status).toBe(413);
  });
});

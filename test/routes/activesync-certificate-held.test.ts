// A Ping of a phone that signs in by its certificate alone: each question to Exchange brings an identity that is good when
// it is asked, and a certificate that was revoked meanwhile ends the wait.
import { describe, expect, test } from "vitest";
import { ALICES, openBook } from "./activesync-book.ts";
import { gatewayPerTest } from "./activesync-per-test.ts";
import {
  changed,
  heard,
  holdingExchange,
  pass,
  ping,
  pingBody,
  quiet,
  reply,
  upstream,
} from "./activesync-ping-support.ts";
import { plainQuery, type Setting, START } from "./activesync-support.ts";

const { start } = gatewayPerTest();
const revoked = { at: START, by: "bob", reason: "keyCompromise" } as const;

async function held() {
  const { holds, answer } = holdingExchange();
  const now = { at: () => START };
  const book = openBook(() => now.at());
  const setting: Setting = {
    exchange: answer,
    admission: { clientCertificates: "alone" },
    authority: book.authority,
  };
  const gateway = await start(setting);
  now.at = () => gateway.clock.now();
  const query = plainQuery("Ping", { user: "alice" });
  const asked = ping(gateway, pingBody(900, "5"), {
    ...{ query, authorization: null, shown: { fingerprint: ALICES } },
  });
  return { gateway, setting, holds, book, asked };
}

describe("a held Ping of a phone with a certificate alone", () => {
  test("asks Exchange again and again, with an identity that has not ended", async () => {
    const { gateway, holds, asked } = await held();
    const identities: unknown[] = [];
    for (let count = 1; count <= 4; count++) {
      const hold = await upstream(holds, count);
      identities.push(hold.request.headers["provost-identity"]);
      expect(hold.request.headers.authorization).toBeUndefined();
      await pass(gateway, 100);
      reply(hold, quiet);
      await heard();
    }
    expect(identities).toEqual([
      ...["identity-1-of-alice", "identity-1-of-alice", "identity-1-of-alice"],
      "identity-2-of-alice",
    ]);
    reply(await upstream(holds, 5), changed("5"));
    expect((await asked).status).toBe(200);
  });

  test("ends where its certificate was revoked, without news from Exchange", async () => {
    const { gateway, setting, holds, book, asked } = await held();
    const hold = await upstream(holds, 1);
    book.write(ALICES, { revoked });
    setting.mark = "a certificate of the device was revoked";
    await pass(gateway, 60);
    expect((await asked).status).toBe(403);
    await heard();
    expect(hold.isGone).toBe(true);
    expect(gateway.kept.refusals).toMatchObject([{ reason: "certificate-revoked" }]);
  });
});

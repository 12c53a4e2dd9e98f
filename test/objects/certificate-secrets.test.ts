// What the authority leaves of private keys, challenges and passwords in storage and logs: nothing that
// opens anything.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, it, vi } from "vitest";
import { openPkcs12 } from "../../worker/wire/pkcs12.ts";
import { atDesk, authorityOf, NOW, newKey, SITE } from "./certificate-support.ts";
import { rows, setClock, tables } from "./world.ts";

afterEach(() => vi.restoreAllMocks());

const KEY = newKey();

describe("what is stored and logged", () => {
  it("holds no private key, challenge or password that opens anything", async () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
    const { stub, authority, issue, challenge } = await authorityOf("secrets");
    await authority.setRules({ registrationAuthority: true });
    const [used, open] = [await challenge(), await challenge()];
    await issue({ by: { challenge: used }, publicKey: KEY, transaction: "1" });
    const made = await authority.makeIdentity(
      { user: "alice", madeBy: "owner", delivery: "profile" },
      SITE,
    );
    await authority.identityToken({ login: "alice", issuer: "https://a", audience: "https://b" });
    await authority.prepareCa(SITE);
    const opened = openPkcs12(made.pkcs12, made.password);
    const keys = await atDesk(stub, ({ current }) =>
      [current, current.registrationAuthority].map((one) =>
        Buffer.from((one?.privateKeyPem ?? "").replace(/-----[^-]+-----|\s/g, ""), "base64"),
      ),
    );
    const privateKeys = [...keys, Buffer.from(opened.ok ? (opened.keys[0] ?? []) : [])];
    const stored = await everythingStored(stub);
    const said = JSON.stringify(log.mock.calls);
    for (const bytes of [stored, said]) {
      for (const secret of [used, open, made.password]) {
        expect(bytes.toLowerCase()).not.toContain(secret.toLowerCase());
      }
      for (const key of privateKeys) {
        expect(key.length).toBeGreaterThan(1_000);
        // No piece of the private half; the public half stands before byte 300.
        for (let at = 300; at + 16 <= key.length; at += 16)
          expect(bytes).not.toContain(key.subarray(at, at + 16).toString("latin1"));
      }
      expect(bytes).not.toContain("PRIVATE KEY");
      expect(bytes).not.toContain('"d":');
    }
  });
});

describe("a CA's wrapped key", () => {
  it("opens in no other row: a waiting CA's does not sign as the one that issues", async () => {
    const { stub, authority } = await authorityOf("moved");
    await authority.overview(SITE);
    await authority.prepareCa(SITE);
    await runInDurableObject(stub, (_, { storage }) => {
      const from = "(SELECT wrapped_key, iv FROM cas WHERE place = 'next')";
      storage.sql.exec(`UPDATE cas SET (wrapped_key, iv) = ${from} WHERE place = 'current'`);
    });
    await evictDurableObject(stub);
    await setClock(stub, NOW);
    const refused = await atDesk(stub, () => "opened").catch((error: Error) => error.name);
    expect(refused).toBe("OperationError");
  });

  it("opens in no other tenant", async () => {
    const [one, other] = [await authorityOf("owner"), await authorityOf("thief")];
    await Promise.all([one.authority.overview(SITE), other.authority.overview(SITE)]);
    const [row] = await rows(one.stub, "cas");
    await runInDurableObject(other.stub, (_, { storage }) => {
      const stolen = [row?.label, row?.iv, row?.wrapped_key] as (string | ArrayBuffer)[];
      storage.sql.exec("UPDATE cas SET label = ?, iv = ?, wrapped_key = ?", ...stolen);
    });
    await evictDurableObject(other.stub);
    await setClock(other.stub, NOW);
    const refused = await atDesk(other.stub, () => "opened").catch((error: Error) => error.name);
    expect(refused).toBe("OperationError");
  });
});

/** Every column of every row of the object's tables, as one run of bytes. */
async function everythingStored(stub: DurableObjectStub): Promise<string> {
  const names = (await tables(stub)) as string[];
  const all = (await Promise.all(names.map((name) => rows(stub, name)))).flat();
  const texts = all
    .flatMap(Object.values)
    .map((value) =>
      value instanceof ArrayBuffer ? Buffer.from(value).toString("latin1") : String(value),
    );
  expect(await runInDurableObject(stub, (_, state) => state.storage.list())).toHaveProperty(
    "size",
    0,
  );
  return texts.join("\n");
}

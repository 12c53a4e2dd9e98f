// A tenant's signing identity over the years, in workerd: rolled over, cut off in the middle, expired,
// and brought along from before there were roll-overs.
import "reflect-metadata";
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, it, vi } from "vitest";
import { MIGRATIONS } from "../../worker/objects/migrations.ts";
import { wrapKey, wrappingKey } from "../../worker/objects/wrapping.ts";
import { certificatesIn } from "../../worker/wire/pem.ts";
import { makeIdentity } from "../support/identity.ts";
import {
  authorityAt,
  CONTENT,
  FILE,
  NOW,
  ORGANIZATION,
  sign,
  signersOf,
  YEAR,
} from "./authority-support.ts";
import { DAY, env, rows, setClock, stubOf } from "./world.ts";

afterEach(() => vi.restoreAllMocks());

describe("a roll-over", () => {
  it("needs an identity that waits", async () => {
    const { authority } = await authorityAt("nobody-waits");
    expect(await authority.rollOver()).toEqual({ ok: false, reason: "no-next-identity" });
    await authority.prepareIdentity(ORGANIZATION);
    expect(await authority.dropNextIdentity()).toBe(true);
    expect(await authority.dropNextIdentity()).toBe(false);
    expect(await authority.rollOver()).toEqual({ ok: false, reason: "no-next-identity" });
  });

  it("happens once when two ask for it at once", async () => {
    const { authority, stub } = await authorityAt("twice");
    await authority.chain(ORGANIZATION);
    const next = await authority.prepareIdentity(ORGANIZATION);
    const answers = await Promise.all([authority.rollOver(), authority.rollOver()]);
    expect(answers.filter(({ ok }) => ok)).toMatchObject([{ current: { chain: next.chain } }]);
    expect(await rows(stub, "signers")).toMatchObject([{ place: "current" }]);
    expect(await rows(stub, "signer_certificates")).toHaveLength(2);
  });

  it("stays done when the object is evicted, and deletes the old key", async () => {
    const { authority, stub } = await authorityAt("evicted");
    await authority.chain(ORGANIZATION);
    const [old] = await rows(stub, "signers");
    await authority.importIdentity(FILE);
    await authority.rollOver();
    const chain = await authority.chain(ORGANIZATION);
    await evictDurableObject(stub);
    await setClock(stub, NOW);
    expect(await authority.chain(ORGANIZATION)).toBe(chain);
    expect(await signersOf(await sign("evicted"))).toContain("Acme Imported Signing");
    expect((await rows(stub, "signers")).map(({ label }) => label)).not.toContain(old?.label);
  });

  it("cut off in its middle, as an import is, leaves the one identity or the other, whole", async () => {
    const { authority, stub } = await authorityAt("cut-off");
    const first = await authority.chain(ORGANIZATION);
    for (const deed of [() => authority.importIdentity(FILE), () => authority.rollOver()]) {
      const done = deed().then(
        () => "done",
        () => "cut off",
      );
      await evictDurableObject(stub);
      expect(["done", "cut off"]).toContain(await done);
      await setClock(stub, NOW);
      const { current, next } = await authority.identities(ORGANIZATION);
      expect([2, 3]).toContain(current.chain.length);
      expect(await signersOf(await sign("cut-off"))).toHaveLength(current.chain.length);
      if (next) expect(next.chain).toHaveLength(3);
      if (current.source === "made") expect(await authority.chain(ORGANIZATION)).toBe(first);
    }
  });

  it("while profiles are signed gives each of them one signer, old or new", async () => {
    const { authority } = await authorityAt("under-way");
    await authority.chain(ORGANIZATION);
    await authority.importIdentity(FILE);
    const signing = Array.from({ length: 4 }, () => sign("under-way"));
    const [rolled] = await Promise.all([authority.rollOver(), ...signing]);
    expect(rolled.ok).toBe(true);
    for (const signed of await Promise.all(signing)) {
      expect([2, 3]).toContain((await signersOf(signed)).length);
    }
    expect(await signersOf(await sign("under-way"))).toHaveLength(3);
  });

  it("before the first profile gives a tenant the imported identity alone", async () => {
    const { authority, stub } = await authorityAt("import-first");
    await authority.importIdentity(FILE);
    const [rolled, chain] = await Promise.all([
      authority.rollOver(),
      authority.chain(ORGANIZATION),
    ]);
    expect(rolled.ok).toBe(true);
    expect(certificatesIn(chain)).toHaveLength(3);
    expect(await rows(stub, "signers")).toMatchObject([{ place: "current", source: "imported" }]);
  });

  it("to an identity that expired while it waited is refused", async () => {
    const { authority, stub } = await authorityAt("waited-too-long");
    await authority.prepareIdentity(ORGANIZATION);
    await setClock(stub, NOW + 6 * YEAR);
    expect(await authority.rollOver()).toEqual({ ok: false, reason: "signing-identity-expired" });
  });
});

describe("an identity made here", () => {
  it("is followed by one under the same root and names, while the root has years left", async () => {
    const { authority, stub } = await authorityAt("same-root");
    const [signer, root] = certificatesIn(await authority.chain(ORGANIZATION));
    await setClock(stub, NOW + 4 * YEAR);
    const next = await authority.prepareIdentity(ORGANIZATION);
    await authority.rollOver();
    const [newSigner, sameRoot] = certificatesIn(await authority.chain(ORGANIZATION));
    expect(sameRoot).toEqual(root);
    expect(newSigner).not.toEqual(signer);
    expect(next.chain.map(({ subject }) => subject)).toEqual([
      "O=Acme Inc., CN=Acme Inc. Profile Signing",
      "O=Acme Inc., CN=Acme Inc. Provost Root",
    ]);
    expect(await signersOf(await sign("same-root"), NOW + 4 * YEAR)).toHaveLength(2);
  });

  it("is followed by one under a new root, once the old root nears its end", async () => {
    const { authority, stub } = await authorityAt("new-root");
    const [, root] = certificatesIn(await authority.chain(ORGANIZATION));
    await setClock(stub, NOW + 9 * YEAR);
    const { chain } = await authority.prepareIdentity(ORGANIZATION);
    await authority.rollOver();
    const [, newRoot] = certificatesIn(await authority.chain(ORGANIZATION));
    expect(newRoot).not.toEqual(root);
    expect(chain[1]?.notAfter).toBe(NOW + 19 * YEAR);
  });

  it("never outlives its root", async () => {
    const { authority, stub } = await authorityAt("short-root");
    await authority.chain(ORGANIZATION);
    await setClock(stub, NOW + 7 * YEAR);
    const { chain } = await authority.prepareIdentity(ORGANIZATION);
    expect(chain.map(({ notAfter }) => notAfter)).toEqual([NOW + 10 * YEAR, NOW + 10 * YEAR]);
  });

  it("enters the challenge in a profile, and the try, with the signature or not at all", async () => {
    const { authority, stub } = await authorityAt("along");
    const challenge = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const order = { user: "alice", purpose: "profile-service", madeBy: "provost" } as const;
    const tried = { user: "alice", step: "profile-service", outcome: "ok" } as const;
    const attempt = { ...tried, client: "203.0.113.7", detail: "" };
    const along = { challenge: { ...order, challenge }, attempt };
    const sign = () => authority.sign(CONTENT, "SHA-256", ORGANIZATION, along);
    const entered = async () => [await authority.challenges(), await authority.attempts()];
    const end = (await authority.identities(ORGANIZATION)).current.chain[0]?.notAfter ?? 0;
    await setClock(stub, end);
    expect((await sign()).ok).toBe(false);
    expect(await entered()).toEqual([[], []]);
    await setClock(stub, NOW);
    expect((await sign()).ok).toBe(true);
    expect(await entered()).toMatchObject([[{ ...order, state: "open" }], [attempt]]);
    expect((await authority.takeProfileChallenge(challenge, { udid: "1" })).ok).toBe(true);
    // The second time the challenge stands in the table's way, and the try is not noted either.
    const again = sign().then(
      () => "signed",
      () => "failed",
    );
    expect(await again).toBe("failed");
    expect(await entered()).toMatchObject([[{ ...order, state: "used" }], [attempt]]);
  });

  it("signs until it expires and not a second longer; a roll-over mends it", async () => {
    const { authority, stub } = await authorityAt("expires");
    const end = (await authority.identities(ORGANIZATION)).current.chain[0]?.notAfter ?? 0;
    await setClock(stub, end - 1);
    expect((await authority.sign(CONTENT, "SHA-1", ORGANIZATION)).ok).toBe(true);
    await setClock(stub, end);
    const refused = { ok: false, reason: "signing-identity-expired" };
    expect(await authority.sign(CONTENT, "SHA-1", ORGANIZATION)).toEqual(refused);
    const { current } = await authority.identities(ORGANIZATION);
    expect(current.warnings).toEqual(["expired", "not-verified"]);
    await authority.prepareIdentity(ORGANIZATION);
    await authority.rollOver();
    expect((await authority.sign(CONTENT, "SHA-1", ORGANIZATION)).ok).toBe(true);
  });

  it("announces its end in the log once a day, from 60 days before", async () => {
    const { authority, stub } = await authorityAt("announces");
    const end = (await authority.identities(ORGANIZATION)).current.chain[0]?.notAfter ?? 0;
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
    const signAt = async (now: number) => {
      await setClock(stub, now);
      await authority.sign(CONTENT, "SHA-1", ORGANIZATION);
    };
    await signAt(end - 61 * DAY);
    expect(log).not.toHaveBeenCalled();
    await signAt(end - 60 * DAY);
    await signAt(end - 60 * DAY + 1_000);
    await evictDurableObject(stub);
    await signAt(end - 60 * DAY + 2_000);
    await signAt(end - 59 * DAY);
    await signAt(end + DAY);
    expect(log.mock.calls.map(([line]) => JSON.parse(String(line)))).toEqual(
      [60, 59, -1].map((days) => ({
        event: "signing-identity-expires",
        organization: ORGANIZATION,
        days,
      })),
    );
  });

  it("from before roll-overs existed signs on, under its old wrapped key", async () => {
    const stub = stubOf(env.AUTHORITY, "migrated");
    const made = await makeIdentity("Old");
    const wrapping = await wrappingKey(env.WRAPPING_SECRET);
    await runInDurableObject(stub, async (_object, { storage, id }) => {
      storage.sql.exec("CREATE TABLE schema_version (version INTEGER NOT NULL)");
      storage.sql.exec("INSERT INTO schema_version VALUES (1)");
      storage.sql.exec(MIGRATIONS.authority[0]);
      for (const [purpose, certificate, key] of [
        ["signer", made.leaf, made.leafKeys.privateKey],
        ["root", made.root, made.rootKeys.privateKey],
      ] as const) {
        const { iv, ciphertext } = await wrapKey(wrapping, key, `provost/${purpose}/${id}`);
        const row = [purpose, certificate, iv, ciphertext, NOW];
        storage.sql.exec("INSERT INTO identities VALUES (?, ?, ?, ?, ?)", ...row);
      }
    });
    await evictDurableObject(stub);
    const { authority } = await authorityAt("migrated");
    expect(certificatesIn(await authority.chain("Old"))).toEqual([made.leaf, made.root]);
    expect(await signersOf(await sign("migrated"))).toEqual(["Old profiles", "Old root"]);
    expect((await authority.identities("Old")).current).toMatchObject({
      source: "made",
      madeAt: NOW,
      signsSince: NOW,
    });
    const next = await authority.prepareIdentity("Old");
    expect(next.chain[1]?.subject).toBe("O=Old, CN=Old root");
  });
});

// The authority object in workerd: one identity per tenant, made once, kept wrapped.
// @peculiar/x509, used here as a reader of its own, needs the polyfill before it loads.
import "reflect-metadata";
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import * as x509 from "@peculiar/x509";
import * as asn1js from "asn1js";
import * as pkijs from "pkijs";
import { describe, expect, it } from "vitest";
import type { AuthorityHandle } from "../../worker/objects/handles/authority.ts";
import type { CmsDigest } from "../../worker/wire/cms.ts";
import { certificatesIn } from "../../worker/wire/pem.ts";
import { validity } from "../../worker/wire/x509.ts";
import { DAY, env, handles, rows, START, setClock, stubOf } from "./world.ts";

const CONTENT = new TextEncoder().encode("<plist/>");
const ORGANIZATION = "Acme Inc.";

async function authorityAt(tenant: string, now = START) {
  const stub = stubOf(env.AUTHORITY, tenant);
  await setClock(stub, now);
  return { authority: handles.authority(tenant), stub };
}

async function signedBy(authority: AuthorityHandle, digest: CmsDigest, name = ORGANIZATION) {
  const answer = await authority.sign(CONTENT, digest, name);
  if (!answer.ok) throw new Error(answer.reason);
  return answer.signed;
}

/** PKI.js checks the signature and the chain up to `root`. */
async function verify(signed: Uint8Array, root: Uint8Array, date: number) {
  const info = new pkijs.ContentInfo({ schema: asn1js.fromBER(signed).result });
  const data = new pkijs.SignedData({ schema: info.content });
  const trustedCerts = [pkijs.Certificate.fromBER(root)];
  return data.verify({ signer: 0, trustedCerts, checkDate: new Date(date), checkChain: true });
}

/** True if the authority got at its keys. */
const opens = (chain: Promise<string>) =>
  chain.then(
    () => true,
    () => false,
  );

describe("an authority object", () => {
  it("signs with a signer issued by its root, valid from the day before", async () => {
    const { authority } = await authorityAt("signs");
    const [signer, root] = certificatesIn(await authority.chain(ORGANIZATION));
    if (!signer || !root) throw new Error("a chain has two certificates");
    const signed = await signedBy(authority, "SHA-256");
    expect(await verify(signed, root, START)).toBe(true);
    expect(validity(signer).notBefore.getTime()).toBe(START - DAY);
    expect(validity(signer).notAfter.getTime()).toBe(START + 5 * 365 * DAY);
    expect(validity(root).notAfter.getTime()).toBe(START + 10 * 365 * DAY);
    expect(new x509.X509Certificate(root).subject).toContain(ORGANIZATION);
  });

  it("names root and signer apart, however long the organization's name is", async () => {
    const { authority } = await authorityAt("long-name");
    const chain = certificatesIn(await authority.chain("\u{1f600}".repeat(100)));
    const subjects = chain.map((der) => new x509.X509Certificate(der).subject);
    expect(new Set(subjects).size).toBe(2);
  });

  it("makes one identity when 10 sign for the first time at once", async () => {
    const { authority, stub } = await authorityAt("at-once");
    const chains = await Promise.all([
      ...Array.from({ length: 5 }, () => authority.chain(ORGANIZATION)),
      ...Array.from({ length: 5 }, async () => {
        await authority.sign(CONTENT, "SHA-1", ORGANIZATION);
        return authority.chain(ORGANIZATION);
      }),
    ]);
    expect(new Set(chains).size).toBe(1);
    expect(await rows(stub, "signers")).toHaveLength(1);
    expect(await rows(stub, "roots")).toHaveLength(1);
  });

  it("keeps its identity when it is evicted, renamed and four years older", async () => {
    const { authority, stub } = await authorityAt("stable");
    const before = await authority.chain(ORGANIZATION);
    await evictDurableObject(stub);
    await setClock(stub, START + 4 * 365 * DAY);
    expect(await authority.chain("Acme Corporation")).toBe(before);
    const [, root] = certificatesIn(before);
    const signed = await signedBy(authority, "SHA-1", "Acme Corporation");
    expect(await verify(signed, root ?? new Uint8Array(), START + 4 * 365 * DAY)).toBe(true);
  });

  it("stores private keys wrapped only", async () => {
    const { authority, stub } = await authorityAt("wrapped");
    await authority.chain(ORGANIZATION);
    for (const row of [...(await rows(stub, "signers")), ...(await rows(stub, "roots"))]) {
      const wrapped = new Uint8Array(row.wrapped_key as ArrayBuffer);
      const asPkcs8 = crypto.subtle.importKey(
        "pkcs8",
        wrapped,
        { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
        false,
        ["sign"],
      );
      expect(
        await asPkcs8.then(
          () => "opened",
          () => "closed",
        ),
      ).toBe("closed");
      expect(wrapped.length).toBeGreaterThan(1_000);
      expect(new Uint8Array(row.iv as ArrayBuffer)).toHaveLength(12);
    }
  });

  it("does not take a wrapped key for another purpose", async () => {
    const { authority, stub } = await authorityAt("other-purpose");
    await authority.chain(ORGANIZATION);
    await runInDurableObject(stub, (_object, state) => {
      state.storage.sql.exec(
        "UPDATE signers SET (iv, wrapped_key) = (SELECT iv, wrapped_key FROM roots)",
      );
    });
    await evictDurableObject(stub);
    expect(await opens(authority.chain(ORGANIZATION))).toBe(false);
  });

  it("does not take another tenant's wrapped key", async () => {
    const [mine, theirs] = [await authorityAt("mine"), await authorityAt("theirs")];
    await Promise.all([mine, theirs].map(({ authority }) => authority.chain(ORGANIZATION)));
    const [signer] = await rows(theirs.stub, "signers");
    await runInDurableObject(mine.stub, (_object, state) => {
      const key = [signer?.iv, signer?.wrapped_key, signer?.label];
      state.storage.sql.exec("UPDATE signers SET iv = ?, wrapped_key = ?, label = ?", ...key);
    });
    await evictDurableObject(mine.stub);
    expect(await opens(mine.authority.chain(ORGANIZATION))).toBe(false);
    expect(await opens(theirs.authority.chain(ORGANIZATION))).toBe(true);
  });
});

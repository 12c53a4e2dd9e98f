// Identities of other programs, taken in by a tenant's authority in workerd: what signs afterwards,
// what is refused, and what is left of keys and passwords in storage and logs.
import "reflect-metadata";
import { afterEach, describe, expect, it, vi } from "vitest";
import { certificatesIn } from "../../worker/wire/pem.ts";
import { openPkcs12 } from "../../worker/wire/pkcs12.ts";
import { makeIdentity } from "../support/identity.ts";
import { PKCS12, PKCS12_PASSWORD } from "../support/identity-files.ts";
import {
  authorityAt,
  CONTENT,
  FILE,
  NOW,
  ORGANIZATION,
  sign,
  signersOf,
} from "./authority-support.ts";
import { rows, setClock, tables } from "./world.ts";

afterEach(() => vi.restoreAllMocks());

/** Every column of every row of the object's tables, as one run of bytes. */
async function storedBytes(stub: DurableObjectStub): Promise<string> {
  const names = (await tables(stub)) as string[];
  const all = await Promise.all(names.map((name) => rows(stub, name)));
  const values = all.flat().flatMap((row) => Object.values(row));
  return values
    .map((value) =>
      value instanceof ArrayBuffer ? Buffer.from(value).toString("latin1") : String(value),
    )
    .join("\n");
}

const pem = (label: string, der: Uint8Array) =>
  `-----BEGIN ${label}-----\n${Buffer.from(der).toString("base64")}\n-----END ${label}-----\n`;

async function pemKey({ privateKey }: CryptoKeyPair): Promise<string> {
  const pkcs8 = (await crypto.subtle.exportKey("pkcs8", privateKey)) as ArrayBuffer;
  return pem("PRIVATE KEY", new Uint8Array(pkcs8));
}

describe("an identity that is taken in", () => {
  it.each(["aes", "tripleDes"] as const)(
    "waits, and signs after the roll-over (%s)",
    async (kind) => {
      const tenant = `imports-${kind}`;
      const { authority } = await authorityAt(tenant);
      const before = await sign(tenant);
      const taken = await authority.importIdentity({ ...FILE, file: PKCS12[kind] });
      expect(taken).toMatchObject({
        ok: true,
        identity: { source: "imported", madeAt: NOW, warnings: ["not-verified"] },
      });
      expect(await signersOf(await sign(tenant))).toEqual(await signersOf(before));
      expect((await authority.identities(ORGANIZATION)).next?.signsSince).toBeUndefined();
      const rolled = await authority.rollOver();
      expect(rolled).toMatchObject({ ok: true, current: { source: "imported", signsSince: NOW } });
      expect(await signersOf(await sign(tenant))).toEqual([
        "Acme Imported Signing",
        "Acme Issuing",
        "Acme Imported Root",
      ]);
      expect(certificatesIn(await authority.chain(ORGANIZATION))).toHaveLength(3);
      expect(await authority.identities(ORGANIZATION)).not.toHaveProperty("next");
    },
  );

  it("comes as PEM, too, and signs under a key of another program", async () => {
    const { authority } = await authorityAt("imports-pem");
    const foreign = await makeIdentity("Foreign");
    const privateKey = await pemKey(foreign.leafKeys);
    const certificates = pem("CERTIFICATE", foreign.root) + pem("CERTIFICATE", foreign.leaf);
    const taken = await authority.importIdentity({ form: "pem", certificates, privateKey });
    expect(taken.ok).toBe(true);
    await authority.rollOver();
    expect(await signersOf(await sign("imports-pem"))).toEqual([
      "Foreign profiles",
      "Foreign root",
    ]);
  });

  it("is refused with its problem, and changes nothing", async () => {
    const { authority, stub } = await authorityAt("refuses");
    const problem = async (source: Parameters<typeof authority.importIdentity>[0]) => {
      const answer = await authority.importIdentity(source);
      return answer.ok ? "taken" : answer.problem;
    };
    const inPem = (certificates: string, privateKey = "") =>
      ({ form: "pem", certificates, privateKey }) as const;
    expect(await problem({ ...FILE, password: "guess" })).toBe("wrong-password");
    expect(await problem({ ...FILE, file: PKCS12.rc2 })).toBe("pkcs12-algorithm");
    expect(await problem({ ...FILE, file: PKCS12.smallAes })).toBe("key-too-short");
    expect(await problem({ ...FILE, file: CONTENT })).toBe("bad-pkcs12");
    expect(await problem(inPem("-----BEGIN X-----"))).toBe("bad-pem");
    const [one, other] = [await makeIdentity("One"), await makeIdentity("Other")];
    const leaf = pem("CERTIFICATE", one.leaf);
    const elliptic = { name: "ECDSA", namedCurve: "P-256" };
    const curve = await crypto.subtle.generateKey(elliptic, true, ["sign", "verify"]);
    expect(await problem(inPem(leaf))).toBe("no-private-key");
    expect(await problem(inPem(leaf, await pemKey(other.leafKeys)))).toBe("key-of-no-certificate");
    expect(await problem(inPem(leaf, await pemKey(curve as CryptoKeyPair)))).toBe("key-not-rsa");
    expect(await problem(inPem(leaf, pem("PRIVATE KEY", CONTENT)))).toBe("bad-private-key");
    expect(await problem(inPem(pem("CERTIFICATE", CONTENT), await pemKey(one.leafKeys)))).toBe(
      "bad-certificate",
    );
    const root = inPem(pem("CERTIFICATE", one.root), await pemKey(one.rootKeys));
    expect(await problem(root)).toBe("not-for-signing");
    await setClock(stub, Date.UTC(2060, 0, 1));
    expect(await problem(FILE)).toBe("certificate-expired");
    await setClock(stub, Date.UTC(2020, 0, 1));
    expect(await problem(FILE)).toBe("certificate-not-yet-valid");
    expect(await tables(stub)).toEqual([]);
  });

  it("leaves neither its key nor its password in storage or logs", async () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
    const { authority, stub } = await authorityAt("secret");
    await authority.chain(ORGANIZATION);
    await authority.importIdentity({ ...FILE, password: "a wrong one" });
    await authority.importIdentity(FILE);
    const waiting = await storedBytes(stub);
    await authority.rollOver();
    await sign("secret");
    const opened = openPkcs12(PKCS12.aes, PKCS12_PASSWORD);
    const key = Buffer.from(opened.ok ? (opened.keys[0] ?? []) : []);
    expect(key.length).toBeGreaterThan(1_000);
    const said = JSON.stringify(log.mock.calls);
    for (const bytes of [waiting, await storedBytes(stub), said]) {
      for (const secret of [PKCS12_PASSWORD, "a wrong one"]) expect(bytes).not.toContain(secret);
      // No piece of the private half: the key's file holds the public half before byte 300.
      for (let at = 300; at + 16 <= key.length; at += 16) {
        expect(bytes).not.toContain(key.subarray(at, at + 16).toString("latin1"));
        expect(bytes).not.toContain(
          key
            .subarray(at, at + 16)
            .toString("base64")
            .slice(2, -4),
        );
      }
    }
    expect(waiting).toContain("imported");
  });
});

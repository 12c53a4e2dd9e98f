// SCEP clients that others wrote, unchanged, against the built Worker in workerd: each enrols, renews,
// and is refused with a wrong and with a used challenge, with a CA alone and with an RA. What they
// get is verified by openssl. Skipped by name where a client is missing, a failure there when
// PROVOST_ALL is 1.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { needs } from "../support/tools.ts";
import { type Authority, type Desktop, type Ran, startAuthority } from "./scep/authority.ts";
import { certmonger, certmongerDesktop } from "./scep/certmonger.ts";
import { pkiDesktop, pkiEnrol } from "./scep/pki.ts";
import { scepclient, scepclientDesktop } from "./scep/scepclient.ts";

const WRONG = "AAAAAAAAAAAAAAAAAAAAAAAAAA";

needs(
  "openssl",
  "pki",
  "scepclient",
  "getcert",
  "dbus-run-session",
)("SCEP clients", () => {
  let authority: Authority;
  const desktops: Desktop[] = [];
  const kept = (desk: Desktop) => {
    desktops.push(desk);
    return desk;
  };
  beforeAll(async () => {
    authority = await startAuthority();
  });
  afterAll(async () => {
    for (const desk of desktops) desk.remove();
    await authority?.close();
  });

  for (const withRa of [false, true]) {
    const mode = withRa ? "CA and RA" : "CA alone";
    const prepared = async () => {
      await authority.rules({ registrationAuthority: withRa });
      return authority.url;
    };

    for (const [digest, cipher] of [
      ["sha1", "aes"],
      ["sha256", "aes"],
      ["sha384", "aes"],
      ["sha512", "aes"],
      ["sha256", "des3"],
      ["sha1", "des3"],
    ] as const) {
      test(`strongSwan's pki, ${digest} and ${cipher}, ${mode}`, async () => {
        const url = await prepared();
        const desk = kept(await pkiDesktop(url, withRa));
        const at = (name: string) => ({ url, name, withRa });
        const challenge = await authority.challenge("alice");
        const how = { digest, cipher };
        const first = await authority.withShortLife(() =>
          pkiEnrol(desk, at("first"), { challenge }, how),
        );
        expect(first.code, first.said).toBe(0);
        await verify(desk, "first");
        const second = await pkiEnrol(desk, at("second"), { renews: "first" }, how);
        expect(second.code, second.said).toBe(0);
        await verify(desk, "second");
        const refused = [
          await pkiEnrol(desk, at("third"), { challenge: WRONG }, how),
          await pkiEnrol(desk, at("third"), { challenge }, how),
        ];
        for (const { code, said } of refused) {
          expect(code).not.toBe(0);
          expect(said).toContain("badRequest");
        }
        expect((await authority.outcomes()).slice(0, 4)).toEqual(REFUSED_TWICE);
      });
    }

    for (const keySize of [1024, 2048]) {
      for (const method of ["POST", "GET"]) {
        test(`micromdm's scepclient, RSA-${keySize}, ${method}, ${mode}`, async () => {
          await prepared();
          const url = method === "GET" ? authority.urlOfGet : authority.url;
          const desk = kept(scepclientDesktop());
          const challenge = await authority.challenge("bob");
          const first = await authority.withShortLife(() =>
            scepclient(desk, { url, challenge, keySize }),
          );
          expect(first.code, first.said).toBe(0);
          await authorityFile(desk, authority.url, withRa);
          const before = await verify(desk, "client", "bob");
          const renewed = await scepclient(desk, { url, keySize });
          expect(renewed.code, renewed.said).toBe(0);
          expect(await verify(desk, "client", "bob")).not.toBe(before);
          for (const wrong of [WRONG, challenge]) {
            const other = kept(scepclientDesktop());
            const refused = await scepclient(other, { url, challenge: wrong, keySize });
            expect(refused.code).toBe(1);
            expect(refused.said).toContain("failInfo: badRequest (2)");
          }
          expect((await authority.outcomes()).slice(0, 4)).toEqual(REFUSED_TWICE);
        });
      }
    }

    test(`certmonger, GET, ${mode}`, async () => {
      const url = await prepared();
      const on = { url, withRa };
      const fresh = async () => {
        const desk = kept(certmongerDesktop());
        await authorityFile(desk, url, withRa);
        return desk;
      };
      const desk = await fresh();
      const challenge = await authority.challenge("alice");
      const first = await authority.withShortLife(() => certmonger(desk, on, { challenge }));
      expect(first.status, first.said).toBe("MONITORING");
      const before = await verify(desk, "client");
      const renewed = await certmonger(desk, on, "renew");
      expect(renewed.status, renewed.said).toBe("MONITORING");
      expect(await verify(desk, "client")).not.toBe(before);
      for (const wrong of [WRONG, challenge]) {
        const refused = await certmonger(await fresh(), on, { challenge: wrong });
        expect(refused.status, refused.said).toBe("CA_REJECTED");
      }
    });
  }

  test("a revoked certificate is on the list that openssl reads, and is renewed by nobody", async () => {
    await authority.rules({ registrationAuthority: false });
    const url = authority.url;
    const desk = kept(await pkiDesktop(url, false));
    const challenge = await authority.challenge("alice");
    const at = (name: string) => ({ url, name, withRa: false });
    await authority.withShortLife(() => pkiEnrol(desk, at("first"), { challenge }));
    await verify(desk, "first");
    const print = await desk.run("openssl", [
      ...["x509", "-in", "first.pem", "-noout", "-fingerprint", "-sha256"],
    ]);
    const fingerprint = print.stdout.toString().split("=")[1]?.replaceAll(":", "").trim() ?? "";
    const path = `/tenants/peer/certificates/${fingerprint.toLowerCase()}/revoke`;
    const revoked = await authority.admin.call("POST", path, { reason: "keyCompromise" });
    expect(revoked.status).toBe(200);
    await crlFile(desk, "first");
    expect((await checked(desk, "first")).said).toContain("certificate revoked");
    const renewal = await pkiEnrol(desk, at("second"), { renews: "first" });
    expect(renewal.said).toContain("badRequest");
    expect((await authority.outcomes())[0]).toBe("certificate-revoked");
  });

  test("SHA-1, DES and short keys are refused where no phones of iOS 3 and 4 are", async () => {
    await authority.rules({ legacyDevices: false });
    try {
      const { url } = authority;
      const old = kept(scepclientDesktop());
      const refused = await scepclient(old, { url, challenge: await authority.challenge("bob") });
      expect(refused.said).toContain("failInfo: badAlg (0)");
      const desk = kept(await pkiDesktop(url, false));
      const challenge = await authority.challenge("alice");
      const enrolled = await pkiEnrol(desk, { url, name: "first", withRa: false }, { challenge });
      expect(enrolled.code, enrolled.said).toBe(0);
    } finally {
      await authority.rules({ legacyDevices: true });
    }
  });

  /** Verifies NAME.pem by the CA and its list, that it is about `user` alone, and gives its text. */
  async function verify(desk: Desktop, name: string, user = "alice"): Promise<string> {
    await crlFile(desk, name);
    const verified = await checked(desk, name);
    expect(verified.code, verified.said).toBe(0);
    const shown = await desk.run("openssl", ["x509", "-in", `${name}.pem`, "-noout", "-text"]);
    expect(shown.said).toMatch(new RegExp(`Subject: O = Peer Ltd, CN = ${user}\n`));
    expect(shown.said).not.toMatch(/somebody|other\.example/i);
    const ours = await desk.run("openssl", ["pkey", "-in", `${name}.key`, "-pubout"]);
    const theirs = await desk.run("openssl", ["x509", "-in", `${name}.pem`, "-noout", "-pubkey"]);
    expect(theirs.said).toBe(ours.said);
    return shown.said;
  }
});

/** The attempts of two good and two bad ones, newest first. */
const REFUSED_TWICE = ["challenge-used", "challenge-unknown", "ok", "ok"];

const checked = (desk: Desktop, name: string): Promise<Ran> =>
  desk.run("openssl", [
    ...["verify", "-CAfile", "ca.pem", "-CRLfile", "list.pem", "-crl_check", `${name}.pem`],
  ]);

/** The list at the address that NAME.pem names, in list.pem. */
async function crlFile(desk: Desktop, name: string): Promise<void> {
  const text = await desk.run("openssl", ["x509", "-in", `${name}.pem`, "-noout", "-text"]);
  const [address = ""] = /http:\S+\.crl/.exec(text.said) ?? [];
  const answer = await fetch(address);
  desk.write("list.der", new Uint8Array(await answer.arrayBuffer()));
  const read = await desk.run("openssl", [
    ...["crl", "-inform", "DER", "-in", "list.der", "-CAfile", "ca.pem", "-out", "list.pem"],
  ]);
  expect(read.said).toContain("verify OK");
}

/** The CA's certificate in ca.pem, as strongSwan finds it. */
async function authorityFile(desk: Desktop, url: string, withRa: boolean): Promise<void> {
  const source = await pkiDesktop(url, withRa);
  desk.write("ca.pem", readFileSync(join(source.home, "ca.pem")));
  source.remove();
}

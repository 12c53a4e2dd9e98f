// Signed profiles, read by OpenSSL.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { signCms } from "../../worker/wire/cms.ts";
import { toPem } from "../../worker/wire/x509.ts";
import { testFolder } from "../support/files.ts";
import { makeIdentity, type TestIdentity } from "../support/identity.ts";
import { needs } from "../support/tools.ts";

const CONTENT = Buffer.from("<plist>content that can be searched for</plist>\n".repeat(100));
const SIGNING_TIME = new Date("2026-11-22T10:20:30Z");
const DIGESTS = ["SHA-1", "SHA-256"] as const;

needs("openssl")("OpenSSL, given a signed profile,", () => {
  const folder = testFolder();
  let identity: TestIdentity;
  beforeAll(async () => {
    identity = await makeIdentity();
    folder.write("chain.pem", toPem([identity.leaf, identity.root]));
    folder.write("stranger.pem", toPem([(await makeIdentity()).root]));
  });
  const sign = async (digest: (typeof DIGESTS)[number] = "SHA-256") =>
    Buffer.from(signCms(CONTENT, identity.signer, { digest, signingTime: SIGNING_TIME }));
  const verify = (profile: Uint8Array, chain = "chain.pem") => {
    folder.write("profile", profile);
    const args = ["-verify", "-inform", "DER", "-in", "profile", "-CAfile", chain, "-binary"];
    return folder.run("openssl", "cms", ...args, "-out", "content");
  };

  it.each(DIGESTS)(
    "accepts it against the chain, with %s and no option for its purpose",
    async (digest) => {
      expect(verify(await sign(digest))).toMatchObject({ status: 0 });
      expect(Buffer.compare(readFileSync(join(folder.path, "content")), CONTENT)).toBe(0);
    },
  );

  it("refuses it with one byte of the content changed", async () => {
    const profile = await sign();
    const at = profile.indexOf("searched");
    profile[at] = (profile[at] ?? 0) ^ 1;
    const answer = verify(profile);
    expect(answer.status).not.toBe(0);
    expect(answer.stderr).toMatch(/verification failure|digest/i);
  });

  it("refuses it with another signing time than the signed one", async () => {
    const profile = await sign();
    const at = profile.indexOf("261122102030Z");
    profile[at + 1] = "7".charCodeAt(0);
    expect(verify(profile).status).not.toBe(0);
  });

  it("refuses it against somebody else's root", async () => {
    expect(verify(await sign(), "stranger.pem").status).not.toBe(0);
  });

  it.each(DIGESTS)(
    "sees signer, digest %s, signing time and the chain from leaf to root",
    async (digest) => {
      folder.write("profile", await sign(digest));
      const args = ["-inform", "DER", "-in", "profile", "-cmsout", "-print", "-noout"];
      const { stdout } = folder.run("openssl", "cms", ...args);
      const subjects = [...stdout.matchAll(/subject: (.*)/g)].map(([, subject]) => subject);
      expect(subjects).toEqual(["O=Acme, CN=Acme profiles", "O=Acme, CN=Acme root"]);
      expect(stdout).toContain("UTCTIME:Nov 22 10:20:30 2026 GMT");
      expect(stdout).toMatch(digest === "SHA-1" ? /algorithm: sha1 / : /algorithm: sha256 /);
      expect(stdout).toContain("algorithm: rsaEncryption");
    },
  );

  it("finds no indefinite length and a primitive OCTET STRING in its dump", async () => {
    folder.write("profile", await sign());
    const { stdout } = folder.run("openssl", "asn1parse", "-inform", "DER", "-in", "profile");
    expect(stdout).not.toMatch(/l=inf/);
    const content = /d=5 +hl=\d+ l= *(\d+) (prim|cons): OCTET STRING/.exec(stdout);
    expect(content?.slice(1)).toEqual([`${CONTENT.length}`, "prim"]);
  });

  it("accepts the leaf as issued by the root, under strict rules", () => {
    folder.write("root.pem", toPem([identity.root]));
    folder.write("leaf.pem", toPem([identity.leaf]));
    const args = ["-x509_strict", "-purpose", "smimesign", "-CAfile", "root.pem", "leaf.pem"];
    expect(folder.run("openssl", "verify", ...args)).toMatchObject({ status: 0 });
  });
});

// Whole profiles, as a phone would get them: signed by us, opened by OpenSSL, parsed by libplist.
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import type { IosVersion } from "../../worker/core/ios.ts";
import { lock } from "../../worker/core/policy.ts";
import { buildProfile } from "../../worker/core/profile.ts";
import { signCms } from "../../worker/wire/cms.ts";
import { encodeProfile } from "../../worker/wire/mobileconfig.ts";
import { parsePlist } from "../../worker/wire/plist.ts";
import { toPem } from "../../worker/wire/x509.ts";
import { testFolder } from "../support/files.ts";
import { makeIdentity, type TestIdentity } from "../support/identity.ts";
import { needs } from "../support/tools.ts";

const POLICY = lock(
  {
    forcePIN: true,
    minLength: 6,
    allowCamera: false,
    safariAcceptCookies: 1,
    mailDaysToSync: 7,
    preventPolicyRemoval: "with-password",
    removalPassword: "<&> öpen 🐎",
  },
  0,
);
const VERSIONS: readonly (readonly [IosVersion, "SHA-1" | "SHA-256"])[] = [
  [[3, 0, 0], "SHA-1"],
  [[4, 2, 1], "SHA-1"],
  [[5, 0, 0], "SHA-256"],
  [[26, 1, 0], "SHA-256"],
];
const profileFor = (ios: IosVersion) =>
  buildProfile({
    tenant: {
      name: "acme",
      displayName: 'Acme </string> & "Co"',
      origin: "https://mail.acme.example",
    },
    account: { user: "alice", emailAddress: "alice@acme.example", displayName: "Alice" },
    token: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    policy: POLICY,
    ios,
  });

needs("openssl", "plistutil")("OpenSSL and libplist, given a signed profile,", () => {
  const folder = testFolder();
  let identity: TestIdentity;
  beforeAll(async () => {
    identity = await makeIdentity();
    folder.write("chain.pem", toPem([identity.leaf, identity.root]));
  });

  it.each(VERSIONS)("find in it what was built for iOS %j (%s)", async (ios, digest) => {
    const profile = profileFor(ios);
    const signingTime = new Date("2026-11-22T10:20:30Z");
    const signed = signCms(encodeProfile(profile), identity.signer, { digest, signingTime });
    for (const name of ["plist", "binary", "xml"]) rmSync(join(folder.path, name), { force: true });
    folder.write("profile", signed);
    const args = ["-verify", "-inform", "DER", "-in", "profile", "-CAfile", "chain.pem", "-binary"];
    expect(folder.run("openssl", "cms", ...args, "-out", "plist")).toMatchObject({ status: 0 });
    folder.run("plistutil", "-i", "plist", "-f", "bin", "-o", "binary");
    expect(existsSync(join(folder.path, "binary"))).toBe(true);
    folder.run("plistutil", "-i", "binary", "-f", "xml", "-o", "xml");
    const read = parsePlist(new Uint8Array(readFileSync(join(folder.path, "xml"))));
    expect(read).toEqual(profile);
  });
});

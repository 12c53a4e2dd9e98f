// The enrolment with OpenSSL as the phone: its messages open the steps, and it verifies, decrypts and
// opens what comes back.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { signCms } from "../../worker/wire/cms.ts";
import { readPem } from "../../worker/wire/pem.ts";
import { buildPlist, type ParsedPlist, parsePlist } from "../../worker/wire/plist.ts";
import { toPem } from "../../worker/wire/x509.ts";
import {
  CHALLENGE,
  type EnrolmentSituation,
  enrolmentSite,
  PHONE,
} from "../support/enrolment-site.ts";
import { testFolder } from "../support/files.ts";
import { makeIdentity, type TestIdentity } from "../support/identity.ts";
import { needs } from "../support/tools.ts";

type Dictionary = { readonly [key: string]: ParsedPlist };
const SIGNING_TIME = new Date("2026-11-22T12:00:00Z");

needs("openssl")("OpenSSL in a phone's place", () => {
  const folder = testFolder();
  let tenant: TestIdentity;
  const openssl = (...args: string[]) => folder.run("openssl", ...args);
  const read = (name: string) => new Uint8Array(readFileSync(join(folder.path, name)));
  const certificate = (name: string) => readPem(readFileSync(join(folder.path, name), "utf8"))[0];

  beforeAll(async () => {
    tenant = await makeIdentity();
    folder.write("tenant.pem", toPem([tenant.leaf, tenant.root]));
    // A maker of 1,024 bits as Apple's is, its phone, and an identity of the enrolment.
    const subject = (name: string) => ["-subj", `/O=Maker/CN=${name}`];
    const key = ["-newkey", "rsa:1024", "-nodes", "-sha1"];
    openssl("req", "-x509", ...key, "-keyout", "maker.key", "-out", "maker.pem", ...subject("CA"));
    openssl("req", ...key, "-keyout", "phone.key", "-out", "phone.csr", ...subject("PHONE"));
    const by = ["-CA", "maker.pem", "-CAkey", "maker.key", "-CAcreateserial", "-sha1"];
    openssl("x509", "-req", "-in", "phone.csr", ...by, "-out", "phone.pem", "-days", "1");
    const own = ["-newkey", "rsa:2048", "-nodes", "-keyout", "own.key", "-out", "own.pem"];
    openssl("req", "-x509", ...own, ...subject("alice"));
  });

  const sign = async (content: Uint8Array) =>
    signCms(content, tenant.signer, { digest: "SHA-256", signingTime: SIGNING_TIME });

  /** `words` as a message of OpenSSL's: streamed, hence with indefinite lengths, as Apple's are. */
  function message(words: Readonly<Record<string, string>>, who: "phone" | "own", md: string) {
    folder.write("words", buildPlist(words));
    const signer = ["-signer", `${who}.pem`, "-inkey", `${who}.key`];
    const how = ["-nodetach", "-binary", "-noattr", "-stream", "-md", md, "-outform", "DER"];
    const run = openssl("cms", "-sign", "-in", "words", ...signer, ...how, "-out", "message");
    expect(run).toMatchObject({ status: 0 });
    return read("message");
  }

  function verified(signed: Uint8Array): Dictionary {
    folder.write("signed", signed);
    const args = ["-inform", "DER", "-in", "signed", "-CAfile", "tenant.pem", "-binary"];
    const run = openssl("cms", "-verify", ...args, "-purpose", "any", "-out", "plist");
    expect(run).toMatchObject({ status: 0 });
    return parsePlist(read("plist")) as Dictionary;
  }

  const site = (on: EnrolmentSituation = {}) =>
    enrolmentSite({ anchors: readFileSync(join(folder.path, "maker.pem"), "utf8"), sign, ...on });
  const bytesOf = async (answer: Response) => new Uint8Array(await answer.arrayBuffer());

  it.each(["sha1", "sha256"])("takes the first step with a %s message", async (md) => {
    const answer = await site().post(message({ ...PHONE, CHALLENGE }, "phone", md));
    expect(answer.status).toBe(200);
    expect(verified(await bytesOf(answer)).PayloadContent).toMatchObject([
      { PayloadType: "com.apple.security.scep" },
    ]);
  });

  it.each([
    ["8C148", "com.apple.eas.account"],
    ["21A329", "com.apple.security.scep"],
  ])("verifies and decrypts the final profile for build %s", async (VERSION, type) => {
    const { post, enter } = site();
    enter(certificate("own.pem")?.bytes ?? new Uint8Array());
    const answer = await post(message({ ...PHONE, VERSION }, "own", "sha256"));
    expect(answer.status).toBe(200);
    const profile = verified(await bytesOf(answer));
    folder.write("sealed", profile.EncryptedPayloadContent as Uint8Array);
    const recipient = ["-recip", "own.pem", "-inkey", "own.key", "-binary", "-out", "inner"];
    expect(
      openssl("cms", "-decrypt", "-inform", "DER", "-in", "sealed", ...recipient),
    ).toMatchObject({ status: 0 });
    const payloads = parsePlist(read("inner")) as Dictionary[];
    expect(payloads[0]?.PayloadType).toBe(type);
    const another = ["-recip", "phone.pem", "-inkey", "phone.key", "-out", "stolen"];
    const stolen = openssl("cms", "-decrypt", "-inform", "DER", "-in", "sealed", ...another);
    expect(stolen.status).not.toBe(0);
  });
});

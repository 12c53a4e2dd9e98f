// Identities made by OpenSSL, taken in as a tenant's; profiles signed with them, read by OpenSSL.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { chainOf } from "../../worker/core/signing-identity.ts";
import { isIssuedBy } from "../../worker/wire/certificate.ts";
import { prepareSigner, signCms } from "../../worker/wire/cms.ts";
import { type IdentitySource, readIdentityFile } from "../../worker/wire/identity-file.ts";
import { testFolder } from "../support/files.ts";
import { needs } from "../support/tools.ts";

const CONTENT = Buffer.from("<plist>content</plist>\n");
const PASSWORD = "Käse & Brot";
const AUTHORITY = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n";
const SIGNER = "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n";

needs("openssl")("OpenSSL's identities", () => {
  const folder = testFolder();
  const openssl = (...args: string[]) => {
    const done = folder.run("openssl", ...args);
    if (done.status !== 0) throw new Error(`openssl ${args.join(" ")}: ${done.stderr}`);
  };
  const text = (name: string) => readFileSync(join(folder.path, name), "utf8");
  const bytes = (name: string) => new Uint8Array(readFileSync(join(folder.path, name)));
  /** A certificate NAME.pem over NAME.key, issued by `issuer`. */
  const issued = (name: string, issuer: string, extensions: string, key = "rsa:2048") => {
    folder.write(`${name}.ext`, extensions);
    const subject = ["-subj", `/O=Acme/CN=${name}`];
    const keys = key.startsWith("rsa") ? [key] : ["ec", "-pkeyopt", `ec_paramgen_curve:${key}`];
    const request = ["-nodes", "-keyout", `${name}.key`, "-out", `${name}.csr`, ...subject];
    openssl("req", "-new", "-newkey", ...keys, ...request);
    const by = ["-CA", `${issuer}.pem`, "-CAkey", `${issuer}.key`, "-CAcreateserial"];
    const rest = ["-days", "300", "-extfile", `${name}.ext`, "-out", `${name}.pem`];
    openssl("x509", "-req", "-in", `${name}.csr`, ...by, ...rest);
  };
  const pkcs12 = (...options: string[]): IdentitySource => {
    const parts = ["-inkey", "leaf.key", "-in", "leaf.pem", "-certfile", "chain.pem"];
    openssl("pkcs12", "-export", ...parts, ...options, "-passout", `pass:${PASSWORD}`, "-out", "p");
    return { form: "pkcs12", file: bytes("p"), password: PASSWORD };
  };
  const pem = (certificates: string, privateKey: string): IdentitySource => ({
    form: "pem",
    certificates: text(certificates),
    privateKey: text(privateKey),
  });
  const problemOf = (source: IdentitySource, now = Date.now()) => {
    const read = readIdentityFile(source);
    if (!read.ok) return read;
    const chained = chainOf(read.key, read.certificates, isIssuedBy, now);
    return chained.ok ? chained.chain.map(({ subject }) => subject) : chained;
  };

  beforeAll(() => {
    const root = ["-keyout", "root.key", "-out", "root.pem", "-days", "400"];
    const name = ["-subj", "/O=Acme/CN=root", "-addext", "keyUsage=critical,keyCertSign"];
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", ...root, ...name);
    issued("issuing", "root", AUTHORITY);
    issued("leaf", "issuing", SIGNER);
    folder.write("chain.pem", text("root.pem") + text("issuing.pem"));
    folder.write("all.pem", text("chain.pem") + text("leaf.pem"));
  });

  const CHAIN = ["O=Acme, CN=leaf", "O=Acme, CN=issuing", "O=Acme, CN=root"];

  it.each([
    ["as written today", []],
    ["with triple DES, as Windows wrote them", ["-legacy", "-certpbe", "PBE-SHA1-3DES"]],
    ["with plain certificates", ["-certpbe", "NONE"]],
    ["with AES-128 and a MAC of SHA-512", ["-keypbe", "AES-128-CBC", "-macalg", "sha512"]],
    ["with the most rounds that are read", ["-iter", "100000"]],
  ])("in PKCS#12 %s are taken in whole", (_how, options) => {
    expect(problemOf(pkcs12(...options))).toEqual(CHAIN);
  });

  it.each([
    ["RC2 for certificates", ["-legacy"], "pkcs12-algorithm", "RC2-40"],
    ["too many rounds", ["-iter", "100001"], "pkcs12-iterations", "100001"],
  ])("in PKCS#12 with %s are refused by name", (_how, options, problem, detail) => {
    expect(problemOf(pkcs12(...options))).toEqual({ ok: false, problem, detail });
  });

  it.each([
    ["all.pem", "leaf.key"],
    ["all.pem", "leaf.traditional"],
  ])("in PEM are taken in whole, with the key as PKCS#8 or PKCS#1 (%s, %s)", (all, key) => {
    openssl("rsa", "-traditional", "-in", "leaf.key", "-out", "leaf.traditional");
    expect(text("leaf.traditional")).toContain("BEGIN RSA PRIVATE KEY");
    expect(problemOf(pem(all, key))).toEqual(CHAIN);
  });

  it("in one PEM text with key and chain may be pasted twice", () => {
    openssl("pkcs12", "-in", "p", "-nodes", "-passin", `pass:${PASSWORD}`, "-out", "combined.pem");
    expect(problemOf(pem("combined.pem", "combined.pem"))).toEqual(CHAIN);
  });

  it("with an encrypted PEM key are refused by name, in both forms", () => {
    const aes = ["-aes256", "-passout", "pass:x", "-in", "leaf.key"];
    openssl("pkcs8", "-topk8", "-passout", "pass:x", "-in", "leaf.key", "-out", "new.key");
    openssl("rsa", "-traditional", ...aes, "-out", "old.key");
    const refused = { ok: false, problem: "key-encrypted" };
    expect(problemOf(pem("all.pem", "new.key"))).toMatchObject(refused);
    expect(problemOf(pem("all.pem", "old.key"))).toMatchObject(refused);
  });

  it("with another kind of key, or too short a one, are refused by its name", () => {
    issued("elliptic", "issuing", SIGNER, "P-256");
    issued("short", "issuing", SIGNER, "rsa:1024");
    openssl("ec", "-in", "elliptic.key", "-out", "elliptic.old");
    openssl("genpkey", "-algorithm", "ed25519", "-out", "edwards.key");
    const ec = { ok: false, problem: "key-not-rsa", detail: "EC" };
    expect(problemOf(pem("elliptic.pem", "elliptic.key"))).toEqual(ec);
    expect(problemOf(pem("elliptic.pem", "elliptic.old"))).toEqual(ec);
    expect(problemOf(pem("leaf.pem", "edwards.key"))).toEqual({ ...ec, detail: "ED25519" });
    const short = { ok: false, problem: "key-too-short", detail: "1024" };
    expect(problemOf(pem("short.pem", "short.key"))).toEqual(short);
  });

  it("of an authority, without their key, or out of their time are refused by name", () => {
    expect(problemOf(pem("root.pem", "root.key"))).toMatchObject({ problem: "not-for-signing" });
    const stranger = pem("root.pem", "leaf.key");
    expect(problemOf(stranger)).toMatchObject({ problem: "key-of-no-certificate" });
    const later = Date.now() + 301 * 86_400_000;
    expect(problemOf(pem("all.pem", "leaf.key"), later)).toMatchObject({
      problem: "certificate-expired",
      detail: "O=Acme, CN=leaf",
    });
  });

  it("end where an intermediate is missing, even if the root is there", () => {
    folder.write("gap.pem", text("leaf.pem") + text("root.pem"));
    expect(problemOf(pem("gap.pem", "leaf.key"))).toEqual(["O=Acme, CN=leaf"]);
  });

  it("sign profiles that `openssl cms -verify` accepts against the imported root", async () => {
    const read = readIdentityFile(pkcs12());
    if (!read.ok) throw new Error(read.problem);
    const chained = chainOf(read.key, read.certificates, isIssuedBy, Date.now());
    if (!chained.ok) throw new Error(chained.problem);
    const rsa = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
    const key = await crypto.subtle.importKey("pkcs8", read.key.pkcs8, rsa, true, ["sign"]);
    const signer = await prepareSigner({ key, chain: chained.chain.map(({ der }) => der) });
    for (const digest of ["SHA-1", "SHA-256"] as const) {
      const options = { digest, signingTime: new Date() };
      folder.write("profile", signCms(CONTENT, signer, options));
      const args = ["-verify", "-inform", "DER", "-in", "profile", "-CAfile", "root.pem"];
      openssl("cms", ...args, "-binary", "-out", "content");
      expect(bytes("content")).toEqual(new Uint8Array(CONTENT));
    }
  });
});

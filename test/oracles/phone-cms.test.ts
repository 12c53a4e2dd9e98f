// The simulated phone's CMS reader against messages that OpenSSL signed: what it takes for good,
// OpenSSL made so, and what it merely complains of (BER) is what OpenSSL writes when it streams.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { judgeChain, readPem } from "../../simulator/phone/chain.ts";
import { readSigned } from "../../simulator/phone/cms-reader.ts";
import { needs } from "../support/tools.ts";

const CONTENT = `<?xml version="1.0"?>\n${"a profile, line by line\r\n".repeat(200)}`;
/** Each issued by the one before it, the first by itself. */
const CERTIFICATES = [
  ["root", "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n"],
  ["middle", "basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign\n"],
  ["leaf", "keyUsage=critical,digitalSignature\nsubjectKeyIdentifier=hash\n"],
] as const;

needs("openssl")("OpenSSL's signed messages", () => {
  let folder = "";
  const file = (name: string) => join(folder, name);
  const openssl = (...parts: readonly string[]) =>
    execFileSync("openssl", parts, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  const sign = (...options: readonly string[]) => {
    const identity = ["-signer", "leaf.pem", "-inkey", "leaf.key", "-certfile", "middle.pem"];
    const common = ["-nodetach", "-binary", "-in", "content", "-outform", "DER"];
    return new Uint8Array(openssl("cms", "-sign", ...common, ...identity, ...options));
  };
  const read = (message: Uint8Array) => {
    const loose = new Set<string>();
    const signed = readSigned(message, (problem) => loose.add(problem));
    return { ...signed, text: new TextDecoder().decode(signed.content), loose: [...loose] };
  };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "provost-phone-cms-"));
    writeFileSync(file("content"), CONTENT);
    let issuer: string | null = null;
    for (const [name, extensions] of CERTIFICATES) {
      writeFileSync(file(`${name}.ext`), extensions);
      const subject = ["-subj", `/O=Acme/CN=Acme ${name}`, "-out", `${name}.csr`];
      openssl("req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", `${name}.key`, ...subject);
      const by = issuer
        ? ["-CA", `${issuer}.pem`, "-CAkey", `${issuer}.key`, "-CAcreateserial"]
        : ["-signkey", `${name}.key`];
      const what = ["-in", `${name}.csr`, "-out", `${name}.pem`, "-extfile", `${name}.ext`];
      openssl("x509", "-req", "-days", "30", ...what, ...by);
      issuer = name;
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each([
    ["SHA-256", ["-md", "sha256"]],
    ["SHA-1", ["-md", "sha1"]],
    ["a key identifier instead of issuer and serial", ["-keyid"]],
    ["no signed attributes", ["-noattr"]],
  ])("are read and verified: %s", (_, options) => {
    const { text, loose, signer } = read(sign(...options));
    expect(text).toBe(CONTENT);
    expect(loose).toEqual([]);
    expect(signer.x509.subject).toContain("CN=Acme leaf");
  });
  test("streamed, they are BER: read all the same, and complained of", () => {
    const { text, loose } = read(sign("-stream"));
    expect(text).toBe(CONTENT);
    expect(loose).toContain("indefinite length");
  });
  test("lead over the intermediate to the root, and to no other", () => {
    const { signer, certificates } = read(sign());
    const now = Date.parse(signer.x509.validFrom) + 86_400_000;
    const roots = readPem([readFileSync(file("root.pem"), "latin1")]);
    expect(judgeChain(signer, certificates, { roots, now })).toEqual({ ok: true });
    expect(judgeChain(signer, [signer], { roots, now }).ok).toBe(false);
    expect(judgeChain(signer, certificates, { roots: [], now }).ok).toBe(false);
    expect(judgeChain(signer, certificates, { roots, now: now + 31 * 86_400_000 }).ok).toBe(false);
  });
  test("without the content, or with another digest, are refused", () => {
    const identity = ["-signer", "leaf.pem", "-inkey", "leaf.key"];
    const common = ["-binary", "-in", "content", "-outform", "DER"];
    const detached = new Uint8Array(openssl("cms", "-sign", ...common, ...identity));
    expect(() => read(detached)).toThrow("detached");
    expect(() => read(sign("-md", "sha512"))).toThrow("unknown to this phone");
    expect(() => read(sign("-keyopt", "rsa_padding_mode:pss"))).toThrow("unknown to this phone");
  });
});

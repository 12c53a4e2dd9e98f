// Envelopes both ways: ours opened by OpenSSL, OpenSSL's opened by us.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { certificatesOnly, crlOnly } from "../../worker/wire/cms-degenerate.ts";
import {
  CONTENT_CIPHERS,
  type ContentCipher,
  readEnvelope,
  sealEnvelope,
} from "../../worker/wire/cms-envelope.ts";
import { openEnvelope } from "../../worker/wire/cms-open.ts";
import { makePkcs12 } from "../../worker/wire/pkcs12-make.ts";
import { testFolder } from "../support/files.ts";
import { needs } from "../support/tools.ts";

const CONTENT = Buffer.from("<plist><array><dict>payloads</dict></array></plist>\n".repeat(60));
/** Bytes that follow from a word. */
const bytesFor = (word: string, length: number) =>
  createHash("sha512").update(word).digest().subarray(0, length);

needs("openssl")("OpenSSL and we", () => {
  const folder = testFolder();
  const openssl = (...args: readonly string[]) => {
    const done = folder.run("openssl", ...args);
    expect(done.status, done.stderr).toBe(0);
    return done.stdout;
  };
  const file = (name: string) => new Uint8Array(readFileSync(join(folder.path, name)));
  beforeAll(() => {
    folder.write("content", CONTENT);
    for (const [name, bits] of [
      ["alice", 2048],
      ["bob", 1024],
    ] as const) {
      const subject = ["-subj", `/O=Acme/CN=${name}`, "-days", "30"];
      openssl(
        "genpkey",
        "-algorithm",
        "RSA",
        "-pkeyopt",
        `rsa_keygen_bits:${bits}`,
        "-out",
        `${name}.key`,
      );
      openssl("req", "-x509", "-new", "-key", `${name}.key`, ...subject, "-out", `${name}.pem`);
      openssl("x509", "-in", `${name}.pem`, "-outform", "DER", "-out", `${name}.der`);
      openssl(
        "pkcs8",
        "-topk8",
        "-nocrypt",
        "-in",
        `${name}.key`,
        "-outform",
        "DER",
        "-out",
        `${name}.pk8`,
      );
    }
  });
  const identity = (name: string) => ({
    certificate: file(`${name}.der`),
    privateKeyPem: Buffer.from(file(`${name}.key`)).toString(),
  });
  const seal = (cipher: ContentCipher, name: string, content: Uint8Array = CONTENT) =>
    sealEnvelope(content, {
      recipient: file(`${name}.der`),
      cipher,
      key: bytesFor("key", CONTENT_CIPHERS[cipher].key),
      iv: bytesFor("iv", CONTENT_CIPHERS[cipher].block),
    });
  const ciphers = ["3des", "aes-128", "aes-192", "aes-256"] as const;

  it.each(ciphers.flatMap((cipher) => [["alice", cipher] as const, ["bob", cipher] as const]))(
    "agree on what we seal for %s under %s",
    (name, cipher) => {
      folder.write("envelope", seal(cipher, name));
      const key = ["-recip", `${name}.pem`, "-inkey", `${name}.key`];
      openssl(
        "cms",
        "-decrypt",
        "-inform",
        "DER",
        "-in",
        "envelope",
        ...key,
        "-binary",
        "-out",
        "opened",
      );
      expect(Buffer.compare(file("opened"), CONTENT)).toBe(0);
    },
  );

  it("agree on single DES, which both have among their old algorithms only", () => {
    const old = ["-provider", "legacy", "-provider", "default"];
    const form = ["-binary", "-outform", "DER", "-out", "theirs", "-des-cbc"];
    openssl("cms", "-encrypt", ...old, "-in", "content", ...form, "alice.pem");
    const script = join(import.meta.dirname, "..", "support", "des-envelope.ts");
    const node = ["--openssl-legacy-provider", "--experimental-strip-types", "--no-warnings"];
    const done = folder.run(process.execPath, ...node, script);
    expect(done.status, done.stderr).toBe(0);
    expect(Buffer.compare(file("theirs-opened"), CONTENT)).toBe(0);
    const key = ["-recip", "alice.pem", "-inkey", "alice.key", "-binary", "-out", "ours-opened"];
    openssl("cms", "-decrypt", ...old, "-inform", "DER", "-in", "ours", ...key);
    expect(Buffer.compare(file("ours-opened"), CONTENT)).toBe(0);
  });

  it.each([
    ["des3", []],
    ["aes128", []],
    ["aes192", []],
    ["aes256", []],
    ["aes256", ["-stream"]],
    ["des3", ["-keyid"]],
  ] as const)("agree on what OpenSSL seals under %s %s", (cipher, options) => {
    const form = ["-binary", "-outform", "DER", "-out", "envelope", `-${cipher}`, ...options];
    openssl("cms", "-encrypt", "-in", "content", ...form, "bob.pem", "alice.pem");
    const envelope = readEnvelope(file("envelope"));
    expect(envelope.recipients).toHaveLength(2);
    for (const name of ["alice", "bob"]) {
      const opened = openEnvelope(envelope, identity(name));
      expect(opened && Buffer.compare(opened, CONTENT)).toBe(0);
    }
  });

  it("see DER with one recipient by issuer and serial number, and rsaEncryption with NULL", () => {
    folder.write("envelope", seal("aes-128", "alice"));
    const dump = openssl("asn1parse", "-inform", "DER", "-in", "envelope");
    expect(dump).not.toMatch(/l=inf/);
    expect(dump).toMatch(/:rsaEncryption\s+.*NULL/);
    const text = openssl("cms", "-cmsout", "-print", "-noout", "-inform", "DER", "-in", "envelope");
    expect(text).toMatch(/d\.issuerAndSerialNumber/);
    expect(text).toMatch(/algorithm: aes-128-cbc/);
  });

  it("find certificates and revocation lists in the order in which we pass them on", () => {
    folder.write("p7", certificatesOnly([file("bob.der"), file("alice.der")]));
    const text = openssl("pkcs7", "-inform", "DER", "-in", "p7", "-print_certs");
    const subjects = [...text.matchAll(/subject=O = Acme, CN = (\w+)/g)].map(([, name]) => name);
    expect(subjects).toEqual(["bob", "alice"]);
    folder.write("index.txt", "");
    folder.write("crl.cnf", "[ca]\ndefault_ca=x\n[x]\ndatabase=index.txt\ndefault_md=sha256\n");
    const authority = ["-keyfile", "alice.key", "-cert", "alice.pem", "-crldays", "3"];
    openssl("ca", "-gencrl", "-config", "crl.cnf", ...authority, "-out", "crl.pem");
    openssl("crl", "-in", "crl.pem", "-outform", "DER", "-out", "crl.der");
    folder.write("p7", crlOnly(file("crl.der")));
    expect(openssl("pkcs7", "-inform", "DER", "-in", "p7", "-print_certs")).toContain("X509 CRL");
    expect(openssl("pkcs7", "-inform", "DER", "-in", "p7", "-print")).toContain("O=Acme, CN=alice");
  });

  it("agree on the PKCS#12 that old phones get, with its name, its key and its chain", () => {
    const order = {
      privateKey: file("alice.pk8"),
      certificates: [file("alice.der"), file("bob.der")],
      name: "alice (Acme) äö",
      password: "Kx7-Ümlaut",
      salts: {
        key: bytesFor("a", 8),
        certificates: bytesFor("b", 8),
        mac: bytesFor("c", 8),
      },
    };
    const made = makePkcs12(order);
    expect(Buffer.compare(made, makePkcs12(order))).toBe(0);
    folder.write("p12", made);
    const read = ["pkcs12", "-legacy", "-in", "p12", "-nodes", "-passin", `pass:${order.password}`];
    const text = openssl(...read);
    expect([...text.matchAll(/subject=O = Acme, CN = (\w+)/g)].map(([, name]) => name)).toEqual([
      "alice",
      "bob",
    ]);
    expect(text.match(/localKeyID: /g)).toHaveLength(2);
    expect(text).toContain("friendlyName: alice (Acme) ");
    folder.write("key.pem", openssl(...read, "-nocerts"));
    const [found, given] = ["key.pem", "alice.key"].map((key) =>
      openssl("pkey", "-in", key, "-pubout"),
    );
    expect(found).toBe(given);
    const info = folder.run("openssl", ...read, "-info", "-noout").stderr;
    expect(info).toMatch(/MAC: sha1, Iteration 2048/);
    expect(info.match(/pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 2048/g)).toHaveLength(2);
    const wrong = folder.run("openssl", ...read.slice(0, -1), "pass:Kx7");
    expect(wrong.status).not.toBe(0);
    expect(wrong.stderr).toMatch(/invalid password/);
  });
});

// Signed messages that OpenSSL wrote, read by us; and ours of the tests, read by OpenSSL, so that what
// the tests call a good message is one.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { readSignedMessage } from "../../worker/wire/cms-read.ts";
import { toPem } from "../../worker/wire/x509.ts";
import { isIssuedWithin } from "../../worker/wire/x509-path.ts";
import { testFolder } from "../support/files.ts";
import { refusalOf } from "../support/refusal.ts";
import { appleLikeChain, makeMessage } from "../support/signed-message.ts";
import { needs } from "../support/tools.ts";

const CONTENT = Buffer.from("<plist>what a phone says of itself</plist>\r\n".repeat(40));

needs("openssl")("a message that OpenSSL signed", () => {
  const folder = testFolder();
  const openssl = (...args: readonly string[]) => {
    const { status, stderr } = folder.run("openssl", ...args);
    expect(status, stderr).toBe(0);
  };
  const der = (name: string) => new Uint8Array(readFileSync(join(folder.path, name)));
  beforeAll(() => {
    folder.write("content", CONTENT);
    for (const name of ["alice", "bob"]) {
      const subject = ["-subj", `/O=Acme/CN=${name}`, "-days", "30"];
      const key = ["-newkey", "rsa:2048", "-nodes", "-keyout", `${name}.key`];
      openssl("req", "-x509", ...key, ...subject, "-out", `${name}.pem`);
      openssl("x509", "-in", `${name}.pem`, "-outform", "DER", "-out", `${name}.der`);
    }
  });
  const signed = (...options: readonly string[]) => {
    const files = ["-in", "content", "-signer", "alice.pem", "-inkey", "alice.key"];
    const form = ["-nodetach", "-binary", "-outform", "DER", "-out", "message"];
    openssl("cms", "-sign", ...files, ...form, ...options);
    return der("message");
  };

  const pss = ["-keyopt", "rsa_padding_mode:pss"];
  it.each([
    ["as it does by itself", [], "SHA-256"],
    ["with SHA-1", ["-md", "sha1"], "SHA-1"],
    ["with SHA-384", ["-md", "sha384"], "SHA-384"],
    ["with SHA-512", ["-md", "sha512"], "SHA-512"],
    ["without signed attributes", ["-noattr", "-md", "sha1"], "SHA-1"],
    ["as a stream, in BER", ["-stream"], "SHA-256"],
    ["as a stream without signed attributes", ["-stream", "-noattr"], "SHA-256"],
    ["by its key identifier", ["-keyid"], "SHA-256"],
    ["with PSS", pss, "SHA-256"],
    ["with PSS and SHA-512", [...pss, "-md", "sha512"], "SHA-512"],
    ["with PSS and a salt of 20", [...pss, "-keyopt", "rsa_pss_saltlen:20"], "SHA-256"],
    ["with another certificate inside", ["-certfile", "bob.pem"], "SHA-256"],
  ] as const)("is read: %s", (_, options, digest) => {
    const read = readSignedMessage(signed(...options));
    expect(Buffer.compare(read.content, CONTENT)).toBe(0);
    expect(read).toMatchObject({ digest, signer: der("alice.der") });
  });

  it.each([
    ["by two", ["-signer", "bob.pem", "-inkey", "bob.key"], /2 signers/],
    ["without its certificate", ["-nocerts"], /no certificate of the signer/],
    ["with a digest of old", ["-md", "md5"], /digest/],
    ["as something else than data", ["-econtent_type", "pkcs7-signedData"], /another type/],
  ] as const)("is refused: %s", (_, options, words) => {
    expect(refusalOf(() => readSignedMessage(signed(...options)))).toMatch(words);
  });

  it("is refused by us and by OpenSSL alike with one byte changed, wherever it matters", () => {
    const whole = signed();
    for (const text of ["what a phone says", "Acme"]) {
      const bytes = Buffer.from(whole);
      const at = bytes.lastIndexOf(text);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      folder.write("changed", bytes);
      const verify = ["-verify", "-noverify", "-inform", "DER", "-in", "changed", "-out", "none"];
      expect(folder.run("openssl", "cms", ...verify).status).not.toBe(0);
      expect(refusalOf(() => readSignedMessage(bytes))).not.toBe("was not refused");
    }
  });

  it("like the phone's own of our tests is taken by OpenSSL, too, its dates apart", () => {
    const { root, authorities, phone } = appleLikeChain();
    const others = [...authorities, root].map(({ certificate }) => certificate);
    const message = makeMessage({
      content: CONTENT,
      signer: phone,
      others,
      ber: true,
      attributes: "none",
    });
    folder.write("apple", message);
    folder.write("apple.pem", toPem([root.certificate]));
    const weak = ["-no_check_time", "-auth_level", "0", "-purpose", "any"];
    const files = ["-inform", "DER", "-in", "apple", "-CAfile", "apple.pem", "-out", "read"];
    openssl("cms", "-verify", "-binary", ...files, ...weak);
    expect(Buffer.compare(der("read"), CONTENT)).toBe(0);
    const read = readSignedMessage(message);
    expect(isIssuedWithin(read.signer, read.certificates, [root.certificate])).toBe(true);
  });
});

// What the simulated phone writes and reads of certificates, against OpenSSL: its answer to a
// Profile Service in Apple's BER, its certification requests, its envelopes both ways, and PKCS#12
// files of OpenSSL's making.
import { execFileSync } from "node:child_process";
import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  encodeName,
  writeCertificate,
  writeRequest,
} from "../../simulator/phone/certificate-write.ts";
import { openEnvelope, sealEnvelope } from "../../simulator/phone/cms-envelope.ts";
import { readCertificates, readSigned } from "../../simulator/phone/cms-reader.ts";
import { signMessage } from "../../simulator/phone/cms-write.ts";
import { printableString } from "../../simulator/phone/der-write.ts";
import { readPkcs12 } from "../../simulator/phone/pkcs12-reader.ts";
import { needs } from "../support/tools.ts";

const NOW = Date.UTC(2031, 2, 3);
const DAY_MS = 86_400_000;
const CONTENT = new TextEncoder().encode("a property list\r\n".repeat(300));
const none = () => {
  throw new Error("not DER");
};

needs("openssl")("OpenSSL and the phone's certificates", () => {
  let folder = "";
  const file = (name: string) => join(folder, name);
  const openssl = (...parts: readonly string[]) =>
    execFileSync("openssl", parts, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  const pair = generateKeyPairSync("rsa", { modulusLength: 1024 });
  const name = encodeName([[["O", "Acme Ltd"]], [["CN", "Älice"]]]);
  const certificate = writeCertificate({
    ...{ serial: 77, issuer: name, subject: name, publicKey: pair.publicKey },
    ...{ notBefore: NOW - DAY_MS, notAfter: NOW + DAY_MS, digest: "SHA1" },
    issuerKey: pair.privateKey,
  });
  const identity = { certificate, key: pair.privateKey };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "provost-phone-certificates-"));
    writeFileSync(file("own.der"), certificate);
    writeFileSync(file("own.key"), pair.privateKey.export({ type: "pkcs8", format: "pem" }));
    openssl("x509", "-inform", "DER", "-in", "own.der", "-out", "own.pem");
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("its certificate is read and verifies by its own key", () => {
    const text = openssl("x509", "-in", "own.pem", "-noout", "-subject", "-serial").toString();
    expect(text).toContain("O = Acme Ltd");
    expect(text).toContain("serial=4D");
    const at = ["-attime", String(NOW / 1000)];
    const auth = ["-auth_level", "0", "-check_ss_sig"];
    openssl("verify", ...at, ...auth, "-CAfile", "own.pem", "own.pem");
  });

  test.each(["apple", "der"] as const)("its message in form %s verifies", (form) => {
    const attributes = [["2.16.840.1.113733.1.9.2", printableString("19")]] as const;
    const message = signMessage({
      ...{ content: CONTENT, signer: identity, certificates: [certificate], digest: "SHA1" },
      form: form === "apple" ? form : { attributes },
    });
    writeFileSync(file("message"), message);
    const check = ["-verify", "-noverify", "-inform", "DER", "-in", "message", "-binary"];
    expect(openssl("cms", ...check, "-out", "read").toString()).toBe("");
    expect(new Uint8Array(readFileSync(file("read")))).toEqual(CONTENT);
    const dump = openssl("asn1parse", "-inform", "DER", "-in", "message").toString();
    expect(dump.includes("l=inf")).toBe(form === "apple");
    const loose = new Set<string>();
    expect(readSigned(message, (problem) => loose.add(problem)).content).toEqual(CONTENT);
    expect(loose.size > 0).toBe(form === "apple");
  });

  test("its certification request carries subject, challenge and names, and is signed", () => {
    const request = writeRequest({
      ...{ subject: name, ...pair, digest: "SHA256", challenge: "A2B3", usage: [0, 2] },
      alternativeNames: {
        rfc822Name: ["a".repeat(140)],
        ntPrincipalName: ["alice@acme.example.com"],
      },
    });
    writeFileSync(file("request"), request);
    const text = openssl("req", "-inform", "DER", "-in", "request", "-verify", "-text").toString();
    for (const part of ["challengePassword", "A2B3", "Digital Signature, Key Encipherment"])
      expect(text).toContain(part);
    expect(text).toContain(`email:${"a".repeat(140)}`);
    expect(text).toContain("Public-Key: (1024 bit)");
  });

  test.each(["3des", "aes-128", "aes-192", "aes-256"] as const)(
    "its %s envelope opens",
    (cipher) => {
      writeFileSync(file("sealed"), sealEnvelope(CONTENT, certificate, cipher));
      const own = ["-recip", "own.pem", "-inkey", "own.key"];
      const opened = openssl(
        "cms",
        "-decrypt",
        "-inform",
        "DER",
        "-in",
        "sealed",
        ...own,
        "-binary",
      );
      expect(new Uint8Array(opened)).toEqual(CONTENT);
    },
  );

  test.each(["-des3", "-aes128", "-aes256"])("it opens OpenSSL's envelope (%s)", (cipher) => {
    writeFileSync(file("content"), CONTENT);
    const what = ["-binary", "-in", "content", "-outform", "DER"];
    const sealed = new Uint8Array(openssl("cms", "-encrypt", cipher, ...what, "own.pem"));
    expect(openEnvelope(sealed, { ...identity, ber: none })).toEqual(CONTENT);
    const other = generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey;
    expect(() => openEnvelope(sealed, { certificate, key: other, ber: none })).toThrow(
      /open|length/,
    );
  });

  test("it reads the certificates of a message that holds nothing else", () => {
    const args = ["-nocrl", "-certfile", "own.pem", "-outform", "DER"];
    const bag = new Uint8Array(openssl("crl2pkcs7", ...args));
    expect(readCertificates(bag, none).map(({ der }) => der)).toEqual([certificate]);
  });

  test("it opens OpenSSL's PKCS#12 of the era, and only with its password", () => {
    const what = ["-export", "-inkey", "own.key", "-in", "own.pem", "-passout", "pass:pä55"];
    const era = ["-certpbe", "PBE-SHA1-3DES", "-keypbe", "PBE-SHA1-3DES", "-macalg", "sha1"];
    const bytes = new Uint8Array(openssl("pkcs12", ...what, ...era, "-legacy"));
    const read = readPkcs12(bytes, "pä55");
    expect(Buffer.from(read.certificate, "base64")).toEqual(Buffer.from(certificate));
    expect(createPrivateKey(read.key).equals(pair.privateKey)).toBe(true);
    expect(() => readPkcs12(bytes, "pa55")).toThrow("the password is wrong");
    const damaged = bytes.slice();
    damaged[100] = (damaged[100] ?? 0) ^ 1;
    expect(() => readPkcs12(damaged, "pä55")).toThrow();
  });
});

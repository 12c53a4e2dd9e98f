// What the authority issues, read by OpenSSL: certificates and their chains, names for Active
// Directory, revocation lists; and OpenSSL's certification requests, read by us.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { CertificatePurpose } from "../../worker/core/certificates.ts";
import { contentOf } from "../../worker/core/issuance.ts";
import {
  issuePhoneCertificate,
  issueRegistrationAuthority,
  makeAuthorityCertificate,
} from "../../worker/wire/certificate-issue.ts";
import { makeCrl, type RevokedEntry } from "../../worker/wire/crl.ts";
import { readIssuer } from "../../worker/wire/issuer.ts";
import { readCertificationRequest } from "../../worker/wire/pkcs10.ts";
import { openRsaKey } from "../../worker/wire/rsa-private-key.ts";
import { serialNumber } from "../../worker/wire/serial-number.ts";
import { WireError } from "../../worker/wire/wire-error.ts";
import { testFolder } from "../support/files.ts";
import { rsaPkcs8 } from "../support/keys.ts";
import { needs } from "../support/tools.ts";

const NOW = Date.UTC(2027, 5, 1);
const DAY = 86_400_000;
/** What OpenSSL takes the time to be. */
const AT = ["-attime", String(NOW / 1_000)];
const VALID = { notBefore: NOW - DAY, notAfter: NOW + 365 * DAY };
const ALICE = {
  user: "alice",
  device: { udid: "a".repeat(40), serial: "87945XYZA4S" },
  names: {
    emailAddress: "alice@acme.example",
    principalName: "älice@acme.example",
    securityIdentifier: "S-1-5-21-1004336348-1177238915-682003330-512",
  },
};
const ACME = { organization: "Acme Inc.", crlAddress: "https://acme.example/scep/crl/1.crl" };
const random = (fill: number) => serialNumber(new Uint8Array(16).fill(fill));

/** A CA that is made here, and what it issues. */
function ca(name: string, fill: number) {
  const opened = openRsaKey(rsaPkcs8());
  const content = { organization: "Acme Inc.", commonName: name, ...VALID };
  const own = makeAuthorityCertificate(content, opened.publicKey, random(fill), opened.key);
  const by = { issuer: readIssuer(own), key: opened.key };
  const phone = openRsaKey(rsaPkcs8());
  const issue = (purpose: CertificatePurpose, serial: number) => {
    const said = contentOf({ ...ALICE, purpose }, ACME, VALID);
    return issuePhoneCertificate(said, phone.publicKey, random(serial), by);
  };
  const crl = (revoked: readonly RevokedEntry[], number = 1) =>
    makeCrl({ number, thisUpdate: NOW - 600_000, nextUpdate: NOW + 7 * DAY, revoked }, by);
  return { own, by, issue, crl };
}

function readOrRefused(request: Uint8Array) {
  try {
    return readCertificationRequest(request);
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}

needs("openssl")("OpenSSL", () => {
  const folder = testFolder();
  const openssl = (...args: string[]) => folder.run("openssl", ...args);
  const said = (...args: string[]) => {
    const done = openssl(...args);
    if (done.status !== 0) throw new Error(`openssl ${args.join(" ")}: ${done.stderr}`);
    return done.stdout;
  };
  /** Writes DER as NAME.pem. */
  const keep = (name: string, der: Uint8Array, label = "CERTIFICATE") => {
    const base64 = Buffer.from(der).toString("base64").replace(/.{64}/g, "$&\n");
    folder.write(`${name}.pem`, `-----BEGIN ${label}-----\n${base64}\n-----END ${label}-----\n`);
  };
  const shown = (name: string) => said("x509", "-in", `${name}.pem`, "-noout", "-text");
  const { own, by, issue, crl } = ca("Acme Phones CA 1", 1);

  beforeAll(() => {
    keep("ca", own);
    keep("phone", issue("exchange", 7));
    keep("enrolment", issue("enrolment", 9));
    const other = ca("Acme Phones CA 2", 2);
    keep("other-ca", other.own);
  });

  describe("reads certificates of the authority", () => {
    it("and verifies them for TLS clients, strictly, under this CA and no other", () => {
      const purpose = ["-purpose", "sslclient", "-x509_strict", ...AT];
      expect(said("verify", ...purpose, "-CAfile", "ca.pem", "phone.pem")).toContain("OK");
      expect(openssl("verify", ...purpose, "-CAfile", "other-ca.pem", "phone.pem").status).not.toBe(
        0,
      );
    });

    it("but takes one that is for the enrolment for no TLS client", () => {
      expect(said("verify", ...AT, "-CAfile", "ca.pem", "enrolment.pem")).toContain("OK");
      const refused = openssl(
        "verify",
        "-purpose",
        "sslclient",
        ...AT,
        "-CAfile",
        "ca.pem",
        "enrolment.pem",
      );
      expect(refused.stderr).toContain("unsuitable certificate purpose");
    });

    it("whose subject is the user in the company, on this phone", () => {
      const subject = said("x509", "-in", "phone.pem", "-noout", "-subject", "-nameopt", "RFC2253");
      expect(subject.trim()).toBe("subject=serialNumber=87945XYZA4S,CN=alice,O=Acme Inc.");
    });

    it("with their extensions", () => {
      const text = shown("phone");
      expect(text).toContain("X509v3 Basic Constraints: critical\n                CA:FALSE");
      expect(text).toContain("Digital Signature, Key Encipherment");
      expect(text).toContain("TLS Web Client Authentication");
      expect(text).toContain("URI:https://acme.example/scep/crl/1.crl");
      expect(text).toContain("email:alice@acme.example");
      expect(text).toMatch(/othername: UPN:{1,2}.*lice@acme\.example/);
      expect(shown("enrolment")).not.toMatch(/alice@acme|S-1-5|Client Authentication/);
    });

    it("with the SID where Microsoft looks for it (MS-WCCE 2.2.2.7.7.4)", () => {
      const parsed = said("asn1parse", "-in", "phone.pem");
      const at = /^ *(\d+):.*1\.3\.6\.1\.4\.1\.311\.25\.2\n *(\d+):.*OCTET STRING/m.exec(parsed);
      const value = said("asn1parse", "-in", "phone.pem", "-strparse", at?.[2] ?? "0");
      const kinds = value
        .trim()
        .split("\n")
        .map((line) => line.replace(/^.*(?:cons|prim): /, ""));
      expect(kinds).toEqual([
        expect.stringMatching(/^SEQUENCE/),
        expect.stringMatching(/^cont \[ 0 \]/),
        expect.stringMatching(/^OBJECT +:1\.3\.6\.1\.4\.1\.311\.25\.2\.1$/),
        expect.stringMatching(/^cont \[ 0 \]/),
        expect.stringMatching(/^OCTET STRING +:S-1-5-21-1004336348-1177238915-682003330-512$/),
      ]);
    });

    it("and the registration authority's under its CA", () => {
      const content = { organization: "Acme Inc.", commonName: "Acme Phones RA", ...VALID };
      const { publicKey } = openRsaKey(rsaPkcs8());
      keep("ra", issueRegistrationAuthority(content, publicKey, random(3), by));
      const strict = ["-x509_strict", ...AT, "-CAfile", "ca.pem"];
      expect(said("verify", ...strict, "ra.pem")).toContain("OK");
    });
  });

  describe("reads revocation lists", () => {
    const check = (name: string) =>
      openssl(
        "verify",
        "-crl_check",
        ...AT,
        "-CAfile",
        "ca.pem",
        "-CRLfile",
        "crl.pem",
        `${name}.pem`,
      );
    const serial = (fill: number) => Buffer.from(random(fill)).toString("hex");

    it("with nobody in them, signed by the CA", () => {
      keep("crl", crl([]), "X509 CRL");
      const verified = openssl("crl", "-in", "crl.pem", "-CAfile", "ca.pem", "-noout", "-verify");
      expect(verified.stderr).toContain("verify OK");
      expect(check("phone").stdout).toContain("OK");
    });

    it("with each reason, and refuses whom they name only", () => {
      const reasons = ["unspecified", "keyCompromise", "affiliationChanged", "superseded"] as const;
      const others = reasons.map((reason, index) => ({
        serialNumber: serial(100 + index),
        at: NOW - DAY,
        reason,
      }));
      const ours = { serialNumber: serial(7), at: NOW, reason: "cessationOfOperation" } as const;
      keep("crl", crl([...others, ours], 300), "X509 CRL");
      const text = said("crl", "-in", "crl.pem", "-noout", "-text", "-crlnumber");
      expect(text).toContain("crlNumber=0x012C");
      for (const words of [
        "Key Compromise",
        "Affiliation Changed",
        "Superseded",
        "Cessation Of Operation",
      ])
        expect(text).toContain(words);
      expect(text.match(/Serial Number/g)).toHaveLength(5);
      expect(text.match(/CRL Reason Code/g)).toHaveLength(4);
      expect(check("phone").stderr).toContain("certificate revoked");
      expect(check("enrolment").stdout).toContain("OK");
    });
  });

  describe("writes certification requests that are read here", () => {
    const request = (...options: string[]) => {
      folder.write(
        "request.cnf",
        "[req]\ndistinguished_name=dn\nattributes=a\nprompt=no\n[dn]\nO=Rival\nCN=root\n[a]\nchallengePassword=ABCDE\n",
      );
      const rest = ["-config", "request.cnf", "-key", "k.pem", "-outform", "DER", "-out", "r.der"];
      said("req", "-new", ...options, ...rest);
      return new Uint8Array(readFileSync(join(folder.path, "r.der")));
    };
    beforeAll(() => {
      said("genrsa", "-out", "k.pem", "2048");
    });

    it.each([
      ["SHA-1", ["-sha1"]],
      ["SHA-256", ["-sha256"]],
      ["SHA-384", ["-sha384"]],
      ["SHA-512", ["-sha512"]],
      ["SHA-256 and PSS", ["-sha256", "-sigopt", "rsa_padding_mode:pss"]],
    ])("signed with %s: their challenge and key, not their subject", (_how, options) => {
      const read = readCertificationRequest(request(...options));
      expect(read.challenge).toBe("ABCDE");
      const modulus = said("rsa", "-in", "k.pem", "-noout", "-modulus").trim().split("=")[1] ?? "";
      const spki = Buffer.from(read.publicKey?.spki ?? [])
        .toString("hex")
        .toUpperCase();
      expect(spki).toContain(modulus);
      expect(
        JSON.stringify(read, (_, value) => (typeof value === "bigint" ? String(value) : value)),
      ).not.toContain("Rival");
    });

    it("and say nothing else when one bit of them is another", () => {
      const good = request("-sha256");
      const { publicKey } = readCertificationRequest(good);
      let same = 0;
      for (const at of good.keys()) {
        const bad = Uint8Array.from(good);
        bad[at] = (bad[at] ?? 0) ^ 1;
        const read = readOrRefused(bad);
        if (read?.publicKey === undefined) continue;
        same++;
        expect(read).toMatchObject({ challenge: "ABCDE", publicKey: { spki: publicKey?.spki } });
      }
      // What no signature covers: the parameters of the algorithm, unused bits of the signature.
      expect(same).toBeLessThan(6);
    });

    it("with an elliptic key: named as no RSA key", () => {
      said("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "k.pem");
      expect(readCertificationRequest(request()).publicKey).toBeUndefined();
    });
  });
});

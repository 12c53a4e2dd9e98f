// What a story about certificates needs besides phones: a SCEP client that is no phone, a forger, and
// a reader of certificate revocation lists. The forger copies everything of a certificate but its key
// and its issuer's signature, which is all that anybody can.
import { createPrivateKey, generateKeyPairSync, sign } from "node:crypto";
import type { SimClock } from "./clock.ts";
import type { Network } from "./network.ts";
import { readCertificate } from "./phone/certificate.ts";
import {
  basicConstraintsOfCa,
  encodeName,
  keyUsage,
  publicKeyOf,
  writeCertificate,
} from "./phone/certificate-write.ts";
import { readCertificates, readSigned } from "./phone/cms-reader.ts";
import { context, type Der, expect, INTEGER, readDer, SEQUENCE } from "./phone/der.ts";
import { bitString, sequence } from "./phone/der-write.ts";
import { type Identity, identityOf } from "./phone/keychain.ts";
import { obtainIdentity, type ScepOutcome } from "./phone/scep.ts";
import { traitsOf } from "./phone/traits.ts";

const none = () => undefined;

/** Asks a SCEP server for a certificate as somebody who says he is `user`, with a new key. */
export function askForCertificate(
  by: {
    readonly network: Network;
    readonly clock: SimClock;
    readonly note?: (note: string) => void;
  },
  order: { readonly url: string; readonly challenge: string; readonly user: string },
): Promise<ScepOutcome> {
  return obtainIdentity(
    { traits: traitsOf("17.0"), note: none, secret: none, ...by },
    {
      ...{ url: order.url, name: "", challenge: order.challenge, keyBits: 2048, usage: 5 },
      subject: [[["O", "Mallory Ltd"]], [["CN", order.user]]],
      ...{ retries: 0, retryDelaySeconds: 10, alternativeNames: {} },
    },
  );
}

/** A certificate with every word of another and a key of the forger's, who signs it himself. */
export function forged({ certificate }: Identity): Identity {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const [tbs, algorithm] = readDer(bytesOf(certificate), none).children;
  if (!tbs || !algorithm) throw new Error("no certificate");
  const subject = readCertificate(bytesOf(certificate));
  const oldKey = new Uint8Array(subject.key.export({ type: "spki", format: "der" }));
  const parts = tbs.children.map(({ bytes }) =>
    Buffer.compare(bytes, oldKey) === 0 ? publicKeyOf(publicKey) : bytes,
  );
  const written = sequence(...parts);
  const signature = bitString(new Uint8Array(sign("SHA256", written, privateKey)));
  return identityOf(sequence(written, algorithm.bytes, signature), privateKey);
}

/** Somebody's certificate beside a key that is not its own. */
export function withForeignKey({ certificate }: Identity): Identity {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return identityOf(
    bytesOf(certificate),
    createPrivateKey(privateKey.export({ type: "pkcs8", format: "pem" })),
  );
}

/** SHA-256 of a certificate in hexadecimal: what an authority's book knows it by. */
export const fingerprintOf = ({ certificate }: Identity): string =>
  readCertificate(bytesOf(certificate)).x509.fingerprint256.replaceAll(":", "").toLowerCase();

/** Issuer, subject and serial number in words, and the days between which it is valid. */
export function wordsOf({ certificate }: Identity) {
  const { x509 } = readCertificate(bytesOf(certificate));
  const { subject, issuer, serialNumber, validFrom, validTo } = x509;
  return {
    ...{ subject, issuer, serialNumber: serialNumber.toLowerCase() },
    ...{ validFrom: Date.parse(validFrom), validTo: Date.parse(validTo) },
  };
}

/** Serial numbers (hexadecimal, as `wordsOf` writes them) that a revocation list names (RFC 5280, section 5.1). */
export function revokedIn(list: Uint8Array): string[] {
  const [tbs] = expect(readDer(list, none), SEQUENCE, "CertificateList").children;
  const fields = expect(tbs, SEQUENCE, "tbsCertList").children;
  const isList = ({ identifier, children }: Der) =>
    identifier === SEQUENCE &&
    children.every(({ children: [serial] }) => serial?.identifier === INTEGER);
  const revoked = fields.slice(4).find((field) => field.identifier !== context(0) && isList(field));
  return (revoked?.children ?? []).map(({ children: [serial] }) =>
    Buffer.from(serial?.content ?? [])
      .toString("hex")
      .replace(/^00(?=.)/, ""),
  );
}

/**
 * An answer to GetNextCACert (RFC 8894, section 4.7): fingerprints of who signed it and of the
 * certificates it tells of. Throws DerProblem if the signature is not good.
 */
export function nextAuthorities(answer: Uint8Array) {
  const { signer, content } = readSigned(answer, none);
  const fingerprint = ({ x509 }: typeof signer) =>
    x509.fingerprint256.replaceAll(":", "").toLowerCase();
  return {
    signer: fingerprint(signer),
    certificates: readCertificates(content, none).map(fingerprint),
  };
}

const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, "base64"));

/** A company's own signer of profiles, as files (PEM): its certificate with its root's, its key, its root. */
export function companySigner(now: number) {
  const [rootName, name] = ["Acme Group Root", "Acme Group Profiles"].map((common) =>
    encodeName([[["O", "Acme Group"]], [["CN", common]]]),
  ) as [Uint8Array, Uint8Array];
  const [rootPair, pair] = [makePair(), makePair()];
  const dates = {
    notBefore: now - DAY_MS,
    notAfter: now + 1000 * DAY_MS,
    digest: "SHA256",
  } as const;
  const by = { issuer: rootName, issuerKey: rootPair.privateKey, ...dates };
  const root = writeCertificate({
    ...{ serial: 1, subject: rootName, publicKey: rootPair.publicKey, ...by },
    extensions: [basicConstraintsOfCa(), keyUsage([5, 6])],
  });
  const leaf = writeCertificate({
    ...{ serial: 2, subject: name, publicKey: pair.publicKey, ...by },
    extensions: [keyUsage([0])],
  });
  return {
    certificates: `${pemOf(leaf)}${pemOf(root)}`,
    privateKey: pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    root: pemOf(root),
  };
}

const DAY_MS = 86_400_000;
const makePair = () => generateKeyPairSync("rsa", { modulusLength: 2048 });
const pemOf = (der: Uint8Array) =>
  `-----BEGIN CERTIFICATE-----\n${Buffer.from(der)
    .toString("base64")
    .match(/.{1,64}/g)
    ?.join("\n")}\n-----END CERTIFICATE-----\n`;

// The simulated maker of iPhones: a root, a certification authority and the "Simulated iPhone Device
// CA", which certifies an identity in each phone. Its chain is as Apple's was seen in recorded
// messages: four certificates with the phone's own, SHA-1, an issuing key of 1024 bits, and long
// expired above the phone's own certificate, whose dates nobody may judge by.
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import {
  basicConstraintsOfCa,
  encodeName,
  keyUsage,
  type Subject,
  writeCertificate,
} from "./phone/certificate-write.ts";
import { serialFor, udidFor } from "./phone/fresh-state.ts";
import { identityOf } from "./phone/keychain.ts";
import type { BuiltInIdentity } from "./phone/state.ts";

export interface DeviceCa {
  /** The issuing certificate, PEM: what a server must trust to know simulated phones. */
  readonly anchor: string;
  /** The identity made into a phone. */
  identityFor(phone: {
    readonly name: string;
    readonly serial?: string;
    readonly now: number;
  }): BuiltInIdentity;
}

const YEAR_MS = 365 * 86_400_000;
const named = (commonName: string, unit: string): Subject => [
  [["C", "US"]],
  [["O", "Provost Simulator"]],
  [["OU", unit]],
  [["CN", commonName]],
];
/** Issuer after issuer; the dates are those of Apple's own. */
const CHAIN = [
  {
    name: encodeName(named("Simulated Root CA", "Simulated Certification Authority")),
    ...{ bits: 2048, from: Date.UTC(2006, 3, 25), until: Date.UTC(2035, 1, 9) },
  },
  {
    name: encodeName(
      named("Simulated iPhone Certification Authority", "Simulated Certification Authority"),
    ),
    ...{ bits: 2048, from: Date.UTC(2007, 3, 12), until: Date.UTC(2022, 3, 12) },
  },
  {
    name: encodeName(named("Simulated iPhone Device CA", "Simulated iPhone")),
    ...{ bits: 1024, from: Date.UTC(2007, 3, 16), until: Date.UTC(2014, 3, 16) },
  },
];
/** digitalSignature, keyEncipherment; of an authority digitalSignature, keyCertSign, cRLSign. */
const PHONE_USAGE = [0, 2];
const AUTHORITY_USAGE = [0, 5, 6];

interface Authority {
  readonly name: Uint8Array;
  readonly certificate: Uint8Array;
  readonly key: KeyObject;
}

/** A new maker, with keys of its own. */
export function makeDeviceCa(): DeviceCa {
  const authorities: Authority[] = [];
  for (const { name, bits, from, until } of CHAIN) {
    const pair = generateKeyPairSync("rsa", { modulusLength: bits });
    const issuer = authorities.at(-1) ?? { name, key: pair.privateKey };
    const certificate = writeCertificate({
      ...{ serial: authorities.length + 1, issuer: issuer.name, subject: name, digest: "SHA1" },
      ...{ publicKey: pair.publicKey, notBefore: from, notAfter: until, issuerKey: issuer.key },
      extensions: [basicConstraintsOfCa(), keyUsage(AUTHORITY_USAGE)],
    });
    authorities.push({ name, certificate, key: pair.privateKey });
  }
  const chain = authorities.map(({ certificate }) => base64(certificate)).reverse();
  return {
    anchor: `-----BEGIN CERTIFICATE-----\n${chain[0]?.match(/.{1,64}/g)?.join("\n")}\n-----END CERTIFICATE-----\n`,
    identityFor: (phone) => ({ ...certify(authorities, phone), chain }),
  };
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");

let shared: DeviceCa | undefined;
/** One maker for all worlds of this process: a phone's maker is older than any story. */
export function deviceCa(): DeviceCa {
  shared ??= makeDeviceCa();
  return shared;
}

function certify(
  authorities: readonly Authority[],
  { name, serial = serialFor(name), now }: Parameters<DeviceCa["identityFor"]>[0],
): Omit<BuiltInIdentity, "chain"> {
  const issuer = authorities.at(-1);
  if (!issuer) throw new Error("the maker has no authority");
  const udid = udidFor(serial);
  const pair = generateKeyPairSync("rsa", { modulusLength: 1024 });
  const certificate = writeCertificate({
    ...{ serial: Buffer.from(udid.slice(0, 20), "hex"), issuer: issuer.name, digest: "SHA1" },
    subject: encodeName(named(udid.toUpperCase(), "Simulated iPhone")),
    publicKey: pair.publicKey,
    ...{ notBefore: now - YEAR_MS / 2, notAfter: now + YEAR_MS / 2, issuerKey: issuer.key },
    extensions: [keyUsage(PHONE_USAGE)],
  });
  return { udid, ...identityOf(certificate, pair.privateKey) };
}

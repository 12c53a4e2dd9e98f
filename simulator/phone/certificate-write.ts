// Certificates and certification requests as a phone writes them (RFC 5280, section 4.1; RFC 2986;
// the challenge: RFC 2985, section 5.4.1): the self-signed certificate of a SCEP request, and in the
// simulator's device CA the certificate a phone is made with.
import { type KeyObject, sign } from "node:crypto";
import {
  bitString,
  element,
  integer,
  joined,
  nothing,
  objectIdentifier,
  octetString,
  printableString,
  sequence,
  setOf,
  tagged,
  utcTime,
  utf8String,
  yes,
} from "./der-write.ts";

export type Digest = "SHA1" | "SHA256";
/** A name as the SCEP payload writes it: relative names, each of pairs of type and value. */
export type Subject = readonly (readonly (readonly [type: string, value: string])[])[];

const NAME_TYPES: Readonly<Record<string, string>> = {
  CN: "2.5.4.3",
  SERIALNUMBER: "2.5.4.5",
  C: "2.5.4.6",
  L: "2.5.4.7",
  ST: "2.5.4.8",
  O: "2.5.4.10",
  OU: "2.5.4.11",
};
const RSA_WITH: Readonly<Record<Digest, string>> = {
  SHA1: "1.2.840.113549.1.1.5",
  SHA256: "1.2.840.113549.1.1.11",
};
const CHALLENGE_PASSWORD = "1.2.840.113549.1.9.7";
const EXTENSION_REQUEST = "1.2.840.113549.1.9.14";
const SUBJECT_ALT_NAME = "2.5.29.17";
const PRINTABLE = /^[A-Za-z0-9 '()+,\-./:=?]*$/;

/** A Name, encoded. A type is one of the usual short forms or a dotted object identifier. */
export function encodeName(subject: Subject): Uint8Array {
  const relative = subject.map((pairs) =>
    setOf(
      ...pairs.map(([type, value]) => {
        const text = PRINTABLE.test(value) ? printableString(value) : utf8String(value);
        return sequence(objectIdentifier(NAME_TYPES[type.toUpperCase()] ?? type), text);
      }),
    ),
  );
  return sequence(...relative);
}

/** One extension; `value` is its own encoding. */
export const extension = (type: string, value: Uint8Array, critical = false) =>
  sequence(objectIdentifier(type), ...(critical ? [yes()] : []), octetString(value));

/** keyUsage of these bits, digitalSignature being 0. */
export function keyUsage(bits: readonly number[]): Uint8Array {
  const mask = bits.reduce((sum, bit) => sum | (0x80 >> bit), 0);
  return extension("2.5.29.15", bitString(Uint8Array.of(mask), 7 - Math.max(...bits)), true);
}

export const basicConstraintsOfCa = () => extension("2.5.29.19", sequence(yes()), true);

/** SubjectPublicKeyInfo of a key pair's either half. */
export const publicKeyOf = (key: KeyObject) =>
  new Uint8Array(key.export({ type: "spki", format: "der" }));

const algorithm = (digest: Digest) => sequence(objectIdentifier(RSA_WITH[digest]), nothing());
const signed = (tbs: Uint8Array, digest: Digest, key: KeyObject) =>
  sequence(tbs, algorithm(digest), bitString(new Uint8Array(sign(digest, tbs, key))));

export interface CertificateRecipe {
  readonly serial: number | Uint8Array;
  /** Encoded names. */
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly publicKey: KeyObject;
  /** Milliseconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly extensions?: readonly Uint8Array[];
  readonly digest: Digest;
  readonly issuerKey: KeyObject;
}

/** A certificate of version 3, or 1 without extensions. */
export function writeCertificate(recipe: CertificateRecipe): Uint8Array {
  const { serial, issuer, subject, publicKey, digest, extensions = [] } = recipe;
  const tbs = sequence(
    ...(extensions.length > 0 ? [tagged(0, integer(2))] : []),
    integer(serial),
    algorithm(digest),
    issuer,
    sequence(utcTime(recipe.notBefore), utcTime(recipe.notAfter)),
    subject,
    publicKeyOf(publicKey),
    ...(extensions.length > 0 ? [tagged(3, sequence(...extensions))] : []),
  );
  return signed(tbs, digest, recipe.issuerKey);
}

/** Names beside the subject, as the SCEP payload writes them. */
export interface AlternativeNames {
  readonly rfc822Name?: readonly string[];
  readonly dNSName?: readonly string[];
  readonly uniformResourceIdentifier?: readonly string[];
  readonly ntPrincipalName?: readonly string[];
}

const GENERAL_NAME_TAGS = [
  ["rfc822Name", 0x81],
  ["dNSName", 0x82],
  ["uniformResourceIdentifier", 0x86],
] as const;
/** Microsoft's user principal name, as an otherName. */
const PRINCIPAL_NAME = "1.3.6.1.4.1.311.20.2.3";

function alternativeNames(names: AlternativeNames): Uint8Array[] {
  const plain = GENERAL_NAME_TAGS.flatMap(([name, tag]) =>
    (names[name] ?? []).map((text) => element(tag, Buffer.from(text, "latin1"))),
  );
  const principal = (names.ntPrincipalName ?? []).map((text) =>
    tagged(0, objectIdentifier(PRINCIPAL_NAME), tagged(0, utf8String(text))),
  );
  return [...plain, ...principal];
}

export interface RequestRecipe {
  readonly subject: Uint8Array;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  readonly digest: Digest;
  readonly challenge?: string;
  /** Bits of keyUsage asked for. */
  readonly usage?: readonly number[];
  readonly alternativeNames?: AlternativeNames;
}

/** A PKCS#10 certification request with its challenge. */
export function writeRequest(recipe: RequestRecipe): Uint8Array {
  const { challenge, usage = [], digest } = recipe;
  const names = alternativeNames(recipe.alternativeNames ?? {});
  const asked = [
    ...(usage.length > 0 ? [keyUsage(usage)] : []),
    ...(names.length > 0 ? [extension(SUBJECT_ALT_NAME, sequence(...names))] : []),
  ];
  const attribute = (type: string, value: Uint8Array) =>
    sequence(objectIdentifier(type), setOf(value));
  const attributes = [
    ...(challenge === undefined ? [] : [attribute(CHALLENGE_PASSWORD, printableOr(challenge))]),
    ...(asked.length > 0 ? [attribute(EXTENSION_REQUEST, sequence(...asked))] : []),
  ].sort(Buffer.compare);
  const { subject, publicKey } = recipe;
  const tbs = sequence(integer(0), subject, publicKeyOf(publicKey), tagged(0, joined(attributes)));
  return signed(tbs, digest, recipe.privateKey);
}

const printableOr = (text: string) =>
  PRINTABLE.test(text) ? printableString(text) : utf8String(text);

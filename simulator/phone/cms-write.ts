// Signed messages a phone sends: its answer to a Profile Service in the very shape Apple's phones
// send (BER with indefinite lengths, SHA-1, no signed attributes, the whole chain along; seen in a
// recorded message), and SCEP's (DER with signed attributes). PKCS#7 1.5; RFC 5652, section 5.
import { createHash, type KeyObject, sign } from "node:crypto";
import { readCertificate } from "./certificate.ts";
import type { Digest } from "./certificate-write.ts";
import { context, INTEGER, SET } from "./der.ts";
import {
  element,
  indefinite,
  integer,
  joined,
  nothing,
  objectIdentifier,
  octetString,
  octetStringInPieces,
  sequence,
  setOf,
  tagged,
} from "./der-write.ts";

const SIGNED_DATA = "1.2.840.113549.1.7.2";
const DATA = "1.2.840.113549.1.7.1";
const CONTENT_TYPE = "1.2.840.113549.1.9.3";
const MESSAGE_DIGEST = "1.2.840.113549.1.9.4";
const RSA = "1.2.840.113549.1.1.1";
const DIGEST_OIDS: Readonly<Record<Digest, string>> = {
  SHA1: "1.3.14.3.2.26",
  SHA256: "2.16.840.1.101.3.4.2.1",
};
/** Bytes of one piece of a streamed content. */
const PIECE = 1000;

export interface SigningIdentity {
  /** DER. */
  readonly certificate: Uint8Array;
  readonly key: KeyObject;
}

export interface MessageRecipe {
  readonly content: Uint8Array;
  readonly signer: SigningIdentity;
  /** Certificates in the message, in this order. */
  readonly certificates: readonly Uint8Array[];
  readonly digest: Digest;
  /** Streamed as Apple's encoder does, without signed attributes; else DER with these besides the usual two. */
  readonly form:
    | "apple"
    | { readonly attributes: readonly (readonly [type: string, value: Uint8Array])[] };
}

/** SignedData with its content inside. */
export function signMessage(recipe: MessageRecipe): Uint8Array {
  const { content, digest, form } = recipe;
  const apple = form === "apple";
  const wrap = apple ? indefinite : element;
  const algorithm = sequence(objectIdentifier(DIGEST_OIDS[digest]), nothing());
  const octets = apple ? octetStringInPieces(content, PIECE) : octetString(content);
  return wrap(
    0x30,
    objectIdentifier(SIGNED_DATA),
    wrap(
      context(0),
      wrap(
        0x30,
        integer(1),
        setOf(algorithm),
        wrap(0x30, objectIdentifier(DATA), wrap(context(0), octets)),
        tagged(0, ...recipe.certificates),
        setOf(signerInfo(recipe, algorithm)),
      ),
    ),
  );
}

function signerInfo(recipe: MessageRecipe, algorithm: Uint8Array): Uint8Array {
  const { content, signer, digest, form } = recipe;
  const attributes = form === "apple" ? null : encodeAttributes(recipe, form.attributes);
  const signed = attributes ? element(SET, attributes) : content;
  return sequence(
    integer(1),
    issuerAndSerial(signer.certificate),
    algorithm,
    ...(attributes ? [tagged(0, attributes)] : []),
    sequence(objectIdentifier(RSA), nothing()),
    octetString(new Uint8Array(sign(digest, signed, signer.key))),
  );
}

function encodeAttributes(
  { content, digest }: MessageRecipe,
  more: readonly (readonly [type: string, value: Uint8Array])[],
): Uint8Array {
  const all: readonly (readonly [string, Uint8Array])[] = [
    [CONTENT_TYPE, objectIdentifier(DATA)],
    [MESSAGE_DIGEST, octetString(new Uint8Array(createHash(digest).update(content).digest()))],
    ...more,
  ];
  const encoded = all.map(([type, value]) => sequence(objectIdentifier(type), setOf(value)));
  return joined(encoded.sort(Buffer.compare));
}

/** How a message names a certificate: its issuer and serial number. */
export function issuerAndSerial(certificate: Uint8Array): Uint8Array {
  const { issuer, serial } = readCertificate(certificate);
  return sequence(issuer, element(INTEGER, serial));
}

// Signed messages for tests, put together by hand so that each part can be wrong: a small DER
// writer over node:crypto.
import { createHash, createPrivateKey, type KeyObject, sign } from "node:crypto";
import { at, readDer } from "../../support/der.ts";
import type { TestIdentity } from "../../support/identity.ts";

type Bytes = Uint8Array | Buffer;

/** One element with a definite length in its shortest form. */
export function tlv(tag: number, ...parts: readonly Bytes[]): Buffer {
  const content = Buffer.concat(parts);
  const digits = content.length.toString(16);
  const length = Buffer.from(digits.length % 2 ? `0${digits}` : digits, "hex");
  const head = content.length < 0x80 ? length : Buffer.from([0x80 | length.length, ...length]);
  return Buffer.concat([Buffer.from([tag]), head, content]);
}

/** One constructed element with an indefinite length. */
export const indefinite = (tag: number, ...parts: readonly Bytes[]) =>
  Buffer.concat([Buffer.from([tag, 0x80]), ...parts, Buffer.from([0, 0])]);

/** An object identifier, given in dotted form. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap((arc) => {
    const groups = [arc & 0x7f];
    for (let more = arc >>> 7; more > 0; more >>>= 7) groups.unshift((more & 0x7f) | 0x80);
    return groups;
  });
  return tlv(0x06, Buffer.from(bytes));
}

export const OID = {
  data: "1.2.840.113549.1.7.1",
  signedData: "1.2.840.113549.1.7.2",
  contentType: "1.2.840.113549.1.9.3",
  messageDigest: "1.2.840.113549.1.9.4",
  sha1: "1.3.14.3.2.26",
  sha256: "2.16.840.1.101.3.4.2.1",
  md5: "1.2.840.113549.2.5",
  rsa: "1.2.840.113549.1.1.1",
} as const;

export interface Recipe {
  readonly identity: TestIdentity;
  readonly content: Bytes;
  /** The content put into the message, if it differs from what is signed. */
  readonly shown?: Bytes;
  readonly digest?: "sha1" | "sha256";
  readonly digestOid?: string;
  /** contentType attribute's value. */
  readonly typeAttribute?: string;
  readonly attributes?: boolean;
  /** Writes messageDigest that many times. */
  readonly digests?: number;
  readonly signers?: number;
  readonly certificates?: readonly Uint8Array[];
  /** BER as some signers write it: indefinite lengths, the content in pieces. */
  readonly ber?: boolean;
  readonly trailing?: boolean;
}

const privateKey = async (identity: TestIdentity): Promise<KeyObject> =>
  createPrivateKey({
    key: Buffer.from(await crypto.subtle.exportKey("pkcs8", identity.leafKeys.privateKey)),
    format: "der",
    type: "pkcs8",
  });

const attribute = (type: string, ...values: readonly Buffer[]) =>
  tlv(0x30, oid(type), tlv(0x31, ...values));

function attributesOf(recipe: Recipe, digest: "sha1" | "sha256"): Buffer[] {
  const value = tlv(0x04, createHash(digest).update(recipe.content).digest());
  const values = Array<Buffer>(recipe.digests ?? 1).fill(value);
  const all = [
    attribute(OID.contentType, oid(recipe.typeAttribute ?? OID.data)),
    attribute(OID.messageDigest, ...values),
  ];
  return all.sort(Buffer.compare);
}

/** SignedData of the recipe, DER unless it asks for BER. */
export async function signedBy(recipe: Recipe): Promise<Uint8Array> {
  const { identity, content, digest = "sha1", attributes = true } = recipe;
  const attrs = attributesOf(recipe, digest);
  const signed = attributes ? tlv(0x31, ...attrs) : content;
  const signature = sign(digest, signed, await privateKey(identity));
  const algorithm = tlv(0x30, oid(recipe.digestOid ?? OID[digest]), tlv(0x05));
  const tbs = at(readDer(identity.leaf), 0);
  const info = tlv(
    0x30,
    tlv(0x02, Buffer.from([1])),
    tlv(0x30, at(tbs, 3).encoded, at(tbs, 1).encoded),
    algorithm,
    ...(attributes ? [tlv(0xa0, ...attrs)] : []),
    tlv(0x30, oid(OID.rsa), tlv(0x05)),
    tlv(0x04, signature),
  );
  const shown = recipe.shown ?? content;
  const half = shown.length >> 1;
  const pieces = [tlv(0x04, shown.subarray(0, half)), tlv(0x04, shown.subarray(half))];
  const octets = recipe.ber ? indefinite(0x24, ...pieces) : tlv(0x04, shown);
  const wrap = recipe.ber ? indefinite : tlv;
  const message = wrap(
    0x30,
    oid(OID.signedData),
    wrap(
      0xa0,
      wrap(
        0x30,
        tlv(0x02, Buffer.from([1])),
        tlv(0x31, algorithm),
        wrap(0x30, oid(OID.data), wrap(0xa0, octets)),
        tlv(0xa0, ...(recipe.certificates ?? [identity.leaf, identity.root])),
        tlv(0x31, ...Array<Buffer>(recipe.signers ?? 1).fill(info)),
      ),
    ),
  );
  return new Uint8Array(recipe.trailing ? Buffer.concat([message, Buffer.from([0])]) : message);
}

/** The message with the first `from` in it written as `to`, of the same length. */
export function substituted(message: Uint8Array, from: string, to: string): Uint8Array {
  const bytes = Buffer.from(message);
  const offset = bytes.indexOf(from);
  if (offset < 0 || from.length !== to.length) throw new Error("nothing to substitute");
  bytes.write(to, offset, "latin1");
  return new Uint8Array(bytes);
}

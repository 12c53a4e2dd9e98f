// Fuzz target: certification requests. No damage may change what is asked: a request that is read has
// the key and the challenge of one that this key signed.
import { createPublicKey, type KeyObject, sign } from "node:crypto";
import { readCertificationRequest } from "../../../worker/wire/pkcs10.ts";
import { FIXED_KEYS } from "../../support/fixed-keys.ts";
import { number, sequence, tlv } from "../../support/signed-message.ts";
import type { FuzzTarget } from "../target.ts";

const fromHex = (hex: string) => Uint8Array.from(Buffer.from(hex, "hex"));
const CHALLENGE_PASSWORD = fromHex("06092a864886f70d010907");
const COMMON_NAME = fromHex("0603550403");
const WITH_RSA = { sha1: "06092a864886f70d010105", sha256: "06092a864886f70d01010b" } as const;
const [SET, PRINTABLE, UTF8, BITS, ATTRIBUTES] = [0x31, 0x13, 0x0c, 0x03, 0xa0];

function request(key: KeyObject, hash: keyof typeof WITH_RSA, challenge?: Uint8Array) {
  const name = sequence(tlv(SET, sequence(COMMON_NAME, tlv(UTF8, Buffer.from("alice")))));
  const own = createPublicKey(key.export({ format: "pem", type: "pkcs8" }));
  const attribute = challenge && sequence(CHALLENGE_PASSWORD, tlv(SET, challenge));
  const attributes = tlv(ATTRIBUTES, ...(attribute ? [attribute] : []));
  const spki = own.export({ format: "der", type: "spki" });
  const content = sequence(number(0), name, spki, attributes);
  const algorithm = sequence(fromHex(WITH_RSA[hash]), fromHex("0500"));
  const signature = tlv(BITS, Uint8Array.of(0), sign(hash, content, key));
  return new Uint8Array(sequence(content, algorithm, signature));
}

const CHALLENGE = Buffer.from("ABCDEFGHIJKLMNOPQRSTUVWXYZ");
const seeds = [
  request(FIXED_KEYS.alice, "sha1", tlv(PRINTABLE, CHALLENGE)),
  request(FIXED_KEYS.bob, "sha256", tlv(UTF8, CHALLENGE.subarray(1))),
  request(FIXED_KEYS.alice, "sha256"),
];

/** Who asks with what. */
const claim = (bytes: Uint8Array) => {
  const { publicKey, challenge } = readCertificationRequest(bytes);
  // A key of another kind is named and gets nothing: there is no claim.
  return publicKey && `${publicKey.keyHash} ${challenge}`;
};
const TRUE_CLAIMS: ReadonlySet<string | undefined> = new Set([undefined, ...seeds.map(claim)]);

export const target: FuzzTarget = {
  name: "pkcs10",
  seeds,
  dictionary: [
    ...["3080", "0000", "a080", "0500", "a000", "3100", "020100", "020101"].map(fromHex),
    CHALLENGE_PASSWORD,
    tlv(PRINTABLE, CHALLENGE),
  ],
  run(bytes) {
    const said = claim(bytes);
    if (!TRUE_CLAIMS.has(said)) throw new Error(`a request that nobody signed: ${said}`);
  },
};

// Fuzz target: signed messages. No damage may change who is believed to have said what: whatever is
// read, and signed by a phone of the authority, must be a message that this phone did sign, to the
// last byte of content, signed attributes and certificate.
import { readSignedMessage, type SignedMessage } from "../../../worker/wire/cms-read.ts";
import { isIssuedWithin } from "../../../worker/wire/x509-path.ts";
import { FIXED_KEYS } from "../../support/fixed-keys.ts";
import {
  type MessageOrder,
  makeCertificate,
  makeMessage,
  number,
  octets,
} from "../../support/signed-message.ts";
import type { FuzzTarget } from "../target.ts";

const authority = makeCertificate({
  name: "CA",
  key: FIXED_KEYS.authority,
  authority: true,
});
const phone = (name: "alice" | "bob", serial: number) =>
  makeCertificate({ name, serial, key: FIXED_KEYS[name], issuer: authority });
const [alice, bob] = [phone("alice", 2), phone("bob", 3)];
const anchors = [authority.certificate];
const contentOf = (name: string) =>
  Buffer.from(`<dict><key>UDID</key><string>${name}</string></dict>`);

const orders: readonly MessageOrder[] = [alice, bob].flatMap((signer) => {
  const order = { signer, content: contentOf(signer.name) };
  return [
    { ...order, ber: true, attributes: "none" } as const,
    order,
    { ...order, hash: "sha256", others: anchors } as const,
  ];
});
const seeds = orders.map((order) => new Uint8Array(makeMessage(order)));

const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
/** Who said what. */
const claim = ({ content, signer, attributes }: SignedMessage) =>
  [content, signer, ...attributes.values()].map(hexOf).join();
const TRUE_CLAIMS: ReadonlySet<string> = new Set(
  seeds.map((seed) => claim(readSignedMessage(seed))),
);

const fromHex = (hex: string) => Uint8Array.from(Buffer.from(hex, "hex"));

export const target: FuzzTarget = {
  name: "cms",
  seeds,
  dictionary: [
    ...["3080", "0000", "a080", "2480", "0400", "0500", "a000", "3100", "308200"].map(fromHex),
    // The digests' names, and both contents as they stand.
    fromHex("06052b0e03021a"),
    fromHex("0609608648016503040201"),
    fromHex("06092a864886f70d010101"),
    octets(contentOf("alice")),
    octets(contentOf("bob")),
    number(2),
    number(3),
  ],
  run(bytes) {
    const read = readSignedMessage(bytes);
    if (!isIssuedWithin(read.signer, read.certificates, anchors)) return;
    if (!TRUE_CLAIMS.has(claim(read))) throw new Error(`believed: ${claim(read)}`);
  },
};

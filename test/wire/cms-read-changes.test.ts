// Good messages, changed in every small way there is: each single bit, and parts of two messages put
// together in every combination. Nobody may be believed to have said what they did not.
import { describe, expect, it } from "vitest";
import { readSignedMessage, type SignedMessage } from "../../worker/wire/cms-read.ts";
import { isIssuedWithin } from "../../worker/wire/x509-path.ts";
import { target } from "../fuzz/targets/cms.ts";
import { FIXED_KEYS } from "../support/fixed-keys.ts";
import { readOrRefused } from "../support/refusal.ts";
import {
  type Identity,
  makeCertificate,
  makeMessage,
  partsOf,
  sequence,
  tlv,
} from "../support/signed-message.ts";

const authority = makeCertificate({ name: "CA", key: FIXED_KEYS.authority, authority: true });
const phone = (name: "alice" | "bob", serial: number) =>
  makeCertificate({ name, serial, key: FIXED_KEYS[name], issuer: authority });
const phones = [phone("alice", 2), phone("bob", 3)];
const contentOf = ({ name }: Identity) => Buffer.from(`<string>${name}</string>`);

describe("no single changed bit", () => {
  it.each(target.seeds.map((seed, at) => [at, seed] as const).slice(0, 2))(
    "of message %i makes anybody believe something else",
    (_, seed) => {
      let refused = 0;
      for (let bit = 0; bit < seed.length * 8; bit++) {
        const changed = seed.slice();
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        // The target throws if somebody is believed to have said what they did not.
        if (readOrRefused(() => target.run(changed)) === "refused") refused++;
      }
      // The rest changes what vouches for the signer, or what nobody signed, as versions.
      expect(refused).toBeGreaterThan(seed.length * 5);
    },
  );
});

/** The parts of a message that another's could take the place of. */
function pieces(message: Buffer) {
  const [type, outer] = partsOf(message) as [Buffer, Buffer];
  const [signedData] = partsOf(outer) as [Buffer];
  const [version, digests, content, certificates, signers] = partsOf(signedData) as Buffer[];
  const [info] = partsOf(signers ?? outer) as [Buffer];
  const [one, sid, digest, ...rest] = partsOf(info) as Buffer[];
  const attributes = rest.length === 3 ? rest.shift() : undefined;
  const [algorithm, signature] = rest;
  return {
    type,
    version,
    digests,
    content,
    certificates,
    one,
    sid,
    digest,
    attributes,
    algorithm,
    signature,
  };
}

type Pieces = ReturnType<typeof pieces>;

function together(p: Pieces): Buffer {
  const some = (...parts: readonly (Buffer | undefined)[]) =>
    parts.filter((part) => part !== undefined);
  const info = sequence(...some(p.one, p.sid, p.digest, p.attributes, p.algorithm, p.signature));
  const data = sequence(...some(p.version, p.digests, p.content, p.certificates, tlv(0x31, info)));
  return sequence(p.type, tlv(0xa0, data));
}

it("no combination of the parts of four messages says what none of them said", () => {
  const messages = phones.flatMap((signer) =>
    ([undefined, "none"] as const).map((attributes) =>
      pieces(
        makeMessage({ signer, content: contentOf(signer), ...(attributes && { attributes }) }),
      ),
    ),
  );
  const claim = (read: SignedMessage) =>
    [read.content, read.signer].map((bytes) => Buffer.from(bytes).toString("hex")).join();
  const truths = new Set(messages.map((message) => claim(readSignedMessage(together(message)))));
  expect(truths.size).toBe(2);
  const keys = ["content", "certificates", "sid", "attributes", "signature"] as const;
  const counts = { believed: 0, refused: 0 };
  for (let round = 0; round < messages.length ** keys.length; round++) {
    const from = (at: number) =>
      messages[Math.floor(round / messages.length ** at) % messages.length];
    const taken = keys.map((key, at) => [key, from(at)?.[key]] as const);
    const mixed = { ...messages[0], ...Object.fromEntries(taken) } as Pieces;
    const read = readOrRefused(() => readSignedMessage(together(mixed)));
    const isBelieved =
      read !== "refused" && isIssuedWithin(read.signer, read.certificates, [authority.certificate]);
    counts[isBelieved ? "believed" : "refused"]++;
    if (isBelieved) expect(truths).toContain(claim(read));
  }
  // Of 1,024: each message of the four with the like parts of its twin in their places.
  expect(counts.believed).toBeGreaterThanOrEqual(4);
  expect(counts.refused).toBeGreaterThan(900);
});

// The table of SCEP's answers, every cell of it, and what senders are told.
import { describe, expect, it } from "vitest";
import {
  capabilities,
  isAnswered,
  isTooOld,
  judgeScep,
  MESSAGE_TYPE,
  refusalOf,
  type ScepSigner,
} from "../../worker/core/scep.ts";

const SIGNERS: readonly ScepSigner[] = ["issued", "own-key", "stranger"];

/** What each type and signer leads to: with a challenge / without. */
const CELLS: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  [MESSAGE_TYPE.pkcsReq]: [
    ["enrol", "renew"],
    ["enrol", "challenge-missing"],
    ["message-unreadable", "message-unreadable"],
  ],
  [MESSAGE_TYPE.renewalReq]: [
    ["renew", "renew"],
    ["signer-unknown", "signer-unknown"],
    ["message-unreadable", "message-unreadable"],
  ],
  [MESSAGE_TYPE.certPoll]: [
    ["poll", "poll"],
    ["poll", "poll"],
    ["poll", "poll"],
  ],
  [MESSAGE_TYPE.getCert]: [
    ["get-certificate", "get-certificate"],
    ["no-such-certificate", "no-such-certificate"],
    ["no-such-certificate", "no-such-certificate"],
  ],
  [MESSAGE_TYPE.getCrl]: [
    ["get-crl", "get-crl"],
    ["get-crl", "get-crl"],
    ["get-crl", "get-crl"],
  ],
};

const verdict = (messageType: string, signer: ScepSigner, hasChallenge: boolean) => {
  const judged = judgeScep({ messageType, signer, hasChallenge });
  return judged.ok ? judged.deed : judged.reason;
};

describe("a SCEP message is judged by its type and by who signed it", () => {
  for (const [messageType, rows] of Object.entries(CELLS)) {
    for (const [index, signer] of SIGNERS.entries()) {
      it(`type ${messageType} signed by ${signer}`, () => {
        const [withChallenge, without] = rows[index] ?? [];
        expect(isAnswered(messageType)).toBe(true);
        expect(verdict(messageType, signer, true)).toBe(withChallenge);
        expect(verdict(messageType, signer, false)).toBe(without);
      });
    }
  }

  it("has no answer to types that are none, or that only authorities send", () => {
    for (const messageType of ["", "0", "3", "18", "__proto__", "constructor", "019"]) {
      expect(isAnswered(messageType)).toBe(false);
      for (const signer of SIGNERS)
        expect(verdict(messageType, signer, true)).toBe("message-type-unknown");
    }
  });
});

describe("what a sender is told", () => {
  it("is the same for whatever is wrong with a challenge", () => {
    const told = new Set(
      (
        [
          "challenge-missing",
          "challenge-unknown",
          "challenge-used",
          "challenge-expired",
          "challenge-for-another-purpose",
          "challenge-of-another-device",
        ] as const
      ).map((reason) => JSON.stringify(refusalOf(reason))),
    );
    expect(told.size).toBe(1);
  });

  it("is a failInfo of RFC 8894, 3.2.1.4, by kind", () => {
    expect(refusalOf("algorithm-too-old").failInfo).toBe("0");
    expect(refusalOf("key-too-short").failInfo).toBe("0");
    expect(refusalOf("message-unreadable").failInfo).toBe("1");
    expect(refusalOf("challenge-used").failInfo).toBe("2");
    expect(refusalOf("renewal-too-early").failInfo).toBe("2");
    expect(refusalOf("no-such-certificate").failInfo).toBe("4");
  });
});

describe("algorithms of iOS 3 and 4", () => {
  it("are refused unless the tenant has such phones", () => {
    const legacy = { legacyDevices: true };
    const modern = { legacyDevices: false };
    expect(isTooOld({ digest: "SHA-1", cipher: "aes-128" }, modern)).toBe(true);
    expect(isTooOld({ digest: "SHA-256", cipher: "des" }, modern)).toBe(true);
    expect(isTooOld({ digest: "SHA-256", cipher: undefined }, modern)).toBe(false);
    expect(isTooOld({ digest: "SHA-256", cipher: "3des" }, modern)).toBe(false);
    expect(isTooOld({ digest: "SHA-1", cipher: "des" }, legacy)).toBe(false);
  });

  it("are named by GetCACaps only then", () => {
    const lines = (legacyDevices: boolean, hasNext = false) =>
      capabilities({ legacyDevices, hasNext }).split("\n");
    expect(lines(true)).toContain("SHA-1");
    expect(lines(false)).not.toContain("SHA-1");
    expect(lines(false)).not.toContain("GetNextCACert");
    expect(lines(false, true)).toContain("GetNextCACert");
  });
});

it("GetCACaps names SHA-384 and DES3, without which strongSwan's pki finds no cipher and no digest", () => {
  const lines = capabilities({ legacyDevices: false, hasNext: false }).split("\n");
  expect(lines).toEqual([
    ...["AES", "DES3", "SHA-256", "SHA-384", "SHA-512"],
    ...["POSTPKIOperation", "Renewal", "SCEPStandard", ""],
  ]);
});

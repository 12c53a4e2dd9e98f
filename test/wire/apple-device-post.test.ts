// A real first POST of an over-the-air enrolment: indefinite lengths, content in pieces, SHA-1, no
// signed attributes, and a chain whose authorities ended in 2014 and 2022.
import { describe, expect, it } from "vitest";
import { APPLE_DEVICE_CA } from "../../worker/core/device-anchors.ts";
import { readSignedMessage } from "../../worker/wire/cms-read.ts";
import { certificatesIn } from "../../worker/wire/pem.ts";
import { readDeviceAttributes } from "../../worker/wire/profile-service.ts";
import { validity } from "../../worker/wire/x509.ts";
import { isIssuedWithin } from "../../worker/wire/x509-path.ts";
import { refusalOf } from "../support/refusal.ts";
import { hexVector } from "../support/vectors.ts";

const post = hexVector("cms/apple-device-post");
const deviceCa = certificatesIn(APPLE_DEVICE_CA);

describe("what one of Apple's devices posted", () => {
  const { content, signer, certificates, digest, attributes } = readSignedMessage(post);

  it("is read, with no signed attributes and a digest of SHA-1", () => {
    expect({ digest, attributes: attributes.size }).toEqual({ digest: "SHA-1", attributes: 0 });
    expect(certificates).toHaveLength(4);
    expect(readDeviceAttributes(content)).toMatchObject({ product: "VirtualMac2,1" });
  });

  it("was signed by a certificate that Apple's device CA issued, which is over for years", () => {
    expect(isIssuedWithin(signer, certificates, deviceCa)).toBe(true);
    expect(isIssuedWithin(signer, [], deviceCa)).toBe(true);
    expect(isIssuedWithin(signer, certificates, certificates.slice(-1))).toBe(true);
    expect(deviceCa.map((der) => validity(der).notAfter.getUTCFullYear())).toEqual([2014]);
  });

  it("is believed of nobody else's authority", () => {
    expect(isIssuedWithin(certificates[1] ?? signer, certificates, deviceCa)).toBe(false);
    expect(isIssuedWithin(signer, certificates.slice(2), certificates.slice(-1))).toBe(false);
  });

  it("is refused with another serial number in it", () => {
    const edited = Buffer.from(post);
    const at = edited.indexOf("<key>SERIAL</key>") + 30;
    edited[at] = (edited[at] ?? 0) ^ 1;
    expect(refusalOf(() => readSignedMessage(edited))).toMatch(/does not match/);
  });
});

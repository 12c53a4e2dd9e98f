// Whom the installer believes: chains, dates, tampered content, roots that profiles bring.
import { describe, expect, test } from "vitest";
import { issue, toPem } from "../../../worker/wire/x509.ts";
import { generateKeys, NOT_AFTER, NOT_BEFORE, serial } from "../../support/identity.ts";
import { signedBy, substituted } from "./cms-material.ts";
import { ANSWERS, acme, EXCHANGE, other, phoneFor } from "./installer-support.ts";
import { answer, exchangePayload, type Keys, phoneOn, profile } from "./phone-support.ts";

describe("trust", () => {
  test("a chain to a trusted root is Verified, with the signer's name", async () => {
    const { arrive, signed, notes } = phoneFor();
    expect(await arrive(await signed(EXCHANGE))).toMatchObject({
      trust: "Verified",
      signer: "Acme profiles",
      warnings: [],
    });
    expect(notes).toEqual([]);
  });
  test.each([
    ["an untrusted root", () => ({ trustedRoots: [toPem([other.root])] }), "no trusted root"],
    ["no root at all", () => ({ trustedRoots: [] }), "no trusted root"],
  ])("%s is Not Verified, and can be installed all the same", async (_, options, words) => {
    const { phone, arrive, signed } = phoneFor(options());
    const screen = await arrive(await signed(EXCHANGE));
    expect(screen?.trust).toBe("Not Verified");
    expect(screen?.warnings.join()).toContain(words);
    expect((await phone.installer.install(ANSWERS)).ok).toBe(true);
  });
  test("an expired certificate is Not Verified", async () => {
    const { arrive, signed, clock } = phoneFor();
    await clock.advance(Date.UTC(2047, 0, 1) - clock.now());
    const screen = await arrive(await signed(EXCHANGE));
    expect([screen?.trust, screen?.warnings.join()]).toEqual([
      "Not Verified",
      "The author could not be verified: a certificate has expired.",
    ]);
  });
  test("a certificate issued by one that is no authority is Not Verified", async () => {
    const leafKeys = await generateKeys();
    const leaf = await issue({
      ...{ notBefore: NOT_BEFORE, notAfter: NOT_AFTER, serial: serial(3) },
      subject: { commonName: "Acme profiles", organization: "Acme" },
      publicKey: leafKeys.publicKey,
      issuer: { certificate: acme.leaf, privateKey: acme.leafKeys.privateKey },
    });
    const { arrive } = phoneFor();
    const message = await signedBy({
      identity: { ...acme, leaf, leafKeys },
      content: Buffer.from(profile(EXCHANGE)),
      certificates: [leaf, acme.leaf, acme.root],
    });
    const screen = await arrive(message);
    expect(screen?.trust).toBe("Not Verified");
    expect(screen?.warnings.join()).toContain("no authority");
  });
  test("changed content never reaches the screen", async () => {
    const { phone, arrive, signed, notes, screens } = phoneFor();
    const message = substituted(await signed(EXCHANGE), "TOKEN\\alice", "TOKEN\\mally");
    expect(await arrive(message)).toBeNull();
    expect(notes.join()).toContain("the content is not what was signed");
    expect(screens.at(-1)).toContain("Invalid profile");
    expect(await phone.installer.install(ANSWERS)).toMatchObject({ reason: "no-install-screen" });
  });
  test("a root certificate that was installed makes its profiles Verified, until it is removed", async () => {
    const { phone, arrive, signed } = phoneFor({ trustedRoots: [] });
    await arrive(profile([rootPayload(acme.root)], { PayloadIdentifier: "com.example.root" }));
    expect((await phone.installer.install()).ok).toBe(true);
    expect((await arrive(await signed(EXCHANGE)))?.trust).toBe("Verified");
    phone.settings.removeProfile("com.example.root");
    expect((await arrive(await signed(EXCHANGE)))?.trust).toBe("Not Verified");
  });
  test("a certificate by its own MIME type is a profile with one root", async () => {
    const type = { "Content-Type": "application/x-x509-ca-cert" };
    const { phone } = phoneOn(() => answer(200, type, acme.root));
    await phone.safari.open("http://acme.example.com/ca");
    expect(phone.installer.screen).toMatchObject({ name: "Acme root", payloads: ["Certificate"] });
  });
});

const rootPayload = (der: Uint8Array): Keys => ({
  ...exchangePayload({
    Host: undefined,
    SSL: undefined,
    EmailAddress: undefined,
    UserName: undefined,
  }),
  PayloadType: "com.apple.security.root",
  PayloadContent: { xml: `<data>${Buffer.from(der).toString("base64")}</data>` },
});

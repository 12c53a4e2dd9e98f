// Certificates of a tenant's own authority, in workerd: who gets one, what is in it, and what comes of
// it.
import { expect, it } from "vitest";
import { authorityOf, issued, NOW, newKey, PHONE, SITE } from "./certificate-support.ts";

it("a challenge brings one certificate, of this CA, for this user", async () => {
  const { authority, issue } = await authorityOf("first");
  const { challenge, record } = await authority.newChallenge({
    user: "alice",
    purpose: "exchange",
    device: PHONE,
    madeBy: "owner",
  });
  expect(record).toMatchObject({ user: "alice", state: "open" });
  const publicKey = newKey();
  const answer = issued(await issue({ by: { challenge }, publicKey, transaction: "1" }));
  console.log(answer.x509.toString(), answer.record, await authority.overview(SITE));
  expect(answer.record).toMatchObject({ user: "alice", purpose: "exchange", issuedAt: NOW });
  expect(await authority.issued(answer.record.fingerprint)).toEqual(answer.record);
  const [ca] = await authority.caChain(SITE);
  console.log(Buffer.from(ca ?? []).toString("base64"));
  console.log(
    await authority.makeIdentity({ user: "bob", madeBy: "owner", delivery: "by-hand" }, SITE),
  );
  console.log(
    await authority.identityKeys(),
    await authority.identityToken({
      login: "acme\\alice",
      issuer: "https://acme.example",
      audience: "https://x",
    }),
  );
});

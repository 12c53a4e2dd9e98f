// A phone before its tenant's server: profiles signed by acme or another, and a good Exchange
// behind them.
import type { PhoneOptions } from "../../../simulator/phone/phone.ts";
import { toPem } from "../../../worker/wire/x509.ts";
import { makeIdentity, type TestIdentity } from "../../support/identity.ts";
import { signedBy } from "./cms-material.ts";
import { easServer, folders, mail, mailbox } from "./eas-script.ts";
import { exchangePayload, type Keys, phoneOn, profile, profileAnswer } from "./phone-support.ts";

/** Two tenants' identities, fresh for each file of tests. */
export const [acme, other]: readonly [TestIdentity, TestIdentity] = await Promise.all([
  makeIdentity(),
  makeIdentity("Other"),
]);

export const EXCHANGE = [exchangePayload()];
export const ANSWERS = { password: "secret-1", passcode: "417290" };

/**
 * A phone that trusts acme, on a network that serves `offer()` as the profile and a good Exchange.
 */
export function phoneFor(options: Partial<PhoneOptions> = {}, exchange = easServer(GOOD)) {
  let body: string | Uint8Array = "";
  const set = phoneOn(
    (request, number) => {
      return request.url.endsWith("/iphone")
        ? profileAnswer(body)
        : exchange.script(request, number);
    },
    { trustedRoots: [toPem([acme.root])], ...options },
  );
  const arrive = async (offered: string | Uint8Array) => {
    body = offered;
    await set.phone.safari.open("https://acme.example.com/iphone");
    return set.phone.installer.screen;
  };
  const signed = (payloads: readonly Keys[], change: Keys = {}, identity = acme) =>
    signedBy({ identity, content: Buffer.from(profile(payloads, change)) });
  return { ...set, exchange, arrive, signed };
}
export const GOOD = { FolderSync: folders, Sync: mailbox(mail("m1", "One")) };

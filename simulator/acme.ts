// The tenant most stories play in: Acme, its people, its policy and its mailboxes.
import type { World } from "./world.ts";

export interface AcmeOptions {
  /** Lock the policy (default yes). */
  readonly lock?: boolean;
  readonly policy?: Readonly<Record<string, unknown>>;
  readonly adapter?: Readonly<Record<string, unknown>>;
}

/** The usual tenant and its people. */
export const ACME = {
  name: "acme",
  origin: "https://acme.example.com",
  host: "acme.example.com",
  alice: { user: "alice", password: "Sommer-2010 pä:ss", displayName: "Alice Adams" },
  bob: { user: "bob", password: "Winter-2011", displayName: "Bob Brown" },
} as const;

/** Passcode and restriction values of the usual policy. */
const ACME_POLICY = { forcePIN: true, minLength: 6, allowiTunes: false, allowCamera: false };

/** Founds Acme over the world's Exchange. */
export async function foundAcme(world: World, change: AcmeOptions = {}): Promise<void> {
  world.exchange.addUser(ACME.alice);
  world.exchange.addUser(ACME.bob);
  await world.admin.createTenant({
    name: ACME.name,
    displayName: "Acme Ltd",
    origin: ACME.origin,
    upstream: world.exchangeOrigin,
    privateUpstream: true,
    loginForm: "ACME\\user",
    mailDomain: "acme.example.com",
    ...change.adapter,
  });
  await world.admin.claimAlias("acme", ACME.name);
  await world.admin.editPolicy(ACME.name, change.policy ?? ACME_POLICY);
  if (change.lock ?? true) await world.admin.lockPolicy(ACME.name);
}

/** Acme, whose phones show a certificate besides the password; old phones may, too. */
export async function foundAcmeByCertificate(
  world: World,
  change: AcmeOptions = {},
): Promise<void> {
  const adapter = { clientCertificates: "with-password", ...change.adapter };
  await foundAcme(world, { ...change, adapter });
  const rules = { legacyDevices: true };
  await world.admin.call("PATCH", `/tenants/${ACME.name}/authority/rules`, rules);
}

const HOUR_MS = 3_600_000;

/** Puts one contact and one event into a user's mailbox. */
export function fillBooks({ exchange, clock }: World, user: string): void {
  exchange.addContact(user, { firstName: "Carol", lastName: "Clark", email: "carol@example.org" });
  const start = clock.now() + 4 * HOUR_MS;
  exchange.addEvent(user, { subject: "Review", start, end: start + HOUR_MS });
}

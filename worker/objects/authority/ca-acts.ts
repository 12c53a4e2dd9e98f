// What administrators do with the tenant's CAs: look, prepare, take in, drop, roll over, change the
// rules. The rule: what a CA issued stays good after it was followed by another; only the desk changes.
import { ISSUING_DEFAULTS, type IssuingRules, withinLimits } from "../../core/issuing-rules.ts";
import { type Result, refuse } from "../../core/result.ts";
import type { IdentityRefusal } from "../../core/signing-identity.ts";
import { factsOf } from "../../wire/certificate.ts";
import type { IdentitySource } from "../../wire/identity-file.ts";
import { belowRoot } from "../../wire/x509-path.ts";
import type {
  AuthorityCa,
  AuthorityOverview,
  IssuingSite,
  PhoneFacts,
} from "../handles/authority-certificates.ts";
import { validOf } from "./book.ts";
import { certificates } from "./book-acts.ts";
import {
  caAt,
  dropCa,
  promoteCa,
  putCa,
  putRules,
  registrationOf,
  type StoredCa,
  storedCas,
  storedRules,
} from "./cas.ts";
import { crlPathOf } from "./desk.ts";
import type { Ground } from "./ground-object.ts";
import { newCa, ringOf } from "./key-ring.ts";
import { storeKey } from "./keys.ts";
import { takeInCa } from "./take-in-ca.ts";

const PLACES: readonly StoredCa["place"][] = ["current", "next", "former"];

export async function overview(ground: Ground, site: IssuingSite): Promise<AuthorityOverview> {
  await ringOf(ground, site);
  const { sql } = ground.storage;
  const authorities = storedCas(sql)
    .sort((a, b) => PLACES.indexOf(a.place) - PLACES.indexOf(b.place))
    .map((ca) => shown(ground, ca));
  return { rules: storedRules(sql), authorities };
}

function shown({ storage, now }: Ground, ca: StoredCa): AuthorityCa {
  const rules = storedRules(storage.sql);
  const registration = registrationOf(storage.sql, ca.fingerprint);
  const works = rules.registrationAuthority && registration;
  return {
    place: ca.place,
    source: ca.source,
    madeAt: ca.madeAt,
    chain: ca.chain.map(factsOf),
    ...(works && { registrationAuthority: factsOf(works.certificate) }),
    crlPath: crlPathOf(ca.fingerprint),
    valid: validOf(storage.sql, ca.fingerprint, now()),
  };
}

/** The rules in force; a tenant that never issued has the defaults. */
export const rulesOf = ({ schema, storage }: Ground): IssuingRules =>
  schema.exists() ? storedRules(storage.sql) : ISSUING_DEFAULTS;

export function setRules(ground: Ground, changes: Partial<IssuingRules>): IssuingRules {
  const { schema, storage, memory } = ground;
  schema.make();
  return storage.transactionSync(() => {
    const rules = withinLimits({ ...storedRules(storage.sql), ...changes });
    putRules(storage.sql, rules);
    memory.ring = undefined;
    return rules;
  });
}

export async function prepareCa(ground: Ground, site: IssuingSite): Promise<AuthorityCa> {
  const ca = { ...(await newCa(ground, site.organization)), place: "next" as const };
  return waits(ground, ca);
}

export async function importCa(
  ground: Ground,
  source: IdentitySource,
): Promise<{ readonly ok: true; readonly authority: AuthorityCa } | IdentityRefusal> {
  const taken = await takeInCa(source, ground.now());
  if (!taken.ok) return taken;
  const { fingerprint, notBefore, notAfter, chain, pkcs8 } = taken;
  const { schema, storage, now } = ground;
  const isKnown =
    schema.exists() && storedCas(storage.sql).some((ca) => ca.fingerprint === fingerprint);
  if (isKnown) return { ok: false, problem: "authority-known" };
  const key = await storeKey(ground, pkcs8, "ca");
  const times = { madeAt: now(), notBefore, notAfter };
  const ca = { fingerprint, place: "next", source: "imported", ...times, key, chain } as const;
  return { ok: true, authority: waits(ground, ca) };
}

function waits(ground: Ground, ca: Parameters<typeof putCa>[1]): AuthorityCa {
  const { schema, storage, memory } = ground;
  schema.make();
  storage.transactionSync(() => putCa(storage.sql, ca));
  memory.ring = undefined;
  return shown(ground, ca);
}

export function dropNextCa({ schema, storage, memory }: Ground): boolean {
  if (!schema.exists()) return false;
  memory.ring = undefined;
  return storage.transactionSync(() => dropCa(storage.sql, "next"));
}

export function rollOverCa(
  ground: Ground,
): Result<{ readonly current: AuthorityCa }, "no-next-authority"> {
  const { schema, storage, memory, now } = ground;
  if (!schema.exists()) return refuse("no-next-authority");
  return storage.transactionSync(() => {
    if (!caAt(storage.sql, "next")) return refuse("no-next-authority");
    promoteCa(storage.sql, now());
    memory.ring = undefined;
    const current = caAt(storage.sql, "current");
    if (!current) throw new Error("a CA was promoted and is not there");
    return { ok: true, current: shown(ground, current) };
  });
}

/** True once somebody of the tenant's asked for a CA or a challenge. */
export function isUsed({ schema, storage }: Ground): boolean {
  const has = (table: string) =>
    storage.sql.exec(`SELECT 1 FROM ${table} LIMIT 1`).toArray().length > 0;
  return schema.exists() && (has("cas") || has("challenges"));
}

/** The chain (DER) of the CA that issues. */
export async function caChain(ground: Ground, site: IssuingSite): Promise<readonly Uint8Array[]> {
  return (await ringOf(ground, site)).current.chain;
}

/** What one more certificate of a user's phone is judged and made by. */
export async function phoneFacts(
  ground: Ground,
  user: string,
  udid: string,
  site: IssuingSite,
): Promise<PhoneFacts> {
  const intermediates = belowRoot(await caChain(ground, site));
  const query = { user, udid, purpose: "exchange" } as const;
  const earlier = certificates(ground, query).certificates;
  return { earlier, rules: rulesOf(ground), intermediates };
}

/** The chain (DER) of any of the CAs. */
export function chainOfCa(
  { schema, storage }: Ground,
  fingerprint: string,
): readonly Uint8Array[] | null {
  if (!schema.exists()) return null;
  return storedCas(storage.sql).find((ca) => ca.fingerprint === fingerprint)?.chain ?? null;
}

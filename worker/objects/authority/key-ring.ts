// The authority's CAs, unwrapped: what the desk works with. The rule: the first use makes the first CA;
// uses at the same time share one promise, hence one CA; whatever changes a CA drops the ring.

import { fingerprintHex } from "../../core/fingerprint.ts";
import type { Issuer } from "../../wire/issuer.ts";
import { readIssuer } from "../../wire/issuer.ts";
import { openRsaKey } from "../../wire/rsa-private-key.ts";
import type { IssuingSite } from "../handles/authority-certificates.ts";
import {
  caAt,
  putCa,
  putRegistration,
  registrationOf,
  retireCas,
  type StoredCa,
  storedCas,
  storedRules,
} from "./cas.ts";
import type { Ground } from "./ground-object.ts";
import type { DeskCa, Keyed } from "./issuing.ts";
import { storeKey, unwrapStored } from "./keys.ts";
import { makeCa, makeRegistrationAuthority } from "./make-ca.ts";

/** A CA ready to sign. */
export interface RingCa extends DeskCa {
  readonly issuer: Issuer;
  /** Milliseconds since 1970. */
  readonly notBefore: number;
  /** The end of the first certificate of its chain. */
  readonly notAfter: number;
}

export interface Ring {
  readonly current: RingCa;
  readonly next?: RingCa;
  readonly former: readonly RingCa[];
}

/** The ring, made at its first use. */
export function ringOf(ground: Ground, site: Pick<IssuingSite, "organization">): Promise<Ring> {
  const ring = ground.memory.ring ?? prepare(ground, site.organization);
  ground.memory.ring = ring;
  return ring.catch((error: unknown) => {
    if (ground.memory.ring === ring) ground.memory.ring = undefined;
    throw error;
  });
}

/** The ring of a tenant that has a CA already: nothing is made for it, so its name is not needed. */
export function ringThereIs(ground: Ground): Promise<Ring> {
  return ground.memory.ring ?? opened(ground, null);
}

async function prepare(ground: Ground, organization: string): Promise<Ring> {
  const { schema, storage } = ground;
  if (!schema.exists() || !caAt(storage.sql, "current")) await makeFirst(ground, organization);
  retireCas(storage.sql, ground.now());
  const registers = storedRules(storage.sql).registrationAuthority;
  return opened(ground, registers ? organization : null);
}

/** @param organization whose registration authority is to work in the CAs' stead; null for none. */
async function opened(ground: Ground, organization: string | null): Promise<Ring> {
  const { storage } = ground;
  const cas = await Promise.all(
    storedCas(storage.sql).map(async (stored) => {
      const ca = stored.key && (await opens(ground, stored, organization));
      return { place: stored.place, ca };
    }),
  );
  const at = (place: string) =>
    cas.flatMap(({ place: its, ca }) => (its === place && ca ? [ca] : []));
  const [current] = at("current");
  const [next] = at("next");
  if (!current) throw new Error("the CA that issues has no key");
  return { current, ...(next && { next }), former: at("former") };
}

/** The CA of a tenant that has none; one that came meanwhile stays. */
async function makeFirst(ground: Ground, organization: string): Promise<void> {
  const { schema, storage } = ground;
  const ca = await newCa(ground, organization);
  schema.make();
  storage.transactionSync(() => {
    if (!caAt(storage.sql, "current")) putCa(storage.sql, { ...ca, place: "current" });
  });
}

/** A CA made here, its key wrapped; nothing is stored yet. */
export async function newCa(ground: Ground, organization: string) {
  const { certificate, notBefore, notAfter, pkcs8 } = await makeCa(organization, ground.now());
  return {
    fingerprint: fingerprintHex(certificate),
    source: "made" as const,
    madeAt: ground.now(),
    notBefore,
    notAfter,
    key: await storeKey(ground, pkcs8, "ca"),
    chain: [certificate],
  };
}

async function opens(
  ground: Ground,
  stored: StoredCa,
  organization: string | null,
): Promise<RingCa | undefined> {
  const [certificate] = stored.chain;
  if (!certificate || !stored.key) return undefined;
  const { key, privateKeyPem } = openRsaKey(await unwrapStored(ground, stored.key));
  const ca: RingCa = {
    fingerprint: stored.fingerprint,
    certificate,
    chain: stored.chain,
    key,
    privateKeyPem,
    issuer: readIssuer(certificate),
    notBefore: stored.notBefore,
    notAfter: stored.notAfter,
  };
  if (stored.place === "next") return ca;
  const registrationAuthority = await registrar(ground, ca, organization);
  return registrationAuthority ? { ...ca, registrationAuthority } : ca;
}

/** The CA's registration authority: made when it is first asked for, kept with its CA from then on. */
async function registrar(
  ground: Ground,
  ca: RingCa,
  organization: string | null,
): Promise<Keyed | undefined> {
  const { sql } = ground.storage;
  if (organization === null) return undefined;
  if (!registrationOf(sql, ca.fingerprint)) {
    const made = await makeRegistrationAuthority(organization, ca, ca);
    const key = await storeKey(ground, made.pkcs8, "registration-authority");
    putRegistration(sql, ca.fingerprint, { certificate: made.certificate, key });
  }
  const stored = registrationOf(sql, ca.fingerprint);
  if (!stored) return undefined;
  const { key, privateKeyPem } = openRsaKey(await unwrapStored(ground, stored.key));
  return { certificate: stored.certificate, key, privateKeyPem };
}

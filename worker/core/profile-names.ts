// Names inside a profile: identifiers that stay and UUIDs that follow the content. Rule: neither
// token, policy version nor iOS version changes an identifier, for by it the phone knows which
// profile to replace; the same content has the same UUID. Follows Apple's "Configuration Profile
// Reference" (PayloadIdentifier, PayloadUUID) and RFC 9562 (UUIDs).
import { createHash } from "node:crypto";
import type { PlistValue } from "../wire/plist.ts";

/**
 * Our own namespace: the UUID, version 5, of the name "provost" in RFC 9562's namespace for DNS.
 */
const NAMESPACE = Buffer.from("cb0f0331581f5ecd9c0e52b9b768d084", "hex");

/**
 * The profile's PayloadIdentifier: `provost`, the tenant's name and the user. The tenant's host is
 * no part of it: hosts move, and a phone would take the profile of a moved tenant for a second one.
 * A user name that is not made of lower-case letters, digits and hyphens is written with a hash, so
 * that no two users share an identifier.
 */
export function payloadIdentifier(tenant: string, user: string): string {
  return ["provost", tenant, ...userLabels(user)].join(".");
}

const SAFE_USER = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;
/** Hexadecimal digits of a user's hash: 64 bits, for the users of one tenant. */
const HASH_LENGTH = 16;

function userLabels(user: string): string[] {
  if (SAFE_USER.test(user)) return [user];
  const hash = createHash("sha256").update(user).digest("hex").slice(0, HASH_LENGTH);
  return [safe(user) || "user", hash];
}

function safe(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 32);
}

/** A payload's keys and values, as far as its sender chooses them. */
export type PayloadKeys = Readonly<Record<string, PlistValue>>;

/**
 * Adds what every payload carries. The UUID is taken over all the rest, and over payloads inside by
 * their UUIDs.
 */
export function named(
  identifier: string,
  organization: string,
  own: PayloadKeys,
  inside: readonly { readonly PayloadUUID: string }[] = [],
): object {
  const keys = {
    ...own,
    PayloadVersion: 1,
    PayloadIdentifier: identifier,
    PayloadOrganization: organization,
  };
  const payloads = inside.length > 0 ? { PayloadContent: inside } : {};
  const uuids = inside.map((payload) => payload.PayloadUUID);
  return { ...keys, PayloadUUID: uuidOf(keys, uuids), ...payloads };
}

/**
 * UUID version 5 of a payload: of its keys (its identifier among them), in whatever order they are,
 * and of the UUIDs of payloads inside it. Upper case, as Apple's tools write it.
 */
export function uuidOf(keys: PayloadKeys, inside: readonly string[]): string {
  const sorted = Object.entries(keys).sort(([a], [b]) => (a < b ? -1 : 1));
  const hash = createHash("sha1")
    .update(NAMESPACE)
    .update(JSON.stringify([sorted, inside], bytesAsHash))
    .digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString("hex").toUpperCase();
  const groups = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)];
  return [...groups, hex.slice(20, 32)].join("-");
}

const bytesAsHash = (_: string, value: unknown): unknown =>
  value instanceof Uint8Array ? createHash("sha256").update(value).digest("hex") : value;

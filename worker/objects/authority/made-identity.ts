// An identity whose key is made here: for phones of iOS 3 and 4, which bind no SCEP identity to an
// Exchange account, and for delivery by hand. The rule: the key is in the answer and nowhere else; it
// is neither stored nor kept in memory. RFC 7292.
import { MADE_PER_HOUR } from "../../core/issuance.ts";
import { refuse } from "../../core/result.ts";
import { newToken, TOKEN_RANDOM_BYTES } from "../../core/token.ts";
import { makePkcs12 } from "../../wire/pkcs12-make.ts";
import { openRsaKey } from "../../wire/rsa-private-key.ts";
import type {
  AuthorityCertificates,
  IssuingSite,
  MadeIdentity,
} from "../handles/authority-certificates.ts";
import { storedRules } from "./cas.ts";
import { issueGranted } from "./desk.ts";
import type { Ground } from "./ground-object.ts";
import { ringOf } from "./key-ring.ts";
import { newRsaKey } from "./keys.ts";

const SALT_BYTES = 8;
const HOUR = 3_600_000;

type Order = Parameters<AuthorityCertificates["makeIdentity"]>[0];

/** The identity of a phone that cannot make its own, a few times within the hour (AuthorityCertificates). */
export async function makePhonesIdentity(
  ground: Ground,
  order: Parameters<AuthorityCertificates["makePhonesIdentity"]>[0],
  site: IssuingSite,
): ReturnType<AuthorityCertificates["makePhonesIdentity"]> {
  const { memory, now, schema, storage } = ground;
  const { user, device } = order;
  schema.make();
  // What a phone calls itself, it says itself: only where there are old ones does a key travel.
  if (!storedRules(storage.sql).legacyDevices) return refuse("legacy-devices-off");
  const who = JSON.stringify([user, device.udid]);
  const underWay = memory.making.get(who) ?? 0;
  // From the count to the note of it nothing waits: copies of one POST come at the same time.
  const made = madeSince(storage.sql, user, device.udid, now() - HOUR);
  if (made + underWay >= MADE_PER_HOUR) return refuse("too-many-identities");
  memory.making.set(who, underWay + 1);
  try {
    return { ok: true, made: await makeIdentity(ground, { ...order, delivery: "profile" }, site) };
  } finally {
    const left = (memory.making.get(who) ?? 1) - 1;
    if (left > 0) memory.making.set(who, left);
    else memory.making.delete(who);
  }
}

function madeSince(sql: SqlStorage, user: string, udid: string, since: number): number {
  const where = "user = ? AND udid = ? AND delivery = 'profile' AND issued_at > ?";
  const counted = sql.exec(
    `SELECT count(*) AS made FROM certificates WHERE ${where}`,
    user,
    udid,
    since,
  );
  return Number(counted.one().made);
}

/** Who may have one is for the caller to judge. @throws Error if the CA has expired. */
export async function makeIdentity(
  ground: Ground,
  order: Order,
  site: IssuingSite,
): Promise<MadeIdentity> {
  const pkcs8 = await newRsaKey();
  const { publicKey } = openRsaKey(pkcs8);
  const { current } = await ringOf(ground, site);
  const { user, device, names, delivery } = order;
  const issued = issueGranted(
    ground,
    current,
    site,
    {
      user,
      purpose: "exchange",
      delivery,
      ...(device && { device }),
      ...(names && { names }),
      transaction: "",
    },
    publicKey,
  );
  if (!issued.ok) throw new Error(`no identity was made: ${issued.reason}`);
  const password = newToken(random(TOKEN_RANDOM_BYTES));
  const salts = {
    key: random(SALT_BYTES),
    certificates: random(SALT_BYTES),
    mac: random(SALT_BYTES),
  };
  const pkcs12 = makePkcs12({
    privateKey: pkcs8,
    certificates: [issued.certificate, ...current.chain],
    name: user,
    password,
    salts,
  });
  return { pkcs12, password, certificate: issued.record };
}

const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));

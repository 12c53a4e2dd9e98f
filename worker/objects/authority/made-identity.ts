// An identity whose key is made here: for phones of iOS 3 and 4, which bind no SCEP identity to an
// Exchange account, and for delivery by hand. The rule: the key is in the answer and nowhere else; it
// is neither stored nor kept in memory. RFC 7292.
import { newToken, TOKEN_RANDOM_BYTES } from "../../core/token.ts";
import { makePkcs12 } from "../../wire/pkcs12-make.ts";
import { openRsaKey } from "../../wire/rsa-private-key.ts";
import type {
  ChallengeOrder,
  IssuingSite,
  MadeIdentity,
} from "../handles/authority-certificates.ts";
import { issueGranted } from "./desk.ts";
import type { Ground } from "./ground-object.ts";
import { ringOf } from "./key-ring.ts";
import { newRsaKey } from "./keys.ts";

const SALT_BYTES = 8;

/** Who may have one is for the caller to judge. @throws Error if the CA has expired. */
export async function makeIdentity(
  ground: Ground,
  order: Omit<ChallengeOrder, "purpose"> & { readonly delivery: "profile" | "by-hand" },
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

// What the tests of SOGo behind the gateway share: the two servers, and clients that come through
// the gateway or go straight to SOGo.
import { loopbackNetwork } from "../../../simulator/loopback.ts";
import { addressOf, type User } from "./configuration.ts";
import type { Gateway } from "./gateway.ts";
import { makePhone, type Phone, provision } from "./phone.ts";
import type { Sogo } from "./sogo.ts";
import type { Watcher } from "./watcher.ts";

/** The servers are there once the tests run. */
export interface Suite {
  sogo(): Sogo;
  gateway(): Gateway;
  /** Between the two. */
  watcher(): Watcher;
}

export const VERSIONS = ["12.1", "14.1"] as const;

let devices = 0;
const nextDevice = () => `APPL${String(++devices).padStart(8, "0")}`;

/** A new phone with a profile of its own, that has not provisioned yet. */
export async function newPhone({ gateway }: Suite, user: User, version = "12.1"): Promise<Phone> {
  const { network, origin, profileFor } = gateway();
  const login = await profileFor(user);
  return makePhone({ network, origin, login, user, deviceId: nextDevice(), version });
}

/** A new phone that obeys the policy. */
export async function readyPhone(suite: Suite, user: User, version = "12.1"): Promise<Phone> {
  const phone = await newPhone(suite, user, version);
  await provision(phone);
  return phone;
}

/** A client at SOGo itself. */
export function directClient({ sogo }: Suite, user: User, version = "12.1"): Phone {
  const { origin } = sogo();
  const network = loopbackNetwork({
    port: () => Number(new URL(origin).port),
    knows: () => true,
    clientAddress: "203.0.113.8",
  });
  const deviceId = nextDevice();
  return makePhone({ network, origin, login: addressOf(user), user, deviceId, version });
}

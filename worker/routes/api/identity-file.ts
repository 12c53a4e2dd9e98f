// Delivery by hand, as Apple's iPhone Configuration Utility had it: one user's certificate with its
// private key as a .p12, for a phone that cannot enrol. The rule: file and password are in the answer
// to the POST that made them and nowhere else; another POST makes another certificate.
import type { IssuedCertificate } from "../../core/certificates.ts";
import { isUserName } from "../../core/login.ts";
import { expiresAt } from "../../core/signing-identity.ts";
import { encodeBase64 } from "../../wire/base64.ts";
import { subjectNames } from "../subject-names.ts";
import { created, refused } from "./answer.ts";
import { onTenant, userOf } from "./call.ts";
import { type ApiRoute, USER } from "./route.ts";

/** POST /tenants/:tenant/users/:user/identity-file: the only document that ever holds the password. */
export interface IdentityFileDocument {
  readonly certificate: IssuedCertificate;
  /** PKCS#12 (RFC 7292) in base64. */
  readonly pkcs12: string;
  readonly password: string;
}

/** POST /tenants/:tenant/users/:user/identity-file */
export const makeIdentityFile = onTenant(async (call) => {
  const { handles, caller, entry, tenant } = call;
  const user = await userOf(call);
  if (!isUserName(user)) return refused("no-such-user");
  const site = { organization: entry.displayName, origin: entry.origins[0] };
  const names = await subjectNames(tenant, user);
  const order = { user, names, madeBy: caller.name, delivery: "by-hand" } as const;
  const authority = handles.authority(entry.name);
  const { authorities } = await authority.overview(site);
  const current = authorities.find(({ place }) => place === "current");
  if (current && call.clock.now() >= expiresAt(current.chain)) return refused("authority-expired");
  const made = await authority.makeIdentity(order, site);
  const { certificate, pkcs12, password } = made;
  await tenant.note(caller.name, "identity-file-made", user, certificate.fingerprint);
  const document = { certificate, pkcs12: encodeBase64(pkcs12), password };
  return created(document satisfies IdentityFileDocument);
});

export const IDENTITY_FILE_ROUTES: readonly ApiRoute[] = [
  ["POST", `${USER}/identity-file`, "administer", makeIdentityFile],
];

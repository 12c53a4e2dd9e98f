// Hands out a profile: a fresh provisioning token, of which only the hash is kept, inside a signed
// profile made for the phone's iOS, or, where phones sign in by certificates, the beginning of their
// enrolment (Apple, "Over-the-Air Profile Delivery and Configuration",
// listing 2-4: the MIME type hands it to the installer). Every GET makes a handout that dies by
// itself if unused; a HEAD makes none.
import type { Context } from "hono";
import type { AppEnv } from "../context.ts";
import type { IosDevice } from "../core/browser.ts";
import { atLeast, type IosVersion, isLegacyDevice } from "../core/ios.ts";
import { buildProfile } from "../core/profile.ts";
import { type Refused, refuse } from "../core/result.ts";
import { hashToken, newToken, TOKEN_RANDOM_BYTES } from "../core/token.ts";
import { log } from "../log.ts";
import type { AccountFacts } from "../objects/handles/tenant-handouts.ts";

/**
 * Property lists bring an XML library along: loaded with the first profile, so that the Worker
 * starts without it.
 */
const loadMobileconfig = () => import("../wire/mobileconfig.ts");

/** A signed-in user who can have a profile, and the device it is for. */
export interface Visit {
  readonly ok: true;
  readonly user: string;
  readonly account: AccountFacts;
  readonly device: IosDevice;
  readonly version: IosVersion;
  /** What the user said the device is. */
  readonly claim: "ipad" | undefined;
}

/**
 * Before iOS 5 no source shows that the installer takes SHA-256 in a signature, so those phones get
 * SHA-1.
 */
const SHA256_SINCE: IosVersion = [5, 0, 0];

/**
 * The signed profile for `visit`, as a download that Safari hands to the installer; or why there is
 * none.
 */
export async function profileAnswer(
  c: Context<AppEnv>,
  visit: Visit,
): Promise<Response | Refused<"signing-identity-expired" | "legacy-devices-off">> {
  const { MOBILECONFIG_TYPE } = await loadMobileconfig();
  const made = c.req.method === "HEAD" ? undefined : await signedProfile(c, visit);
  if (made && !made.ok) return made;
  c.header("Content-Type", MOBILECONFIG_TYPE);
  c.header("Cache-Control", "no-store");
  c.header("X-Content-Type-Options", "nosniff");
  if (!made) return c.body(null, 200);
  const { name } = c.get("tenant");
  const { profile } = made;
  c.header("Content-Disposition", `attachment; filename="${name}.mobileconfig"`);
  c.header("Content-Length", String(profile.byteLength));
  return c.body(profile as Uint8Array<ArrayBuffer>, 200);
}

/** What users of certificates take is the beginning of an enrolment, and of no use by itself. */
async function signedProfile(c: Context<AppEnv>, visit: Visit) {
  if (visit.account.clientCertificates === "off") return tokenProfile(c, visit);
  const { ENROLMENT_ACTS } = await import("./enrol-acts.ts");
  const tenant = c.get("tenant");
  const handles = c.get("handles");
  const desk = { tenant, authority: handles.authority(tenant.name) };
  // Such a phone signs its requests by SHA-1: it would fail half-way, and say nothing that helps.
  const isRefused = isLegacyDevice(visit.version) && !(await desk.authority.rules()).legacyDevices;
  if (isRefused) return refuse("legacy-devices-off");
  const made = await ENROLMENT_ACTS.beginEnrolment(desk, visit.user, visit.version);
  if (!made.ok) return made;
  await handles.tenant(tenant.name).note(visit.user, "enrolment-begun", visit.user, "");
  const ios = visit.version.join(".");
  log("enrolment-begun", { tenant: tenant.name, user: visit.user, ios });
  return made;
}

async function tokenProfile(c: Context<AppEnv>, visit: Visit) {
  const { account, user, version } = visit;
  const { name, displayName, origins } = c.get("tenant");
  const token = newToken(crypto.getRandomValues(new Uint8Array(TOKEN_RANDOM_BYTES)));
  const profile = buildProfile({
    tenant: { name, displayName, origin: origins[0] },
    account,
    token,
    policy: account.policy,
    ios: version,
  });
  const { encodeProfile } = await loadMobileconfig();
  const handles = c.get("handles");
  const digest = atLeast(version, SHA256_SINCE) ? "SHA-256" : "SHA-1";
  const signed = await handles.authority(name).sign(encodeProfile(profile), digest, displayName);
  if (!signed.ok) return signed;
  const policyVersion = account.policy.version;
  const handout = await handles.tenant(name).handOut(user, hashToken(token), policyVersion);
  const ios = version.join(".");
  log("profile-handed-out", { tenant: name, user, handout: handout.id, policyVersion, ios });
  return { ok: true, profile: signed.signed } as const;
}

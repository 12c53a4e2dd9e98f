// The fields of the API's bodies, each with the one rule its value keeps. Unknown fields are
// refused (strictObject).
import * as v from "valibot";
import { ADAPTER_NUMBERS } from "../../core/adapter.ts";
import { CLIENT_CERTIFICATES } from "../../core/certificates.ts";
import {
  isEmailAddress,
  isLabel,
  isPrincipalName,
  isSecurityIdentifier,
  isTenantName,
} from "../../core/names.ts";
import { parseOrigin } from "../../core/origin.ts";
import { EAS_VERSIONS } from "../../core/settings-row.ts";

const TEXT_MAX_LENGTH = 1_000;
const ORIGINS_MAX = 20;
const MAIL_DOMAIN =
  /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/i;

/** Text that keeps `rule`; `says` finishes the sentence "FIELD ...". */
const text = (rule: (text: string) => boolean, says: string) =>
  v.pipe(
    v.string(),
    v.check((value) => value.length <= TEXT_MAX_LENGTH && rule(value), says),
  );

export const tenantName = text(
  isTenantName,
  "is 1 to 40 lower-case letters, digits and inner hyphens",
);
export const label = text(isLabel, "is 1 to 100 printable characters");
export const origin = text((value) => parseOrigin(value).ok, "is no origin https://HOST[:PORT]");
export const origins = v.pipe(v.array(origin), v.minLength(1), v.maxLength(ORIGINS_MAX));
export const emailAddress = text(isEmailAddress, "is no e-mail address");
/** 1 to 1,000 characters; what is in it is the user's business. */
export const password = text((value) => value.length > 0, "has 1 to 1,000 characters");
/** `user@domain` of Active Directory. */
export const principalName = text(isPrincipalName, "is no user principal name");
export const securityIdentifier = text(isSecurityIdentifier, "is no security identifier S-1-...");
/** A user's name in any notation; it becomes canonical where it is used (core/login.ts). */
export const userName = text((value) => value.trim().length > 0, "has 1 to 1,000 characters");

/** A whole number between the bounds of core/adapter.ts. */
function adapterNumber(setting: keyof typeof ADAPTER_NUMBERS) {
  const [least, most] = ADAPTER_NUMBERS[setting];
  const says = `is a whole number from ${least} to ${most}`;
  return v.exactOptional(
    v.pipe(
      v.number(),
      v.check((value) => Number.isInteger(value) && value >= least && value <= most, says),
    ),
  );
}

/**
 * The Exchange Adapter's settings but the upstream. Login form and upstream are judged together
 * (core/adapter.ts).
 */
export const adapterFields = {
  privateUpstream: v.exactOptional(v.boolean()),
  loginForm: v.exactOptional(text(() => true, "is too long")),
  mailDomain: v.exactOptional(text((value) => MAIL_DOMAIN.test(value), "is no domain")),
  credentialCheck: v.exactOptional(v.picklist(["options", "folder-sync", "local-directory"])),
  onlyProvisioned: v.exactOptional(v.boolean()),
  reportOnly: v.exactOptional(v.boolean()),
  otherClients: v.exactOptional(v.picklist(["deny", "quarantine", "allow"])),
  maxProtocolVersion: v.exactOptional(v.picklist(["any", ...EAS_VERSIONS])),
  maxDevicesPerUser: adapterNumber("maxDevicesPerUser"),
  retypedToken: v.exactOptional(v.picklist(["record", "refuse"])),
  partialCompliance: v.exactOptional(v.picklist(["allow", "refuse"])),
  policyRefusal: v.exactOptional(v.picklist(["allow", "refuse"])),
  bearerTokens: v.exactOptional(v.picklist(["deny", "allow"])),
  redirectOrigins: v.exactOptional(text(() => true, "is too long")),
  minHeartbeat: adapterNumber("minHeartbeat"),
  maxHeartbeat: adapterNumber("maxHeartbeat"),
  upstreamHeartbeat: adapterNumber("upstreamHeartbeat"),
  maxPingFolders: adapterNumber("maxPingFolders"),
  maxConcurrentPerDevice: adapterNumber("maxConcurrentPerDevice"),
  maxConcurrentPerTenant: adapterNumber("maxConcurrentPerTenant"),
  maxUpstreamWaits: adapterNumber("maxUpstreamWaits"),
  stalePasswordMinutes: adapterNumber("stalePasswordMinutes"),
  maxCommandsPerMinute: adapterNumber("maxCommandsPerMinute"),
  maxClientChangesPerDay: adapterNumber("maxClientChangesPerDay"),
  behaviourBlockMinutes: adapterNumber("behaviourBlockMinutes"),
  clientCertificates: v.exactOptional(v.picklist(CLIENT_CERTIFICATES)),
  accountHost: v.exactOptional(text(() => true, "is too long")),
};
export const upstream = text(() => true, "is too long");

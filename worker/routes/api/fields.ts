// The fields of the API's bodies, each with the one rule its value keeps. Unknown fields are
// refused (strictObject).
import * as v from "valibot";
import { isEmailAddress, isLabel, isTenantName } from "../../core/names.ts";
import { parseOrigin } from "../../core/origin.ts";

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
/** A user's name in any notation; it becomes canonical where it is used (core/login.ts). */
export const userName = text((value) => value.trim().length > 0, "has 1 to 1,000 characters");

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
  otherClients: v.exactOptional(v.picklist(["deny", "allow"])),
};
export const upstream = text(() => true, "is too long");

// Client certificates that a tenant's authority issued: the book, page by page, and revocation, which
// the gateway obeys within seconds and nobody can take back (RFC 5280, section 5.3.1: only a hold can
// be released, and there are none here).
import * as v from "valibot";
import { type CertificateState, certificateState } from "../../core/certificate-state.ts";
import {
  CERTIFICATE_PURPOSES,
  type IssuedCertificate,
  REVOCATION_REASONS,
} from "../../core/certificates.ts";
import { canonicalUser } from "../../core/login.ts";
import type { CertificateQuery } from "../../objects/handles/authority-certificates.ts";
import { canonicalDeviceId } from "../../wire/eas-query.ts";
import { revoke } from "../certificate-acts.ts";
import { ok, refused } from "./answer.ts";
import { onTenant, type TenantCall, userOf, withBody } from "./call.ts";
import { wholeNumber } from "./paging.ts";
import { type ApiRoute, DEVICE, TENANT } from "./route.ts";

/** GET /tenants/:tenant/certificates/:fingerprint */
export interface CertificateDocument extends IssuedCertificate {
  readonly state: CertificateState;
}

/** GET /tenants/:tenant/certificates */
export interface CertificatesDocument {
  readonly certificates: readonly CertificateDocument[];
  /** `after` of the page that follows, if one does. */
  readonly next?: string;
}

export const CERTIFICATE_STATES = ["all", "valid", "expiring", "expired", "revoked"] as const;
const FINGERPRINT = /^[0-9a-f]{64}$/;

/** GET /tenants/:tenant/certificates?user&deviceId&purpose&state&after&limit: newest first. */
export const listCertificates = onTenant(async (call) => {
  const query = await queryOf(call);
  if (!query) return refused("bad-query");
  return ok(await pageOf(call, query));
});

async function queryOf({ tenant, query }: TenantCall): Promise<CertificateQuery | undefined> {
  const rules = await tenant.running();
  const [user, deviceId, after] = [query("user"), query("deviceId"), query("after")];
  const [wanted, asked] = [query("state"), query("purpose")];
  const state = CERTIFICATE_STATES.find((one) => one === wanted);
  const purpose = CERTIFICATE_PURPOSES.find((one) => one === asked);
  if ((wanted && !state) || (asked && !purpose)) return undefined;
  const limit = wholeNumber(query("limit"));
  return {
    ...(user && { user: rules ? canonicalUser(user, rules) : user }),
    ...(deviceId && { deviceId: canonicalDeviceId(deviceId) }),
    ...(state && { state }),
    ...(purpose && { purpose }),
    ...(after && { after }),
    ...(limit && { limit }),
  };
}

/** GET /tenants/:tenant/devices/:user/:deviceId/certificates: those that are bound to the device. */
export const listDeviceCertificates = onTenant(async (call) => {
  const [user, deviceId] = [await userOf(call), canonicalDeviceId(call.param("deviceId"))];
  return ok(await pageOf(call, { user, deviceId }));
});

async function pageOf(call: TenantCall, query: CertificateQuery): Promise<CertificatesDocument> {
  const authority = call.handles.authority(call.entry.name);
  const [page, rules] = await Promise.all([authority.certificates(query), authority.rules()]);
  const now = call.clock.now();
  const certificates = page.certificates.map((certificate) => ({
    ...certificate,
    state: certificateState(certificate, now, rules),
  }));
  return { ...page, certificates };
}

/** GET /tenants/:tenant/certificates/:fingerprint */
export const showCertificate = onTenant(async (call) => {
  const certificate = await issued(call);
  if (!certificate) return refused("no-such-certificate");
  const rules = await call.handles.authority(call.entry.name).rules();
  const state = certificateState(certificate, call.clock.now(), rules);
  return ok({ ...certificate, state } satisfies CertificateDocument);
});

const Revocation = v.strictObject({
  reason: v.optional(v.picklist(REVOCATION_REASONS), "unspecified"),
});

/** POST /tenants/:tenant/certificates/:fingerprint/revoke { reason? } */
export const revokeCertificate = onTenant(
  withBody(
    Revocation,
    async (call: TenantCall, { reason }) => {
      const { handles, caller, entry, tenant } = call;
      const known = await issued(call);
      if (!known) return refused("no-such-certificate");
      const order = { tenant: entry.name, fingerprint: known.fingerprint, reason };
      const revoked = await revoke(handles, { ...order, actor: caller.name });
      if (!revoked.ok) return refused(revoked.reason);
      const { certificate } = revoked;
      if (!known.revoked) {
        const detail = `${certificate.fingerprint} ${reason}`;
        await tenant.note(caller.name, "certificate-revoked", certificate.user, detail);
      }
      return ok({ certificate });
    },
    { mayBeAbsent: true },
  ),
);

/** The certificate of the path, if there is one; a fingerprint is written in either case of letters. */
async function issued({ handles, entry, param }: TenantCall): Promise<IssuedCertificate | null> {
  const fingerprint = param("fingerprint").toLowerCase();
  if (!FINGERPRINT.test(fingerprint)) return null;
  return handles.authority(entry.name).issued(fingerprint);
}

const CERTIFICATES = `${TENANT}/certificates`;
export const CERTIFICATE_ROUTES: readonly ApiRoute[] = [
  ["GET", CERTIFICATES, "read", listCertificates],
  ["GET", `${CERTIFICATES}/:fingerprint`, "read", showCertificate],
  ["POST", `${CERTIFICATES}/:fingerprint/revoke`, "act-on-devices", revokeCertificate],
  ["GET", `${DEVICE}/certificates`, "read-devices", listDeviceCertificates],
];

// The tenant's certificate authority: the CA that issues, the one that waits to follow it, those that
// only verify what they issued; the rules of issuing; and files for whoever has to trust it (NTAuth,
// IIS, nginx, Cloudflare). The rule: private keys come in and never go out; the roll-over is confirmed
// by the tenant's name, because whoever trusts the old CA alone refuses what the new one issues.
import * as v from "valibot";
import { ISSUING_LIMITS, type NumberRule } from "../../core/issuing-rules.ts";
import type {
  AuthorityCa,
  AuthorityOverview,
  IssuingSite,
} from "../../objects/handles/authority-certificates.ts";
import { writePem } from "../../wire/pem.ts";
import { type Answer, created, DONE, fileAnswer, ok, refused } from "./answer.ts";
import { onTenant, type TenantCall, withBody } from "./call.ts";
import { badIdentity, IdentityImport, sourceOf } from "./identity-source.ts";
import { type ApiRoute, TENANT } from "./route.ts";

/** GET /tenants/:tenant/authority */
export interface AuthorityDocument extends AuthorityOverview {
  /** Where clients and servers find what they need. */
  readonly addresses: {
    readonly scep: string;
    /** Public keys of the identity tokens that an Exchange which trusts this service verifies. */
    readonly identityKeys: string;
  };
}

/** A whole number between the bounds of ISSUING_LIMITS. */
function ruleNumber(rule: NumberRule) {
  const [least, most] = ISSUING_LIMITS[rule];
  return v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most)));
}
const Rules = v.strictObject({
  validityDays: ruleNumber("validityDays"),
  renewalDays: ruleNumber("renewalDays"),
  challengeHours: ruleNumber("challengeHours"),
  legacyDevices: v.exactOptional(v.boolean()),
  registrationAuthority: v.exactOptional(v.boolean()),
});

const siteOf = ({ entry }: TenantCall): IssuingSite => ({
  organization: entry.displayName,
  origin: entry.origins[0],
});
const authorityOf = ({ handles, entry }: TenantCall) => handles.authority(entry.name);
/** The fingerprint that names a CA in the audit log. */
const leafOf = ({ chain }: AuthorityCa) => chain[0]?.fingerprint ?? "";

async function documentOf(call: TenantCall): Promise<AuthorityDocument> {
  const { origin } = siteOf(call);
  const overview = await authorityOf(call).overview(siteOf(call));
  const identityKeys = `${origin}/.well-known/provost-identity-keys.json`;
  return { ...overview, addresses: { scep: `${origin}/scep`, identityKeys } };
}

/** GET /tenants/:tenant/authority: makes the first CA if there is none. */
export const showAuthority = onTenant(async (call) => ok(await documentOf(call)));

/** PATCH /tenants/:tenant/authority/rules: they hold for what is issued from now on. */
export const changeRules = onTenant(
  withBody(Rules, async (call: TenantCall, body) => {
    const { rules } = await documentOf(call);
    const wanted = { ...rules, ...body };
    if (wanted.renewalDays >= wanted.validityDays) {
      return refused("bad-rules", { field: "renewalDays" });
    }
    const set = await authorityOf(call).setRules(body);
    const named = Object.keys(body) as (keyof typeof body)[];
    const detail = named.map((rule) => `${rule}=${set[rule]}`).join(" ");
    await call.tenant.note(call.caller.name, "authority-rules-set", call.entry.name, detail);
    return ok({ rules: set });
  }),
);

/** POST /tenants/:tenant/authority/prepare: a new CA is made and waits. */
export const prepareAuthority = onTenant(async (call) => {
  const next = await authorityOf(call).prepareCa(siteOf(call));
  await call.tenant.note(call.caller.name, "authority-prepared", leafOf(next), "made here");
  return created({ next });
});

/** POST /tenants/:tenant/authority/import: a foreign CA, or one under a company's own root, waits. */
export const importAuthority = onTenant(
  withBody(IdentityImport, async (call: TenantCall, body) => {
    const source = sourceOf(body);
    if ("refusal" in source) return source;
    const taken = await authorityOf(call).importCa(source, siteOf(call));
    if (!taken.ok) return badIdentity(source.form, taken, "bad-authority");
    const { authority: next } = taken;
    const subject = next.chain[0]?.subject ?? "";
    await call.tenant.note(call.caller.name, "authority-imported", leafOf(next), subject);
    return created({ next });
  }),
);

/** DELETE /tenants/:tenant/authority/next */
export const dropNextAuthority = onTenant(async (call) => {
  if (!(await authorityOf(call).dropNextCa())) return refused("no-next-authority");
  await call.tenant.note(call.caller.name, "authority-next-dropped", call.entry.name, "");
  return DONE;
});

/** POST /tenants/:tenant/authority/roll-over: `confirm` is the tenant's name. */
export const rollOverAuthority = onTenant(
  withBody(v.strictObject({ confirm: v.string() }), async (call: TenantCall, { confirm }) => {
    const { caller, entry, tenant } = call;
    if (confirm.trim() !== entry.name) return refused("not-confirmed", { field: "confirm" });
    const rolled = await authorityOf(call).rollOverCa();
    if (!rolled.ok) return refused(rolled.reason);
    await tenant.note(caller.name, "authority-rolled-over", leafOf(rolled.current), "");
    return ok(await documentOf(call));
  }),
);

/** Files of a CA by its fingerprint: certificate and CRL, for what reads PEM and for what reads DER. */
const FILES = {
  /** The chain: the CA, then up to its root. nginx: ssl_client_certificate; Cloudflare. */
  "chain.pem": { type: "application/x-pem-file", of: "chain", form: "pem" },
  /** The CA alone. NTAuth (certutil -dspublish), IIS, Windows' certificate store. */
  "ca.cer": { type: "application/pkix-cert", of: "chain", form: "der" },
  /** The last certificate of the chain alone. The trusted roots of Windows. */
  "root.cer": { type: "application/pkix-cert", of: "root", form: "der" },
  /** RFC 5280, 4.2.1.13 names DER; nginx's ssl_crl reads PEM. */
  "ca.crl": { type: "application/pkix-crl", of: "crl", form: "der" },
  "crl.pem": { type: "application/x-pem-file", of: "crl", form: "pem" },
} as const;
export type AuthorityFile = keyof typeof FILES;
export const AUTHORITY_FILES = Object.keys(FILES) as readonly AuthorityFile[];

const fileRoute = (name: AuthorityFile) =>
  onTenant(async (call): Promise<Answer> => {
    const { type, of, form } = FILES[name];
    const documents = await documentsOf(call, of);
    const [first] = documents ?? [];
    if (!documents || !first) return refused("no-such-authority");
    const label = of === "crl" ? "X509 CRL" : "CERTIFICATE";
    const body =
      form === "pem"
        ? documents.map((der) => writePem(label, der)).join("")
        : Uint8Array.from(first);
    return fileAnswer({ type, body, name: `${call.entry.name}-${name}` });
  });

async function documentsOf(
  call: TenantCall,
  of: "chain" | "root" | "crl",
): Promise<readonly Uint8Array[] | null> {
  const authority = authorityOf(call);
  const fingerprint = call.param("authority").toLowerCase();
  if (of === "crl") {
    const crl = await authority.crl(fingerprint);
    return crl && [crl];
  }
  const chain = await authority.chainOfCa(fingerprint);
  return chain && (of === "root" ? chain.slice(-1) : chain);
}

const AUTHORITY = `${TENANT}/authority`;
export const AUTHORITY_ROUTES: readonly ApiRoute[] = [
  ["GET", AUTHORITY, "read", showAuthority],
  ["PATCH", `${AUTHORITY}/rules`, "administer", changeRules],
  ["POST", `${AUTHORITY}/prepare`, "administer", prepareAuthority],
  ["POST", `${AUTHORITY}/import`, "administer", importAuthority],
  ["DELETE", `${AUTHORITY}/next`, "administer", dropNextAuthority],
  ["POST", `${AUTHORITY}/roll-over`, "administer", rollOverAuthority],
  ...AUTHORITY_FILES.map(
    (name): ApiRoute => ["GET", `${AUTHORITY}/:authority/${name}`, "read", fileRoute(name)],
  ),
];

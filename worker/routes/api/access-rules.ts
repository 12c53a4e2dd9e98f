// Access rules of a tenant, exemptions of single devices from them, and what would happen to a client
// that says this and that of itself. Rules hold at once, without a restart of the adapter.
import * as v from "valibot";
import { type AccessAsker, decidingRule } from "../../core/access-matching.ts";
import { ACCESS_CHARACTERISTICS, ACCESS_LEVELS, type AccessRule } from "../../core/access-rules.ts";
import type { DeviceTraits } from "../../core/device.ts";
import { deviceModel } from "../../core/device-model.ts";
import { isVersionAllowed } from "../../core/eas-versions.ts";
import { judge, type Verdict } from "../../core/gateway.ts";
import { looksLikeIos } from "../../core/ios-client.ts";
import { canonicalUser } from "../../core/login.ts";
import { EAS_VERSIONS } from "../../core/settings-row.ts";
import type { AdapterSettings } from "../../core/tenant.ts";
import type { DeviceFacts } from "../../objects/handles/device.ts";
import type { UserAdmission } from "../../objects/handles/tenant-gate.ts";
import { canonicalDeviceId } from "../../wire/eas-query.ts";
import { created, DONE, ok, refused } from "./answer.ts";
import { onTenant, type TenantCall, userOf, withBody } from "./call.ts";
import { type ApiRoute, DEVICE, TENANT } from "./route.ts";

/** GET /tenants/:tenant/access-rules */
export interface AccessRulesDocument {
  readonly rules: readonly AccessRule[];
}

/** POST /tenants/:tenant/access-rules/try */
export interface TriedDocument {
  readonly verdict: Verdict["verdict"];
  /** Why it is refused or in quarantine; or would be, if the adapter did not only report. */
  readonly reason?: string;
  readonly isOnlyReported?: true;
  /** The access rule that speaks of the client, whether or not it decided. */
  readonly rule?: AccessRule;
  /** Does it count as an iOS device, which needs its proof? */
  readonly isIos: boolean;
  readonly model: string;
  readonly system?: string;
}

const said = v.optional(v.pipe(v.string(), v.maxLength(200)), "");
const Rule = v.strictObject({
  characteristic: v.picklist(ACCESS_CHARACTERISTICS),
  value: v.pipe(v.string(), v.maxLength(200)),
  level: v.picklist(ACCESS_LEVELS),
});
const Client = v.strictObject({
  user: said,
  deviceId: said,
  deviceType: said,
  userAgent: said,
  model: said,
  os: said,
  protocolVersion: v.optional(v.picklist(EAS_VERSIONS), "12.1"),
  /** With a profile of its own, as one that was provisioned. */
  provisioned: v.optional(v.boolean(), false),
});
type ClientSays = v.InferOutput<typeof Client>;

/** GET /tenants/:tenant/access-rules */
export const listAccessRules = onTenant(async ({ tenant }) =>
  ok({ rules: await tenant.accessRules() } satisfies AccessRulesDocument),
);

/** POST /tenants/:tenant/access-rules { characteristic, value, level } */
export const addAccessRule = onTenant(
  withBody(Rule, async ({ caller, tenant }: TenantCall, rule) => {
    const added = await tenant.addAccessRule(rule, caller.name);
    if (added.ok) return created({ ...added.rule });
    return refused(added.reason, added.reason === "too-many-rules" ? {} : { field: "value" });
  }),
);

/** DELETE /tenants/:tenant/access-rules/:id */
export const removeAccessRule = onTenant(async ({ caller, tenant, param }) => {
  const removed = await tenant.removeAccessRule(param("id"), caller.name);
  return removed.ok ? DONE : refused(removed.reason);
});

const setExempt = (exempt: boolean) =>
  onTenant(async (call) => {
    const [user, deviceId] = [await userOf(call), canonicalDeviceId(call.param("deviceId"))];
    const set = await call.tenant.setExempt(user, deviceId, exempt, call.caller.name);
    return set.ok ? ok({ user, deviceId, exempt }) : refused(set.reason);
  });

/** POST /tenants/:tenant/devices/:user/:deviceId/exempt */
export const exemptDevice = setExempt(true);
/** DELETE /tenants/:tenant/devices/:user/:deviceId/exempt */
export const withdrawExemption = setExempt(false);

/** POST /tenants/:tenant/access-rules/try: a Sync of such a client, judged; nothing is recorded. */
export const tryClient = onTenant(
  withBody(Client, async (call: TenantCall, says) => {
    const { tenant, handles, entry, clock } = call;
    const adapter = await tenant.running();
    if (!adapter) return refused("tenant-unfinished");
    const { deviceType, userAgent, protocolVersion } = says;
    const user = canonicalUser(says.user, adapter);
    const deviceId = says.deviceId === "" ? "" : canonicalDeviceId(says.deviceId);
    const device = { deviceId, deviceType, userAgent, protocolVersion };
    const asks = { device, maxDevices: adapter.maxDevicesPerUser };
    const isKnown = user !== "" && deviceId !== "";
    const [admission, rules, known] = await Promise.all([
      tenant.admission(user, deviceId, asks),
      tenant.accessRules(),
      isKnown ? handles.device(entry.name, user, deviceId).facts() : undefined,
    ]);
    const asker = { device, information: says.model || says.os ? informationOf(says) : undefined };
    const access = asker.information ? decidingRule(rules, asker) : admission.access;
    const answers = { adapter, admission, known, access, now: clock.now() };
    return ok(triedDocument(says, device, answers));
  }),
);

const informationOf = ({ model, os }: ClientSays): AccessAsker["information"] => ({
  ...(model && { model }),
  ...(os && { os }),
});

interface Answers {
  readonly adapter: AdapterSettings;
  readonly admission: UserAdmission;
  readonly known: DeviceFacts | undefined;
  readonly access: AccessRule | undefined;
  readonly now: number;
}

function triedDocument(says: ClientSays, device: DeviceTraits, answers: Answers): TriedDocument {
  const { adapter, admission, known, access, now } = answers;
  const isIos = looksLikeIos(device);
  const judged = judge({
    adapter,
    command: "Sync",
    ios: isIos,
    easAllowed: admission.easAllowed,
    blocked: known?.state === "blocked",
    exempt: admission.isExempt === true,
    access: access?.level,
    wipe: known?.wipe?.state,
    grace: now < (admission.graceUntil ?? 0),
    cannotProvision: false,
    bearerUnproven: false,
    versionTooNew: !isVersionAllowed(says.protocolVersion, adapter.maxProtocolVersion),
    tooMany: says.user !== "" && admission.isOneTooMany === true,
    retyped: false,
    token: says.provisioned ? "good" : "none",
    certificates: admission.clientCertificates ?? "off",
    // Who was provisioned has what the user's phones need.
    certificate: says.provisioned && admission.clientCertificates ? "good" : "none",
  });
  const reason =
    judged.verdict === "pass" ? judged.letThrough : "reason" in judged ? judged.reason : undefined;
  const { model, system } = deviceModel(device);
  return {
    verdict: judged.verdict,
    ...(reason && { reason }),
    ...(judged.verdict === "pass" && reason && { isOnlyReported: true }),
    ...(access && { rule: access }),
    isIos,
    model,
    ...(system && { system }),
  };
}

const RULES = `${TENANT}/access-rules`;
export const ACCESS_RULE_ROUTES: readonly ApiRoute[] = [
  ["GET", RULES, "read", listAccessRules],
  ["POST", RULES, "administer", addAccessRule],
  ["POST", `${RULES}/try`, "read", tryClient],
  ["DELETE", `${RULES}/:id`, "administer", removeAccessRule],
  // Not the help desk's: whom rules keep out does harm, and letting one in is the administrator's to decide.
  ["POST", `${DEVICE}/exempt`, "administer", exemptDevice],
  ["DELETE", `${DEVICE}/exempt`, "administer", withdrawExemption],
];

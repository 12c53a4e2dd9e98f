// What an administrator looks at before and after a Lock: the linter's findings, what is different
// between two states of a policy, and the exact profile and Provision bytes that each class of
// phones would get. The rule: the preview is made by what makes the real thing; only the account in
// it is imagined, and who may not administer sees a mark where a secret stands.
import { type Finding, lint } from "../../core/lint.ts";
import type { PolicyValues } from "../../core/policy.ts";
import { diffPolicies, type PolicyDifference } from "../../core/policy-diff.ts";
import {
  type EasPreview,
  easPreview,
  IOS_CLASSES,
  type PreviewElement,
  type ProfilePreview,
  profilePreview,
  sampleProfile,
} from "../../core/policy-preview.ts";
import { familyValues } from "../../core/policy-state.ts";
import { EAS_VERSIONS, FAMILIES, type Family } from "../../core/settings-row.ts";
import { iosName } from "../../core/settings-words.ts";
import type { PolicyState } from "../../objects/handles/tenant-policies.ts";
import { writeWapProvisioning } from "../../wire/wap-provisioning.ts";
import { encode } from "../../wire/wbxml.ts";
import { type Answer, ok, refused } from "./answer.ts";
import { onTenant, type TenantCall } from "./call.ts";
import { shownValues } from "./policy-secrets.ts";
import { type ApiRoute, POLICY } from "./route.ts";

/** GET .../policy/lint?families: `families` separated by commas, both if absent. */
export interface LintDocument {
  readonly findings: readonly Finding[];
}

/**
 * GET .../policy/diff?from&to&family: each a version's hash, "draft" or "in-force" (from what is in
 * force to the draft if absent); both families if none is named by `family` or by a version.
 */
export interface DiffDocument {
  readonly from: string;
  readonly to: string;
  /** What was compared: one family if a version of it was named, else both. */
  readonly families: readonly Family[];
  readonly differences: readonly PolicyDifference[];
}

/** GET .../policy/preview?of: "draft" (if absent), "in-force" or a version's hash. */
export interface PreviewDocument {
  readonly of: string;
  readonly profiles: readonly (Omit<ProfilePreview, "ios"> & {
    /** First version of the class, "4.0.0", and as people say it. */
    readonly ios: string;
    readonly name: string;
    /** Size of the profile before it is signed, in bytes, and the profile itself. */
    readonly bytes: number;
    readonly text: string;
  })[];
  readonly provision: readonly {
    readonly version: EasPreview["version"];
    readonly elements: readonly PreviewElement[];
    readonly left: readonly string[];
    /** Size of the policy document in bytes; WBXML in base64, or the text of 2.5. */
    readonly bytes: number;
    readonly base64?: string;
    readonly text?: string;
  }[];
}

interface Side {
  readonly values: PolicyValues;
  /** The family that a version was Locked with. */
  readonly family?: Family | undefined;
}

/** GET /tenants/:tenant/groups/:group/policy/lint */
export const lintPolicy = onTenant(async ({ tenant, param, query }) => {
  const state = await tenant.policy(param("group"));
  if (!state) return refused("no-such-group");
  const wanted = query("families")?.split(",");
  const families = FAMILIES.filter((family) => wanted?.includes(family) ?? true);
  return ok({ findings: lint(state.draft, families) } satisfies LintDocument);
});

/** GET /tenants/:tenant/groups/:group/policy/diff */
export const diffPolicy = onTenant(async (call) => {
  const [from = "in-force", to = "draft"] = [call.query("from"), call.query("to")];
  const state = await call.tenant.policy(call.param("group"));
  if (!state) return refused("no-such-group");
  const [before, after] = [await sideOf(call, state, from), await sideOf(call, state, to)];
  if (!before || !after) return refused("no-such-version");
  const named = FAMILIES.find((family) => family === call.query("family"));
  const family = named ?? before.family ?? after.family;
  const families = family ? [family] : FAMILIES;
  const concerned = ({ values }: Side) => (family ? familyValues(values, family) : values);
  const differences = diffPolicies(concerned(before), concerned(after)).map((difference) =>
    shownDifference(call, difference),
  );
  return ok({ from, to, families, differences } satisfies DiffDocument);
});

/** GET /tenants/:tenant/groups/:group/policy/preview */
export const previewPolicy = onTenant(async (call: TenantCall): Promise<Answer> => {
  const of = call.query("of") ?? "draft";
  const state = await call.tenant.policy(call.param("group"));
  if (!state) return refused("no-such-group");
  const side = await sideOf(call, state, of);
  if (!side) return refused("no-such-version");
  const values = shownValues(call.caller, side.values);
  const profiles = await profilesOf(call, values);
  return ok({ of, profiles, provision: provisionOf(values) } satisfies PreviewDocument);
});

/** The values behind a name: "draft", "in-force" or a version's hash. */
async function sideOf(
  { tenant, param }: TenantCall,
  { draft, locked }: PolicyState,
  name: string,
): Promise<Side | undefined> {
  if (name === "draft") return { values: draft };
  if (name === "in-force") {
    return { values: Object.assign({}, ...Object.values(locked).map(({ values }) => values)) };
  }
  const version = await tenant.policyVersion(name);
  if (!version) return undefined;
  const locks = await tenant.policyHistory(param("group"));
  return { values: version.values, family: locks.find((lock) => lock.version === name)?.family };
}

function shownDifference({ caller }: TenantCall, difference: PolicyDifference): PolicyDifference {
  const { setting, before, after } = difference;
  const shown = (value: PolicyDifference["before"]) =>
    value === undefined ? undefined : shownValues(caller, { [setting]: value })[setting];
  const [was, is] = [shown(before), shown(after)];
  return {
    setting,
    ...(was !== undefined && { before: was }),
    ...(is !== undefined && { after: is }),
  };
}

async function profilesOf({ entry, tenant }: TenantCall, values: PolicyValues) {
  // Property lists bring an XML library along, which a Worker's start does not need.
  const [{ encodeProfile }, running] = await Promise.all([
    import("../../wire/mobileconfig.ts"),
    tenant.running(),
  ]);
  const { name, displayName, origins } = entry;
  const own = { name, displayName, origin: origins[0] };
  return IOS_CLASSES.map((ios) => {
    const profile = encodeProfile(sampleProfile(own, running?.mailDomain ?? "", values, ios));
    return {
      ...profilePreview(values, ios),
      ios: ios.join("."),
      name: iosName(ios),
      bytes: profile.byteLength,
      text: new TextDecoder().decode(profile),
    };
  });
}

function provisionOf(values: PolicyValues): PreviewDocument["provision"] {
  return EAS_VERSIONS.map((version) => {
    const preview = easPreview(values, version);
    const { elements, left } = preview;
    const said = { version, elements, left };
    if ("wap" in preview) {
      const text = writeWapProvisioning(preview.wap);
      return { ...said, bytes: new TextEncoder().encode(text).byteLength, text };
    }
    const bytes = encode(preview.document);
    return { ...said, bytes: bytes.byteLength, base64: Buffer.from(bytes).toString("base64") };
  });
}

export const POLICY_VIEW_ROUTES: readonly ApiRoute[] = [
  ["GET", `${POLICY}/lint`, "read", lintPolicy],
  ["GET", `${POLICY}/diff`, "read", diffPolicy],
  ["GET", `${POLICY}/preview`, "read", previewPolicy],
];

// Devices that Exchange, Z-Push or SOGo knew before Provost came, so that switching the adapter on
// refuses nobody by surprise. The rules: each needs no proof until its grace date and not a moment
// longer, and lines that cannot be read are named in the answer.
import * as v from "valibot";
import type { KnownDevice } from "../../core/device.ts";
import {
  devicesOfLines,
  devicesOfTable,
  formatOfList,
  KNOWN_FORMATS,
  KNOWN_PROBLEMS,
  type KnownFormat,
  type KnownList,
  type KnownProblem,
  type KnownRules,
  withoutTypeLine,
} from "../../core/known-devices.ts";
import type { TenantHandle } from "../../objects/handles/tenant.ts";
import { lineAt, readCsv } from "../../wire/csv.ts";
import { canonicalDeviceId } from "../../wire/eas-query.ts";
import { WireError } from "../../wire/wire-error.ts";
import { ok, refused } from "./answer.ts";
import { onTenant, withBody } from "./call.ts";
import { type ApiRoute, TENANT } from "./route.ts";

/** GET /tenants/:tenant/known-devices */
export interface KnownDevicesDocument {
  readonly devices: readonly (KnownDevice & { readonly graceUntil: number })[];
  readonly total: number;
  /** Cursor of the page that follows, if one does. */
  readonly next?: string;
}

/** POST /tenants/:tenant/known-devices */
export interface ImportedDocument {
  readonly format: KnownFormat;
  readonly added: number;
  readonly changed: number;
  /** Milliseconds since 1970. */
  readonly graceUntil: number;
  /** Lines that were left out: the first 100, and how many there are. */
  readonly problems: readonly (KnownProblem & { readonly problem: string })[];
  readonly leftOut: number;
}

const LIST_MAX_BYTES = 8 * 1024 * 1024;
const PROBLEMS_SHOWN = 100;
const GRACE_MAX_DAYS = 366;
const DAY_MS = 86_400_000;

const Import = v.strictObject({
  csv: v.string(),
  format: v.optional(v.picklist(["auto", ...KNOWN_FORMATS]), "auto"),
  graceDays: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(GRACE_MAX_DAYS)),
});

/** GET /tenants/:tenant/known-devices?after&limit */
export const listKnownDevices = onTenant(async ({ tenant, query }) => {
  const [after, limit] = [query("after"), Number(query("limit"))];
  const page = { ...(after !== undefined && { after }), ...(limit > 0 && { limit }) };
  return ok((await tenant.knownDevices(page)) satisfies KnownDevicesDocument);
});

/** POST /tenants/:tenant/known-devices: a list as the other server wrote it. */
export const importKnownDevices = onTenant(
  withBody(
    Import,
    async ({ caller, clock, tenant }, { csv, format: wanted, graceDays }) => {
      const format = wanted === "auto" ? formatOfList(csv) : wanted;
      const { devices, problems } = readList(csv, format, await rulesOf(tenant));
      const named = problems
        .slice(0, PROBLEMS_SHOWN)
        .map((problem) => ({ ...problem, problem: KNOWN_PROBLEMS[problem.code] }));
      if (devices.length === 0) {
        const [first] = named;
        const message = first ? `Line ${first.line} ${first.problem}.` : "The list is empty.";
        return refused("bad-body", { field: "csv", message, problems: named });
      }
      const graceUntil = clock.now() + graceDays * DAY_MS;
      const counts = await tenant.importKnownDevices(devices, graceUntil, caller.name);
      const leftOut = problems.length;
      const answer = { format, ...counts, graceUntil, problems: named, leftOut };
      return ok(answer satisfies ImportedDocument);
    },
    { maxBytes: LIST_MAX_BYTES },
  ),
);

/** DELETE /tenants/:tenant/known-devices: nobody has grace any more. */
export const forgetKnownDevices = onTenant(async ({ caller, tenant }) =>
  ok({ forgotten: await tenant.forgetKnownDevices(caller.name) }),
);

function readList(csv: string, format: KnownFormat, rules: KnownRules): KnownList {
  if (format !== "exchange") return devicesOfLines(csv, format, rules);
  const text = withoutTypeLine(csv);
  const linesBefore = lineAt(csv, csv.length) - lineAt(text, text.length);
  try {
    const records = readCsv(text.trimEnd());
    return devicesOfTable(
      records.map(({ line, cells }) => ({ line: line + linesBefore, cells })),
      rules,
    );
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    const line = lineAt(text, error.offset) + linesBefore;
    return { devices: [], problems: [{ line, code: "bad-line", shown: error.problem }] };
  }
}

/** How this tenant writes its users, and who is called what. */
async function rulesOf(tenant: TenantHandle): Promise<KnownRules> {
  const [adapter, users] = await Promise.all([tenant.saved(), tenant.users()]);
  const byDisplayName = new Map<string, string>();
  const shared = new Set<string>();
  for (const { user, displayName } of users) {
    const name = displayName?.toLowerCase();
    if (name === undefined) continue;
    if (byDisplayName.has(name)) shared.add(name);
    byDisplayName.set(name, user);
  }
  for (const name of shared) byDisplayName.delete(name);
  const { loginForm = "user", mailDomain = "" } = adapter ?? {};
  return { adapter: { loginForm, mailDomain }, byDisplayName, canonicalDeviceId };
}

const KNOWN = `${TENANT}/known-devices`;
export const KNOWN_DEVICE_ROUTES: readonly ApiRoute[] = [
  ["GET", KNOWN, "read", listKnownDevices],
  ["POST", KNOWN, "administer", importKnownDevices],
  ["DELETE", KNOWN, "administer", forgetKnownDevices],
];

// Lists of a tenant's devices: a page, a file, the counts. The rule: a value of the query that
// cannot be is refused by its name, because a list that quietly shows something else misleads.
import {
  DEVICE_FILTERS,
  DEVICE_SORTS,
  type DeviceCounts,
  type DevicePage,
  type DeviceQuery,
  type DeviceSummary,
} from "../../core/device.ts";
import { cursorKey, DEVICE_SEARCH_MAX, DEVICES_PAGE_MAX } from "../../core/device-list.ts";
import { deviceModel } from "../../core/device-model.ts";
import { writeCsv } from "../../wire/csv.ts";
import { type Answer, fileAnswer, ok, refused } from "./answer.ts";
import { onTenant } from "./call.ts";
import { streamOf, wholeNumber } from "./paging.ts";
import { type ApiRoute, TENANT } from "./route.ts";

/** GET /tenants/:tenant/devices */
export type DevicesDocument = DevicePage;
/** GET /tenants/:tenant/device-counts */
export type DeviceCountsDocument = DeviceCounts;

/**
 * GET /tenants/:tenant/devices?search&filter&sort&descending&after&limit: by user, 100 a page, if not
 * said otherwise.
 */
export const listDevices = onTenant(async ({ tenant, query }) => {
  const asked = queryOf(query);
  if (!asked.ok) return asked.refusal;
  const page: DevicesDocument = await tenant.devices(asked.query);
  return ok(page);
});

/** GET /tenants/:tenant/devices.csv?search&filter&sort&descending: all that the list would show. */
export const exportDevices = onTenant(async ({ tenant, entry, query }) => {
  const asked = queryOf((name) => (name === "after" || name === "limit" ? undefined : query(name)));
  if (!asked.ok) return asked.refusal;
  const body = streamOf<string>(async (mark) => {
    const after = mark === undefined ? {} : { after: mark };
    const page = await tenant.devices({ ...asked.query, ...after, limit: DEVICES_PAGE_MAX });
    const heading = mark === undefined ? [CSV_COLUMNS] : [];
    const text = writeCsv([...heading, ...page.devices.map(csvCells)]);
    return { text, ...(page.next !== undefined && { mark: page.next }) };
  });
  const name = `${entry.name}-devices.csv`;
  return fileAnswer({ type: "text/csv; charset=utf-8; header=present", body, name });
});

/** GET /tenants/:tenant/device-counts */
export const countDevices = onTenant(async ({ tenant }) => {
  const counts: DeviceCountsDocument = await tenant.deviceCounts();
  return ok(counts);
});

type Value = string | number | boolean;
type Read = { readonly value: Value } | { readonly says: string };
type Parser = (text: string, before: DeviceQuery) => Read;
type Checked =
  | { readonly ok: true; readonly query: DeviceQuery }
  | { readonly ok: false; readonly refusal: Answer };

/** The query of a list, or the refusal that names what is wrong with it. */
function queryOf(query: (name: string) => string | undefined): Checked {
  let read: DeviceQuery = {};
  for (const [name, parse] of Object.entries(PARSERS)) {
    const text = query(name) ?? "";
    if (text === "") continue;
    const parsed = parse(text, read);
    if ("says" in parsed) {
      const message = `${name} ${parsed.says}.`;
      return { ok: false, refusal: refused("bad-query", { field: name, message }) };
    }
    read = { ...read, [name]: parsed.value };
  }
  return { ok: true, query: read };
}

const oneOf =
  (values: readonly string[]) =>
  (text: string): Read =>
    values.includes(text) ? { value: text } : { says: `is one of ${values.join(", ")}` };

function limitOf(text: string): Read {
  const limit = wholeNumber(text) ?? 0;
  return limit >= 1 && limit <= DEVICES_PAGE_MAX
    ? { value: limit }
    : { says: `is a whole number from 1 to ${DEVICES_PAGE_MAX}` };
}

/** What a list can be asked for; a cursor is judged by the order it is for. */
const PARSERS: Readonly<Record<keyof DeviceQuery, Parser>> = {
  search: (text) =>
    text.length <= DEVICE_SEARCH_MAX
      ? { value: text }
      : { says: `has ${DEVICE_SEARCH_MAX} characters at most` },
  filter: oneOf(DEVICE_FILTERS),
  sort: oneOf(DEVICE_SORTS),
  descending: (text) =>
    text === "true" || text === "false" ? { value: text === "true" } : { says: "is true or false" },
  limit: limitOf,
  after: (text, { sort = "user", descending = false }) =>
    cursorKey(text, sort, descending)
      ? { value: text }
      : { says: "is no cursor of a list in this order" },
};

const CSV_COLUMNS = [
  "user",
  "deviceId",
  "model",
  "system",
  "deviceType",
  "userAgent",
  "protocolVersion",
  "state",
  "proof",
  "wipe",
  "policyVersion",
  "easPolicyVersion",
  "firstSeen",
  "lastSeen",
  "lastRefusal",
  "lastRefusalAt",
];

function csvCells(device: DeviceSummary): string[] {
  const { model, system = "" } = deviceModel(device);
  const cells = [
    device.user,
    device.deviceId,
    model,
    system,
    device.deviceType,
    device.userAgent,
    device.protocolVersion,
    device.quarantinedAt === undefined ? device.state : "quarantined",
    device.proof,
    device.wipe?.state ?? "",
    device.policyVersion ?? "",
    device.easPolicyVersion ?? "",
    isoTime(device.firstSeenAt),
    isoTime(device.lastSeenAt),
    device.lastRefusal?.reason ?? "",
    device.lastRefusal ? isoTime(device.lastRefusal.at) : "",
  ];
  return cells.map((cell) => cell.replace(/\p{Cc}/gu, " "));
}

const isoTime = (at: number) => new Date(at).toISOString();

export const DEVICE_LIST_ROUTES: readonly ApiRoute[] = [
  ["GET", `${TENANT}/devices`, "read-devices", listDevices],
  ["GET", `${TENANT}/devices.csv`, "read-devices", exportDevices],
  ["GET", `${TENANT}/device-counts`, "read-devices", countDevices],
];

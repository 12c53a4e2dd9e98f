// /api/v1 about lists of devices, over the real objects: pages and files that refuse what they do not
// understand, and cells that no spreadsheet computes.
import { beforeAll, describe, expect, it } from "vitest";
import { crowdDevice } from "../../bench/device-crowd.ts";
import type { DeviceSummary } from "../../worker/core/device.ts";
import { readCsv, unguarded } from "../../worker/wire/csv.ts";
import { makeTenant, reasonOf, send } from "./api-client.ts";
import { phone } from "./one-phone.ts";
import { handles } from "./world.ts";

/** A tenant whose index has `devices`. */
async function tenantWith(name: string, devices: readonly DeviceSummary[]): Promise<string> {
  await makeTenant(name);
  for (const device of devices) await handles.tenant(name).noteDevice(device);
  return `/tenants/${name}`;
}

describe("GET devices", () => {
  let at = "";
  beforeAll(async () => {
    const crowd = Array.from({ length: 25 }, (_, index) => crowdDevice(index));
    at = await tenantWith("listed", crowd);
  });
  const idsOf = (body: { devices: readonly DeviceSummary[] }) =>
    body.devices.map(({ deviceId }) => deviceId);

  it("searches, filters, sorts and pages", async () => {
    const first = (await send("GET", `${at}/devices?sort=lastSeen&descending=true&limit=10`)).body;
    expect(first.devices).toHaveLength(10);
    const next = encodeURIComponent(first.next);
    const second = `${at}/devices?sort=lastSeen&descending=true&limit=15&after=${next}`;
    const ids = [...idsOf(first), ...idsOf((await send("GET", second)).body)];
    expect(new Set(ids).size).toBe(25);
    expect(ids[0]).toBe(crowdDevice(24).deviceId);
    const bare = (await send("GET", `${at}/devices?filter=unproven`)).body;
    expect(bare.devices.map(({ proof }: DeviceSummary) => proof)).toEqual(["none", "none", "none"]);
    const found = await send(
      "GET",
      `${at}/devices?search=${crowdDevice(7).deviceId.toUpperCase()}`,
    );
    expect(idsOf(found.body)).toEqual([crowdDevice(7).deviceId]);
  });

  it.each([
    ["filter", "nonsense"],
    ["filter", "__proto__"],
    ["sort", "policyVersion; DROP TABLE devices"],
    ["descending", "yes"],
    ["limit", "0"],
    ["limit", "501"],
    ["limit", "-1"],
    ["limit", "1e2"],
    ["after", "!"],
    ["after", btoa(encodeURIComponent('["lastSeen",false,1,"a","b"]'))],
    ["search", "x".repeat(201)],
    ["search", "x".repeat(10_000)],
  ])("refuses a bad %s by its name: %j", async (name, value) => {
    const answer = await send("GET", `${at}/devices?${name}=${encodeURIComponent(value)}`);
    expect([reasonOf(answer), answer.body.error.field]).toEqual(["400 bad-query", name]);
    expect(answer.body.error.message).toMatch(new RegExp(`^${name} `));
  });

  it.each(['"', "%00%00%00%00", "' OR 1=1", "a* OR b*", "%", "_", "%F0%9F%93%B1"])(
    "takes the search %j as letters",
    async (search) => {
      const escaped =
        search.startsWith("%") && search.length > 1 ? search : encodeURIComponent(search);
      expect((await send("GET", `${at}/devices?search=${escaped}`)).status).toBe(200);
    },
  );

  it("counts what there is at a glance", async () => {
    const counts = (await send("GET", `${at}/device-counts`)).body;
    expect(counts).toMatchObject({
      total: 25,
      active: 23,
      blocked: 1,
      quarantined: 1,
      unproven: 3,
    });
  });
});

describe("GET devices.csv", () => {
  it("has every device of the list, page after page, and starts no formula", async () => {
    const hostile = [
      {
        ...phone,
        deviceType: '=HYPERLINK("https://evil.example")',
        userAgent: "+1+cmd|' /C calc'!A0",
      },
      { ...phone, user: "bob", deviceType: "@SUM(1)", userAgent: 'a","b\r\n-2' },
    ];
    const crowd = Array.from({ length: 600 }, (_, index) => crowdDevice(index));
    const at = await tenantWith("exported", [...hostile, ...crowd]);
    const answer = await send("GET", `${at}/devices.csv`);
    expect(answer.headers.get("content-type")).toContain("text/csv");
    expect(answer.headers.get("content-disposition")).toContain("exported-devices.csv");
    const [heading, ...lines] = readCsv(answer.body);
    expect(heading?.cells.slice(0, 3)).toEqual(["user", "deviceId", "model"]);
    expect(lines).toHaveLength(602);
    expect(answer.body).not.toMatch(/(^|,)"?[=+@-]/m);
    const alice = lines.find(({ cells }) => cells[0] === "alice");
    expect(alice?.cells.map(unguarded)).toContain('=HYPERLINK("https://evil.example")');
    const blocked = readCsv((await send("GET", `${at}/devices.csv?filter=unproven`)).body);
    expect(blocked).toHaveLength(61);
    expect(reasonOf(await send("GET", `${at}/devices.csv?sort=x`))).toBe("400 bad-query");
  });
});

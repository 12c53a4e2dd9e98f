// Tenants of the first release: their devices, refusals and groups are there after the index was
// rebuilt, found, counted and sorted as if they had been noted today.
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { MIGRATIONS, schemaOf } from "../../worker/objects/migrations.ts";
import { deviceCounts } from "../../worker/objects/tenant/device-counts.ts";
import { devicePage } from "../../worker/objects/tenant/device-search.ts";
import { refusalReport } from "../../worker/objects/tenant/refusals.ts";
import { env, START, stubOf } from "./world.ts";

const LINES = `
  INSERT INTO facts VALUES ('default-group', '"everyone"');
  INSERT INTO groups (name, draft, locked, locked_at) VALUES ('everyone', '{}', 'v2', 1), ('Sales', '{}', 'v1', 1);
  INSERT INTO users (user, group_name, eas_allowed) VALUES ('bob', 'Sales', 1), ('carol', NULL, 1);
  INSERT INTO devices VALUES
    ('alice', 'appl1', 'iPhone', 'Apple-iPhone/705.18', '12.1', 'active', 'token', 'v1', 1, 4),
    ('alice', 'appl2', 'iPod', 'Apple-iPod/705.18', '12.1', 'blocked', 'token', 'v2', 2, 3),
    ('bob', 'appl3', 'iPhone', 'Apple-iPhone/705.18', '12.1', 'active', 'token', 'v1', 3, 2),
    ('carol', 'droid', 'Android', 'Android/2.2', '12.1', 'active', 'none', NULL, 4, 1);
  INSERT INTO refusal_counts VALUES (${START / 3_600_000}, 'token-missing', 5);
  INSERT INTO refusals (at, reason, user, device_id, device_type, user_agent)
    VALUES (${START}, 'token-missing', 'alice', 'appl1', 'iPhone', '');`;

describe("the devices of a tenant of the first release", () => {
  it("are all there after the step, and counted", async () => {
    const found = await runInDurableObject(
      stubOf(env.GUARD, "old-tenant"),
      (_object, { storage }) => {
        schemaOf(storage, MIGRATIONS.tenant.slice(0, 1)).make();
        storage.sql.exec(LINES);
        schemaOf(storage, MIGRATIONS.tenant).make();
        const ids = (query: Parameters<typeof devicePage>[1]) =>
          devicePage(storage.sql, query).devices.map(({ deviceId }) => deviceId);
        return {
          all: ids({}),
          byTime: ids({ sort: "lastSeen", descending: true }),
          outdated: ids({ filter: "outdated" }),
          found: ids({ search: "APPLE-IPHONE" }),
          prefix: ids({ search: "al" }),
          counts: deviceCounts(storage.sql),
          refusals: refusalReport(storage.sql),
          ios: storage.sql.exec("SELECT device_id FROM devices WHERE ios = 0").toArray(),
        };
      },
    );
    expect(found.all).toEqual(["appl1", "appl2", "appl3", "droid"]);
    expect(found.byTime).toEqual(["appl1", "appl2", "appl3", "droid"]);
    expect(found.outdated).toEqual(["appl1"]);
    expect(found.found).toEqual(["appl1", "appl3"]);
    expect(found.prefix).toEqual(["appl1", "appl2"]);
    expect(found.ios).toEqual([{ device_id: "droid" }]);
    const counts = {
      total: 4,
      active: 3,
      blocked: 1,
      quarantined: 0,
      outdated: 1,
      unproven: 1,
      wiping: 0,
    };
    expect(found.counts).toEqual(counts);
    expect(found.refusals.counts).toMatchObject([{ count: 5, letThrough: false }]);
    expect(found.refusals.newest).toHaveLength(1);
  });
});

// Which tenant owns a host, remembered for three seconds.
import { expect, test } from "vitest";
import { virtualClock } from "../../simulator/clock.ts";
import { ADAPTER_DEFAULTS } from "../../worker/core/tenant.ts";
import type { Handles } from "../../worker/objects/handles.ts";
import { tenantFor } from "../../worker/tenant-cache.ts";

const adapter = {
  ...ADAPTER_DEFAULTS,
  upstream: "https://mail.acme.test",
  mailDomain: "acme.test",
};
let next = 0;

/** A directory in which one host is owned or not, and which counts the questions. */
function directory(owned: { host: string | null; running?: boolean }) {
  const asked: string[] = [];
  const handles = {
    directory: {
      tenantByHost: async (host: string) => {
        asked.push(host);
        return host === owned.host
          ? { name: "acme", displayName: "Acme", origins: [`https://${host}`] }
          : null;
      },
    },
    tenant: () => ({ serving: async () => (owned.running === false ? null : { adapter }) }),
  } as unknown as Handles;
  return { handles, asked, host: `mail-${++next}.acme.test`, clock: virtualClock(0) };
}

test("a tenant is looked up once in three seconds, and what changed shows after them", async () => {
  const owned: { host: string | null } = { host: null };
  const { handles, asked, host, clock } = directory(owned);
  owned.host = host;
  expect((await tenantFor(handles, clock, host))?.adapter).toEqual(adapter);
  owned.host = null;
  await clock.advance(2999);
  expect((await tenantFor(handles, clock, host))?.name).toBe("acme");
  expect(asked).toHaveLength(1);
  await clock.advance(1);
  expect(await tenantFor(handles, clock, host)).toBeNull();
  expect(asked).toHaveLength(2);
});

test("a tenant is looked up again where the clock went back: nothing is remembered longer than that", async () => {
  const owned: { host: string | null } = { host: null };
  const { handles, asked, host, clock } = directory(owned);
  owned.host = host;
  await tenantFor(handles, clock, host);
  const back = { ...clock, now: () => clock.now() - 600_000 };
  owned.host = null;
  expect(await tenantFor(handles, back, host)).toBeNull();
  expect(asked).toHaveLength(2);
});

test("a host nobody owns is remembered too, and one that is too long is never looked up", async () => {
  const { handles, asked, host, clock } = directory({ host: null });
  for (let i = 0; i < 3; i++) expect(await tenantFor(handles, clock, host)).toBeNull();
  expect(asked).toEqual([host]);
  expect(await tenantFor(handles, clock, `${"a".repeat(260)}.test`)).toBeNull();
  expect(asked).toEqual([host]);
});

test("a tenant whose adapter does not run owns its host and answers nothing", async () => {
  const owned = { host: null as string | null, running: false };
  const { handles, host, clock } = directory(owned);
  owned.host = host;
  expect(await tenantFor(handles, clock, host)).toBeNull();
});

test("a scanner with a thousand hosts pushes out old answers, not memory", async () => {
  const { handles, asked, host, clock } = directory({ host: null });
  await tenantFor(handles, clock, host);
  for (let i = 0; i < 1000; i++) await tenantFor(handles, clock, `scan-${i}.test`);
  asked.length = 0;
  await tenantFor(handles, clock, host);
  expect(asked).toEqual([host]);
});

// A device's wire log and its shields on the command line.
import { expect, it } from "vitest";
import { useFakeApi } from "./fake-api.ts";

const cli = useFakeApi();
const AT = "/tenants/acme/devices/alice/appl1";

it("a wire log is switched on with a reason, for a day unless hours are named", async () => {
  cli.api.answer(`PUT ${AT}/wire-log`, 200, { on: { until: 86_400_000 } });
  const none = await cli.provost("wire-log on alice appl1 --tenant acme");
  expect(none.code).toBe(2);
  expect(cli.api.asked).toEqual([]);
  const ran = await cli.provost("wire-log on alice appl1 --tenant acme --reason ticket");
  expect(ran.out).toBe("The wire log is on until 1970-01-02 00:00:00Z.\n");
  await cli.provost("wire-log on alice appl1 --tenant acme --reason ticket --hours 72");
  const bodies = cli.api.asked.map(({ body }) => body);
  expect(bodies).toEqual([
    { hours: 24, reason: "ticket" },
    { hours: 72, reason: "ticket" },
  ]);
});

it("it is shown line by line, and what a phone wrote moves no cursor", async () => {
  cli.api.answer(`GET ${AT}/wire-log`, 200, {
    on: { until: 0, requestedBy: "bob", reason: "ticket 7" },
    entries: [
      {
        ...{ at: 0, command: "Sync", version: "12.1", status: 200, took: 12 },
        query: { collectionId: "5" },
        request: {
          headers: { "user-agent": "Apple\u001b[2J-iPhone" },
          body: "AirSync:Sync\n  AirSync:SyncKey = 7",
        },
        answer: { headers: {}, body: "" },
      },
    ],
  });
  const { out } = await cli.provost("wire-log show alice appl1 --tenant acme");
  expect(out).toContain("On until 1970-01-01 00:00:00Z, by bob: ticket 7");
  expect(out).toContain("1970-01-01 00:00:00Z Sync collectionId=5 (12.1): 200, 12 ms");
  expect(out).toContain("  >   AirSync:SyncKey = 7");
  expect(out).not.toContain("\u001b");
});

it("it is switched off, and a device that is kept out is let in again", async () => {
  cli.api.answer(`DELETE ${AT}/wire-log`, 204, "");
  expect((await cli.provost("wire-log off alice appl1 --tenant acme")).out).toBe(
    "The wire log is off.\n",
  );
  await cli.provost("device lift alice appl1 --tenant acme");
  expect(cli.api.asked.at(-1)).toMatchObject({ method: "POST", path: `${AT}/shield/lift` });
});

// What the tenant object keeps of refused requests: strangers cannot make it grow.
import { describe, expect, it } from "vitest";
import { foundTenant, HOUR, START, setClock } from "./world.ts";

describe("refusals", () => {
  const refusal = {
    reason: "no-token",
    user: "mallory",
    deviceId: "X",
    deviceType: "iPhone",
    userAgent: "u".repeat(5_000),
  };

  it("are counted per reason and hour, and only the newest 100 are kept whole", async () => {
    const { tenant, stub } = await foundTenant("refused");
    for (let index = 0; index < 120; index += 1) {
      await tenant.noteRefusal({ ...refusal, deviceId: `D${index}` });
    }
    await setClock(stub, START + HOUR);
    await tenant.noteRefusal({ ...refusal, reason: "token-unknown" });
    const report = await tenant.refusals();
    expect(report.counts).toEqual([
      { reason: "token-unknown", hour: START / HOUR + 1, count: 1, letThrough: false },
      { reason: "no-token", hour: START / HOUR, count: 120, letThrough: false },
    ]);
    expect(report.newest).toHaveLength(100);
    expect(report.newest[0]).toMatchObject({ reason: "token-unknown", at: START + HOUR });
    expect(report.newest.at(-1)?.deviceId).toBe("D21");
    expect(report.newest[0]?.userAgent).toHaveLength(1_000);
  });

  it("are forgotten after thirty days", async () => {
    const { tenant, stub } = await foundTenant("old-refusals");
    await tenant.noteRefusal(refusal);
    await setClock(stub, START + 31 * 24 * HOUR);
    await tenant.noteRefusal(refusal);
    expect((await tenant.refusals()).counts).toHaveLength(1);
  });
});

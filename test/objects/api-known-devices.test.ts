// Known devices through the API: taken in with a grace date, listed, forgotten.
import { describe, expect, it } from "vitest";
import { makeTenant, reasonOf, send, tokenFor } from "./api-client.ts";
import { DAY, handles, START } from "./world.ts";

const path = (tenant: string) => `/tenants/${tenant}/known-devices`;

describe("known devices through the API", () => {
  it("are taken in with a grace date that the gateway hears of", async () => {
    await makeTenant("known");
    await send("PUT", "/tenants/known/users/alice", { body: { displayName: "Alice Example" } });
    const csv =
      '"DeviceId","DeviceType","UserDisplayName"\r\n"ApplSIM1","iPhone","acme.example/Staff/Alice Example"\r\n"ApplSIM2","iPhone","acme.example/Staff/Who"\r\n';
    const body = { csv, graceDays: 14 };
    const imported = await send("POST", path("known"), { body });
    expect(imported.status).toBe(200);
    expect(imported.body).toEqual({
      format: "exchange",
      added: 1,
      changed: 0,
      graceUntil: START + 14 * DAY,
      leftOut: 1,
      problems: [
        {
          line: 3,
          code: "bad-user",
          shown: "acme.example/Staff/Who",
          problem: "names no user of this tenant",
        },
      ],
    });
    const again = await send("POST", path("known"), { body: { ...body, graceDays: 30 } });
    expect(again.body).toMatchObject({ added: 0, changed: 1, graceUntil: START + 30 * DAY });
    expect((await send("GET", path("known"))).body).toEqual({
      devices: [
        { user: "alice", deviceId: "applsim1", deviceType: "iPhone", graceUntil: START + 30 * DAY },
      ],
      total: 1,
    });
    const admission = await handles.tenant("known").admission("alice", "applsim1");
    expect(admission.graceUntil).toBe(START + 30 * DAY);
    expect((await send("DELETE", path("known"))).body).toEqual({ forgotten: 1 });
    expect((await handles.tenant("known").admission("alice", "applsim1")).graceUntil).toBe(
      undefined,
    );
  });

  it("are refused as a whole where no line can be read, and the first is named", async () => {
    await makeTenant("unread");
    const body = { csv: 'DeviceId,User\n"Appl1', graceDays: 14 };
    const answer = await send("POST", path("unread"), { body });
    expect(reasonOf(answer)).toBe("400 bad-body");
    expect(answer.body.error).toMatchObject({
      field: "csv",
      message: "Line 2 is no line of such a list.",
      problems: [{ line: 2, code: "bad-line" }],
    });
  });

  it.each([
    [{ csv: "a,b", graceDays: 0 }, "graceDays"],
    [{ csv: "a,b", graceDays: 1.5 }, "graceDays"],
    [{ csv: "a,b", graceDays: 367 }, "graceDays"],
    [{ csv: "a,b", graceDays: 14, format: "lotus" }, "format"],
    [{ graceDays: 14 }, "csv"],
  ])("name the field that is wrong: %j", async (body, field) => {
    await makeTenant("known-fields");
    const answer = await send("POST", path("known-fields"), { body });
    expect(answer.body.error).toMatchObject({ reason: "bad-body", field });
  });

  it("are read page by page, and an auditor may only read", async () => {
    await makeTenant("pages");
    const csv = ["c,appl3", "a,appl1", "b,appl2"].join("\n");
    await send("POST", path("pages"), { body: { csv, graceDays: 1 } });
    const token = await tokenFor("auditor:pages");
    const first = await send("GET", `${path("pages")}?limit=2`, { token });
    expect(first.body.devices.map(({ user }: { user: string }) => user)).toEqual(["a", "b"]);
    const next = encodeURIComponent(first.body.next);
    const second = await send("GET", `${path("pages")}?limit=2&after=${next}`, { token });
    expect(second.body).toMatchObject({ devices: [{ user: "c" }], total: 3 });
    expect(second.body.next).toBeUndefined();
    for (const method of ["POST", "DELETE"]) {
      const answer = await send(method, path("pages"), { token, body: { csv, graceDays: 1 } });
      expect(reasonOf(answer)).toBe("403 scope-too-small");
    }
  });
});

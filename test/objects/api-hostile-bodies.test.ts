// Bodies made to cost a Worker its memory or its time rather than to say anything, and the largest
// honest ones: each is answered, and what comes after is served as before.
import { describe, expect, it } from "vitest";
import { brokenLink } from "../../worker/core/audit.ts";
import { administered, makeTenant, reasonOf, send } from "./api-client.ts";
import { handles } from "./world.ts";

const MEGABYTE = 1024 * 1024;
/** What a request of a Worker may take, in milliseconds of its time; the machine is a shared one. */
const PATIENCE = 20_000;

async function within<Answer>(answer: Promise<Answer>): Promise<Answer> {
  const started = performance.now();
  const given = await answer;
  expect(performance.now() - started).toBeLessThan(PATIENCE);
  return given;
}

describe("a body", () => {
  it("of a million objects or lists is not even parsed", async () => {
    await makeTenant("parts");
    const send5 = (raw: string) => send("POST", "/tenants/parts/users/import", { raw });
    for (const part of ["{},", "[],", '{"user":"a"},']) {
      const raw = `{"users":[${part.repeat(Math.floor((4 * MEGABYTE) / part.length))}{}]}`;
      expect(reasonOf(await within(send5(raw)))).toBe("413 body-too-large");
    }
    const users = Array.from({ length: 50_000 }, () => ({}));
    const refused = await within(send5(JSON.stringify({ users })));
    expect([reasonOf(refused), refused.body.error.field]).toEqual(["400 bad-body", "users.0.user"]);
  });

  it.each([30_000, 99_999])("may be %i lists deep, and is refused like any other", async (deep) => {
    await makeTenant(`deep-${deep}`);
    const raw = `{"csv":${"[".repeat(deep)}${"]".repeat(deep)}}`;
    const answer = await within(send("POST", `/tenants/deep-${deep}/users/import`, { raw }));
    expect(["400 bad-body", "400 bad-json"]).toContain(reasonOf(answer));
    expect((await send("GET", `/tenants/deep-${deep}/users`)).status).toBe(200);
  });
});

describe("a list", () => {
  it("of more lines or fields than any server writes is refused by its line", async () => {
    const call = await administered("too-long");
    const bad = async (csv: string, path = "/users/import", more: object = {}) => {
      const { body } = await within(call("POST", path, { csv, ...more }));
      return `${body.error.reason}: ${body.error.problems[0].line}`;
    };
    expect(await bad("\n".repeat(2 * MEGABYTE))).toBe("bad-lines: 100002");
    expect(await bad(`user${",".repeat(4 * MEGABYTE)}`)).toBe("bad-lines: 1");
    const known = ["/known-devices", { graceDays: 7 }] as const;
    expect(await bad(`DeviceId,User\n${"a,b\n".repeat(1_200_000)}`, ...known)).toBe(
      "bad-body: 100002",
    );
    expect(await bad(`DeviceId,User${" ".repeat(7 * MEGABYTE)}x`, ...known)).toBe("bad-body: 1");
    expect(await bad(`appl1${" ".repeat(7 * MEGABYTE)},,`, ...known)).toBe("bad-body: 1");
  });

  it("of 20,000 users, or of 50,000 known devices, is taken in as a whole", async () => {
    const call = await administered("large");
    const lines = Array.from({ length: 20_000 }, (_, index) => `user${index},User ${index},yes`);
    const csv = `user,displayName,easAllowed\n${lines.join("\n")}`;
    const users = await within(call("POST", "/users/import", { csv }));
    expect(users.body).toEqual({ added: 20_000, changed: 0 });
    const devices = Array.from({ length: 50_000 }, (_, index) => `user${index},appl${index}`);
    const list = { csv: devices.join("\n"), format: "sogo", graceDays: 7 };
    const known = await within(call("POST", "/known-devices", list));
    expect(known.body).toMatchObject({ added: 50_000, leftOut: 0 });
    const entries = await handles.tenant("large").audit(0, 1_000);
    expect(brokenLink(entries)).toBeUndefined();
  });
});

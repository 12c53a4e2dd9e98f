// A sign-in under way while the operator's password is replaced: a session that the old password
// opens would outlive the change that was to end all of them.
import { describe, expect, it } from "vitest";
import { makeOperator, PASSWORD } from "./console-client.ts";
import { handles } from "./world.ts";

const { directory } = handles;
const NEW = "another four words here";

describe("a sign-in with the old password", () => {
  it("opens nothing once the password was changed, however late the change came", async () => {
    await makeOperator("late-change", "owner");
    const checked = await directory.checkOperator("late-change", PASSWORD);
    expect(checked?.mark).toMatch(/^[0-9a-f]{64}$/);
    const changed = await directory.changePassword("id-late-change", PASSWORD, NEW, "");
    expect(changed).toEqual({ ok: true });
    const open = (session: string, mark?: string) =>
      directory.openSession(session, "id-late-change", "192.0.2.1", mark);
    expect(await open("late", checked?.mark)).toEqual({ ok: false, reason: "no-such-operator" });
    expect(await directory.session("late")).toBeNull();
    const again = await directory.checkOperator("late-change", NEW);
    expect(await open("fresh", again?.mark)).toEqual({ ok: true });
    expect(JSON.stringify(await directory.operators())).not.toContain(again?.mark);
  });

  it("opens nothing once the owner sent a new set-up link", async () => {
    await makeOperator("late-link", "owner");
    const checked = await directory.checkOperator("late-link", PASSWORD);
    const setUp = { codeHash: "hash-of-late-link", expiresAt: Number.MAX_SAFE_INTEGER };
    await directory.renewSetUp("id-late-link", setUp, "owner");
    const opened = await directory.openSession("late", "id-late-link", "192.0.2.1", checked?.mark);
    expect(opened).toEqual({ ok: false, reason: "no-such-operator" });
  });
});

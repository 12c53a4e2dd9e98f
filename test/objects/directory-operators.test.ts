// The directory's operators in workerd: set-up links, passwords, sessions, the service's audit log.
import { evictDurableObject } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import { brokenLink } from "../../worker/core/audit.ts";
import type { ApiScope } from "../../worker/core/scope.ts";
import {
  SESSION_IDLE,
  SESSION_LIFETIME,
  SESSION_TOUCH,
  SET_UP_LIFETIME,
} from "../../worker/core/session.ts";
import { ITERATIONS_MAX } from "../../worker/objects/local-password.ts";
import { entry, env, HOUR, handles, MINUTE, rows, START, setClock, stubOf } from "./world.ts";

const { directory } = handles;
const stub = stubOf(env.DIRECTORY, "directory");
const PASSWORD = "four words in a row";

const added = (name: string, scope: ApiScope = "owner") =>
  directory.addOperator(
    { id: `id-${name}`, name, scope, madeAt: START, hasPassword: false },
    { codeHash: `code-${name}`, expiresAt: START + SET_UP_LIFETIME },
    "owner",
  );
/** An operator with PASSWORD and an open session whose hash is `session-NAME`. */
async function ready(name: string) {
  await added(name);
  await directory.completeSetUp(`code-${name}`, PASSWORD);
  await directory.openSession(`session-${name}`, `id-${name}`, "192.0.2.1");
}

beforeEach(() => setClock(stub, START));

describe("a set-up link", () => {
  it("sets the password once; before it nobody can sign in, with no password at all", async () => {
    expect(await added("link")).toEqual({ ok: true });
    for (const guess of ["", "null", PASSWORD]) {
      expect(await directory.checkOperator("link", guess)).toBeNull();
    }
    expect((await directory.operatorBySetUp("code-link"))?.name).toBe("link");
    const set = await directory.completeSetUp("code-link", PASSWORD);
    expect(set).toMatchObject({ ok: true, operator: { name: "link", hasPassword: true } });
    expect((await directory.checkOperator("link", PASSWORD))?.id).toBe("id-link");
    expect(await directory.operatorBySetUp("code-link")).toBeNull();
    expect(await directory.completeSetUp("code-link", "another password!")).toEqual({
      ok: false,
      reason: "no-such-set-up",
    });
    expect((await directory.checkOperator("link", PASSWORD))?.id).toBe("id-link");
  });

  it("is won by one of ten who use it at once, and that one's password holds", async () => {
    await added("race");
    const tries = Array.from({ length: 10 }, (_, index) => `password number ${index}`);
    const answers = await Promise.all(
      tries.map((password) => directory.completeSetUp("code-race", password)),
    );
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    const winner = tries[answers.findIndex(({ ok }) => ok)] ?? "";
    expect((await directory.checkOperator("race", winner))?.name).toBe("race");
  });

  it("is void after a day, and unknown codes are nobody's", async () => {
    await added("late");
    await setClock(stub, START + SET_UP_LIFETIME - 1);
    expect(await directory.operatorBySetUp("code-late")).not.toBeNull();
    await setClock(stub, START + SET_UP_LIFETIME);
    expect(await directory.operatorBySetUp("code-late")).toBeNull();
    expect((await directory.completeSetUp("code-late", PASSWORD)).ok).toBe(false);
    for (const code of ["", "null", "code-%", "' OR 1=1 --"]) {
      expect(await directory.operatorBySetUp(code)).toBeNull();
    }
  });

  it("that is renewed ends the old link, the password and the sessions", async () => {
    await ready("renewed");
    const again = { codeHash: "code-again", expiresAt: START + SET_UP_LIFETIME };
    expect(await directory.renewSetUp("id-renewed", again, "owner")).toEqual({ ok: true });
    expect(await directory.checkOperator("renewed", PASSWORD)).toBeNull();
    expect(await directory.session("session-renewed")).toBeNull();
    expect(await directory.openSession("sneaky", "id-renewed", "192.0.2.1")).toEqual({
      ok: false,
      reason: "no-such-operator",
    });
    expect((await directory.completeSetUp("code-again", PASSWORD)).ok).toBe(true);
    expect(await directory.renewSetUp("id-nobody", again, "owner")).toEqual({
      ok: false,
      reason: "no-such-operator",
    });
  });
});

describe("an operator", () => {
  it("is added once under a name, also by twenty at once", async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        directory.addOperator(
          { id: `same-${index}`, name: "same", scope: "owner", madeAt: START, hasPassword: false },
          { codeHash: `same-code-${index}`, expiresAt: START + HOUR },
          "owner",
        ),
      ),
    );
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect((await directory.operators()).filter(({ name }) => name === "same")).toHaveLength(1);
  });

  it("who is removed has no session, no password and no link left", async () => {
    await ready("removed");
    const removed = await directory.removeOperator("id-removed", "owner");
    expect(removed).toMatchObject({ ok: true, operator: { name: "removed" } });
    expect(await directory.session("session-removed")).toBeNull();
    expect(await directory.sessions("id-removed")).toEqual([]);
    expect(await directory.checkOperator("removed", PASSWORD)).toBeNull();
    expect(await directory.operatorByName("removed")).toBeNull();
    expect((await directory.removeOperator("id-removed", "owner")).ok).toBe(false);
  });

  it("changes the password with the old one only; the other sessions end", async () => {
    await ready("changer");
    await directory.openSession("session-changer-2", "id-changer", "192.0.2.2");
    const change = (current: string) =>
      directory.changePassword("id-changer", current, "a new password here", "session-changer");
    expect(await change("not this one at all")).toEqual({ ok: false, reason: "wrong-password" });
    expect((await directory.checkOperator("changer", PASSWORD))?.name).toBe("changer");
    expect(await change(PASSWORD)).toEqual({ ok: true });
    expect(await directory.checkOperator("changer", PASSWORD)).toBeNull();
    expect((await directory.checkOperator("changer", "a new password here"))?.name).toBe("changer");
    expect(await directory.session("session-changer")).not.toBeNull();
    expect(await directory.session("session-changer-2")).toBeNull();
    const nobody = await directory.changePassword("id-nobody", PASSWORD, "x", "");
    expect(nobody).toEqual({ ok: false, reason: "wrong-password" });
  });

  it("has a password that is stored salted and hashed, within the platform's cap", async () => {
    await ready("hashed-1");
    await ready("hashed-2");
    const stored = (await rows(stub, "operators")).filter(({ name }) =>
      String(name).startsWith("hashed-"),
    );
    const hashes = stored.map(({ password }) => JSON.parse(String(password)));
    for (const hash of hashes) expect(hash.iterations).toBeLessThanOrEqual(ITERATIONS_MAX);
    expect(new Set(hashes.map(({ salt }) => salt)).size).toBe(2);
    expect(new Set(hashes.map(({ hash }) => hash)).size).toBe(2);
    expect(JSON.stringify(stored)).not.toContain(PASSWORD);
  });
});

describe("a session", () => {
  it("idles out after half an hour, and lives on while it is used", async () => {
    await ready("idle");
    await setClock(stub, START + SESSION_IDLE - 1);
    expect((await directory.session("session-idle"))?.operator.name).toBe("idle");
    await setClock(stub, START + 2 * SESSION_IDLE - 2);
    expect(await directory.session("session-idle")).not.toBeNull();
    await setClock(stub, START + 3 * SESSION_IDLE - 2);
    expect(await directory.session("session-idle")).toBeNull();
    // It is gone, not asleep: an earlier clock does not bring it back.
    await setClock(stub, START);
    expect(await directory.session("session-idle")).toBeNull();
  });

  it("ends twelve hours after the sign-in, however busy it is", async () => {
    await ready("busy");
    for (let at = START; at < START + SESSION_LIFETIME; at += 20 * MINUTE) {
      await setClock(stub, at);
      expect(await directory.session("session-busy")).not.toBeNull();
    }
    await setClock(stub, START + SESSION_LIFETIME);
    expect(await directory.session("session-busy")).toBeNull();
  });

  it("notes its use once a minute at most", async () => {
    await ready("touched");
    const seen = async () => (await directory.sessions("id-touched"))[0]?.lastSeenAt;
    await setClock(stub, START + SESSION_TOUCH - 1);
    await directory.session("session-touched");
    expect(await seen()).toBe(START);
    await setClock(stub, START + SESSION_TOUCH);
    await directory.session("session-touched");
    expect(await seen()).toBe(START + SESSION_TOUCH);
  });

  it("is revoked by its public id, by its own operator only", async () => {
    await ready("mine");
    await ready("theirs");
    const [session] = await directory.sessions("id-theirs");
    expect(await directory.revokeSession("id-mine", session?.id ?? "")).toBe(false);
    expect(await directory.session("session-theirs")).not.toBeNull();
    expect(await directory.revokeSession("id-theirs", session?.id ?? "")).toBe(true);
    expect(await directory.session("session-theirs")).toBeNull();
  });

  it("is one of twenty at most; the oldest makes room", async () => {
    await ready("many");
    for (let index = 1; index <= 20; index++) {
      await setClock(stub, START + index);
      await directory.openSession(`many-${index}`, "id-many", "192.0.2.1");
    }
    expect(await directory.sessions("id-many")).toHaveLength(20);
    expect(await directory.session("session-many")).toBeNull();
    expect(await directory.session("many-1")).not.toBeNull();
  });

  it("survives an eviction, with its operator", async () => {
    await ready("evicted-one");
    await evictDurableObject(stub);
    await setClock(stub, START + MINUTE);
    expect((await directory.session("session-evicted-one"))?.operator).toMatchObject({
      name: "evicted-one",
      scope: "owner",
      hasPassword: true,
    });
  });
});

describe("the service's audit log", () => {
  it("holds every act of the directory in one unbroken chain, and no secret", async () => {
    await directory.createTenant(entry("audited"), "alice");
    await directory.setOrigins("audited", ["https://audited-2.example"], "alice");
    const token = { id: "t9", name: "ci", scope: "owner", madeAt: START, expiresAt: START + HOUR };
    await directory.addToken(token as never, "hash-of-t9", "alice");
    await directory.removeToken("t9", "alice");
    await ready("audited-operator");
    await directory.removeOperator("id-audited-operator", "alice");
    const entries = await directory.audit(0, 1_000);
    expect(brokenLink(entries)).toBeUndefined();
    const said = entries.map(({ actor, action, subject }) => `${actor} ${action} ${subject}`);
    for (const line of [
      "alice tenant-created audited",
      "alice origins-set audited",
      "alice api-token-made ci",
      "alice api-token-removed ci",
      "owner operator-added audited-operator",
      "audited-operator operator-set-up audited-operator",
      "audited-operator signed-in audited-operator",
      "alice operator-removed audited-operator",
    ]) {
      expect(said).toContain(line);
    }
    const text = JSON.stringify(entries);
    for (const secret of [PASSWORD, "hash-of-t9", "code-audited-operator", "session-audited"]) {
      expect(text).not.toContain(secret);
    }
  });

  it("counts wrong sign-ins per hour and lists none, so that strangers cannot grow it", async () => {
    const before = (await directory.audit(0, 1_000)).length;
    await setClock(stub, START + 100 * HOUR);
    for (const name of ["nobody", "x".repeat(5_000), "' OR 1=1 --"]) {
      expect(await directory.checkOperator(name, "wrong")).toBeNull();
    }
    expect((await directory.signInFailures())[0]).toEqual({ hour: START / HOUR + 100, count: 3 });
    expect(await directory.audit(0, 1_000)).toHaveLength(before);
  });
});

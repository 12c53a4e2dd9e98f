// User names: as phones send them, as Provost keeps them, as Exchange wants them.
import { describe, expect, test } from "vitest";
import {
  canonicalUser,
  checkLoginForm,
  isUserName,
  splitLogin,
  upstreamLogin,
} from "../../worker/core/login.ts";

const TOKEN = "MZXW6YTBOJTG633CMFZGM33PMJ";
const acme = { loginForm: "ACME\\user", mailDomain: "acme.test" };

describe("login as a phone sends it", () => {
  test("a token before the first backslash is the token, upper-cased", () => {
    expect(splitLogin(`${TOKEN.toLowerCase()}\\alice`)).toEqual({ token: TOKEN, user: "alice" });
    expect(splitLogin(`${TOKEN}\\ACME\\alice`)).toEqual({ token: TOKEN, user: "ACME\\alice" });
  });

  test("anything else is the user, domain included", () => {
    for (const login of [
      "alice",
      "ACME\\alice",
      "alice@acme.test",
      "",
      "\\alice",
      `${TOKEN}@alice`,
    ])
      expect(splitLogin(login)).toEqual({ user: login });
  });
});

describe("canonical user", () => {
  test.each([
    ["Alice", "alice"],
    ["  alice ", "alice"],
    ["ACME\\Alice", "alice"],
    ["acme\\alice", "alice"],
    ["alice@ACME.test", "alice"],
    ["acme.test\\alice", "alice"],
    ["Jo\u0308rg", "j\u00f6rg"],
  ])("%j is %j: its own domain does not count, whichever way it is written", (login, user) => {
    expect(canonicalUser(login, acme)).toBe(user);
  });

  test("a foreign domain is kept: it may be another person", () => {
    expect(canonicalUser("RIVAL\\alice", acme)).toBe("rival\\alice");
    expect(canonicalUser("alice@rival.test", acme)).toBe("alice@rival.test");
    expect(canonicalUser("alice@acme.test.rival.test", acme)).toBe("alice@acme.test.rival.test");
  });

  test("a tenant without domains strips none", () => {
    const bare = { loginForm: "user", mailDomain: "" };
    expect(canonicalUser("ACME\\alice", bare)).toBe("acme\\alice");
    expect(canonicalUser("@alice", bare)).toBe("@alice");
    expect(canonicalUser("\\alice", bare)).toBe("\\alice");
  });

  test("is never empty, longer than 256 characters or written with invisible characters", () => {
    expect(isUserName("alice")).toBe(true);
    expect(isUserName("p\u00e4ul o'hara")).toBe(true);
    for (const bad of [
      "",
      "a".repeat(257),
      "alice\u0000",
      "alice\r\n",
      "\u0085",
      "a\u2028b",
      "a\u202eb",
    ])
      expect(isUserName(bad)).toBe(false);
  });
});

describe("login form", () => {
  test.each([
    ["user", "alice"],
    ["ACME\\user", "ACME\\alice"],
    ["user@acme.test", "alice@acme.test"],
    ["user@user.test", "alice@user.test"],
    ["user\\user", "user\\alice"],
  ])("%j makes Exchange read %j", (loginForm, login) => {
    expect(checkLoginForm(loginForm)).toBe(true);
    expect(upstreamLogin({ loginForm, mailDomain: "" }, "alice")).toBe(login);
  });

  test("a name that kept a foreign domain reaches Exchange with that domain", () => {
    expect(upstreamLogin(acme, "rival\\alice")).toBe("rival\\alice");
    expect(upstreamLogin(acme, "alice@rival.test")).toBe("alice@rival.test");
  });

  test.each(["", "alice", "user@", "\\user", "ACME\\", "ACME\\user@acme.test", "user@acme .test"])(
    "%j is no login form",
    (form) => {
      expect(checkLoginForm(form)).toBe(false);
    },
  );
});

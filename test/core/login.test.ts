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

  test.each([
    "RIVAL\\alice",
    "alice@rival.test",
    "alice@acme.test.rival.test",
    "ACME\\alice@acme.test",
    "ACME\\ACME\\alice",
    "ACME\\ alice",
    "alice @acme.test",
    "@alice",
    "\\alice",
  ])("%j is nobody's name: a foreign or second domain would be a second identity", (login) => {
    expect(isUserName(canonicalUser(login, acme))).toBe(false);
  });

  test("a tenant without domains takes plain names only", () => {
    const bare = { loginForm: "user", mailDomain: "" };
    expect(canonicalUser("Alice", bare)).toBe("alice");
    expect(isUserName(canonicalUser("ACME\\alice", bare))).toBe(false);
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

  test("is nothing that an address takes for a step to another page", () => {
    for (const step of [".", ".."]) expect(isUserName(step)).toBe(false);
    expect(isUserName("...")).toBe(true);
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
    expect(upstreamLogin({ loginForm }, "alice")).toBe(login);
  });

  test.each(["", "alice", "user@", "\\user", "ACME\\", "ACME\\user@acme.test", "user@acme .test"])(
    "%j is no login form",
    (form) => {
      expect(checkLoginForm(form)).toBe(false);
    },
  );
});

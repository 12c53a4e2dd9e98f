// Sessions of the console as pure decisions: own paths, seals, and how long a session lives.
import { describe, expect, it } from "vitest";
import {
  formToken,
  ownPath,
  SESSION_IDLE,
  SESSION_LIFETIME,
  sealed,
  secretHash,
  sessionLives,
  unsealed,
} from "../../worker/core/session.ts";

describe("a path to come back to", () => {
  it.each(["/", "/tokens", "/tenants/acme/devices?state=blocked&search=a%20b", "/a//b", "/a:b@c"])(
    "%s is our own",
    (path) => expect(ownPath(path)).toBe(path),
  );

  it.each([
    undefined,
    "",
    "tokens",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "/a\\..\\..\\evil",
    "https://evil.example",
    "http:evil.example",
    "javascript:alert(1)",
    "/\n/evil.example",
    "/\t/evil.example",
    " /tokens",
    "/.//evil.example",
    "/./\\evil.example",
    "/x/..//evil.example",
    "/%2e//evil.example",
    "/%2E%2e//evil.example",
    "/ü",
    `/${"a".repeat(600)}`,
  ])("%j is not", (path) => expect(ownPath(path)).toBeUndefined());

  it("never begins with what a browser reads as a host, whatever was asked", () => {
    const parts = ["/", "\\", ".", "..", "%2e", "%2f", "%5c", "\t", "?", "#", "@", "x", ":"];
    for (const a of parts) {
      for (const b of parts) {
        for (const c of parts) {
          const path = ownPath(`/${a}${b}/${c}/evil.example`);
          if (path === undefined) continue;
          expect(new URL(path, "https://console.example").origin).toBe("https://console.example");
        }
      }
    }
  });
});

describe("a session", () => {
  const opened = { lastSeenAt: 0, endsAt: SESSION_LIFETIME };

  it("lives until it idles or is too old, to the millisecond", () => {
    expect(sessionLives(opened, SESSION_IDLE - 1)).toBe(true);
    expect(sessionLives(opened, SESSION_IDLE)).toBe(false);
    const busy = { lastSeenAt: SESSION_LIFETIME - 1, endsAt: SESSION_LIFETIME };
    expect(sessionLives(busy, SESSION_LIFETIME - 1)).toBe(true);
    expect(sessionLives(busy, SESSION_LIFETIME)).toBe(false);
  });

  it("has a form token of its own that tells nothing of its id", () => {
    const tokens = ["a", "b"].map((id) => formToken("secret", secretHash(id)));
    expect(new Set(tokens).size).toBe(2);
    expect(formToken("other secret", secretHash("a"))).not.toBe(tokens[0]);
  });
});

describe("a seal", () => {
  const value = sealed("secret", "session", "Grüße: <b>");

  it("opens for whom it was made, with the secret it was made with", () => {
    expect(unsealed("secret", "session", value)).toBe("Grüße: <b>");
    expect(unsealed("secret", "other session", value)).toBeUndefined();
    expect(unsealed("other secret", "session", value)).toBeUndefined();
  });

  it.each(["", ".", "a", "a.b", `${value}x`, value.slice(1), value.replace(".", "")])(
    "that is damaged (%j) opens for nobody",
    (damaged) => expect(unsealed("secret", "session", damaged)).toBeUndefined(),
  );
});

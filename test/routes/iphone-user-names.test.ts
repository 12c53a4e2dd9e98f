// One user under every name that people type at /iphone, and what is no name at all.
import { expect, test } from "vitest";
import { basic, ios4, iphoneSite } from "../support/front-site.ts";

test.each(["alice", "ACME\\Alice", "alice@acme.example", `${"A".repeat(26)}\\alice`])(
  "knows alice as %s",
  async (login) => {
    const answer = await iphoneSite().get("/iphone", ios4, basic(login));
    expect(answer.headers.get("Content-Type")).toBe("application/x-apple-aspen-config");
  },
);

test.each(["", " ", "ACME\\", "a\u202eb", "x".repeat(257)])(
  "takes %j for no user name, and neither judges nor counts it",
  async (login) => {
    const { get, seen } = iphoneSite();
    expect((await get("/iphone", ios4, basic(login))).status).toBe(401);
    expect(seen).toEqual([]);
  },
);

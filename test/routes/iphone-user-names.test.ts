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

// A second domain, or a foreign one, would be a second identity of the same person for Exchange.
const SECOND_IDENTITIES = [
  "ACME\\alice@acme.example",
  "ACME\\ACME\\alice",
  "ACME\\ alice",
  "RIVAL\\alice",
  "alice@rival.example",
];

test.each(["", " ", "ACME\\", "a\u202eb", "x".repeat(257), ...SECOND_IDENTITIES])(
  "takes %j for no user name, and neither judges nor counts it",
  async (login) => {
    const { get, seen } = iphoneSite();
    expect((await get("/iphone", ios4, basic(login))).status).toBe(401);
    expect(seen).toEqual([]);
  },
);

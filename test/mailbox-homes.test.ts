// Where mailboxes were found lately: per user and upstream, for minutes, only while listed, and never more than so many.
import { expect, test } from "vitest";
import { virtualClock } from "../simulator/clock.ts";
import { forgetHome, homeOf, keepHome } from "../worker/mailbox-homes.ts";

const clock = virtualClock(Date.UTC(2010, 5, 21));
const THERE = "https://mail2.acme.test";
const acme = { upstream: "https://mail.acme.test", redirectOrigins: `https://x.test ${THERE}` };

test("a mailbox is found where Exchange said, by its own user at its own upstream", () => {
  keepHome(acme, "ACME\\alice", THERE, clock);
  expect(homeOf(acme, "ACME\\alice", clock)).toBe(THERE);
  expect(homeOf(acme, "ACME\\bob", clock)).toBeUndefined();
  expect(homeOf({ ...acme, upstream: THERE }, "ACME\\alice", clock)).toBeUndefined();
  expect(homeOf(acme, undefined, clock)).toBeUndefined();
});

test("only while the tenant lists the origin", () => {
  keepHome(acme, "alice", THERE, clock);
  expect(homeOf({ ...acme, redirectOrigins: "https://x.test" }, "alice", clock)).toBeUndefined();
  expect(homeOf({ upstream: acme.upstream }, "alice", clock)).toBeUndefined();
});

test("until it is forgotten, led back to the upstream, or ten minutes have passed", async () => {
  keepHome(acme, "alice", THERE, clock);
  forgetHome(acme, "alice");
  expect(homeOf(acme, "alice", clock)).toBeUndefined();
  keepHome(acme, "alice", THERE, clock);
  keepHome(acme, "alice", acme.upstream, clock);
  expect(homeOf(acme, "alice", clock)).toBeUndefined();
  keepHome(acme, "alice", THERE, clock);
  await clock.advance(10 * 60_000 - 1);
  expect(homeOf(acme, "alice", clock)).toBe(THERE);
  await clock.advance(1);
  expect(homeOf(acme, "alice", clock)).toBeUndefined();
});

test("of more than 5,000 the oldest are forgotten", () => {
  for (let user = 0; user < 5001; user++) keepHome(acme, `user${user}`, THERE, clock);
  expect(homeOf(acme, "user0", clock)).toBeUndefined();
  expect(homeOf(acme, "user1", clock)).toBe(THERE);
  expect(homeOf(acme, "user5000", clock)).toBe(THERE);
});

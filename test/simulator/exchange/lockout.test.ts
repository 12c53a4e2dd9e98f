// The simulated domain's lockout policy, as Windows has it: counted in a window, right passwords forget, an administrator
// unlocks.
import { expect, test } from "vitest";
import { virtualClock } from "../../../simulator/clock.ts";
import { createExchange } from "../../../simulator/exchange/exchange.ts";

const MINUTE = 60_000;

function domain(lockout?: { afterFailures: number; countedForMinutes: number }) {
  const clock = virtualClock(Date.UTC(2011, 2, 3));
  const exchange = createExchange({
    ...{ trait: "2007", domain: "ACME", mailDomain: "acme.test", clock },
    protocolNote: () => undefined,
    ...(lockout && { lockout }),
  });
  exchange.addUser({ user: "alice", password: "right", displayName: "Alice" });
  const sign = async (password: string) => {
    const headers = { authorization: `Basic ${btoa(`alice:${password}`)}` };
    const url = "https://mail.acme.test/Microsoft-Server-ActiveSync";
    return (await exchange.handle(new Request(url, { method: "OPTIONS", headers }))).status;
  };
  return { clock, exchange, sign };
}
const THREE = { afterFailures: 3, countedForMinutes: 30 };

test("three wrong passwords lock the account, for the right one, too, until it is unlocked", async () => {
  const { exchange, sign } = domain(THREE);
  for (const password of ["a", "b"]) expect(await sign(password)).toBe(401);
  expect(exchange.isLocked("alice")).toBe(false);
  expect(await sign("c")).toBe(401);
  expect(exchange.isLocked("alice")).toBe(true);
  expect(await sign("right")).toBe(401);
  exchange.unlock("alice");
  expect(await sign("right")).toBe(200);
});

test("wrong ones half an hour apart do not add up, and a right one forgets them", async () => {
  const { clock, exchange, sign } = domain(THREE);
  for (let n = 0; n < 6; n++) {
    await sign("old");
    await clock.advance(30 * MINUTE);
  }
  for (const password of ["a", "b", "right", "c", "d"]) await sign(password);
  expect(exchange.isLocked("alice")).toBe(false);
});

test("without such a policy no account is ever locked", async () => {
  const { exchange, sign } = domain();
  for (let n = 0; n < 50; n++) await sign("wrong");
  expect(exchange.isLocked("alice")).toBe(false);
  expect(await sign("right")).toBe(200);
});

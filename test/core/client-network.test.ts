// Who counts as one client when guesses are counted.
import { expect, test } from "vitest";
import { clientNetwork } from "../../worker/core/client-network.ts";

const clients = [
  ["an IPv4 address stands for itself", "203.0.113.7", "203.0.113.7"],
  ["no platform in front", "local", "local"],
  ["an IPv6 address counts by its /64", "2001:db8:1:2:a:b:c:d", "2001:db8:1:2::/64"],
  ["zeros left out", "2001:db8::1", "2001:db8:0:0::/64"],
  ["leading zeros and capitals", "2001:0DB8:0001:0002::9", "2001:db8:1:2::/64"],
  ["loopback", "::1", "0:0:0:0::/64"],
  ["IPv4 inside IPv6", "::ffff:203.0.113.7", "203.0.113.7"],
  ["IPv4 inside IPv6, in hexadecimal", "::FFFF:cb00:7107", "203.0.113.7"],
] as const;
test.each(clients)("%s", (_, address, network) => {
  expect(clientNetwork(address)).toBe(network);
});

test("the next address of the same subscriber is the same client, the next network is not", () => {
  expect(clientNetwork("2001:db8:1:2::1")).toBe(clientNetwork("2001:db8:1:2:ffff::2"));
  expect(clientNetwork("2001:db8:1:2::1")).not.toBe(clientNetwork("2001:db8:1:3::1"));
});

test("a client address of any length stays short", () => {
  expect(clientNetwork("x".repeat(100_000)).length).toBeLessThanOrEqual(100);
});

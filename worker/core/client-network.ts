// Who counts as one client when guessing is limited. An IPv6 subscriber owns a whole /64 (RFC 4291,
// section 2.5.1; RFC 6177) and could use a fresh address for every guess, so IPv6 clients are
// counted by their /64.

const IPV6_GROUPS = 8;
const NETWORK_GROUPS = 4;
const ADDRESS_MAX_LENGTH = 100;

/** `address` as it stands for IPv4 and for words such as "local"; the /64 network for IPv6. */
export function clientNetwork(address: string): string {
  const bounded = address.slice(0, ADDRESS_MAX_LENGTH).toLowerCase();
  const mapped = mappedIpv4(bounded);
  if (mapped) return mapped;
  if (!/^[0-9a-f:.]*:[0-9a-f:.]*$/.test(bounded)) return bounded;
  const [head = "", tail] = bounded.split("::");
  const groups = head === "" ? [] : head.split(":");
  const tailGroups = tail ? tail.split(":") : [];
  const zeros =
    tail === undefined ? 0 : Math.max(0, IPV6_GROUPS - groups.length - tailGroups.length);
  const all = [...groups, ...Array.from({ length: zeros }, () => "0"), ...tailGroups];
  const network = all.slice(0, NETWORK_GROUPS).map((group) => group.replace(/^0+(?=.)/, ""));
  return `${network.join(":")}::/64`;
}

/**
 * The IPv4 address in an IPv4-mapped one, in either spelling (RFC 4291, section 2.5.5.2): such a
 * client has no /64.
 */
function mappedIpv4(address: string): string | undefined {
  const [, dotted, high, low] =
    /^::ffff:(?:(\d+\.\d+\.\d+\.\d+)|([0-9a-f]{1,4}):([0-9a-f]{1,4}))$/.exec(address) ?? [];
  if (high === undefined || low === undefined) return dotted;
  const [h, l] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return [h >> 8, h & 0xff, l >> 8, l & 0xff].join(".");
}

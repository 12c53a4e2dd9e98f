// What a client's HTTP headers must not hold. The rule it keeps: a header that no ActiveSync client
// sends is told, by name only; values may hold credentials. MS-ASHTTP 2.2.1.1.2; RFC 9110 7.6.1 for
// hop-by-hop headers.

/** What clients send (MS-ASHTTP 2.2.1.1.2 and HTTP itself). */
const expected = new Set([
  "accept",
  "accept-charset",
  "accept-encoding",
  "accept-language",
  "authorization",
  "cache-control",
  // Refused with the body (front.ts), so not told twice.
  "content-encoding",
  "content-length",
  "content-type",
  "cookie",
  "host",
  "ms-asacceptmultipart",
  "ms-asprotocolversion",
  "pragma",
  "user-agent",
  "x-ms-policykey",
]);

/** What Cloudflare's network adds to a Worker's outgoing requests; Exchange ignores it. */
const addedByTheEdge = /^(cf-[a-z-]+|cdn-loop|x-forwarded-for|x-forwarded-proto|x-real-ip)$/;

/**
 * The two headers a peer may use for its own connection to us, with the values that have no further
 * meaning.
 */
const ownHop: Readonly<Record<string, RegExp>> = {
  connection: /^(keep-alive|close)$/i,
  "transfer-encoding": /^chunked$/i,
};

const MAX_NAME_CHARACTERS = 60;

/**
 * The problems of a request's headers, one sentence each. `taken`: names of headers that somebody
 * before this server reads.
 */
export function headerProblems(headers: Headers, taken: readonly string[] = []): string[] {
  const problems: string[] = [];
  headers.forEach((value, name) => {
    if (taken.includes(name)) return;
    if (expected.has(name) || addedByTheEdge.test(name) || ownHop[name]?.test(value)) return;
    problems.push(`unexpected header ${name.slice(0, MAX_NAME_CHARACTERS)}`);
  });
  const policyKey = headers.get("x-ms-policykey");
  if (policyKey !== null && !isUnsigned32(policyKey)) {
    problems.push("X-MS-PolicyKey is no 32-bit unsigned number");
  }
  const multiPart = headers.get("ms-asacceptmultipart");
  if (multiPart !== null && multiPart !== "T" && multiPart !== "F") {
    problems.push("MS-ASAcceptMultiPart is neither T nor F");
  }
  return problems;
}

function isUnsigned32(text: string): boolean {
  return /^\d{1,10}$/.test(text) && Number(text) <= 0xffff_ffff;
}

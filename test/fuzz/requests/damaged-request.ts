// One damaged request: a good one whose query, a header's value, path or body took damage, written as
// HTTP/1.1 bytes. What frames the message (length, connection) stays right, so that one request is
// one request; how the platform reads broken frames is the platform's affair.
import type { Random } from "../../support/random.ts";
import { damagedInput } from "../damage.ts";
import { BODY_WORDS, HEADER_WORDS, QUERY_WORDS, REQUEST_SEEDS, type RequestSeed } from "./seeds.ts";

/** Who asks: a provisioned phone at its tenant's host. */
export interface Asker {
  readonly host: string;
  readonly authorization: string;
  readonly token: string;
}

type Words = readonly Uint8Array[];

/** Strangers guess from addresses of their own, so that their guesses slow nobody else down. */
const STRANGERS = 60_000;
const USER_AGENTS = ["Apple-iPhone2C1/803.148", "Android-Mail/1.0", "Apple-iPhone/705.18", ""];

/** Request number `round`. */
export function damagedRequest(asker: Asker, random: Random, round: number): Uint8Array {
  const seed = random.pick(REQUEST_SEEDS);
  const part = random.below(10);
  const damaged = (text: string, words: Words) =>
    Buffer.from(damage(Buffer.from(text, "latin1"), words, random, round)).toString("latin1");
  const query = seed.query.replaceAll("TOKEN", asker.token);
  const isStranger = part === 9;
  const authorization = isStranger
    ? `Basic ${Buffer.from(damaged(`${asker.token}\\alice:wrong`, HEADER_WORDS), "latin1").toString("base64")}`
    : asker.authorization;
  const named = {
    "User-Agent": random.pick(USER_AGENTS),
    ...seed.headers,
    Authorization: authorization,
  };
  const headers: Record<string, string> = { ...named };
  const name = random.pick(Object.keys(named));
  const isDamaged = part >= 7 && !isStranger;
  if (isDamaged) headers[name] = damaged(headers[name] ?? "", HEADER_WORDS);
  // Another name or password counts as a guess, too.
  const isGuess = isStranger || (isDamaged && name === "Authorization");
  headers["CF-Connecting-IP"] = isGuess ? strangerAddress(random) : "203.0.113.7";
  const written = {
    method: part === 8 ? damaged(seed.method, HEADER_WORDS) : seed.method,
    target: `${seed.path}${part < 4 ? damaged(query, QUERY_WORDS) : query}`,
    body: part >= 3 && part < 7 ? damage(seed.body, BODY_WORDS, random, round) : seed.body,
  };
  return bytesOf({ ...written, headers, host: asker.host });
}

function damage(bytes: Uint8Array, words: Words, random: Random, round: number): Uint8Array {
  return damagedInput(
    { name: "request", seeds: [bytes], dictionary: words, run: () => undefined },
    random,
    round,
  );
}

const strangerAddress = (random: Random) => {
  const number = random.below(STRANGERS);
  return `198.18.${number >> 8}.${number & 0xff}`;
};

/** What would break the frame of HTTP is taken out of a line: line ends, NUL, and blanks in a target. */
const lineSafe = (text: string) => text.replace(/[\r\n\0]/g, "");
const targetSafe = (text: string) => lineSafe(text).replace(/[ \t#]/g, "");
const methodSafe = (text: string) => text.replace(/[^!#$%&'*+.^_`|~0-9A-Za-z-]/g, "") || "POST";
/** A line longer than this is refused by the platform before any Worker sees it. */
const LONGEST_LINE = 12_000;

function bytesOf(request: {
  readonly method: string;
  readonly target: string;
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}): Uint8Array {
  const head = [
    `${methodSafe(request.method)} ${targetSafe(request.target).slice(0, LONGEST_LINE)} HTTP/1.1`,
    `Host: ${request.host}`,
    ...Object.entries(request.headers).map(
      ([name, value]) => `${name}: ${lineSafe(value).slice(0, LONGEST_LINE)}`,
    ),
    `Content-Length: ${request.body.length}`,
    "\r\n",
  ].join("\r\n");
  return Buffer.concat([Buffer.from(head, "latin1"), request.body]);
}

/** The undamaged request of a seed. */
export function goodRequest(asker: Asker, seed: RequestSeed): Uint8Array {
  return bytesOf({
    method: seed.method,
    target: `${seed.path}${seed.query.replaceAll("TOKEN", asker.token)}`,
    headers: {
      "User-Agent": USER_AGENTS[0] ?? "",
      ...seed.headers,
      Authorization: asker.authorization,
      "CF-Connecting-IP": "203.0.113.7",
    },
    host: asker.host,
    body: seed.body,
  });
}

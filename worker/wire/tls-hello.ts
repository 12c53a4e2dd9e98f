// The first words of a TLS connection: our ClientHello, and what a server answers to it. Rule: this
// only looks, it never speaks on: up to TLS 1.2 the server shows its certificates before anything is
// encrypted, which is where the platform's own "TLS failed" is explained. Follows RFC 5246 (7.4.1,
// 7.4.2, A.4) and RFC 6066 (3, server_name).

/** What a server said first. */
export type ServerGreeting =
  /** Nothing contradicts TLS so far; more bytes are needed. */
  | { readonly kind: "unfinished" }
  /** The bytes are no TLS: plain HTTP, SMTP, ... */
  | { readonly kind: "not-tls" }
  /** AlertDescription of RFC 5246, 7.2: 70 is protocol_version, 40 handshake_failure. */
  | { readonly kind: "alert"; readonly description: number }
  /** `version` as on the wire: 0x0303 is TLS 1.2. Certificates are DER, the server's own first. */
  | {
      readonly kind: "hello";
      readonly version: number;
      readonly certificates: readonly Uint8Array[];
    };

export const TLS_1_2 = 0x0303;
const HANDSHAKE = 22;
const ALERT = 21;
const SERVER_HELLO = 2;
const CERTIFICATE = 11;
const RANDOM_BYTES = 32;

/**
 * Suites of TLS 1.0 to 1.2 with RSA and ECDSA certificates, the old ones included: what is wanted
 * is the server's certificate, and an old server must be able to show its age.
 */
const SUITES = [
  0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc023, 0xc027, 0xc009, 0xc013, 0xc00a, 0xc014,
  0x009e, 0x009c, 0x009f, 0x009d, 0x0033, 0x0039, 0x002f, 0x0035, 0x003c, 0x003d, 0x000a, 0x0005,
  0x0004,
];
/** x25519, secp256r1, secp384r1, secp521r1 (RFC 8422, 5.1.1). */
const GROUPS = [0x001d, 0x0017, 0x0018, 0x0019];
/** ECDSA, RSA-PSS and RSA with SHA-256 to SHA-512, then SHA-1 (RFC 5246, 7.4.1.4.1). */
const SIGNATURES = [
  0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0203, 0x0201,
];

/**
 * One record with a ClientHello of TLS 1.2.
 * @param serverName the host's name; an address must not be sent (RFC 6066, 3) and is "".
 * @param random 32 random bytes.
 */
export function writeClientHello(serverName: string, random: Uint8Array): Uint8Array<ArrayBuffer> {
  const name = [...new TextEncoder().encode(serverName)];
  const extensions = [
    ...(name.length > 0 ? extension(0, sized(2, [0, ...sized(2, name)])) : []),
    ...extension(10, sized(2, GROUPS.flatMap(twoBytes))),
    ...extension(11, sized(1, [0])),
    ...extension(13, sized(2, SIGNATURES.flatMap(twoBytes))),
  ];
  const hello = [
    ...twoBytes(TLS_1_2),
    ...random.subarray(0, RANDOM_BYTES),
    ...sized(1, []),
    ...sized(2, SUITES.flatMap(twoBytes)),
    ...sized(1, [0]),
    ...sized(2, extensions),
  ];
  return Uint8Array.from([HANDSHAKE, 3, 1, ...sized(2, [1, ...sized(3, hello)])]);
}

/** What `bytes`, all that came so far, say. Never throws: whatever is no TLS is "not-tls". */
export function readGreeting(bytes: Uint8Array): ServerGreeting {
  const records = handshakeBytes(bytes);
  if ("kind" in records) return records;
  let version = 0;
  let at = 0;
  const { handshake } = records;
  while (at + 4 <= handshake.length) {
    const length = numberAt(handshake, at + 1, 3);
    const message = handshake.subarray(at + 4, at + 4 + length);
    if (message.length < length) break;
    if (handshake[at] === SERVER_HELLO) version = numberAt(message, 0, 2);
    else if (version === 0) return { kind: "not-tls" };
    if (handshake[at] === CERTIFICATE) {
      return { kind: "hello", version, certificates: certificatesIn(message) };
    }
    at += 4 + length;
  }
  // An old version is an answer by itself, whatever follows it.
  if (version !== 0 && version < TLS_1_2) return { kind: "hello", version, certificates: [] };
  return { kind: "unfinished" };
}

/** The content of all whole handshake records in a row, or what else the server said. */
function handshakeBytes(bytes: Uint8Array): { handshake: Uint8Array } | ServerGreeting {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const type = bytes[at];
    const isRecord = (type === HANDSHAKE || type === ALERT) && (bytes[at + 1] ?? 3) === 3;
    if (!isRecord) return at === 0 ? { kind: "not-tls" } : joined(parts);
    const end = at + 5 + numberAt(bytes, at + 3, 2);
    if (at + 5 > bytes.length || end > bytes.length) break;
    if (type === ALERT) return { kind: "alert", description: bytes[at + 6] ?? 0 };
    parts.push(bytes.subarray(at + 5, end));
    at = end;
  }
  return joined(parts);
}

function joined(parts: readonly Uint8Array[]): { handshake: Uint8Array } {
  const handshake = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    handshake.set(part, at);
    at += part.length;
  }
  return { handshake };
}

/** The list of a Certificate message (RFC 5246, 7.4.2); a cut-off last one is left out. */
function certificatesIn(message: Uint8Array): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (let at = 3; at + 3 <= message.length; ) {
    const length = numberAt(message, at, 3);
    const certificate = message.subarray(at + 3, at + 3 + length);
    if (length === 0 || certificate.length < length) break;
    found.push(certificate.slice());
    at += 3 + length;
  }
  return found;
}

const twoBytes = (value: number) => [value >> 8, value & 0xff];
const extension = (type: number, content: readonly number[]) => [
  ...twoBytes(type),
  ...sized(2, content),
];

/** `content` with its length in front, as `bytes` bytes. */
function sized(bytes: number, content: readonly number[]): number[] {
  const length = Array.from(
    { length: bytes },
    (_, index) => (content.length >> (8 * (bytes - 1 - index))) & 0xff,
  );
  return [...length, ...content];
}

/** Big-endian; bytes that are not there count as 0. */
function numberAt(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let index = 0; index < length; index++) value = value * 256 + (bytes[at + index] ?? 0);
  return value;
}

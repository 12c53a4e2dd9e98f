// A reader of DER for tests, written apart from the code under test. Rule: anything that is BER but
// not DER in its lengths (indefinite, or longer than needed) is an error. Follows X.690, section
// 10.

export interface DerNode {
  /** The identifier octet; tags above 30 do not occur in what we write. */
  readonly tag: number;
  readonly constructed: boolean;
  readonly offset: number;
  /** The whole encoding: identifier, length and content. */
  readonly encoded: Uint8Array;
  readonly content: Uint8Array;
  readonly children: readonly DerNode[];
}

/** Reads exactly one element. @throws Error if `bytes` are not DER. */
export function readDer(bytes: Uint8Array, base = 0): DerNode {
  const node = readElement(bytes, 0, base);
  if (node.encoded.length !== bytes.length) throw new Error(`trailing bytes at ${base}`);
  return node;
}

function readElement(bytes: Uint8Array, start: number, base: number): DerNode {
  const tag = byteAt(bytes, start);
  if ((tag & 0x1f) === 0x1f) throw new Error(`long tag at ${base + start}`);
  const { length, header } = readLength(bytes, start + 1, base);
  const first = start + 1 + header;
  const content = bytes.subarray(first, first + length);
  if (content.length !== length) throw new Error(`cut short at ${base + start}`);
  const constructed = (tag & 0x20) !== 0;
  return {
    tag,
    constructed,
    offset: base + start,
    encoded: bytes.subarray(start, first + length),
    content,
    children: constructed ? readAll(content, base + first) : [],
  };
}

function readAll(bytes: Uint8Array, base: number): DerNode[] {
  const nodes: DerNode[] = [];
  for (let at = 0; at < bytes.length; at += nodes.at(-1)?.encoded.length ?? 0) {
    nodes.push(readElement(bytes, at, base));
  }
  return nodes;
}

function readLength(bytes: Uint8Array, at: number, base: number) {
  const first = byteAt(bytes, at);
  if (first === 0x80) throw new Error(`indefinite length at ${base + at}`);
  if (first < 0x80) return { length: first, header: 1 };
  const count = first & 0x7f;
  let length = 0;
  for (let index = 1; index <= count; index++) length = length * 256 + byteAt(bytes, at + index);
  const shortest = length < 0x80 ? 0 : Math.ceil(length.toString(16).length / 2);
  if (count !== shortest) throw new Error(`length not the shortest at ${base + at}`);
  return { length, header: 1 + count };
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw new Error("cut short");
  return byte;
}

/** The element reached by these child indices. @throws Error if there is none. */
export function at(node: DerNode, ...indices: number[]): DerNode {
  return indices.reduce((parent, index) => {
    const child = parent.children[index];
    if (!child) throw new Error(`no child ${index}`);
    return child;
  }, node);
}

/** An OBJECT IDENTIFIER in dotted form. */
export function oid(node: DerNode): string {
  if (node.tag !== 0x06) throw new Error("no OBJECT IDENTIFIER");
  const parts: number[] = [];
  let part = 0;
  for (const byte of node.content) {
    part = part * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      parts.push(part);
      part = 0;
    }
  }
  const [first = 0, ...rest] = parts;
  return [
    Math.min(2, Math.floor(first / 40)),
    first - 40 * Math.min(2, Math.floor(first / 40)),
    ...rest,
  ].join(".");
}

// PEM files as people paste them: blocks of base64 between BEGIN and END lines, whatever stands
// between the blocks (`openssl pkcs12` writes names there). Rules: a block that was begun must end
// under the same label, its base64 must be whole, and headers (RFC 1421, 4.6.1.1) are read for one
// thing only: whether the block is encrypted. Follows RFC 7468, section 2.
import { decodeBase64, encodeBase64 } from "./base64.ts";
import { WireError } from "./wire-error.ts";

/** One block: its label ("CERTIFICATE"), what it holds, and whether it says it is encrypted. */
export interface PemBlock {
  readonly label: string;
  readonly bytes: Uint8Array;
  readonly encrypted: boolean;
}

const FORMAT = "PEM";
const BOUNDARY = /^-----(BEGIN|END) ([A-Z0-9][A-Z0-9 #.]{0,60})-----$/;
const HEADER = /^[A-Za-z][A-Za-z0-9-]*: ?(.*)$/;
const ENCRYPTED = /^Proc-Type: ?4, ?ENCRYPTED$/i;
/** More than a chain and a key need. */
const BLOCKS_MAX = 30;

/** Every block of `text`, in order; none is an answer, too. @throws WireError */
export function readPem(text: string): PemBlock[] {
  const blocks: PemBlock[] = [];
  let open: { readonly label: string; readonly lines: string[] } | undefined;
  let offset = 0;
  for (const whole of text.split("\n")) {
    const line = whole.trim();
    const [, edge, label = ""] = BOUNDARY.exec(line) ?? [];
    if (edge === "BEGIN" && open) throw new WireError(FORMAT, `${open.label} has no end`, offset);
    if (edge === "BEGIN") open = { label, lines: [] };
    else if (edge === "END") {
      if (open?.label !== label) throw new WireError(FORMAT, `${label} has no beginning`, offset);
      blocks.push(blockOf(label, open.lines));
      open = undefined;
    } else open?.lines.push(line);
    if (blocks.length > BLOCKS_MAX) throw new WireError(FORMAT, "too many blocks", offset);
    offset += whole.length + 1;
  }
  if (open) throw new WireError(FORMAT, `${open.label} has no end`, offset);
  return blocks;
}

function blockOf(label: string, lines: readonly string[]): PemBlock {
  const headers = lines.filter((line) => HEADER.test(line));
  const base64 = lines.filter((line) => !HEADER.test(line)).join("");
  const bytes = decodeBase64(base64, FORMAT);
  if (bytes.length === 0) throw new WireError(FORMAT, `${label} is empty`);
  const encrypted = label.startsWith("ENCRYPTED ") || headers.some((line) => ENCRYPTED.test(line));
  return { label, bytes, encrypted };
}

/** The certificates (DER) of a PEM file, in order; blocks of another kind are passed over. @throws WireError */
export const certificatesIn = (text: string): Uint8Array[] =>
  readPem(text).flatMap(({ label, bytes }) => (label === "CERTIFICATE" ? [bytes] : []));

/** One PEM block (RFC 7468, section 2): 64 letters a line, a line's end at the end. */
export function writePem(label: string, bytes: Uint8Array): string {
  const lines = encodeBase64(bytes).match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}

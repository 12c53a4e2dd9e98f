// What a client wants of item bodies: Options of a Sync, a Fetch or an ItemOperations (MS-ASCMD,
// Options; MS-ASAIRS, BodyPreference). The rule it keeps: parsed once, and a value outside its
// table counts as not sent.
import { child, children, type Node, text } from "../../worker/wire/wbxml-tree.ts";

/** One body type a client can show: 1 plain, 2 HTML, 4 MIME, and how much of it. */
export interface BodyPreference {
  readonly type: 1 | 2 | 4;
  /** In bytes; no limit without it. */
  readonly truncationSize: number;
  /** Rather nothing than a part. */
  readonly allOrNone: boolean;
}

/** The parsed options. Sizes are in bytes. */
export interface BodyOptions {
  readonly filterType: string;
  readonly preferences: readonly BodyPreference[];
  /** 0 never, 1 only S/MIME, 2 always. */
  readonly mimeSupport: number;
  readonly mimeTruncation: number;
  /** Of 2.5's plain body. */
  readonly truncation: number;
  readonly clientWins: boolean;
}

const NO_LIMIT = Number.MAX_SAFE_INTEGER;

/** MS-ASCMD, Truncation (2.5): code -> bytes. */
const truncationSizes: Readonly<Record<string, number>> = {
  "0": 0,
  "1": 512,
  "2": 1024,
  "3": 2048,
  "4": 5120,
  "5": 10_240,
  "6": 20_480,
  "7": 51_200,
  "8": 102_400,
};

/** MS-ASCMD, MIMETruncation: code -> characters. */
const mimeTruncationSizes: Readonly<Record<string, number>> = {
  "0": 0,
  "1": 4096,
  "2": 5120,
  "3": 7168,
  "4": 10_240,
  "5": 20_480,
  "6": 51_200,
  "7": 102_400,
};

/** Options as a client that sends none gets them: everything, plain, whole. */
export const defaultOptions: BodyOptions = {
  filterType: "0",
  preferences: [],
  mimeSupport: 0,
  mimeTruncation: NO_LIMIT,
  truncation: NO_LIMIT,
  clientWins: false,
};

/** Reads AirSync:Options or ItemOperations:Options; undefined gives the defaults. */
export function readOptions(options: Node | undefined): BodyOptions {
  if (!options) return defaultOptions;
  return {
    filterType: text(options, "AirSync:FilterType") ?? "0",
    preferences: children(options, "AirSyncBase:BodyPreference").flatMap(readPreference),
    mimeSupport: Number(text(options, "AirSync:MIMESupport") ?? 0),
    mimeTruncation: mimeTruncationSizes[text(options, "AirSync:MIMETruncation") ?? ""] ?? NO_LIMIT,
    truncation: truncationSizes[text(options, "AirSync:Truncation") ?? ""] ?? NO_LIMIT,
    clientWins: text(options, "AirSync:Conflict") === "0",
  };
}

function readPreference(preference: Node): BodyPreference[] {
  const type = Number(text(preference, "AirSyncBase:Type"));
  if (type !== 1 && type !== 2 && type !== 4) return [];
  const size = text(preference, "AirSyncBase:TruncationSize");
  const allOrNone = child(preference, "AirSyncBase:AllOrNone");
  return [
    {
      type,
      truncationSize: size !== undefined && /^\d{1,10}$/.test(size) ? Number(size) : NO_LIMIT,
      // An empty boolean is true (MS-ASDTYPE 2.1).
      allOrNone: allOrNone !== undefined && allOrNone.content !== "0",
    },
  ];
}

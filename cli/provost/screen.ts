// A screen to draw on again and again. On a terminal it is the terminal's second page, which leaves the
// first as it was (xterm, "Alternate Screen Buffer"), and q or Ctrl-C end it; without one, each picture
// is printed below the last, and the end of whoever reads it ends it.
import type { ReadStream, WriteStream } from "node:tty";

export interface Screen {
  /** Draws `text` in place of what was drawn before. */
  show(text: string): void;
  /** The terminal's size; undefined without one. */
  size(): { readonly rows: number; readonly columns: number } | undefined;
  /** Aborts once somebody ends it. */
  readonly ended: AbortSignal;
  /** Gives the terminal back. */
  close(): void;
}

const ENTER = "\u001b[?1049h\u001b[?25l";
const LEAVE = "\u001b[?25h\u001b[?1049l";
const HOME = "\u001b[H";
const CLEAR_LINE = "\u001b[K";
const CLEAR_BELOW = "\u001b[J";
const ENDING_KEYS = ["q", "Q", "\u0003", "\u0004"];

/** Some terminals do not know their size and say 0: then it is that of a VT100. */
const sizeOf = ({ rows, columns }: Pick<WriteStream, "rows" | "columns">) => ({
  rows: rows || 24,
  columns: columns || 80,
});

type Input = Pick<ReadStream, "isTTY" | "on" | "off" | "pause" | "resume" | "setRawMode">;
type Output = Pick<WriteStream, "isTTY" | "on" | "off" | "write" | "rows" | "columns">;

/** Opens a screen on `output`, ended by keys of `input`, by an interrupt, or when nobody reads on. */
export function openScreen(input: Input, output: Output): Screen {
  const ending = new AbortController();
  const end = () => ending.abort();
  const isTerminal = output.isTTY === true;
  const hasKeys = isTerminal && input.isTTY === true;
  const press = (keys: Buffer) => {
    if (ENDING_KEYS.some((key) => keys.toString().includes(key))) end();
  };
  process.on("SIGINT", end);
  process.on("SIGTERM", end);
  // A pipe whose reader has gone says EPIPE.
  output.on("error", end);
  if (hasKeys) input.setRawMode(true);
  if (hasKeys) input.on("data", press).resume();
  if (isTerminal) output.write(ENTER);
  return {
    show: (text) => {
      const lines = text.split("\n");
      if (isTerminal)
        output.write(`${HOME}${lines.join(`${CLEAR_LINE}\n`)}${CLEAR_LINE}${CLEAR_BELOW}`);
      else output.write(`${text}\n\n`);
    },
    size: () => (isTerminal ? sizeOf(output) : undefined),
    ended: ending.signal,
    close: () => {
      process.off("SIGINT", end);
      process.off("SIGTERM", end);
      if (hasKeys) input.off("data", press);
      if (hasKeys) input.setRawMode(false);
      if (hasKeys) input.pause();
      if (isTerminal) output.write(LEAVE);
    },
  };
}

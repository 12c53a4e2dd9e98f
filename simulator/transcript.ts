// What happened in a story, in order, for people: every step, everything a screen showed, every
// check.

export type TranscriptLine =
  | { readonly kind: "step"; readonly text: string }
  | { readonly kind: "screen"; readonly who: string; readonly text: string }
  | {
      readonly kind: "check";
      readonly text: string;
      readonly passed: boolean;
      readonly detail?: string;
    }
  | { readonly kind: "note"; readonly text: string };

/** A growing transcript; `onLine` hears each line as it is written. */
export interface Transcript {
  readonly lines: readonly TranscriptLine[];
  write(line: TranscriptLine): void;
}

export function makeTranscript(onLine: (line: TranscriptLine) => void = () => {}): Transcript {
  const lines: TranscriptLine[] = [];
  return {
    lines,
    write: (line) => {
      lines.push(line);
      onLine(line);
    },
  };
}

/** One line of a transcript as plain text. */
export function lineText(line: TranscriptLine): string {
  switch (line.kind) {
    case "step":
      return `\n${line.text}`;
    case "screen":
      return `    ${line.who} | ${line.text}`;
    case "check":
      return `  ${line.passed ? "ok  " : "FAIL"} ${line.text}${line.detail ? ` (${line.detail})` : ""}`;
    case "note":
      return `  note ${line.text}`;
  }
}

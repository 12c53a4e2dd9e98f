// A life as a line with a mark for each step, drawn as SVG. The rule: the drawing says nothing that
// the list beside it does not say; to screen readers it is one sentence (WCAG 2.2, 1.1.1).
import type { Tone } from "./chart.tsx";

const WIDTH = 1000;
const HEIGHT = 36;
const MARK = 6;

export interface Mark {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly label: string;
  readonly tone: Tone;
}

/** Marks between their first and their last, in any order. `says` is the drawing in a sentence. */
export function Timeline({ says, marks }: { says: string; marks: readonly Mark[] }) {
  const times = marks.map(({ at }) => at);
  const from = Math.min(...times);
  const span = Math.max(1, Math.max(...times) - from);
  const placeOf = (at: number) => ((WIDTH - MARK) * (at - from)) / span;
  return (
    <svg
      role="img"
      aria-label={says}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      width="100%"
      height={HEIGHT}
    >
      <rect class="track" y={HEIGHT / 2 - 1} width={WIDTH} height="2" />
      {marks.map(({ at, label, tone }) => (
        <rect class={tone} x={placeOf(at).toFixed(1)} y="4" width={MARK} height={HEIGHT - 8}>
          <title>{label}</title>
        </rect>
      ))}
    </svg>
  );
}

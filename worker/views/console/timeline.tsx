// A life as a line with a mark for each step, drawn as SVG. The rule: the drawing says nothing that
// the list beside it does not say; to screen readers it is one sentence (WCAG 2.2, 1.1.1).
import type { Tone } from "./chart.tsx";

const WIDTH = 1000;
const HEIGHT = 36;
const MARK = 6;
const GAP = 3;

export interface Mark {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly label: string;
  readonly tone: Tone;
}

/** Marks between their first and their last, in any order. `says` is the drawing in a sentence. */
export function Timeline({ says, marks }: { says: string; marks: readonly Mark[] }) {
  const inOrder = marks.toSorted((one, other) => one.at - other.at);
  const places = placesOf(inOrder.map(({ at }) => at));
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
      {inOrder.map(({ label, tone }, index) => (
        <rect class={tone} x={places[index]} y="4" width={MARK} height={HEIGHT - 8}>
          <title>{label}</title>
        </rect>
      ))}
    </svg>
  );
}

/** Where marks at `times` (rising) stand: by time, but side by side as long as there is room. */
function placesOf(times: readonly number[]): number[] {
  const from = times[0] ?? 0;
  const span = Math.max(1, (times.at(-1) ?? 0) - from);
  const last = WIDTH - MARK;
  const step = Math.min(MARK + GAP, last / Math.max(1, times.length - 1));
  let behind = -step;
  return times.map((at, index) => {
    const room = last - (times.length - 1 - index) * step;
    behind = Math.min(room, Math.max(behind + step, (last * (at - from)) / span));
    return Math.round(behind);
  });
}

// How much of a certificate's life is over, as a line. The rule: the sentence beside the line says
// all of it, and the line adds nothing but the look of it.
import type { Tone } from "./chart.tsx";

const DAY = 86_400_000;
const WIDTH = 100;

const day = (at: number) => new Date(at).toISOString().slice(0, 10);

/**
 * The line of what is valid from `from` to `to` (milliseconds since 1970), seen at `now`.
 * @param says makes the sentence of both days and of the whole days left.
 */
export function Lifetime(props: {
  title: string;
  from: number;
  to: number;
  now: number;
  /** Milliseconds before the end from which on the line is a warning. */
  soon: number;
  says: (from: string, to: string, days: number) => string;
}) {
  const { title, from, to, now, soon, says } = props;
  const over = Math.min(1, Math.max(0, (now - from) / (to - from)));
  const tone: Tone = now >= to ? "bad" : to - now <= soon ? "warn" : "good";
  const days = Math.max(0, Math.ceil((to - now) / DAY));
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      <p>{says(day(from), day(to), days)}</p>
      <svg
        width="100%"
        height="14"
        viewBox={`0 0 ${WIDTH} 14`}
        preserveAspectRatio="none"
        aria-hidden="true"
        focusable="false"
      >
        <rect class="track" y="5" width={WIDTH} height="4" />
        <rect class={tone} y="5" width={WIDTH * over} height="4" />
        <rect class={tone} x={Math.min(WIDTH - 1, WIDTH * over)} width="1" height="14" />
      </svg>
      <p class="ends">
        <span>{day(from)}</span> <span>{day(to)}</span>
      </p>
    </figure>
  );
}

// Charts as SVG without script. The rule: every number stands as text beside its bar or in the
// chart's text alternative (WCAG 2.2, 1.1.1), and no two things differ by colour alone.

export type Tone = "good" | "warn" | "bad" | "plain";

export interface Bar {
  readonly label: string;
  readonly value: number;
  readonly tone?: Tone;
  /** Where the label leads. */
  readonly href?: string;
}

/** A named list of horizontal bars, each with its label and its number. */
export function Bars({ title, bars }: { title: string; bars: readonly Bar[] }) {
  const most = Math.max(1, ...bars.map(({ value }) => value));
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      <ul>
        {bars.map(({ label, value, tone = "plain", href }) => (
          <li>
            <span>{href ? <a href={href}>{label}</a> : label}</span> <b>{value}</b>
            <svg width="100%" height="10" aria-hidden="true" focusable="false">
              <rect class="track" width="100%" height="10" rx="2" />
              <rect class={tone} width={`${(100 * value) / most}%`} height="10" rx="2" />
            </svg>
          </li>
        ))}
      </ul>
    </figure>
  );
}

const COLUMN = 10;
const COLUMN_GAP = 2;
const HEIGHT = 100;

/**
 * Columns over time. `says` is the whole chart in a sentence; `from` and `to` stand below its ends,
 * `peak` says beside the title how high the highest is.
 */
export function Columns(props: {
  title: string;
  says: string;
  columns: readonly { readonly value: number; readonly label: string }[];
  from: string;
  to: string;
  peak: (most: number) => string;
}) {
  const { title, says, columns, from, to, peak } = props;
  const highest = Math.max(0, ...columns.map(({ value }) => value));
  const most = Math.max(1, highest);
  const width = Math.max(1, columns.length) * COLUMN;
  return (
    <figure class="chart">
      <figcaption>
        {title} <span class="muted">{peak(highest)}</span>
      </figcaption>
      <svg
        class="columns"
        role="img"
        aria-label={says}
        viewBox={`0 0 ${width} ${HEIGHT}`}
        preserveAspectRatio="none"
        width="100%"
        height={HEIGHT}
      >
        <rect class="track" y={HEIGHT - 1} width={width} height="1" />
        {columns.map(({ value, label }, index) => {
          const height = (HEIGHT * value) / most;
          return (
            <rect
              class="plain"
              x={index * COLUMN + COLUMN_GAP / 2}
              y={HEIGHT - height}
              width={COLUMN - COLUMN_GAP}
              height={height}
            >
              <title>{`${label}: ${value}`}</title>
            </rect>
          );
        })}
      </svg>
      <p class="ends">
        <span>{from}</span> <span>{to}</span>
      </p>
    </figure>
  );
}

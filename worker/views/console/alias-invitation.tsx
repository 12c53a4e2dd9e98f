// What a tenant tells its users of an alias: the sentence to read out, and a QR code that gives the
// alias to the switching center.
import { encode } from "uqr";
import type { AliasesText } from "./messages/aliases.ts";

/** Modules of white around a QR code (ISO/IEC 18004, section 5.3.8). */
const QUIET_ZONE = 4;
const PIXELS = 200;

export function AliasInvitation(props: {
  text: AliasesText;
  alias: string;
  /** Origin of the switching center. */
  switchingCenter: string;
}) {
  const { text, alias, switchingCenter } = props;
  const url = new URL(`/?alias=${encodeURIComponent(alias)}`, switchingCenter).href;
  // People type a host, not an address.
  const { host } = new URL(switchingCenter);
  return (
    <section class="card sheet">
      <p>{text.tell(host, alias)}</p>
      <p>{text.direct}</p>
      <QrCode url={url} says={text.qr(url)} />
      <p>
        <a href={url}>{url}</a>
      </p>
    </section>
  );
}

/** Black on white in dark mode too, because not every camera reads the inverse. */
function QrCode({ url, says }: { url: string; says: string }) {
  const { data, size } = encode(url, { border: QUIET_ZONE, ecc: "M" });
  const dark = data.map((row, y) => row.map((on, x) => (on ? `M${x} ${y}h1v1h-1z` : "")).join(""));
  return (
    <svg
      role="img"
      aria-label={says}
      viewBox={`0 0 ${size} ${size}`}
      width={PIXELS}
      height={PIXELS}
      shape-rendering="crispEdges"
    >
      <path d={`M0 0h${size}v${size}h-${size}z`} fill="#fff" />
      <path d={dark.join("")} fill="#000" />
    </svg>
  );
}

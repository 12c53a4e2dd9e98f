// One invitation as a sheet: on the screen a preview, on paper a page of its own. Its text is in the
// user's language, whatever the operator's is. The QR code stands once in a page, however many
// sheets show it: they all lead to the same address.
import { encode } from "uqr";
import type { InvitationText } from "../../core/invitation.ts";
import type { Language } from "../../core/language.ts";
import { invitationsText } from "./messages/invitations.ts";

/** Modules of white around a QR code (ISO/IEC 18004, section 5.3.8). */
const QUIET_ZONE = 4;
const QR_ID = "qr";
const QR_PIXELS = 168;

/** An invitation as the API tells it, as far as a sheet shows it. */
interface SheetText extends InvitationText {
  readonly user: string;
  readonly language: Language;
  readonly address: string;
}

/** The sheets of `invitations`, and the code they share. */
export function InvitationSheets({ all }: { all: readonly SheetText[] }) {
  const [first] = all;
  if (!first) return null;
  return (
    <>
      <SharedQrCode url={first.address} />
      {all.map((invitation) => (
        <Sheet invitation={invitation} />
      ))}
    </>
  );
}

function Sheet({ invitation }: { invitation: SheetText }) {
  const { language, greeting, subject, lead, steps, notes, address, user } = invitation;
  const text = invitationsText[language];
  return (
    <section class="card sheet" lang={language} aria-label={`${subject} (${user})`}>
      <h2>{subject}</h2>
      <p>{greeting}</p>
      <p>{lead}</p>
      <ol>
        {steps.map((step) => (
          <li>{step}</li>
        ))}
      </ol>
      <p>{text.qrText}</p>
      <svg class="qr" role="img" aria-label={text.qr(address)} width={QR_PIXELS} height={QR_PIXELS}>
        <use href={`#${QR_ID}`} width={QR_PIXELS} height={QR_PIXELS} />
      </svg>
      {notes.map((note) => (
        <p>{note}</p>
      ))}
    </section>
  );
}

/** Black on white in dark mode too, because not every camera reads the inverse. */
function SharedQrCode({ url }: { url: string }) {
  const { data, size } = encode(url, { border: QUIET_ZONE, ecc: "M" });
  const path = data.map((row, y) => row.map((on, x) => (on ? `M${x} ${y}h1v1h-1z` : "")).join(""));
  return (
    <svg class="unseen" aria-hidden="true" focusable="false" width="0" height="0">
      <symbol id={QR_ID} viewBox={`0 0 ${size} ${size}`} shape-rendering="crispEdges">
        <path d={`M0 0h${size}v${size}h-${size}z`} fill="#fff" />
        <path d={path.join("")} fill="#000" />
      </symbol>
    </svg>
  );
}

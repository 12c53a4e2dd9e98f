// Addresses as QR codes, for visitors who do not sit at a phone: black on white in dark mode too,
// because not every camera reads the inverse. Drawing one takes as long as all else of a page, so
// the switching center sends its own as a picture.
import { encode } from "uqr";
import type { Language } from "../core/language.ts";

/** What a QR code is called, for whoever does not see it. */
const qrCodeOf: Record<Language, (url: string) => string> = {
  en: (url) => `QR code of ${url}`,
  de: (url) => `QR-Code von ${url}`,
};

/** Modules of white around a QR code (ISO/IEC 18004, section 5.3.8). */
const QUIET_ZONE = 4;

/** `url` as an SVG element; without a label it is a picture of its own. */
export function QrDrawing({ url, label }: { url: string; label?: string }) {
  const { data, size } = encode(url, { border: QUIET_ZONE, ecc: "M" });
  const path = data.map((row, y) => row.map((on, x) => (on ? `M${x} ${y}h1v1h-1z` : "")).join(""));
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      viewBox={`0 0 ${size} ${size}`}
      shape-rendering="crispEdges"
      role={label && "img"}
      aria-label={label}
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path.join("")} fill="#000" />
    </svg>
  );
}

/** `url` as a QR code inside a page. */
export function QrCode({ url, language }: { url: string; language: Language }) {
  return (
    <div class="qr">
      <QrDrawing url={url} label={qrCodeOf[language](url)} />
    </div>
  );
}

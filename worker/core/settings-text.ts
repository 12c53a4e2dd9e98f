// Text that phones and people see: names and descriptions. Rule: it holds nothing that a property
// list cannot carry (XML 1.0, section 2.2), and no bidirectional control, by which a name could
// pretend to be another.

const UNSHOWABLE_RANGES =
  "\\u0000-\\u001f\\u007f-\\u009f\\u200e\\u200f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069\\ufffd-\\uffff";
const UNSHOWABLE = new RegExp(`[${UNSHOWABLE_RANGES}]`);
const UNSHOWABLE_OR_SPACE = new RegExp(`[\\s${UNSHOWABLE_RANGES}]+`, "g");

/** True if `text` can be shown as it is. */
export function isShowable(text: string): boolean {
  return !UNSHOWABLE.test(text) && text.isWellFormed();
}

/**
 * `text` made showable: runs of spaces and unshowable characters become one space; at most `limit`
 * characters stay.
 */
export function showable(text: string, limit = 100): string {
  const clean = text.toWellFormed().replace(UNSHOWABLE_OR_SPACE, " ").trim();
  return [...clean].slice(0, limit).join("");
}

// A message as the phone writes it: plain text, RFC 5322 with RFC 2047 words in the subject where
// needed.

export interface Draft {
  readonly to: string;
  readonly subject: string;
  readonly body: string;
}

/**
 * Characters of text in one encoded word: 45 bytes of base64 input stay under the 75 of RFC 2047.
 */
const WORD_LETTERS = 15;

function headerText(text: string): string {
  const oneLine = text.replace(/[\r\n]+/g, " ");
  if (/^[\x20-\x7e]*$/.test(oneLine)) return oneLine;
  const letters = [...oneLine];
  const words: string[] = [];
  for (let at = 0; at < letters.length; at += WORD_LETTERS) {
    const piece = letters.slice(at, at + WORD_LETTERS).join("");
    words.push(`=?utf-8?B?${Buffer.from(piece, "utf8").toString("base64")}?=`);
  }
  return words.join("\r\n ");
}

/** RFC 5322 date of a time in milliseconds since 1970, in UTC. */
const dateText = (time: number) => new Date(time).toUTCString().replace("GMT", "+0000");

/** The message's bytes. `id` makes the Message-Id. */
export function writeMessage(
  draft: Draft,
  on: { readonly from: string; readonly id: string; readonly now: number; readonly kind: string },
): Uint8Array {
  const body = Buffer.from(draft.body.replace(/\r?\n/g, "\r\n"), "utf8").toString("base64");
  const domain = on.from.split("@").at(-1) ?? "localhost";
  const lines = [
    `To: ${headerText(draft.to)}`,
    `From: ${headerText(on.from)}`,
    `Subject: ${headerText(draft.subject)}`,
    `Date: ${dateText(on.now)}`,
    `Message-Id: <${on.id}@${domain}>`,
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: base64",
    "Mime-Version: 1.0 (1.0)",
    `X-Mailer: ${on.kind} Mail`,
    "",
    ...(body.match(/.{1,76}/g) ?? []),
    "",
  ];
  return new TextEncoder().encode(lines.join("\r\n"));
}

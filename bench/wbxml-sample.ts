// The document that the WBXML benchmark decodes: the answer to a Sync of an inbox, 45 mails over
// code pages 0, 2 and 17, about 80 KB. Made from fixed text, so every run decodes the same bytes.
import { encode } from "../worker/wire/wbxml.ts";
import { el, type Node } from "../worker/wire/wbxml-tree.ts";

const MAILS = 45;
const SENTENCES = [
  "The minutes of Tuesday's meeting are attached; please look at the open points before Friday. ",
  "We moved the server room to the second floor, so the badges have to be activated again. ",
  "Grüße aus Köln, wir sehen uns auf der Messe. ",
  "Could you send me the figures of the third quarter? The board would like to see them on Monday. ",
  "The new phones arrive this week; each user takes the profile at the switching center first.\r\n",
];

/** The document's bytes. */
export function syncAnswer(): Uint8Array<ArrayBuffer> {
  const mails = Array.from({ length: MAILS }, (_, number) => mail(number + 1));
  return encode(
    el(
      "AirSync:Sync",
      el(
        "AirSync:Collections",
        el(
          "AirSync:Collection",
          el("AirSync:Class", "Email"),
          el("AirSync:SyncKey", "1743921170"),
          el("AirSync:CollectionId", "5"),
          el("AirSync:Status", "1"),
          el("AirSync:Commands", ...mails),
          el("AirSync:MoreAvailable"),
        ),
      ),
    ),
  );
}

function mail(number: number): Node {
  const minute = String(number % 60).padStart(2, "0");
  const body = bodyText(number);
  return el(
    "AirSync:Add",
    el("AirSync:ServerId", `5:${number}`),
    el(
      "AirSync:ApplicationData",
      el("Email:To", '"Alice Example" <alice@acme.example>'),
      el("Email:Cc", '"Bob Example" <bob@acme.example>'),
      el("Email:From", `"Sender ${number}" <sender${number}@partner.example>`),
      el("Email:Subject", `Order ${1000 + number}: what is still open`),
      el("Email:DateReceived", `2010-07-12T09:${minute}:31.000Z`),
      el("Email:DisplayTo", "Alice Example"),
      el("Email:ThreadTopic", `Order ${1000 + number}: what is still open`),
      el("Email:Importance", "1"),
      el("Email:Read", "0"),
      el(
        "AirSyncBase:Body",
        el("AirSyncBase:Type", "1"),
        el("AirSyncBase:EstimatedDataSize", String(body.length)),
        el("AirSyncBase:Truncated", "0"),
        el("AirSyncBase:Data", body),
      ),
      el("Email:MessageClass", "IPM.Note"),
      el("Email:InternetCPID", "65001"),
      el("Email:Flag"),
      el("Email:ContentClass", "urn:content-classes:message"),
      el("AirSyncBase:NativeBodyType", "1"),
    ),
  );
}

/** 900 to 1,900 characters; one mail in three holds letters outside ASCII. */
function bodyText(number: number): string {
  let text = "";
  for (let at = number; text.length < 900 + (number % 11) * 92; at++) {
    const sentence = SENTENCES[at % SENTENCES.length] ?? "";
    if (number % 3 === 0 || sentence.charCodeAt(2) < 0x80) text += sentence;
  }
  return text;
}

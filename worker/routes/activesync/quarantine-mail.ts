// The message of the quarantine mailbox as clients of each version see it: MS-ASEMAIL with its own Body and MIMEData for
// 2.5, AirSyncBase:Body (MS-ASAIRS) from 12.0 on, conversation ids from 14.0, a BodyPart from 14.1. What a client wants
// of the body is read here, too; a value outside its table counts as not sent.
import { cutToBytes, messageName, type Quarantine } from "../../core/quarantine.ts";
import type { QuarantineMessage } from "../../core/quarantine-message.ts";
import { formatMail } from "../../wire/mail-message.ts";
import { child, children, el, type Node, text } from "../../wire/wbxml-tree.ts";

/** One body type that a client can show, and how many bytes of it. */
interface BodyPreference {
  readonly type: "1" | "2" | "4";
  readonly bytes: number;
  /** Rather nothing than a part. */
  readonly allOrNone: boolean;
  /** Characters of a preview beside it (14.0). */
  readonly preview: number;
}

/** What a client wants of bodies: Options of Sync, Fetch and ItemOperations. */
export interface BodyWishes {
  readonly preferences: readonly BodyPreference[];
  /** For BodyPart (14.1), which is HTML. */
  readonly part?: BodyPreference;
  /** MIME for every mail (MIMESupport 2). */
  readonly isMime: boolean;
  /** Bytes of 2.5's plain body, and of its MIME. */
  readonly truncation: number;
  readonly mimeTruncation: number;
}

const WHOLE = Number.MAX_SAFE_INTEGER;
/** MS-ASCMD, Truncation (2.5) and MIMETruncation, by code; the codes above these cut nothing. */
const TRUNCATION = [0, 512, 1024, 2048, 5120, 10_240, 20_480, 51_200, 102_400];
const MIME_TRUNCATION = [0, 4096, 5120, 7168, 10_240, 20_480, 51_200, 102_400];

/** Reads AirSync:Options or ItemOperations:Options; without them everything comes plain and whole. */
export function readWishes(options: Node | undefined): BodyWishes {
  const source: Node = options ?? el("AirSync:Options");
  const part = child(source, "AirSyncBase:BodyPartPreference");
  const [partWish] = part ? readPreference(part) : [];
  return {
    preferences: children(source, "AirSyncBase:BodyPreference").flatMap(readPreference),
    ...(partWish && { part: partWish }),
    isMime: text(source, "AirSync:MIMESupport") === "2",
    truncation: sizeOf(TRUNCATION, text(source, "AirSync:Truncation")),
    mimeTruncation: sizeOf(MIME_TRUNCATION, text(source, "AirSync:MIMETruncation")),
  };
}

const sizeOf = (sizes: readonly number[], code: string | undefined) =>
  code !== undefined && /^\d$/.test(code) ? (sizes[Number(code)] ?? WHOLE) : WHOLE;

function readPreference(preference: Node): BodyPreference[] {
  const type = text(preference, "AirSyncBase:Type");
  if (type !== "1" && type !== "2" && type !== "4") return [];
  const number = (written: string | undefined, absent: number) =>
    written !== undefined && /^\d{1,10}$/.test(written) ? Number(written) : absent;
  const allOrNone = child(preference, "AirSyncBase:AllOrNone");
  return [
    {
      type,
      bytes: number(text(preference, "AirSyncBase:TruncationSize"), WHOLE),
      // An empty boolean is true (MS-ASDTYPE 2.1).
      allOrNone: allOrNone !== undefined && allOrNone.content !== "0",
      preview: number(text(preference, "AirSyncBase:Preview"), 0),
    },
  ];
}

/** The message in all that makes its answers. */
export interface Shown {
  readonly why: Quarantine;
  readonly message: QuarantineMessage;
  /** EAS version of the phone, 12.1 for "12.1". */
  readonly version: number;
}

/** All properties of the message, for an Add or a Fetch. */
export function mailProperties(shown: Shown, wishes: BodyWishes): Node[] {
  const { message, version } = shown;
  const { from, to, subject, date } = message;
  return [
    el("Email:To", written(to)),
    el("Email:From", written(from)),
    el("Email:Subject", subject),
    el("Email:DateReceived", new Date(date).toISOString()),
    el("Email:DisplayTo", to.name),
    el("Email:ThreadTopic", subject),
    el("Email:Importance", "2"),
    el("Email:Read", "0"),
    ...(version >= 12 ? bodiesOf12(shown, wishes) : bodyOf25(shown, wishes)),
    el("Email:MessageClass", "IPM.Note"),
    el("Email:InternetCPID", UTF8_CODE_PAGE),
    ...(version >= 12
      ? [el("Email:Flag"), el("Email:ContentClass", "urn:content-classes:message")]
      : []),
    ...(version >= 14 ? conversation(shown) : []),
  ];
}

const UTF8_CODE_PAGE = "65001";

/** A name in quotes, whatever stands in it, and the address. */
const written = ({ name, address }: QuarantineMessage["to"]) =>
  `"${name.replace(/["\\]/g, "'")}" <${address}>`;

/** Sixteen bytes for the conversation, five for the place in it (MS-ASEMAIL, ConversationId and -Index). */
function conversation({ why }: Shown): Node[] {
  const name = new TextEncoder().encode(messageName(why));
  return [
    el("Email2:ConversationId", name.subarray(0, 16)),
    el("Email2:ConversationIndex", name.subarray(0, 5)),
  ];
}

function bodyOf25(shown: Shown, wishes: BodyWishes): Node[] {
  if (wishes.isMime) {
    const { text: mime, size, isCut } = cutToBytes(mimeOf(shown), wishes.mimeTruncation);
    return [
      el("Email:MIMETruncated", isCut ? "1" : "0"),
      ...(isCut ? [el("Email:MIMESize", String(size))] : []),
      el("Email:MIMEData", mime),
    ];
  }
  const { text: plain, size, isCut } = cutToBytes(plainOf(shown), wishes.truncation);
  return [
    el("Email:BodyTruncated", isCut ? "1" : "0"),
    ...(isCut ? [el("Email:BodySize", String(size))] : []),
    el("Email:Body", plain),
  ];
}

const PLAIN_WHOLE: BodyPreference = { type: "1", bytes: WHOLE, allOrNone: false, preview: 0 };
const NATIVE_HTML = "2";

function bodiesOf12(shown: Shown, wishes: BodyWishes): Node[] {
  const { version } = shown;
  const preference = choose(wishes);
  const { part } = wishes;
  return [
    el("AirSyncBase:Body", ...bodyNodes(shown, preference)),
    ...(part && version >= 14.1
      ? [
          el(
            "AirSyncBase:BodyPart",
            el("AirSyncBase:Status", "1"),
            ...bodyNodes(shown, { ...part, type: "2" }),
          ),
        ]
      : []),
    el("AirSyncBase:NativeBodyType", NATIVE_HTML),
  ];
}

/** MIME if it is wanted for every mail or nothing else is, then HTML, which the message is made in, then plain text. */
function choose({ preferences, isMime }: BodyWishes): BodyPreference {
  const wanted = (type: BodyPreference["type"]) => preferences.find((each) => each.type === type);
  const mime = wanted("4");
  if (mime && (isMime || preferences.length === 1)) return mime;
  return wanted("2") ?? wanted("1") ?? PLAIN_WHOLE;
}

/** What stands in a Body or BodyPart (MS-ASAIRS 2.2.2.9, 2.2.2.10). */
function bodyNodes(shown: Shown, { type, bytes, allOrNone, preview }: BodyPreference): Node[] {
  const whole = { "1": plainOf, "2": htmlOf, "4": mimeOf }[type](shown);
  const cut = cutToBytes(whole, bytes);
  const isLeftOut = cut.isCut && (allOrNone || cut.text === "");
  const shownFirst = [...plainOf(shown)].slice(0, preview).join("");
  return [
    el("AirSyncBase:Type", type),
    el("AirSyncBase:EstimatedDataSize", String(cut.size)),
    ...(cut.isCut ? [el("AirSyncBase:Truncated", "1")] : []),
    ...(isLeftOut ? [] : [el("AirSyncBase:Data", cut.text)]),
    ...(preview > 0 && shown.version >= 14 ? [el("AirSyncBase:Preview", shownFirst)] : []),
  ];
}

const plainOf = ({ message }: Shown) => message.text.replace(/\n/g, "\r\n");
const htmlOf = ({ message }: Shown) => message.html;

function mimeOf({ why, message }: Shown): string {
  const domain = message.from.address.slice(message.from.address.indexOf("@") + 1);
  return formatMail({ ...message, messageId: `quarantine-${messageName(why)}@${domain}` });
}

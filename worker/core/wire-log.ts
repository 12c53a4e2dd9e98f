// What of a request and its answer may stand in a wire log. The rule: names of elements are shown, texts are not, but for
// a closed list of elements of the protocol whose text is a number or an id of the protocol; headers are a closed list,
// too. Whatever holds a password or a token, wherever a client wrote it, is masked.
import type { Tag } from "../wire/codepages.ts";
import type { Node } from "../wire/wbxml-tree.ts";

/** Lines kept of one device, and bytes of them: a line is one request with its answer. */
export const WIRE_LOG_LINES = 500;
export const WIRE_LOG_BYTES = 256 * 1024;
/** Lines are deleted this long after the log went off, in milliseconds. */
export const WIRE_LOG_KEPT_FOR = 7 * 24 * 3_600_000;
/** Longest time a wire log may be on, in hours. Exchange's own goes off after 48 or 72. */
export const WIRE_LOG_HOURS_MAX = 72;
/** Characters shown of one body; whoever reads a wire log looks for statuses and keys. */
const BODY_SHOWN = 8 * 1024;
const HEADER_SHOWN = 200;

/** One request with its answer, as a line of the log holds it in JSON. */
export interface WireEntry {
  readonly command: string;
  readonly version: string;
  /** Canonical user and DeviceId are the log's; here is what else the query says that is safe to show. */
  readonly query: Readonly<Record<string, string>>;
  readonly status: number;
  /** Milliseconds until the answer's headers were there. */
  readonly took: number;
  readonly request: WireMessage;
  readonly answer: WireMessage;
}
export interface WireMessage {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const SHOWN_HEADERS: readonly string[] = [
  "accept-encoding",
  "cache-control",
  "content-encoding",
  "content-length",
  "content-type",
  "expect",
  "ms-asacceptmultipart",
  "ms-asprotocolcommands",
  "ms-asprotocolversion",
  "ms-asprotocolversions",
  "ms-server-activesync",
  "retry-after",
  "transfer-encoding",
  "user-agent",
  "x-ms-asthrottle",
  "x-ms-policykey",
  "x-ms-rp",
];

/** What may be shown of `headers`: Authorization only as its scheme, cookies not at all. */
export function shownHeaders(
  headers: Iterable<readonly [string, string]>,
  secrets: readonly string[],
): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const [given, value] of headers) {
    const name = given.toLowerCase();
    const [, scheme] = /^(basic|bearer) /i.exec(value) ?? [];
    if (name === "authorization") shown[name] = scheme ? `${scheme} ***` : "***";
    else if (SHOWN_HEADERS.includes(name))
      shown[name] = withoutSecrets(value, secrets).slice(0, HEADER_SHOWN);
  }
  return shown;
}

/** Elements whose text may be shown, if it looks like a number or an id. All of them steer the protocol. */
const SHOWN: ReadonlySet<Tag> = new Set<Tag>([
  "AirSync:SyncKey",
  "AirSync:ClientId",
  "AirSync:ServerId",
  "AirSync:Status",
  "AirSync:Class",
  "AirSync:CollectionId",
  "AirSync:GetChanges",
  "AirSync:WindowSize",
  "AirSync:FilterType",
  "AirSync:Conflict",
  "AirSync:DeletesAsMoves",
  "AirSync:Truncation",
  "AirSync:MIMESupport",
  "AirSync:MIMETruncation",
  "AirSync:Wait",
  "AirSync:Limit",
  "AirSync:HeartbeatInterval",
  "AirSync:MaxItems",
  "AirSyncBase:Type",
  "AirSyncBase:TruncationSize",
  "AirSyncBase:EstimatedDataSize",
  "AirSyncBase:Truncated",
  "ComposeMail:Status",
  "ComposeMail:ClientId",
  "FolderHierarchy:SyncKey",
  "FolderHierarchy:Status",
  "FolderHierarchy:ServerId",
  "FolderHierarchy:ParentId",
  "FolderHierarchy:Type",
  "FolderHierarchy:Count",
  "GetItemEstimate:Status",
  "GetItemEstimate:CollectionId",
  "GetItemEstimate:Class",
  "GetItemEstimate:Estimate",
  "ItemOperations:Status",
  "ItemOperations:Store",
  "ItemOperations:Range",
  "ItemOperations:Total",
  "MeetingResponse:Status",
  "MeetingResponse:CollectionId",
  "MeetingResponse:RequestId",
  "MeetingResponse:UserResponse",
  "Move:Status",
  "Move:SrcMsgId",
  "Move:SrcFldId",
  "Move:DstFldId",
  "Move:DstMsgId",
  "Ping:Status",
  "Ping:HeartbeatInterval",
  "Ping:Id",
  "Ping:Class",
  "Ping:Folder",
  "Ping:MaxFolders",
  "Provision:PolicyType",
  "Provision:PolicyKey",
  "Provision:Status",
  "ResolveRecipients:Status",
  "Search:Status",
  "Search:Range",
  "Search:Total",
  "Search:Name",
  "Settings:Status",
  "ValidateCert:Status",
]);
/** No sentence, no address, no name of more than one word: what the protocol's own keys and numbers look like. */
const LOOKS_HARMLESS = /^[A-Za-z0-9{}:_.+-]{1,64}$/;
/** Some servers call a folder or a contact by its name, and their ids are no number: `INBOX.Divorce`, `erika.m.vcf`. */
const ID = /Id$/;
const LOOKS_LIKE_A_NAME = /^[A-Za-z._+-]{4,}$/;
const isName = (element: string, text: string) => ID.test(element) && LOOKS_LIKE_A_NAME.test(text);
/** More levels than any limit of a decoded document. */
const INDENT = "  ";

/** `root` as indented text, one element a line; at most 8 KB of it. */
export function maskedText(root: Node, secrets: readonly string[]): string {
  const lines: string[] = [];
  let length = 0;
  const stack: { readonly node: Node; readonly depth: number }[] = [{ node: root, depth: 0 }];
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { node, depth } = next;
    const line = `${INDENT.repeat(depth)}${node.tag}${contentOf(node, secrets)}`;
    length += line.length + 1;
    if (length > BODY_SHOWN) return [...lines, "... (cut here)"].join("\n");
    lines.push(line);
    if (Array.isArray(node.content))
      for (const inner of (node.content as readonly Node[]).toReversed())
        stack.push({ node: inner, depth: depth + 1 });
  }
  return lines.join("\n");
}

function contentOf({ tag, content }: Node, secrets: readonly string[]): string {
  if (content instanceof Uint8Array) return ` = (${content.length} bytes)`;
  if (typeof content !== "string") return "";
  const isHarmless = LOOKS_HARMLESS.test(content) && !isName(tag, content);
  const isShown = SHOWN.has(tag) && isHarmless && !hasSecret(content, secrets);
  return isShown ? ` = ${content}` : ` = (${content.length} characters)`;
}

const SHORTEST_WITHIN = 4;

const hasSecret = (text: string, secrets: readonly string[]): boolean => {
  const folded = text.toLowerCase();
  return secrets
    .map((secret) => secret.toLowerCase())
    .some((secret) =>
      // A very short one is found in everything, and what was masked would tell it.
      secret.length < SHORTEST_WITHIN ? folded === secret : folded.includes(secret),
    );
};

/** `text`, or what stands for it if it holds one of `secrets` in any letter case. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return hasSecret(text, secrets) ? `(${text.length} characters)` : text;
}

/** What a client says of itself in the query that steers the protocol; names of attachments are the user's. */
const SHOWN_QUERY = ["collectionId", "itemId", "longId", "occurrence", "policyKey"] as const;

/** What may be shown of a query as it was read. */
export function shownQuery(
  query: Readonly<Record<string, unknown>>,
  secrets: readonly string[],
): Record<string, string> {
  return Object.fromEntries(
    SHOWN_QUERY.flatMap((name) => {
      const value = query[name];
      if (typeof value !== "string" && typeof value !== "number") return [];
      const text = String(value);
      return [
        [
          name,
          LOOKS_HARMLESS.test(text) && !isName(name, text)
            ? withoutSecrets(text, secrets)
            : `(${text.length} characters)`,
        ],
      ];
    }),
  );
}

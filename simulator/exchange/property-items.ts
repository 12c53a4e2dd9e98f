// Contacts, events and tasks (MS-ASCNTC, MS-ASCAL, MS-ASTASK): properties stay as written, the body
// is kept apart because 2.5 and 12.x write it differently. The rule it keeps: what a client stored
// comes back element by element.
import type { Tag } from "../../worker/wire/codepages.ts";
import { child, el, type Node, text } from "../../worker/wire/wbxml-tree.ts";
import { compactTime } from "./changes.ts";
import { cleanText, optionalText } from "./command.ts";
import { airSyncBaseBody, cutText } from "./email-properties.ts";
import { pageSince } from "./grammar.ts";
import type { PropertyItem, StoredNode } from "./state.ts";
import { restoreNode, storeNode } from "./stored-node.ts";
import type { BodyOptions } from "./sync-options.ts";
import { companyZone, timeZoneBlob } from "./time-zone.ts";
import type { EasVersion } from "./traits.ts";

/** Each class's body elements in 2.5. */
const bodyTags = {
  Contacts: {
    body: "Contacts:Body",
    truncated: "Contacts:BodyTruncated",
    size: "Contacts:BodySize",
  },
  Calendar: { body: "Calendar:Body", truncated: "Calendar:BodyTruncated", size: undefined },
  Tasks: { body: "Tasks:Body", truncated: "Tasks:BodyTruncated", size: "Tasks:BodySize" },
} as const satisfies Record<PropertyItem["kind"], Record<string, Tag | undefined>>;

const notProperties: ReadonlySet<Tag> = new Set<Tag>([
  "AirSyncBase:Body",
  "AirSyncBase:NativeBodyType",
  ...Object.values(bodyTags).flatMap((tags) =>
    [tags.body, tags.truncated, tags.size].filter((tag) => tag !== undefined),
  ),
]);

/** The item's ApplicationData for a version. */
export function itemProperties(
  item: PropertyItem,
  options: BodyOptions,
  version: EasVersion,
): Node[] {
  const isKnown = ({ tag }: StoredNode) => version >= (pageSince[tag.split(":")[0] ?? ""] ?? 0);
  return [
    ...item.properties.filter(isKnown).map(restoreNode),
    ...bodyElements(item, options, version),
  ];
}

function bodyElements(item: PropertyItem, options: BodyOptions, version: EasVersion): Node[] {
  if (version >= 120) {
    const wanted = options.preferences.find((preference) => preference.type === 1);
    const size = wanted?.truncationSize ?? Number.MAX_SAFE_INTEGER;
    return item.body === ""
      ? []
      : [airSyncBaseBody(item.body, { type: 1, truncationSize: size, allOrNone: false })];
  }
  const tags = bodyTags[item.kind];
  const cut = cutText(item.body, options.truncation);
  return [
    el(tags.truncated, cut.truncated ? "1" : "0"),
    ...(tags.size ? [el(tags.size, String(cut.size))] : []),
    ...(item.body === "" ? [] : [el(tags.body, cut.text)]),
  ];
}

/**
 * Takes over a client's ApplicationData. Elements it leaves out stay as they are: clients that list
 * Supported elements ask for just that (MS-ASCMD, Supported), and those that do not send whole
 * items.
 */
export function applyProperties(item: PropertyItem, applicationData: Node): void {
  const sent = elementsOf(applicationData);
  const tags = new Set<Tag>(sent.map(({ tag }) => tag));
  const changed = sent.filter(({ tag }) => !notProperties.has(tag)).map(storeNode);
  item.properties = [...item.properties.filter(({ tag }) => !tags.has(tag)), ...changed];
  const body = readBody(item.kind, applicationData);
  if (body !== undefined) item.body = body;
}

function readBody(kind: PropertyItem["kind"], applicationData: Node): string | undefined {
  const body = child(applicationData, "AirSyncBase:Body");
  return body ? text(body, "AirSyncBase:Data") : text(applicationData, bodyTags[kind].body);
}

function elementsOf(node: Node): readonly Node[] {
  return typeof node.content === "string" || node.content instanceof Uint8Array ? [] : node.content;
}

/** A contact's properties, as Exchange would send them. */
export function contactProperties(contact: {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly phone?: string;
}): StoredNode[] {
  const fullName = `${contact.firstName} ${contact.lastName}`.trim();
  return [
    ...optionalText("Contacts:FileAs", `${contact.lastName}, ${contact.firstName}`),
    ...optionalText("Contacts:FirstName", contact.firstName),
    ...optionalText("Contacts:LastName", contact.lastName),
    ...optionalText("Contacts:Email1Address", `"${fullName}" <${contact.email}>`),
    ...optionalText("Contacts:MobilePhoneNumber", contact.phone),
  ].map(storeNode);
}

/** An event's properties; times are in milliseconds since 1970. */
export function eventProperties(event: {
  readonly subject: string;
  readonly start: number;
  readonly end: number;
  readonly location?: string;
  readonly uid: string;
  readonly organizer: { readonly name: string; readonly address: string };
  readonly now: number;
}): StoredNode[] {
  return [
    el("Calendar:Timezone", timeZoneBlob(companyZone)),
    el("Calendar:DtStamp", compactTime(event.now)),
    el("Calendar:StartTime", compactTime(event.start)),
    el("Calendar:Subject", cleanText(event.subject)),
    el("Calendar:UID", event.uid),
    el("Calendar:OrganizerName", cleanText(event.organizer.name)),
    el("Calendar:OrganizerEmail", cleanText(event.organizer.address)),
    ...optionalText("Calendar:Location", event.location),
    el("Calendar:EndTime", compactTime(event.end)),
    el("Calendar:Sensitivity", "0"),
    el("Calendar:BusyStatus", "2"),
    el("Calendar:AllDayEvent", "0"),
    el("Calendar:Reminder", "15"),
    el("Calendar:MeetingStatus", "0"),
  ].map(storeNode);
}

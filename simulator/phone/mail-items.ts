// Mails, contacts and events as the phone shows them, out of the properties a Sync brings
// (MS-ASEMAIL, MS-ASCNTC, MS-ASCAL, MS-ASAIRS). A table names the properties the phone keeps; a
// change overwrites only what it brings.
import type { Tag } from "../../worker/wire/codepages.ts";
import { child, type Node, text } from "../../worker/wire/wbxml-tree.ts";
import type { Item } from "./state.ts";

export type ItemClass = "Email" | "Contacts" | "Calendar";

export interface Mail {
  readonly serverId: string;
  readonly subject: string;
  readonly from: string;
  readonly to: string;
  /** As the server wrote it, ISO 8601. */
  readonly received: string;
  readonly read: boolean;
  readonly body: string;
}
export interface Contact {
  readonly serverId: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly company: string;
}
export interface CalendarEvent {
  readonly serverId: string;
  readonly subject: string;
  /** As the server wrote them. */
  readonly start: string;
  readonly end: string;
  readonly location: string;
  readonly uid: string;
}

/** Which property fills which field. A leading "first of" list is tried in order. */
const FIELDS: Readonly<Record<ItemClass, readonly (readonly [field: string, tag: Tag])[]>> = {
  Email: [
    ["subject", "Email:Subject"],
    ["from", "Email:From"],
    ["to", "Email:To"],
    ["received", "Email:DateReceived"],
    ["read", "Email:Read"],
    ["body", "Email:Body"],
  ],
  Contacts: [
    ["firstName", "Contacts:FirstName"],
    ["lastName", "Contacts:LastName"],
    ["name", "Contacts:FileAs"],
    ["email", "Contacts:Email1Address"],
    ["phone", "Contacts:MobilePhoneNumber"],
    ["company", "Contacts:CompanyName"],
    ["body", "Contacts:Body"],
  ],
  Calendar: [
    ["subject", "Calendar:Subject"],
    ["start", "Calendar:StartTime"],
    ["end", "Calendar:EndTime"],
    ["location", "Calendar:Location"],
    ["uid", "Calendar:UID"],
    ["body", "Calendar:Body"],
  ],
};

/**
 * The fields that an ApplicationData element brings. From 12.0 on bodies are AirSyncBase:Body
 * (MS-ASAIRS).
 */
export function readFields(itemClass: ItemClass, properties: Node): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [field, tag] of FIELDS[itemClass]) {
    const value = text(properties, tag);
    if (value !== undefined) fields[field] = value;
  }
  const body = child(properties, "AirSyncBase:Body");
  const written = body && text(body, "AirSyncBase:Data");
  if (written !== undefined) fields.body = written;
  return fields;
}

const of = ({ fields }: Item, field: string) => fields[field] ?? "";

export const mailOf = (item: Item): Mail => ({
  serverId: item.serverId,
  subject: of(item, "subject"),
  from: of(item, "from"),
  to: of(item, "to"),
  received: of(item, "received"),
  read: of(item, "read") === "1",
  body: of(item, "body"),
});

export const contactOf = (item: Item): Contact => ({
  serverId: item.serverId,
  firstName: of(item, "firstName"),
  lastName: of(item, "lastName"),
  name: of(item, "name") || `${of(item, "firstName")} ${of(item, "lastName")}`.trim(),
  email: of(item, "email"),
  phone: of(item, "phone"),
  company: of(item, "company"),
});

export const eventOf = (item: Item): CalendarEvent => ({
  serverId: item.serverId,
  subject: of(item, "subject"),
  start: of(item, "start"),
  end: of(item, "end"),
  location: of(item, "location"),
  uid: of(item, "uid"),
});

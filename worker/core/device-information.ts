// What a phone says of itself as a plain, bounded value. The elements are those of DeviceInformation (MS-ASCMD 2.2.3.45),
// in Settings and, from 14.1 on, in Provision; what is no text, or empty, was not said.
import type { Node } from "../wire/wbxml.ts";
import type { DeviceInformation } from "./device.ts";

const MAX_LENGTH = 200;

const ELEMENTS = [
  ["Settings:Model", "model"],
  ["Settings:FriendlyName", "friendlyName"],
  ["Settings:OS", "os"],
  ["Settings:OSLanguage", "osLanguage"],
  ["Settings:IMEI", "imei"],
  ["Settings:PhoneNumber", "phoneNumber"],
  ["Settings:MobileOperator", "mobileOperator"],
] as const satisfies readonly (readonly [string, keyof DeviceInformation])[];

const childOf = (node: Node | undefined, tag: string): Node | undefined =>
  Array.isArray(node?.content)
    ? (node.content as readonly Node[]).find((element) => element.tag === tag)
    : undefined;

/** Reads the DeviceInformation below `root` (Settings or Provision); null if it has none that says anything. */
export function informationIn(root: Node): DeviceInformation | null {
  const set = childOf(childOf(root, "Settings:DeviceInformation"), "Settings:Set");
  if (!set) return null;
  const said = ELEMENTS.flatMap(([tag, name]) => {
    const content = childOf(set, tag)?.content;
    const text = typeof content === "string" ? content.trim().slice(0, MAX_LENGTH) : "";
    return text === "" ? [] : [[name, text.toWellFormed()] as const];
  });
  return said.length === 0 ? null : Object.fromEntries(said);
}

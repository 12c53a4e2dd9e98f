// Autodiscover's answers as the phone reads them, by a scanner of its own (MS-ASCMD 2.2.1.1): elements by their names in
// the order they stand, namespaces by their declarations. What a server may not write becomes a problem, in words.

/** What an answer says; `problem` if it says it in a way that is not the protocol's. */
export type DiscoverAnswer =
  | { readonly says: "server"; readonly url: string; readonly name: string }
  | { readonly says: "redirect"; readonly address: string }
  | { readonly says: "error"; readonly words: string }
  | { readonly says: "nothing"; readonly problem: string };

const FRAME = "http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006";
const MOBILE = "http://schemas.microsoft.com/exchange/autodiscover/mobilesync/responseschema/2006";
export const MOBILE_REQUEST =
  "http://schemas.microsoft.com/exchange/autodiscover/mobilesync/requestschema/2006";

/** The request for an address, as the class dumps' ASAutodiscover task writes it. */
export function discoverRequest(address: string): Uint8Array {
  const escaped = address.replace(/[<>&]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return new TextEncoder().encode(
    `<?xml version="1.0" encoding="utf-8"?>\n<Autodiscover xmlns="${MOBILE_REQUEST}">\n<Request>` +
      `<EMailAddress>${escaped}</EMailAddress>` +
      `<AcceptableResponseSchema>${MOBILE}</AcceptableResponseSchema></Request>\n</Autodiscover>\n`,
  );
}

interface Found {
  /** Names of the elements around and the element itself, as a path. */
  readonly path: string;
  readonly namespace: string;
  readonly text: string;
}

const PIECE = /<(\/?)([A-Za-z]+)((?:\s+[\w:]+="[^"]*")*)\s*(\/?)>|<\?xml[^>]*\?>|([^<]+)/g;

/** Every element that holds only text, or null for what is no such document. */
function leavesOf(xml: string): Found[] | null {
  const open: { name: string; namespace: string; text: string }[] = [];
  const found: Found[] = [];
  let end = 0;
  for (const piece of xml.matchAll(PIECE)) {
    if (piece.index !== end) return null;
    end += piece[0].length;
    const [, closing, name, attributes = "", empty, text] = piece;
    const here = open.at(-1);
    if (text !== undefined && here) here.text += text;
    if (name === undefined) continue;
    if (closing !== "/") {
      const namespace = /\sxmlns="([^"]*)"/.exec(attributes)?.[1] ?? here?.namespace ?? "";
      open.push({ name, namespace, text: "" });
    }
    if (closing !== "/" && empty !== "/") continue;
    const path = open.map((one) => one.name).join("/");
    const closed = open.pop();
    if (closed?.name !== name) return null;
    found.push({ path, namespace: closed.namespace, text: plain(closed.text) });
  }
  return end === xml.length && open.length === 0 ? found : null;
}

const plain = (text: string) =>
  text
    .trim()
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&apos;/g, "'")
    .replace(/&#(\d+);/g, (_all, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&amp;/g, "&");

/** Reads an answer. */
export function readDiscovered(xml: string): DiscoverAnswer {
  const leaves = leavesOf(xml);
  if (!leaves) return { says: "nothing", problem: "Autodiscover was answered by no XML document" };
  const textOf = (path: string, namespace = MOBILE) =>
    leaves.find(
      (leaf) => leaf.path === `Autodiscover/Response/${path}` && leaf.namespace === namespace,
    )?.text;
  const code = textOf("Error/ErrorCode", FRAME);
  if (code !== undefined)
    return { says: "error", words: `${code} ${textOf("Error/Message", FRAME) ?? ""}` };
  const failed = textOf("Action/Error/Status");
  if (failed !== undefined)
    return { says: "error", words: `${failed} ${textOf("Action/Error/Message") ?? ""}` };
  const address = textOf("Action/Redirect");
  if (address !== undefined) return { says: "redirect", address };
  const server = "Action/Settings/Server";
  const url = textOf(`${server}/Url`);
  const isMobile = textOf(`${server}/Type`) === "MobileSync";
  const name = textOf("User/DisplayName");
  return url !== undefined && isMobile && name !== undefined
    ? { says: "server", url, name }
    : { says: "nothing", problem: "Autodiscover's answer lacks user, type or URL" };
}

// Addresses in header text (RFC 5322 3.4), as far as mail programs write them.

/** One address: the name shown and the bare address. */
export interface Address {
  readonly name: string;
  readonly address: string;
}

/**
 * Most recipients one mail may have, as a limit against hostile headers (Exchange 2007's default is
 * 5,000).
 */
const MAX_ADDRESSES = 500;

/**
 * The addresses in a header's value; commas (and Outlook's semicolons) inside quotes or brackets
 * separate nothing.
 */
export function parseAddresses(header: string): Address[] {
  const parts = header.match(/(?:"[^"]*"|<[^<>]*>|[^",;<>])+/g) ?? [];
  return parts
    .slice(0, MAX_ADDRESSES)
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map(parseAddress);
}

function parseAddress(part: string): Address {
  const angled = /^(.*?)<([^<>]*)>$/.exec(part);
  const address = (angled?.[2] ?? part).trim();
  const name = (angled?.[1] ?? "").trim().replace(/^"|"$/g, "");
  return { name: name === "" ? address : name, address };
}

/** The names of a header's addresses, as DisplayTo shows them (MS-ASEMAIL, DisplayTo). */
export function displayNames(header: string): string {
  return parseAddresses(header)
    .map(({ name }) => name)
    .join("; ");
}

// One JSON line per event, for `wrangler tail` and log pipelines. The rule it keeps: no password,
// token or key is ever a field, and user names are written without the provisioning token they may
// carry.

/**
 * A log line's fields: plain values only, so that no request or credentials object slips in whole.
 */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

const TOKEN_IN_LOGIN = /[A-Z2-7]{26}\\/gi;
/**
 * People also type the token alone, or with another separator. Elsewhere 26 such characters may be
 * a DeviceId.
 */
const TOKEN_IN_USER = /(?<![A-Z2-7])[A-Z2-7]{26}(?![A-Z2-7])/gi;

/** `text` with every provisioning token (26 base32 characters before a backslash) masked. */
export function maskTokens(text: string): string {
  return text.replace(TOKEN_IN_LOGIN, "***\\");
}

/** Writes one event. `event` is a kebab-case name, the fields say the rest. */
export function log(event: string, fields: LogFields = {}): void {
  const shown = Object.entries(fields).map(([name, value]) => [
    name,
    typeof value === "string" ? masked(name, value) : value,
  ]);
  console.log(JSON.stringify({ event, ...Object.fromEntries(shown) }));
}

const masked = (field: string, text: string) =>
  field === "user" ? text.replace(TOKEN_IN_USER, "***") : maskTokens(text);

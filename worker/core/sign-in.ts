// The question for a user name and a password (RFC 7617, section 2). Its realm is what the phone's
// sign-in sheet shows, so it names the tenant; phones read realms as ASCII, whatever the header's
// charset parameter says.

const REALM_MAX_LENGTH = 60;

/** The value of WWW-Authenticate on a tenant's host. */
export function basicChallenge(tenant: {
  readonly name: string;
  readonly displayName: string;
}): string {
  return `Basic realm="${realmOf(tenant)}", charset="UTF-8"`;
}

/**
 * The display name in ASCII, safe inside quotes; the short name where the display name has no Latin
 * letter or digit.
 */
function realmOf({ name, displayName }: { name: string; displayName: string }): string {
  const ascii = displayName
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/["\\]/g, "'")
    .replace(/[^\x20-\x7e]/g, "?")
    .slice(0, REALM_MAX_LENGTH)
    .trim();
  return /[A-Za-z0-9]/.test(ascii) ? ascii : name;
}

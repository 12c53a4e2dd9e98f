// Exchange accounts: how a payload or a person's entries become one, and where its server is.
import type { ReadPayload } from "./profile-reader.ts";
import type { Account, Handset } from "./state.ts";

export interface AccountEntries {
  /** PayloadIdentifier of the profile that makes it, or null. */
  readonly profile: string | null;
  readonly name: string;
  readonly email: string;
  readonly user: string;
  readonly password: string;
  /** UUID of the payload whose identity it shows. */
  readonly identity?: string | null;
  /** Host name or address, with `:port` where it is not the scheme's own. */
  readonly server: string;
  readonly ssl: boolean;
  readonly pastDays: number;
}

/** A new account that knows nothing of its server yet; it is not added to the phone. */
export function makeAccount(phone: Handset, entries: AccountEntries): Account {
  const { profile, name, email, user, password, ssl, pastDays, identity = null } = entries;
  const url = URL.parse(`${ssl ? "https" : "http"}://${entries.server}`);
  if (!url) throw new Error(`"${entries.server}" is no server's name or address`);
  phone.state.accountsMade += 1;
  return {
    id: `account-${phone.state.accountsMade}`,
    ...{ profile, name, email, user, password, ssl, pastDays, identity },
    host: url.hostname,
    port: Number(url.port || (ssl ? 443 : 80)),
    ...{ version: null, commands: [], policyKey: "0", easPasscode: {}, easRestrictions: {} },
    ...{ folderSyncKey: "0", folders: [], ping: null, passwordAlert: false, lastError: null },
    heartbeatSeconds: phone.traits.heartbeatSeconds,
    retryAt: 0,
    sent: 0,
  };
}

/** What com.apple.eas.account says, with the answers to what it leaves open. */
export function entriesOf(
  phone: Handset,
  payload: ReadPayload,
  on: { profile: string; emailAddress: string; userName: string; password: string },
): AccountEntries {
  const { values, name } = payload;
  const words = (key: string) => (values[key] === undefined ? undefined : String(values[key]));
  return {
    profile: on.profile,
    name,
    email: words("EmailAddress") ?? on.emailAddress,
    user: words("UserName") ?? on.userName,
    password: words("Password") ?? on.password,
    identity: identityNamedBy(payload),
    server: words("Host") ?? "",
    ssl: values.SSL !== false,
    pastDays: Number(values.MailNumberOfPastDaysToSync ?? phone.traits.defaultPastDays),
  };
}

/**
 * UUID of the payload that brings the identity: another one (from iOS 5 on), or the Exchange payload
 * itself with its inline certificate.
 */
export function identityNamedBy({ uuid, values }: ReadPayload): string | null {
  if (values.PayloadCertificateUUID !== undefined) return String(values.PayloadCertificateUUID);
  return values.Certificate === undefined ? null : uuid;
}

/** Address of the account's ActiveSync endpoint (MS-ASHTTP 2.2.1.1.1). */
export function endpointOf({ ssl, host, port }: Account): string {
  const url = new URL(`${ssl ? "https" : "http"}://${host}:${port}/Microsoft-Server-ActiveSync`);
  return url.href;
}

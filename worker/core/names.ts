// What a tenant, a group or an API token may be called (users: worker/core/login.ts). The rule:
// names are short, printable and have one spelling, because they become object names, table keys
// and lines of the audit log.

const TENANT_NAME = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;
/**
 * No control characters, line separators or bidirectional overrides: a name must look like what it
 * is.
 */
const PRINTABLE = /^[^\p{C}\p{Zl}\p{Zp}]+$/u;
/** Steps of a path (WHATWG URL, 4.4): no address would lead to a group of that name. */
const DOTS = /^\.{1,2}$/;
const LABEL_MAX_LENGTH = 100;
const ADDRESS = /^[^\s@\p{C}]{1,64}@[^\s@\p{C}]{1,255}$/u;

/** True for a tenant's short name: 1 to 40 lower-case letters, digits and inner hyphens. */
export function isTenantName(name: string): boolean {
  return TENANT_NAME.test(name);
}

/**
 * True for what people read (display names, groups, token names): up to 100 printable characters,
 * trimmed, and not a path's dots.
 */
export function isLabel(label: string): boolean {
  const isShort = label.length <= LABEL_MAX_LENGTH && label.trim() === label;
  return isShort && PRINTABLE.test(label) && !DOTS.test(label);
}

/** True for an e-mail address as far as one can tell without sending to it. */
export function isEmailAddress(address: string): boolean {
  return ADDRESS.test(address);
}

const PRINCIPAL_NAME = /^[^\s@\\\p{C}]{1,128}@[a-z0-9-]+(?:\.[a-z0-9-]+)*$/iu;
const SECURITY_IDENTIFIER = /^S-1-\d{1,15}(?:-\d{1,10}){1,15}$/;

/** True for a user principal name of Active Directory, `alice@acme.example` (RFC 822 form; MS-ADTS 5.1.1.1.1). */
export function isPrincipalName(name: string): boolean {
  return name.length <= 255 && PRINCIPAL_NAME.test(name);
}

/** True for a security identifier in its string form, `S-1-5-21-...` (MS-DTYP 2.4.2.1). */
export function isSecurityIdentifier(text: string): boolean {
  return SECURITY_IDENTIFIER.test(text);
}

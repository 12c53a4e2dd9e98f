// PKCS#12 files (.p12, .pfx): certificates and private keys under one password. Rules: the MAC is
// checked before anything is decrypted, and a file without one is not believed; what else such files
// may hold (revocation lists, secrets) is passed over. Follows RFC 7292.
import { asn1Of, type Element } from "./asn1.ts";
import { checkMac, decrypt, type PasswordProblem } from "./pkcs12-password.ts";

/** What the file holds, in its own order: certificates (DER) and private keys (PKCS#8). */
export interface Pkcs12 {
  readonly certificates: readonly Uint8Array[];
  readonly keys: readonly Uint8Array[];
}

export type Pkcs12Answer = ({ readonly ok: true } & Pkcs12) | PasswordProblem;

const OID = {
  data: "1.2.840.113549.1.7.1",
  encryptedData: "1.2.840.113549.1.7.6",
  keyBag: "1.2.840.113549.1.12.10.1.1",
  shroudedKeyBag: "1.2.840.113549.1.12.10.1.2",
  certBag: "1.2.840.113549.1.12.10.1.3",
  x509Certificate: "1.2.840.113549.1.9.22.1",
} as const;
const VERSION = 3;
/**
 * Parts under the password: each may cost a second of key derivation (100,000 rounds), and an
 * identity has two or three.
 */
const SEALED_MAX = 6;

const asn1 = asn1Of("PKCS#12");

/** Opens a whole file. A wrong password is an answer. @throws WireError for bytes that are none. */
export function openPkcs12(file: Uint8Array, password: string): Pkcs12Answer {
  const [version, authSafe, macData] = asn1.list(asn1.parse(file), "file");
  if (asn1.count(version, "version") !== VERSION) return asn1.wrong("not version 3");
  const content = dataOf(authSafe);
  if (!macData) return asn1.wrong("no MAC");
  const checked = checkMac(macData, content, password);
  return checked.ok ? readSafes(content, checked.password) : checked;
}

/** The AuthenticatedSafe (RFC 7292, 4.1), whose MAC was right. @throws WireError */
export function readSafes(
  content: Uint8Array,
  password: Parameters<typeof decrypt>[2],
): Pkcs12Answer {
  const certificates: Uint8Array[] = [];
  const keys: Uint8Array[] = [];
  let sealed = 0;
  const unseal: Unseal = (algorithm, bytes) => {
    sealed++;
    if (sealed > SEALED_MAX)
      return asn1.wrong("more parts under the password than an identity has");
    return decrypt(algorithm, bytes, password);
  };
  for (const safe of asn1.list(asn1.parse(content), "content")) {
    const opened = safeContents(safe, unseal);
    if (!opened.ok) return opened;
    for (const bag of asn1.list(asn1.parse(opened.plain), "bags")) {
      const [id, value] = asn1.list(bag, "bag");
      const kind = asn1.oid(id, "bag");
      if (kind === OID.certBag) certificates.push(...certificateIn(value));
      if (kind === OID.keyBag) keys.push(asn1.encoded(asn1.inside(value, 0, "key"), "key"));
      if (kind !== OID.shroudedKeyBag) continue;
      const [algorithm, shrouded] = asn1.list(asn1.inside(value, 0, "key"), "key");
      const key = unseal(algorithm, asn1.octets(shrouded, "key"));
      if (!key.ok) return key;
      keys.push(key.plain);
    }
  }
  return { ok: true, certificates, keys };
}

type Unseal = (algorithm: Element | undefined, bytes: Uint8Array) => ReturnType<typeof decrypt>;

/** One ContentInfo of the AuthenticatedSafe: plain, or under the password. */
function safeContents(safe: Element, unseal: Unseal) {
  const [id, content] = asn1.list(safe, "content");
  const kind = asn1.oid(id, "content");
  if (kind === OID.data) return { ok: true, plain: dataOf(safe) } as const;
  if (kind !== OID.encryptedData) return asn1.wrong("content under a certificate, not a password");
  const [, info] = asn1.list(asn1.inside(content, 0, "content"), "content");
  const [, algorithm, sealed] = asn1.list(info, "content");
  return unseal(algorithm, asn1.octets(sealed, "content"));
}

/** The bytes of a ContentInfo of type data. */
function dataOf(contentInfo: Element | undefined): Uint8Array {
  const [id, content] = asn1.list(contentInfo, "content");
  if (asn1.oid(id, "content") !== OID.data)
    return asn1.wrong("content signed, not under a password");
  return asn1.octets(asn1.inside(content, 0, "content"), "content");
}

/** The certificate in a certBag, if it is an X.509 one. */
function certificateIn(value: Element | undefined): readonly Uint8Array[] {
  const [id, certificate] = asn1.list(asn1.inside(value, 0, "certificate"), "certificate");
  if (asn1.oid(id, "certificate") !== OID.x509Certificate) return [];
  return [asn1.octets(asn1.inside(certificate, 0, "certificate"), "certificate")];
}

// Identities that a profile brings, made or opened before anything that uses them (class dumps:
// certificates before users of them): by SCEP, as a PKCS#12 of its own, or as the PKCS#12 inside the
// Exchange payload of iOS 3 and 4. Rule: the first that fails stops the installation; nothing of the
// phone has changed by then.
import { DerProblem } from "./der.ts";
import { type Identity, type KeychainItem, OF_ENROLMENT, signerWith } from "./keychain.ts";
import { readPkcs12 } from "./pkcs12-reader.ts";
import type { ReadPayload } from "./profile-reader.ts";
import { obtainIdentity } from "./scep.ts";
import type { Handset, PendingProfile } from "./state.ts";

export type Obtained = readonly KeychainItem[];
type Outcome =
  | { readonly ok: true; readonly items: Obtained }
  | { readonly ok: false; readonly detail: string };

/** Everything for the keychain that this profile brings, in the order of its payloads. */
export async function obtainIdentities(phone: Handset, pending: PendingProfile): Promise<Outcome> {
  const { identifier, payloads } = pending.profile;
  const owned = (identity: Identity, payload: string): KeychainItem => ({
    ...{ certificate: identity.certificate, key: identity.key },
    ...{ profile: identifier, payload },
  });
  const items: KeychainItem[] = [];
  if (pending.enrolled) items.push(owned(pending.enrolled.identity, OF_ENROLMENT));
  for (const payload of payloads) {
    const found = await identityIn(phone, payload);
    if (found === null) continue;
    if (!found.ok) return found;
    items.push(owned(found.identity, payload.uuid));
  }
  const brought = new Set(items.map(({ payload }) => payload));
  const missing = payloads.find(
    ({ values }) =>
      values.PayloadCertificateUUID !== undefined &&
      !brought.has(String(values.PayloadCertificateUUID)),
  );
  if (missing)
    return { ok: false, detail: `${missing.name} names a certificate that is not there` };
  return { ok: true, items };
}

type Found =
  | { readonly ok: true; readonly identity: Identity }
  | { readonly ok: false; readonly detail: string };

async function identityIn(phone: Handset, payload: ReadPayload): Promise<Found | null> {
  const { kind, values, scep } = payload;
  if (scep) {
    phone.screen("Installing: a certificate is requested.");
    return obtainIdentity(phone, scep);
  }
  if (kind === "pkcs12") return opened(phone, values.PayloadContent, values.Password);
  if (kind !== "exchange" || values.Certificate === undefined) return null;
  return opened(phone, values.Certificate, values.CertificatePassword);
}

function opened(
  phone: Handset,
  file: string | number | boolean | undefined,
  password: string | number | boolean = "",
): Found {
  phone.secret("the password of an identity", String(password));
  try {
    const identity = readPkcs12(
      new Uint8Array(Buffer.from(String(file), "base64")),
      String(password),
    );
    phone.secret("a private key", signerWith(identity).key);
    return { ok: true, identity };
  } catch (problem) {
    if (problem instanceof DerProblem) return { ok: false, detail: problem.message };
    throw problem;
  }
}

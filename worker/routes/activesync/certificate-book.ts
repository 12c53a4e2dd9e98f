// A shown client certificate, looked up in the book of the tenant's authority: whose it is, what it proves, and whether it
// signs its user in. Loaded with the first request that shows one. The book is asked at every judgement, so that a
// revocation holds after the few seconds for which a standing is remembered; only whose a certificate is, which never
// changes, is kept here.
import { judgeCertificate, mayReceiveWipe, signInBy } from "../../core/certificate-proof.ts";
import type { IssuedCertificate } from "../../core/certificates.ts";
import { keepNewest } from "../../core/newest.ts";
import type { Handles } from "../../objects/handles.ts";
import type { Candidate, Gate, ShownProof } from "./admission.ts";

/** Entries of about 200 bytes. */
const MAX_OWNERS = 5000;
const owners = new Map<string, string>();

interface Book {
  readonly handles: Pick<Handles, "authority">;
  readonly tenant: { readonly name: string };
}

/** The certificate's line in the book of the tenant's authority, or null. */
async function certificateInBook(
  { handles, tenant }: Book,
  fingerprint: string,
): Promise<IssuedCertificate | null> {
  if (fingerprint === "") return null;
  const certificate = await handles.authority(tenant.name).issued(fingerprint);
  if (certificate)
    keepNewest(owners, `${tenant.name}|${fingerprint}`, certificate.user, MAX_OWNERS);
  return certificate;
}

/** Whose the certificate is that a request without Authorization shows; undefined if it is none of ours. */
export async function ownerOf(gate: Gate): Promise<string | undefined> {
  const fingerprint = gate.shown?.fingerprint ?? "";
  const known = owners.get(`${gate.tenant.name}|${fingerprint}`);
  return known ?? (await certificateInBook(gate, fingerprint))?.user;
}

/** What the shown certificate proves for this request, and whether it alone signs its user in. */
export async function proofOf(
  gate: Gate,
  fingerprint: string,
  { request: { user, device }, evidence: { credentials } }: Omit<Candidate, "shown">,
): Promise<ShownProof> {
  const certificate = await certificateInBook(gate, fingerprint);
  const deviceId = device?.deviceId;
  const proof = judgeCertificate(certificate, { user, deviceId, now: gate.clock.now() });
  const receivesWipe = (orderedAt: number) =>
    mayReceiveWipe(certificate, { user, deviceId, orderedAt });
  // Exchange alone judges a bearer token; and where there is no password, none is tried.
  const isOther = certificate?.user !== user;
  if (credentials.isBearer || (isOther && !credentials.isCertificate))
    return { proof, receivesWipe, signIn: PASSWORD };
  if (isOther) return { proof, receivesWipe, signIn: NOTHING };
  const { clientCertificates: way = "off" } = await gate.handles
    .tenant(gate.tenant.name)
    .admission(user, "");
  const brings = credentials.isCertificate ? "certificate" : "password";
  const { reportOnly } = gate.tenant.adapter;
  return { proof, receivesWipe, signIn: signInBy(proof, way, { brings, reportOnly }) };
}

const PASSWORD = { by: "password" } as const;
const NOTHING = { by: "nothing", reason: "credentials-missing" } as const;

/** Whom a certificate alone signs in that names no device; undefined if it does not. */
export async function userAlone(
  book: Book & { readonly handles: Pick<Handles, "authority" | "tenant"> },
  fingerprint: string,
  now: number,
): Promise<string | undefined> {
  const certificate = await certificateInBook(book, fingerprint);
  if (!certificate) return undefined;
  const { user } = certificate;
  const tenant = book.handles.tenant(book.tenant.name);
  const { clientCertificates: way = "off" } = await tenant.admission(user, "");
  const proof = judgeCertificate(certificate, { user, deviceId: undefined, now });
  const { by } = signInBy(proof, way, { brings: "certificate", reportOnly: false });
  return by === "certificate" ? user : undefined;
}

/** Binds a certificate to the device it is first seen with: what it proves from then on. */
export async function bindShown(gate: Gate, fingerprint: string, deviceId: string) {
  const authority = gate.handles.authority(gate.tenant.name);
  const bound = await authority.bindCertificate(fingerprint, deviceId);
  return bound.ok
    ? ({ certificate: "good", isNew: bound.bound === "now" } as const)
    : ({ certificate: bound.reason, isNew: false } as const);
}

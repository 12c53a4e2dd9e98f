// A profile arrives at the installer: its signature is verified, its content checked, and the
// install screen shown. Rule: what cannot be read or verified never reaches the screen. Whatever is
// refused here is also a protocol note, since a good server sends no such profile.
import { type Certificate, readCertificate, signerOf } from "./certificate.ts";
import { judgeChain } from "./chain.ts";
import { readSigned } from "./cms-reader.ts";
import { DerProblem, SEQUENCE } from "./der.ts";
import { screenOf } from "./install-screen.ts";
import { ProfileProblem, readProfile } from "./profile-reader.ts";
import { PlistProblem, readPropertyList } from "./property-list.ts";
import type { Handset, PendingProfile, Signer, Trust } from "./state.ts";
import { trustedRoots } from "./trust-store.ts";

interface Envelope {
  readonly xml: Uint8Array;
  readonly signer: Signer | null;
  readonly trust: Trust;
  readonly warnings: readonly string[];
}

/** Takes a body of type application/x-apple-aspen-config. */
export function receiveProfile(phone: Handset, body: Uint8Array): void {
  arrive(phone, () => {
    const { xml, ...envelope } = openEnvelope(phone, body);
    const on = { system: phone.state.system, note: phone.note };
    return { profile: readProfile(readPropertyList(xml), on), ...envelope };
  });
}

/**
 * Takes a body of type application/x-x509-ca-cert: one root certificate, shown as a profile of its
 * own.
 */
export function receiveCertificate(phone: Handset, body: Uint8Array): void {
  arrive(phone, () => {
    const signer = signerOf(readCertificate(body));
    const identifier = `certificate.${signer.fingerprint.replaceAll(":", "").toLowerCase()}`;
    const named = { identifier, uuid: identifier, name: signer.name };
    const values = { PayloadContent: Buffer.from(body).toString("base64") };
    const payloads = [{ ...named, kind: "root" as const, values }];
    const profile = { ...named, organization: "", description: "", locked: false, payloads };
    const warnings = ["Installing this certificate makes the phone trust everything it signs."];
    return { profile, signer: null, trust: "Unsigned", warnings };
  });
}

function arrive(phone: Handset, read: () => PendingProfile): void {
  try {
    phone.state.pending = read();
    showScreen(phone, phone.state.pending);
  } catch (problem) {
    const refused =
      problem instanceof DerProblem ||
      problem instanceof PlistProblem ||
      problem instanceof ProfileProblem;
    if (!refused) throw problem;
    phone.state.pending = null;
    phone.note(`profile refused: ${problem.message}`);
    phone.screen(`Invalid profile: ${problem.message}.`);
  }
}

function openEnvelope(phone: Handset, body: Uint8Array): Envelope {
  if (body[0] !== SEQUENCE) {
    const warnings = ["The profile is not signed: anybody may have made it."];
    return { xml: body, signer: null, trust: "Unsigned", warnings };
  }
  const loose = new Set<string>();
  const message = readSigned(body, (problem) => loose.add(problem));
  for (const problem of loose) phone.note(`CMS is not DER: ${problem}`);
  const on = { roots: trustedRoots(phone.state), now: phone.clock.now() };
  return { xml: message.content, ...trustOf(message.signer, message.certificates, on) };
}

function trustOf(
  leaf: Certificate,
  certificates: readonly Certificate[],
  on: { readonly roots: readonly Certificate[]; readonly now: number },
): Omit<Envelope, "xml"> {
  const verdict = judgeChain(leaf, certificates, on);
  const signer = signerOf(leaf);
  if (verdict.ok) return { signer, trust: "Verified", warnings: [] };
  const warnings = [`The author could not be verified: ${verdict.problem}.`];
  return { signer, trust: "Not Verified", warnings };
}

function showScreen(phone: Handset, pending: PendingProfile): void {
  const screen = screenOf(pending, phone.state);
  phone.screen(`Install Profile: "${screen.name}" from ${screen.organization || "nobody named"}.`);
  phone.screen(`  ${screen.trust}${screen.signer ? `, signed by ${screen.signer}` : ""}.`);
  phone.screen(`  Contains: ${screen.payloads.join(", ") || "nothing"}.`);
  for (const warning of screen.warnings) phone.screen(`  Warning: ${warning}`);
}

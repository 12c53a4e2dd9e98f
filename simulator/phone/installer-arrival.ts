// A profile arrives at the installer: its signature is verified, its content checked, and the
// install screen shown. Rule: what cannot be read or verified never reaches the screen. Whatever is
// refused here is also a protocol note, since a good server sends no such profile.
import { readCertificate, signerOf } from "./certificate.ts";
import { screenOf } from "./install-screen.ts";
import { isRefusal, readSignedProfile } from "./signed-profile.ts";
import type { Handset, PendingProfile } from "./state.ts";

/** Takes a body of type application/x-apple-aspen-config. */
export function receiveProfile(phone: Handset, body: Uint8Array): void {
  arrive(phone, () => readSignedProfile(phone, body));
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
    const plain = { organization: "", description: "", locked: false };
    const profile = { ...named, ...plain, payloads, encrypted: false, expiresAt: null };
    const warnings = ["Installing this certificate makes the phone trust everything it signs."];
    return { profile, signer: null, trust: "Unsigned", warnings };
  });
}

function arrive(phone: Handset, read: () => PendingProfile): void {
  try {
    phone.state.pending = read();
    showScreen(phone, phone.state.pending);
  } catch (problem) {
    if (!isRefusal(problem)) throw problem;
    phone.state.pending = null;
    phone.note(`profile refused: ${problem.message}`);
    phone.screen(`Invalid profile: ${problem.message}.`);
  }
}

/** Shows the install screen's lines of a waiting profile. */
export function showScreen(phone: Handset, pending: PendingProfile): void {
  const screen = screenOf(pending, phone.state);
  phone.screen(`Install Profile: "${screen.name}" from ${screen.organization || "nobody named"}.`);
  phone.screen(`  ${screen.trust}${screen.signer ? `, signed by ${screen.signer}` : ""}.`);
  phone.screen(`  Contains: ${screen.payloads.join(", ") || "nothing"}.`);
  for (const warning of screen.warnings) phone.screen(`  Warning: ${warning}`);
}

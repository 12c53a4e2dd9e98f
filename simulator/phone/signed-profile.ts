// From the bytes of a profile to one that can be shown: signature verified, content read, encrypted
// payloads opened with an identity of the phone. Whoever brought the bytes (Safari, or the installer
// itself in an enrolment), the rule is the same: what cannot be read or verified is no profile.
import { type Certificate, signerOf } from "./certificate.ts";
import { judgeChain } from "./chain.ts";
import { openEnvelope } from "./cms-envelope.ts";
import { readSigned } from "./cms-reader.ts";
import { DerProblem, SEQUENCE } from "./der.ts";
import { type Identity, OF_ENROLMENT, signerWith } from "./keychain.ts";
import { ProfileProblem, readProfile } from "./profile-reader.ts";
import { isProfileService, readProfileService } from "./profile-service.ts";
import { PlistProblem, readPropertyList } from "./property-list.ts";
import type { Handset, PendingProfile, Signer, Trust } from "./state.ts";
import { trustedRoots } from "./trust-store.ts";

interface Envelope {
  readonly xml: Uint8Array;
  readonly signer: Signer | null;
  readonly trust: Trust;
  readonly warnings: readonly string[];
}

/** True for what hostile or broken bytes throw here; anything else is a mistake of the simulator. */
export function isRefusal(problem: unknown): problem is Error {
  return (
    problem instanceof DerProblem ||
    problem instanceof PlistProblem ||
    problem instanceof ProfileProblem
  );
}

/** Reads a profile. `identity` may open it besides those the phone has. Throws: see `isRefusal`. */
export function readSignedProfile(
  phone: Handset,
  body: Uint8Array,
  identity?: Identity,
): PendingProfile {
  const { xml, ...envelope } = openSigned(phone, body);
  const list = readPropertyList(xml);
  const on = { system: phone.state.system, note: phone.note };
  if (isProfileService(list)) return { ...readProfileService(list, on), ...envelope };
  const decrypt = (bytes: Uint8Array) => decrypted(phone, bytes, identity);
  return { profile: readProfile(list, { ...on, decrypt }), ...envelope };
}

function openSigned(phone: Handset, body: Uint8Array): Envelope {
  if (body[0] !== SEQUENCE) {
    const warnings = ["The profile is not signed: anybody may have made it."];
    return { xml: body, signer: null, trust: "Unsigned", warnings };
  }
  const message = readSigned(body, complaining(phone));
  const on = { roots: trustedRoots(phone.state), now: phone.clock.now() };
  return { xml: message.content, ...trustOf(message.signer, message.certificates, on) };
}

/** Notes each departure from DER once. */
function complaining(phone: Handset): (problem: string) => void {
  const seen = new Set<string>();
  return (problem) => {
    if (!seen.has(problem)) phone.note(`CMS is not DER: ${problem}`);
    seen.add(problem);
  };
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

/** Opens it with the identity of an enrolment or the one the phone was made with. */
function decrypted(phone: Handset, bytes: Uint8Array, extra?: Identity): Uint8Array {
  const { keychain, builtIn } = phone.state;
  const enrolments = keychain.filter(({ payload }) => payload === OF_ENROLMENT);
  const ber = complaining(phone);
  for (const identity of [extra, ...enrolments, builtIn]) {
    if (!identity) continue;
    try {
      return openEnvelope(bytes, { ...signerWith(identity), ber });
    } catch (problem) {
      if (!(problem instanceof DerProblem) || !problem.message.includes("for another"))
        throw problem;
    }
  }
  throw new ProfileProblem("the profile is encrypted for another device");
}

// Over-the-air enrolment as the installer walks it after a tap on Install (Apple's Over-the-Air
// document, phases 2 and 3; class dumps of its handlers): the first POST signed by the identity made
// into the phone, a certificate by SCEP, the second POST to the same address signed by that, and the
// profile encrypted for it. Rule: any other answer than 200 with a profile stops the installation,
// and nothing of it stays. A redirect of the POST leads to a fresh enrolment (listing 2-7).
import { headerOf, type NetworkResponse } from "../network.ts";
import { signMessage } from "./cms-write.ts";
import { bodyOf, contentType } from "./http-answer.ts";
import { type Identity, signerWith } from "./keychain.ts";
import { payloadsOf } from "./profile-reader.ts";
import { deviceAnswer, type ProfileService } from "./profile-service.ts";
import { obtainIdentity } from "./scep.ts";
import { isRefusal, readSignedProfile } from "./signed-profile.ts";
import type { Handset, PendingProfile, Trust } from "./state.ts";

export type EnrolmentReason =
  | "no-device-identity"
  | "enrolment-refused"
  | "enrolment-begins-anew"
  | "enrolment-malformed"
  | "certificate-refused";

export type EnrolmentOutcome =
  | { readonly ok: true; readonly pending: PendingProfile }
  | { readonly ok: false; readonly reason: EnrolmentReason; readonly detail: string };

const no = (reason: EnrolmentReason, detail: string): EnrolmentOutcome => ({
  ok: false,
  reason,
  detail,
});

/** From the Profile Service on the screen to the final profile. */
export async function enrol(
  phone: Handset,
  from: PendingProfile & { readonly service: ProfileService },
): Promise<EnrolmentOutcome> {
  const { builtIn } = phone.state;
  const { service } = from;
  if (!builtIn) return no("no-device-identity", "This phone has no identity of its maker.");
  if (service.challenge) phone.secret("a challenge", service.challenge.value);
  phone.screen("Enrolling in the Over-the-Air Profile Service.");
  const first = await ask(phone, service, builtIn, builtIn.chain);
  if (!("profile" in first)) return first;
  const author = sameAuthor(phone, from.trust, first);
  if (author) return author;
  const orders = payloadsOf(first.profile, "scep");
  const [order] = orders;
  if (!order?.scep || first.profile.payloads.length !== 1)
    return malformed(phone, "the first answer is not one SCEP payload");
  phone.screen("Enrolling: a certificate is requested.");
  const obtained = await obtainIdentity(phone, order.scep);
  if (!obtained.ok) return no("certificate-refused", obtained.detail);
  return collect(phone, from, obtained.identity);
}

/** The second POST, and the same again when the profile has expired: signed by the enrolment's own identity. */
export async function collect(
  phone: Handset,
  from: { readonly service: ProfileService; readonly trust: Trust },
  identity: Identity,
): Promise<EnrolmentOutcome> {
  const { challenge: _, ...service } = from.service;
  const final = await ask(phone, service, identity, []);
  if (!("profile" in final)) return final;
  const author = sameAuthor(phone, from.trust, final);
  if (author) return author;
  if (final.service) return malformed(phone, "the final profile is a Profile Service again");
  if (!final.profile.encrypted) phone.note("the final profile is not encrypted for this phone");
  phone.screen(`Received final profile: "${final.profile.name}".`);
  return { ok: true, pending: { ...final, enrolled: { service, identity } } };
}

/** A trusted beginning is not continued by somebody nobody knows. */
function sameAuthor(phone: Handset, begun: Trust, next: PendingProfile): EnrolmentOutcome | null {
  if (next.trust === "Unsigned") phone.note("an answer of the enrolment is not signed");
  if (begun !== "Verified" || next.trust === "Verified") return null;
  return malformed(phone, "an answer of the enrolment is not signed by the author it began with");
}

function malformed(phone: Handset, problem: string): EnrolmentOutcome {
  phone.note(`enrolment: ${problem}`);
  return no("enrolment-malformed", `The server's answer cannot be used: ${problem}.`);
}

async function ask(
  phone: Handset,
  service: ProfileService,
  identity: Identity,
  chain: readonly string[],
): Promise<PendingProfile | Extract<EnrolmentOutcome, { ok: false }>> {
  const answer = await post(phone, service, identity, chain);
  const refused = (reason: EnrolmentReason, detail: string) =>
    ({ ok: false, reason, detail }) as const;
  if (!answer) return refused("enrolment-refused", "The server cannot be reached.");
  if (answer.status >= 300 && answer.status < 400) {
    const to = headerOf(answer, "location") ?? "nowhere";
    return refused("enrolment-begins-anew", `The server wants the enrolment to begin anew: ${to}.`);
  }
  if (answer.status !== 200)
    return refused("enrolment-refused", `The server answered ${answer.status}.`);
  const { type } = contentType(answer);
  if (type !== "application/x-apple-aspen-config")
    phone.note(`an answer of the enrolment came as ${type || "no type"}`);
  try {
    return readSignedProfile(phone, bodyOf(answer, phone.note) ?? new Uint8Array(), identity);
  } catch (problem) {
    if (!isRefusal(problem)) throw problem;
    phone.note(`enrolment: ${problem.message}`);
    return refused(
      "enrolment-malformed",
      `The server's answer cannot be used: ${problem.message}.`,
    );
  }
}

async function post(
  phone: Handset,
  service: ProfileService,
  identity: Identity,
  chain: readonly string[],
): Promise<NetworkResponse | null> {
  const signer = signerWith(identity);
  const above = chain.map((one) => new Uint8Array(Buffer.from(one, "base64")));
  const body = signMessage({
    content: deviceAnswer(phone, service),
    signer,
    certificates: [signer.certificate, ...above],
    digest: "SHA1",
    form: "apple",
  });
  try {
    return await phone.network.request({
      method: "POST",
      url: service.url,
      headers: [
        ["User-Agent", "Profile/1.0"],
        ["Content-Type", "application/pkcs7-signature"], // from memory; no copy of Apple's text names it
        ["Accept", "*/*"],
      ],
      body,
    });
  } catch {
    return null;
  }
}

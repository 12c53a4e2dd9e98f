// A phone's POST of the enrolment, read: the signature verified, its signer looked up, its words taken
// from what was signed and from nowhere else. The rule: a certificate that phones are born with is
// told by a path of signatures to those who issue them, whatever its dates; one of ours by the book.
// Apple, "Over-the-Air Profile Delivery and Configuration", phase 2; docs/decisions/0026.
import type { Context } from "hono";
import type { AppEnv } from "../context.ts";
import type { EnrolledDevice } from "../core/certificates.ts";
import { APPLE_DEVICE_CA } from "../core/device-anchors.ts";
import type { EnrolmentSigner, EnrolmentWords } from "../core/enrolment.ts";
import { fingerprintHex } from "../core/fingerprint.ts";
import { type Refused, refuse } from "../core/result.ts";
import { log } from "../log.ts";
import { readSignedMessage, type SignedMessage } from "../wire/cms-read.ts";
import { certificatesIn } from "../wire/pem.ts";
import { type DeviceAttributes, readDeviceAttributes } from "../wire/profile-service.ts";
import { WireError } from "../wire/wire-error.ts";
import { isIssuedWithin } from "../wire/x509-path.ts";
import type { ProfileDesk } from "./account-profile.ts";
import { readStart } from "./activesync/body.ts";

/** A POST whose signature is right. */
export interface EnrolmentPost extends EnrolmentWords {
  readonly ok: true;
  readonly signer: EnrolmentSigner;
  /** What signed it (DER). */
  readonly certificate: Uint8Array;
}

/** Bytes of a POST: a phone's has 6 KB, its chain of certificates included. */
const BODY_MAX = 65_536;

/** The POST of this request. Its Content-Type says nothing: no source names the one phones send. */
export async function readPost(
  c: Context<AppEnv>,
  desk: ProfileDesk,
): Promise<EnrolmentPost | Refused<"message-unreadable">> {
  const anchors = anchorsOf(c.env.DEVICE_TRUST_ANCHORS || APPLE_DEVICE_CA);
  const body = await bodyOf(c.req.raw);
  const read = body && readMessage(body);
  if (!read) return refuse("message-unreadable");
  const { message, attributes } = read;
  const signer = await signerOf(desk, message, anchors);
  const { challenge } = attributes;
  const device = deviceOf(attributes);
  return { ok: true, signer, certificate: message.signer, device, challenge };
}

async function bodyOf({ body }: Request): Promise<Uint8Array | undefined> {
  if (!body) return undefined;
  const { start, ended } = await readStart(body, BODY_MAX);
  if (!ended) await body.cancel();
  return ended ? start : undefined;
}

function readMessage(body: Uint8Array) {
  try {
    const message = readSignedMessage(body);
    return { message, attributes: readDeviceAttributes(message.content) };
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    log("enrolment-unreadable", { problem: error.message });
    return undefined;
  }
}

async function signerOf(
  { authority }: ProfileDesk,
  { signer, certificates }: SignedMessage,
  anchors: readonly Uint8Array[],
): Promise<EnrolmentSigner> {
  if (isIssuedWithin(signer, certificates, anchors)) return { kind: "device" };
  const certificate = await authority.issued(fingerprintHex(signer));
  return certificate ? { kind: "issued", certificate } : { kind: "stranger" };
}

const deviceOf = ({ udid, serial, product, version, imei }: DeviceAttributes): EnrolledDevice => ({
  udid,
  ...(serial !== undefined && { serial }),
  ...(product !== undefined && { product }),
  ...(version !== undefined && { build: version }),
  ...(imei !== undefined && { imei }),
});

/** The binding's text as certificates; kept, because it never changes while an isolate lives. */
let kept: { readonly pem: string; readonly anchors: readonly Uint8Array[] } | undefined;

function anchorsOf(pem: string): readonly Uint8Array[] {
  if (kept?.pem !== pem) kept = { pem, anchors: certificatesIn(pem) };
  return kept.anchors;
}

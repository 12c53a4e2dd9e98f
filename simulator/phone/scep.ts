// The phone's SCEP client: GetCACert, GetCACaps, PKIOperation (Apple's Over-the-Air document, phase
// 2; RFC 8894, sections 3 and 4). Without an answer to GetCACaps it speaks GET, 3DES and SHA-1
// (Enterprise Deployment Guide, 2nd ed., p. 78). A pending answer is asked for again as Retries and
// RetryDelay say, the first time at once; that a lost answer is treated the same is from memory.
import { createHash, type KeyObject } from "node:crypto";
import { headerOf, type NetworkResponse } from "../network.ts";
import type { Certificate } from "./certificate.ts";
import { writeRequest } from "./certificate-write.ts";
import { readCertificates } from "./cms-reader.ts";
import { DerProblem, sameBytes } from "./der.ts";
import { bodyOf, contentType } from "./http-answer.ts";
import { type Identity, identityOf, makeKey } from "./keychain.ts";
import {
  beginTransaction,
  ownCertificate,
  readAuthority,
  readCertRep,
  ScepProblem,
  type ScepServer,
  type SentMessage,
  type Transaction,
  writeMessage,
} from "./scep-message.ts";
import type { ScepParameters } from "./scep-payload.ts";
import type { Handset } from "./state.ts";

export type ScepOutcome =
  | { readonly ok: true; readonly identity: Identity }
  | { readonly ok: false; readonly detail: string };

/** What a phone needs of itself to ask for a certificate. */
export type ScepClient = Pick<Handset, "network" | "clock" | "traits" | "note" | "secret">;

/** keyUsage bits of the payload's "Key Usage" (1 sign, 4 encrypt). */
const USAGE_BITS = [
  [1, 0],
  [4, 2],
] as const;
const USER_AGENT = "Profile/1.0";

/** Makes a key and has it certified. Nothing of the phone changes; the caller keeps the identity. */
export async function obtainIdentity(
  phone: ScepClient,
  order: ScepParameters,
): Promise<ScepOutcome> {
  try {
    if (order.challenge !== undefined) phone.secret("a challenge", order.challenge);
    const server = await meetServer(phone, order);
    const pair = await makeKey(order.keyBits, phone.secret);
    const certificate = await request(phone, order, { server, pair });
    return { ok: true, identity: identityOf(certificate.der, pair.privateKey) };
  } catch (problem) {
    if (problem instanceof DerProblem || problem instanceof ScepProblem)
      return { ok: false, detail: problem.message };
    throw problem;
  }
}

async function get(phone: ScepClient, url: string): Promise<NetworkResponse | null> {
  const headers = [
    ["User-Agent", USER_AGENT],
    ["Accept", "*/*"],
  ] as const;
  try {
    return await phone.network.request({ method: "GET", url, headers });
  } catch {
    return null;
  }
}

const addressOf = ({ url }: ScepParameters, operation: string, message: string) =>
  `${url}${url.includes("?") ? "&" : "?"}operation=${operation}&message=${message}`;

async function meetServer(phone: ScepClient, order: ScepParameters): Promise<ScepServer> {
  const name = encodeURIComponent(order.name);
  const answer = await get(phone, addressOf(order, "GetCACert", name));
  if (answer?.status !== 200)
    throw new ScepProblem(`GetCACert was answered ${answer?.status ?? "not at all"}`);
  const certificates = readAuthorities(phone, answer);
  const fingerprint = order.fingerprint && Buffer.from(order.fingerprint, "base64");
  if (fingerprint && !certificates.some(({ der }) => fits(der, fingerprint)))
    throw new ScepProblem("the CA is not the one of the profile's fingerprint");
  const said =
    order.capabilities ?? (await capabilities(phone, addressOf(order, "GetCACaps", name)));
  return { certificates, ...rolesOf(certificates), ...mannersOf(phone, said) };
}

function readAuthorities(phone: ScepClient, answer: NetworkResponse): readonly Certificate[] {
  const { type } = contentType(answer);
  const body = bodyOf(answer, phone.note) ?? new Uint8Array();
  if (type === "application/x-x509-ca-cert") return [readAuthority(body)];
  if (type !== "application/x-x509-ca-ra-cert")
    phone.note(`SCEP: GetCACert was answered as ${type || "no type"}`);
  return readCertificates(body, (problem) => phone.note(`SCEP: GetCACert is not DER: ${problem}`));
}

/** CAFingerprint: MD5, SHA-1 or SHA-256 by its length. */
function fits(der: Uint8Array, fingerprint: Uint8Array): boolean {
  const algorithm = { 16: "md5", 20: "sha1", 32: "sha256" }[fingerprint.length];
  return (
    algorithm !== undefined && sameBytes(createHash(algorithm).update(der).digest(), fingerprint)
  );
}

/** Which of the certificates issues, and for which requests are encrypted. Throws ScepProblem. */
function rolesOf(
  certificates: readonly Certificate[],
): Pick<ScepServer, "authority" | "recipient"> {
  const authorities = certificates.filter((one) => one.authority);
  const issues = (issuer: Certificate, subject: Certificate) =>
    issuer !== subject &&
    sameBytes(issuer.subject, subject.issuer) &&
    subject.x509.verify(issuer.key);
  const authority = authorities.find((one) => !authorities.some((other) => issues(one, other)));
  if (!authority) throw new ScepProblem("GetCACert holds no CA");
  const registration = certificates.find(
    (one) => !one.authority && issues(authority, one) && (one.keyUsage?.includes(2) ?? true),
  );
  return { authority, recipient: registration ?? authority };
}

async function capabilities(phone: ScepClient, url: string): Promise<readonly string[]> {
  const answer = await get(phone, url);
  if (answer?.status !== 200) return [];
  const text = new TextDecoder().decode(bodyOf(answer, phone.note) ?? new Uint8Array());
  return text.split(/\r?\n/).map((line) => line.trim());
}

function mannersOf(
  { traits }: ScepClient,
  said: readonly string[],
): Pick<ScepServer, "byPost" | "digest" | "cipher"> {
  const standard = said.includes("SCEPStandard");
  const modern = traits.scepModern;
  return {
    byPost: said.includes("POSTPKIOperation") || (modern && standard),
    digest: modern && (standard || said.includes("SHA-256")) ? "SHA256" : "SHA1",
    cipher: modern && (standard || said.includes("AES")) ? "aes-128" : "3des",
  };
}

interface Asking {
  readonly server: ScepServer;
  readonly pair: { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
}

async function request(
  phone: ScepClient,
  order: ScepParameters,
  { server, pair }: Asking,
): Promise<Certificate> {
  const now = phone.clock.now();
  const { subject, challenge, usage, alternativeNames } = order;
  const { digest } = server;
  const transaction = beginTransaction(pair, { subject, digest, now });
  const csr = writeRequest({
    ...{ ...pair, subject: transaction.subject, digest, alternativeNames },
    usage: USAGE_BITS.flatMap(([bit, use]) => (usage & bit ? [use] : [])),
    ...(challenge === undefined ? {} : { challenge }),
  });
  let sent = writeMessage(transaction, server, { type: "PKCSReq", request: csr });
  for (let tries = 0; ; tries++) {
    if (tries > 1) await phone.clock.sleep(order.retryDelaySeconds * 1000);
    const answer = await operate(phone, order, { server, transaction, sent });
    if (answer?.status === "refused") throw new ScepProblem(`refused, ${answer.failure}`);
    if (answer?.status === "issued") {
      const on = { key: pair.privateKey, server, now: phone.clock.now(), note: phone.note };
      return ownCertificate(answer.certificates, on);
    }
    if (tries >= order.retries)
      throw new ScepProblem(`${answer ? "the CA is still waiting" : "no answer"}`);
    // A lost answer is asked for with the same message; a pending one by its own question.
    if (answer) sent = writeMessage(transaction, server, { type: "CertPoll" });
  }
}

/** One PKIOperation; null if it was not answered. */
async function operate(
  phone: ScepClient,
  order: ScepParameters,
  on: {
    readonly server: ScepServer;
    readonly transaction: Transaction;
    readonly sent: SentMessage;
  },
) {
  const answer = on.server.byPost
    ? await post(phone, `${order.url}?operation=PKIOperation`, on.sent.bytes)
    : await get(phone, addressOf(order, "PKIOperation", messageOf(on.sent.bytes)));
  if (!answer) return null;
  if (answer.status !== 200) throw new ScepProblem(`PKIOperation was answered ${answer.status}`);
  const type = headerOf(answer, "content-type") ?? "";
  if (type !== "application/x-pki-message")
    phone.note(`SCEP: PKIOperation was answered as ${type || "no type"}`);
  const body = bodyOf(answer, phone.note) ?? new Uint8Array();
  return readCertRep(body, { ...on, note: phone.note });
}

/** Base64 in a URL as iPhones write it: + and / as they are, only = escaped (seen by server makers). */
const messageOf = (bytes: Uint8Array) =>
  Buffer.from(bytes).toString("base64").replaceAll("=", "%3D");

async function post(
  phone: ScepClient,
  url: string,
  body: Uint8Array,
): Promise<NetworkResponse | null> {
  const headers = [
    ["User-Agent", USER_AGENT],
    ["Content-Type", "application/x-pki-message"],
    ["Accept", "*/*"],
  ] as const;
  try {
    return await phone.network.request({ method: "POST", url, headers, body });
  } catch {
    return null;
  }
}

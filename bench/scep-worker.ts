// A SCEP PKIOperation and its floor, run in bare workerd. `/answer?n=` answers a message n times as the
// authority does, but for its book on disk; `/bare?n=` does n times the RSA of that, 2,048 bits, and
// nothing else: two signatures (the certificate, the answer), one decryption, two verifications (the
// message, the request), one encryption (the answer's envelope).
import {
  constants,
  createPrivateKey,
  createPublicKey,
  privateDecrypt,
  publicEncrypt,
  sign,
  verify,
} from "node:crypto";
import type { IssuedCertificate } from "../worker/core/certificates.ts";
import { ISSUING_DEFAULTS } from "../worker/core/issuing-rules.ts";
import type { Desk } from "../worker/objects/authority/issuing.ts";
import { answerScep } from "../worker/objects/authority/scep.ts";
import { issuePhoneCertificate } from "../worker/wire/certificate-issue.ts";
import { readIssuer } from "../worker/wire/issuer.ts";
import { readRsaPublicKey } from "../worker/wire/rsa-public-key.ts";

/** What the benchmark posts to `/authority` first: a CA and a message for it (base64), its key (PEM). */
export interface BenchAuthority {
  readonly certificate: string;
  readonly key: string;
  readonly message: string;
}

const NOW = Date.UTC(2026, 10, 22);
const RECORD: IssuedCertificate = {
  ...{ fingerprint: "", serialNumber: "", user: "alice", purpose: "exchange", issuer: "" },
  ...{ notBefore: NOW, notAfter: NOW, issuedAt: NOW, delivery: "scep" },
};

/** Answers the message once, and checks that it is no refusal. */
function answering(on: BenchAuthority): () => void {
  const bytes = (base64: string) => new Uint8Array(Buffer.from(base64, "base64"));
  const [certificate, message] = [bytes(on.certificate), bytes(on.message)];
  const keyed = { certificate, key: createPrivateKey(on.key), privateKeyPem: on.key };
  const issuer = { ...keyed, issuer: readIssuer(certificate) };
  const content = {
    ...{ organization: "Acme Ltd", commonName: "alice", purpose: "exchange" as const },
    ...{ notBefore: NOW, notAfter: NOW, crlAddress: "https://acme.example/scep/crl/0.crl" },
  };
  const desk: Desk = {
    rules: ISSUING_DEFAULTS,
    site: { organization: "Acme Ltd", origin: "https://acme.example" },
    current: { ...keyed, fingerprint: "", chain: [certificate] },
    former: [],
    issueFor: ({ publicKey }) => {
      const key = readRsaPublicKey(publicKey);
      if (!key) throw new Error("no RSA key");
      const serial = crypto.getRandomValues(new Uint8Array(16)).fill(0x40, 0, 1);
      const issued = issuePhoneCertificate(content, key, serial, issuer);
      return { ok: true, certificate: issued, record: RECORD, repeated: false };
    },
    bySerial: () => undefined,
    byFingerprint: () => undefined,
    byTransaction: () => undefined,
    crl: () => undefined,
  };
  const order = { operation: "PKIOperation", message, client: "203.0.113.7" };
  return () => {
    const { answer } = answerScep({ desk, probes: new Map(), now: NOW }, order);
    if (!answer.issued) throw new Error("the message was refused");
  };
}

const KEY = {
  name: "RSASSA-PKCS1-v1_5",
  hash: "SHA-256",
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
};
/** Bytes of a certificate before it is signed, and of signed attributes. */
const CERTIFICATE = Buffer.alloc(800);
const ATTRIBUTES = Buffer.alloc(300);
const CONTENT_KEY = Buffer.alloc(16);

async function makeFloor(): Promise<() => void> {
  const keys = (await crypto.subtle.generateKey(KEY, true, ["sign", "verify"])) as CryptoKeyPair;
  const pkcs8 = (await crypto.subtle.exportKey("pkcs8", keys.privateKey)) as ArrayBuffer;
  const spki = (await crypto.subtle.exportKey("spki", keys.publicKey)) as ArrayBuffer;
  const pem = (label: string, der: ArrayBuffer) =>
    `-----BEGIN ${label}-----\n${Buffer.from(der).toString("base64")}\n-----END ${label}-----\n`;
  const [privatePem, publicPem] = [pem("PRIVATE KEY", pkcs8), pem("PUBLIC KEY", spki)];
  const [privateKey, publicKey] = [createPrivateKey(privatePem), createPublicKey(publicPem)];
  const padding = constants.RSA_PKCS1_PADDING;
  const encrypted = publicEncrypt({ key: publicPem, padding }, CONTENT_KEY);
  const signature = sign("sha256", ATTRIBUTES, privateKey);
  return () => {
    verify("sha256", ATTRIBUTES, publicKey, signature);
    privateDecrypt({ key: privatePem, padding }, encrypted);
    verify("sha256", ATTRIBUTES, publicKey, signature);
    sign("sha256", CERTIFICATE, privateKey);
    publicEncrypt({ key: publicPem, padding }, CONTENT_KEY);
    sign("sha256", ATTRIBUTES, privateKey);
  };
}

let floor: (() => void) | undefined;
let answer: (() => void) | undefined;

export default {
  async fetch(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/authority") answer = answering(await request.json());
    floor ??= await makeFloor();
    const deed = pathname === "/answer" ? answer : floor;
    const count = Number(searchParams.get("n"));
    for (let done = 0; done < count; done++) deed?.();
    return new Response("done");
  },
};

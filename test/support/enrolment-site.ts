// /iphone of a tenant whose phones sign in by certificates, around plain values instead of Durable
// Objects, and a phone that posts to it: its built-in certificate comes of the simulated maker, its
// messages of the simulator's own writer, so that what is verified was not written by what verifies.
import { createHash, createPrivateKey, generateKeyPairSync } from "node:crypto";
import { Hono } from "hono";
import { deviceCa } from "../../simulator/device-ca.ts";
import { encodeName, keyUsage, writeCertificate } from "../../simulator/phone/certificate-write.ts";
import {
  type MessageRecipe,
  type SigningIdentity,
  signMessage,
} from "../../simulator/phone/cms-write.ts";
import type { AppEnv } from "../../worker/context.ts";
import type {
  EnrolledDevice,
  EnrolmentAttempt,
  IssuedCertificate,
} from "../../worker/core/certificates.ts";
import type { ChallengeReason } from "../../worker/core/challenge.ts";
import { ISSUING_DEFAULTS, type IssuingRules } from "../../worker/core/issuing-rules.ts";
import type { RunningTenant } from "../../worker/core/tenant.ts";
import type { SignedAlong } from "../../worker/objects/handles/authority.ts";
import type { AccountFacts, AccountReason } from "../../worker/objects/handles/tenant-handouts.ts";
import type { Handles } from "../../worker/objects/handles.ts";
import { iphone } from "../../worker/routes/iphone.tsx";
import { buildPlist, type PlistValue } from "../../worker/wire/plist.ts";
import { belowRoot } from "../../worker/wire/x509-path.ts";
import { acme, alice } from "./front-site.ts";

export const NOW = Date.UTC(2026, 10, 22, 12);
const DAY = 86_400_000;
export const CHALLENGE = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
export const PHONE = {
  UDID: "2b6f0cc904d137be2e1730235f5664094b831186",
  SERIAL: "83042TD3A4T",
  PRODUCT: "iPhone2,1",
  VERSION: "8C148",
} as const;
const DEVICE: EnrolledDevice = {
  udid: PHONE.UDID,
  serial: PHONE.SERIAL,
  product: PHONE.PRODUCT,
  build: PHONE.VERSION,
};
export const enrolled: AccountFacts = { ...alice, clientCertificates: "with-password" };

/** What the tests change of the site. */
export interface EnrolmentSituation {
  readonly account?: AccountFacts | AccountReason;
  readonly tenant?: RunningTenant;
  readonly rules?: Partial<IssuingRules>;
  readonly challenge?: ChallengeReason;
  /** PEM of other anchors than the simulated maker's. */
  readonly anchors?: string;
  readonly expired?: boolean;
  /** Certificates (DER) from the one that issues to its root. */
  readonly chain?: readonly Uint8Array[];
  /** Identities made for the phone before, by when they were issued. */
  readonly made?: readonly number[];
  readonly sign?: (content: Uint8Array) => Promise<Uint8Array>;
}

/** The site, what was asked of its objects, and the book of its authority. */
export function enrolmentSite(on: EnrolmentSituation = {}) {
  const seen: string[] = [];
  const orders: NonNullable<SignedAlong["challenge"]>[] = [];
  const attempts: Omit<EnrolmentAttempt, "at">[] = [];
  const book = new Map<string, IssuedCertificate>();
  const account = on.account ?? enrolled;
  const tenant = on.tenant ?? acme;
  const authority = {
    sign: async (content: Uint8Array, digest: string, _: string, along: SignedAlong = {}) => {
      if (on.expired) return { ok: false, reason: "signing-identity-expired" };
      seen.push(`signed ${digest}`);
      if (along.challenge) orders.push(along.challenge);
      if (along.attempt) attempts.push(along.attempt);
      return { ok: true, signed: on.sign ? await on.sign(content) : content };
    },
    rules: async () => ({ ...ISSUING_DEFAULTS, ...on.rules }),
    caChain: async () => on.chain ?? [],
    issued: async (fingerprint: string) => book.get(fingerprint) ?? null,
    takeProfileChallenge: async (challenge: string, device: EnrolledDevice) => {
      seen.push(`taken by ${device.udid}`);
      if (on.challenge) return { ok: false, reason: on.challenge };
      if (challenge !== CHALLENGE) return { ok: false, reason: "challenge-unknown" };
      const rules = { ...ISSUING_DEFAULTS, ...on.rules };
      return { ok: true, record: { id: "first", user: "alice" }, rules };
    },
    makeIdentity: async ({ user, delivery }: { user: string; delivery: string }) => {
      seen.push(`made ${delivery} for ${user}`);
      return MADE;
    },
    makePhonesIdentity: async ({ device }: { device: EnrolledDevice }) => {
      seen.push(`made profile for ${device.udid}`);
      return { ok: true, made: MADE };
    },
    phoneFacts: async () => ({
      earlier: (on.made ?? []).map((issuedAt) => ({ issuedAt, delivery: "profile" })),
      rules: { ...ISSUING_DEFAULTS, ...on.rules },
      intermediates: belowRoot(on.chain ?? []),
    }),
    noteAttempt: async (attempt: Omit<EnrolmentAttempt, "at">) => {
      attempts.push(attempt);
    },
  };
  const handles = {
    authority: () => authority,
    tenant: () => ({
      account: async () =>
        typeof account === "string" ? { ok: false, reason: account } : { ok: true, account },
      note: async (actor: string, action: string) => {
        seen.push(`noted ${action} by ${actor}`);
      },
      checkLocalPassword: async () => true,
      devicesOf: async () => [],
      lastRefusalOf: async () => null,
      noteRefusal: async ({ reason }: { reason: string }) => void seen.push(`refused ${reason}`),
    }),
    device: () => ({ liftPasswords: async () => undefined }),
    guard: () => ({
      wait: async () => 0,
      waiting: async () => 0,
      failures: async () => 0,
      released: async () => undefined,
      failed: async () => 0,
      succeeded: async () => undefined,
    }),
  } as unknown as Handles;
  const clock = { now: () => NOW, sleep: () => new Promise<void>(() => {}) };
  const values = { handles, clock, client: "203.0.113.7", tenant };
  const app = new Hono<AppEnv>()
    .use(async (c, next) => {
      for (const [name, value] of Object.entries(values)) c.set(name as "client", value as string);
      await next();
    })
    .route("/iphone", iphone);
  const env = {
    VERIFIER_SECRET: "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=",
    DEVICE_TRUST_ANCHORS: on.anchors ?? deviceCa().anchor,
  };
  const post = (body: Uint8Array | string, headers: Record<string, string> = {}) =>
    app.request(
      "https://mail.acme.example/iphone/enrol",
      { method: "POST", body: body as BodyInit, headers },
      env,
    );
  /** Writes a certificate into the book. */
  const enter = (certificate: Uint8Array, change: Partial<IssuedCertificate> = {}) => {
    const fingerprint = createHash("sha256").update(certificate).digest("hex");
    book.set(fingerprint, { ...RECORD, fingerprint, ...change });
  };
  return { post, enter, seen, orders, attempts, app, env, handles };
}

const MADE = { pkcs12: Uint8Array.of(0x30, 1, 2), password: "opens it", certificate: {} };

const RECORD: IssuedCertificate = {
  fingerprint: "",
  serialNumber: "01",
  user: "alice",
  purpose: "enrolment",
  issuer: "ca",
  notBefore: NOW - DAY,
  notAfter: NOW + 365 * DAY,
  issuedAt: NOW - 60_000,
  delivery: "scep",
  device: DEVICE,
};

/** A phone as its maker left it. */
export function builtIn(maker = deviceCa()) {
  const { certificate, key, chain } = maker.identityFor({ name: "alice", now: NOW });
  const signer = { certificate: bytes(certificate), key: createPrivateKey(key) };
  return { signer, chain: chain.map(bytes) };
}
const bytes = (base64: string) => new Uint8Array(Buffer.from(base64, "base64"));

/** A certificate of an authority of ours, with its key: the book decides what it is. */
export function ourIdentity(bits = 1024): SigningIdentity {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: bits });
  const name = encodeName([[["O", "Acme"]], [["CN", "alice"]]]);
  const certificate = writeCertificate({
    ...{ serial: 7, issuer: name, subject: name, digest: "SHA256", publicKey },
    ...{ notBefore: NOW - DAY, notAfter: NOW + DAY, issuerKey: privateKey },
    extensions: [keyUsage([0, 2])],
  });
  return { certificate, key: privateKey };
}

/** What a phone says, in the shape Apple's send unless told otherwise. */
export function postOf(
  signer: SigningIdentity,
  words: { readonly [key: string]: PlistValue | undefined },
  change: Partial<MessageRecipe> = {},
): Uint8Array {
  return signMessage({
    content: buildPlist(words),
    signer,
    certificates: [signer.certificate],
    digest: "SHA1",
    form: "apple",
    ...change,
  });
}

/** The first POST of the phone that `builtIn` gives. */
export function firstPost(words: { readonly [key: string]: PlistValue | undefined } = {}) {
  const { signer, chain } = builtIn();
  const said = { ...PHONE, CHALLENGE, ...words };
  return postOf(signer, said, { certificates: [signer.certificate, ...chain] });
}

// A tenant whose phones enrol, over the real objects, and phones that walk the enrolment as far as a test
// wants. What they post is written, and what they get is opened, by the simulator's own code.
import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { Hono } from "hono";
import { expect } from "vitest";
import { makeDeviceCa } from "../../simulator/device-ca.ts";
import { openEnvelope } from "../../simulator/phone/cms-envelope.ts";
import { type SigningIdentity, signMessage } from "../../simulator/phone/cms-write.ts";
import type { AppEnv } from "../../worker/context.ts";
import type { IssueAnswer } from "../../worker/objects/authority/issuing.ts";
import { iphone } from "../../worker/routes/iphone.tsx";
import { readSignedMessage } from "../../worker/wire/cms-read.ts";
import { buildPlist, type ParsedPlist, parsePlist } from "../../worker/wire/plist.ts";
import { ios4, ios26 } from "../support/front-site.ts";
import { atDesk } from "./certificate-support.ts";
import { basic, PASSWORD } from "./my-site.ts";
import { ADAPTER, entry, env, foundTenant, handles, START, setClock, stubOf } from "./world.ts";

export type Dictionary = { readonly [key: string]: ParsedPlist };
const maker = makeDeviceCa();

/** A tenant whose phones sign in by certificate and password, with /iphone in front of it. */
export async function site(name: string) {
  const { tenant } = await foundTenant(name);
  const change = {
    credentialCheck: "local-directory",
    clientCertificates: "with-password",
  } as const;
  await tenant.saveAdapter(change, "owner");
  await tenant.restartAdapter("owner");
  await tenant.putUser({ user: "alice", easAllowed: true }, PASSWORD, "owner");
  await tenant.lockPolicy("everyone", ["ios-profile"], "owner");
  const running = { ...entry(name), adapter: { ...ADAPTER, ...change } };
  const stub = stubOf(env.AUTHORITY, name);
  const time = { now: START };
  const setTime = async (now: number) => {
    time.now = now;
    await setClock(stub, now);
  };
  await setTime(START);
  const app = new Hono<AppEnv>()
    .use(async (c, next) => {
      c.set("handles", handles);
      c.set("clock", { now: () => time.now, sleep: async () => undefined });
      c.set("client", "203.0.113.7");
      c.set("tenant", running);
      await next();
    })
    .route("/iphone", iphone);
  const bindings = { ...env, DEVICE_TRUST_ANCHORS: maker.anchor };
  const get = (userAgent: string) => {
    const path = userAgent === ios4 ? "/iphone" : "/iphone/profile";
    const headers = { "User-Agent": userAgent, Authorization: basic("alice") };
    return app.request(`${running.origins[0]}${path}`, { headers }, bindings);
  };
  const post = (body: Uint8Array) =>
    app.request(`${running.origins[0]}/iphone/enrol`, { method: "POST", body }, bindings);
  const authority = handles.authority(name);
  await authority.setRules({ legacyDevices: true });
  const publicKeyOf = (key: KeyObject) =>
    new Uint8Array(key.export({ format: "der", type: "spki" }));
  /** SCEP's work, at the desk itself; SCEP has tests of its own. */
  const certify = (challenge: string, key: KeyObject): Promise<IssueAnswer> =>
    atDesk(stub, (desk) =>
      desk.issueFor({ by: { challenge }, publicKey: publicKeyOf(key), transaction: "t" }),
    );
  return { tenant, authority, get, post, certify, setTime };
}
export type Site = Awaited<ReturnType<typeof site>>;

/** A profile as a phone reads it: the signature first. */
export async function profileOf(answer: Response): Promise<Dictionary> {
  expect(answer.status).toBe(200);
  const signed = readSignedMessage(new Uint8Array(await answer.arrayBuffer()));
  return parsePlist(signed.content) as Dictionary;
}
export const inside = (profile: Dictionary | undefined) => profile?.PayloadContent as Dictionary;
export const scepChallenge = (profile: Dictionary) =>
  String(inside((profile.PayloadContent as unknown as Dictionary[])[0]).Challenge);

export function phone(name: string, build = "21A329") {
  const made = maker.identityFor({ name, now: START });
  const bytes = (base64: string) => new Uint8Array(Buffer.from(base64, "base64"));
  const signer = { certificate: bytes(made.certificate), key: createPrivateKey(made.key) };
  const words = { UDID: made.udid, SERIAL: `S${name}1`, PRODUCT: "iPhone2,1", VERSION: build };
  const say = (by: SigningIdentity, more = {}, chain: readonly Uint8Array[] = []) =>
    signMessage({
      ...{ content: buildPlist({ ...words, ...more }), signer: by, digest: "SHA1", form: "apple" },
      certificates: [by.certificate, ...chain],
    });
  const first = (challenge: string) => say(signer, { CHALLENGE: challenge }, made.chain.map(bytes));
  return { first, second: (by: SigningIdentity) => say(by), udid: made.udid };
}

export const newKeys = () => generateKeyPairSync("rsa", { modulusLength: 2048 });

export async function begin(at: Site, userAgent = ios26) {
  return String(inside(await profileOf(await at.get(userAgent))).Challenge);
}

/** From the sign-in to the enrolment certificate. */
export async function enrolled(at: Site, by = phone("one"), userAgent = ios26) {
  const challenge = await begin(at, userAgent);
  const first = by.first(challenge);
  const { publicKey, privateKey } = newKeys();
  const asked = scepChallenge(await profileOf(await at.post(first)));
  const issued = await at.certify(asked, publicKey);
  if (!issued.ok) throw new Error(issued.reason);
  const identity: SigningIdentity = { certificate: issued.certificate, key: privateKey };
  return { challenge, first, asked, identity, record: issued.record };
}

export function payloadsOf(
  profile: Dictionary,
  { certificate, key }: SigningIdentity,
): Dictionary[] {
  const sealed = profile.EncryptedPayloadContent as Uint8Array;
  return parsePlist(
    openEnvelope(sealed, { certificate, key, ber: () => undefined }),
  ) as Dictionary[];
}

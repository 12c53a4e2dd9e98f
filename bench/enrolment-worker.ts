// The floors of an enrolment, run in bare workerd. `/bare?n=` does n times what the private keys of the
// service must do in its four requests, and nothing else: five signatures (three profiles, the
// certificate, the answer of SCEP) and one decryption, RSA of 2,048 bits. `/step/1` to `/step/4` are
// four requests that do the same one after the other and not a line more than any service on this
// platform needs: each calls one Durable Object, which writes one row, and the first asks Exchange.
import { DurableObject } from "cloudflare:workers";
import {
  constants,
  createPrivateKey,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  sign,
} from "node:crypto";

const KEY = {
  ...{ name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", modulusLength: 2048 },
  publicExponent: new Uint8Array([1, 0, 1]),
};
const PADDING = constants.RSA_PKCS1_PADDING;
/** Bytes of a profile, of a certificate before it is signed, of SCEP's signed attributes. */
const PROFILE = Buffer.alloc(4_096);
const CERTIFICATE = Buffer.alloc(800);
const ATTRIBUTES = Buffer.alloc(300);
const SCEP_STEP = "3";

interface Keys {
  readonly key: KeyObject;
  readonly privateKey: string;
  readonly encrypted: Uint8Array;
}

async function makeKeys(): Promise<Keys> {
  const keys = (await crypto.subtle.generateKey(KEY, true, ["sign", "verify"])) as CryptoKeyPair;
  const pkcs8 = (await crypto.subtle.exportKey("pkcs8", keys.privateKey)) as ArrayBuffer;
  const spki = (await crypto.subtle.exportKey("spki", keys.publicKey)) as ArrayBuffer;
  const pem = (label: string, der: ArrayBuffer) =>
    `-----BEGIN ${label}-----\n${Buffer.from(der).toString("base64")}\n-----END ${label}-----\n`;
  const privateKey = pem("PRIVATE KEY", pkcs8);
  const publicKey = pem("PUBLIC KEY", spki);
  const encrypted = publicEncrypt({ key: publicKey, padding: PADDING }, Buffer.alloc(24));
  return { key: createPrivateKey(privateKey), privateKey, encrypted };
}

function signProfile({ key }: Keys): Uint8Array {
  return sign("sha256", PROFILE, key);
}

function answerScep({ key, privateKey, encrypted }: Keys): Uint8Array {
  privateDecrypt({ key: privateKey, padding: PADDING }, encrypted);
  sign("sha256", CERTIFICATE, key);
  return sign("sha256", ATTRIBUTES, key);
}

function wholeEnrolment(keys: Keys): void {
  for (let profile = 0; profile < 3; profile++) signProfile(keys);
  answerScep(keys);
}

let made: Promise<Keys> | undefined;
const keysOnce = () => {
  made ??= makeKeys();
  return made;
};

/** The one object that four bare requests need. */
export class Floor extends DurableObject {
  async step(number: string): Promise<Uint8Array> {
    const keys = await keysOnce();
    const { sql } = this.ctx.storage;
    sql.exec("CREATE TABLE IF NOT EXISTS steps (step TEXT, said TEXT)");
    sql.exec("INSERT INTO steps VALUES (?, ?)", number, "x".repeat(200));
    return number === SCEP_STEP ? answerScep(keys) : signProfile(keys);
  }
}

interface FloorEnv {
  readonly FLOOR: DurableObjectNamespace<Floor>;
  /** URL of the bench's Exchange. */
  readonly UPSTREAM: string;
}

export default {
  async fetch(request: Request, env: FloorEnv): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const [, place, step = ""] = pathname.split("/");
    if (place === "step") return bareStep(request, env, step);
    const keys = await keysOnce();
    for (let done = 0; done < Number(searchParams.get("n")); done++) wholeEnrolment(keys);
    return new Response("done");
  },
};

async function bareStep(request: Request, env: FloorEnv, step: string): Promise<Response> {
  await request.arrayBuffer();
  if (step === "1") await (await fetch(env.UPSTREAM, { method: "OPTIONS" })).arrayBuffer();
  const answer = await env.FLOOR.get(env.FLOOR.idFromName("floor")).step(step);
  return new Response(answer as Uint8Array<ArrayBuffer>);
}

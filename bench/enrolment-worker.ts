// The floor of an enrolment, run in bare workerd: `/bare?n=` does n times what the private keys of the
// service must do in its four requests, and nothing else: five signatures (three profiles, the
// certificate, the answer of SCEP) and one decryption, RSA of 2,048 bits.
import { constants, createPrivateKey, privateDecrypt, publicEncrypt, sign } from "node:crypto";

const ALGORITHM = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
const KEY = { ...ALGORITHM, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) };
/** Bytes of a profile, of a certificate before it is signed, of SCEP's signed attributes. */
const PROFILE = new Uint8Array(4_096);
const CERTIFICATE = Buffer.alloc(800);
const ATTRIBUTES = Buffer.alloc(300);

async function makeFloor(): Promise<() => Promise<void>> {
  const keys = (await crypto.subtle.generateKey(KEY, true, ["sign", "verify"])) as CryptoKeyPair;
  const pkcs8 = (await crypto.subtle.exportKey("pkcs8", keys.privateKey)) as ArrayBuffer;
  const spki = (await crypto.subtle.exportKey("spki", keys.publicKey)) as ArrayBuffer;
  const pem = (label: string, der: ArrayBuffer) =>
    `-----BEGIN ${label}-----\n${Buffer.from(der).toString("base64")}\n-----END ${label}-----\n`;
  const privateKey = pem("PRIVATE KEY", pkcs8);
  const padding = constants.RSA_PKCS1_PADDING;
  const publicKey = pem("PUBLIC KEY", spki);
  const encrypted = publicEncrypt({ key: publicKey, padding }, Buffer.alloc(24));
  const key = createPrivateKey(privateKey);
  return async () => {
    for (let profile = 0; profile < 3; profile++)
      await crypto.subtle.sign(ALGORITHM.name, keys.privateKey, PROFILE);
    sign("sha256", CERTIFICATE, key);
    sign("sha256", ATTRIBUTES, key);
    privateDecrypt({ key: privateKey, padding }, encrypted);
  };
}

let floor: (() => Promise<void>) | undefined;

export default {
  async fetch(request: Request): Promise<Response> {
    floor ??= await makeFloor();
    const count = Number(new URL(request.url).searchParams.get("n"));
    for (let done = 0; done < count; done++) await floor();
    return new Response("done");
  },
};

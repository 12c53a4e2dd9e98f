// The Worker that the profile benchmark runs in bare workerd: `/sign?n=` makes n signed profiles,
// `/bare?n=` makes n RSA-2048 signatures with the same key, `/` answers with one signed profile.
// Time is taken outside, because a Worker's own clock stands still while it computes.
import { lock } from "../worker/core/policy.ts";
import { buildProfile } from "../worker/core/profile.ts";
import { prepareSigner, type Signer, signCms } from "../worker/wire/cms.ts";
import { encodeProfile } from "../worker/wire/mobileconfig.ts";

/** What the benchmark posts to `/identity` first: a key as PKCS#8 and its chain, all in base64. */
export interface BenchIdentity {
  readonly key: string;
  readonly chain: readonly string[];
}

const ALGORITHM = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
const SIGNING_TIME = new Date("2026-11-22T10:20:30Z");

/** A policy with all four payloads, about 4 KB as a property list. */
const POLICY = lock(
  {
    forcePIN: true,
    allowSimple: false,
    minLength: 6,
    maxFailedAttempts: 8,
    maxInactivity: 5,
    pinHistory: 5,
    allowCamera: false,
    allowYouTube: false,
    allowExplicitContent: false,
    allowScreenShot: false,
    forceEncryptedBackup: true,
    safariAcceptCookies: 1,
    safariForceFraudWarning: true,
    mailDaysToSync: 7,
    preventPolicyRemoval: "with-password",
    removalPassword: "open sesame",
  },
  SIGNING_TIME.getTime(),
);

let signer: Signer | undefined;
let bare: CryptoKey | undefined;

/** One signed profile; `number` makes each differ, as a fresh token does. */
function signedProfile(by: Signer, number: number): Uint8Array {
  const profile = buildProfile({
    tenant: { name: "acme", displayName: "Acme", origin: "https://mail.acme.example" },
    account: { user: "alice", emailAddress: "alice@acme.example", displayName: "Alice" },
    token: `${number}`.padStart(26, "A"),
    policy: POLICY,
    ios: [4, 2, 1],
  });
  return signCms(encodeProfile(profile), by, { digest: "SHA-256", signingTime: SIGNING_TIME });
}

async function setIdentity(identity: BenchIdentity): Promise<Response> {
  const bytes = (text: string) => new Uint8Array(Buffer.from(text, "base64"));
  const key = await crypto.subtle.importKey("pkcs8", bytes(identity.key), ALGORITHM, true, [
    "sign",
  ]);
  bare = key;
  signer = await prepareSigner({ key, chain: identity.chain.map(bytes) });
  return new Response("ready");
}

export default {
  async fetch(request: Request): Promise<Response> {
    const url = new URL(request.url);
    if (url.pathname === "/identity") return setIdentity(await request.json());
    if (!signer || !bare) return new Response("no identity yet", { status: 503 });
    const count = Number(url.searchParams.get("n"));
    const content = new Uint8Array(4096);
    for (let done = 0; done < count; done++) {
      if (url.pathname === "/sign") signedProfile(signer, done);
      else await crypto.subtle.sign(ALGORITHM.name, bare, content);
    }
    return new Response(url.pathname === "/" ? new Uint8Array(signedProfile(signer, 0)) : "done");
  },
};

// What the tests of certificates share: a tenant's authority at a time, keys as phones make them, and
// the desk, which only the object itself reaches.
import { runInDurableObject } from "cloudflare:test";
import { generateKeyPairSync, X509Certificate } from "node:crypto";
import type { Desk, IssueAnswer, IssueOrder } from "../../worker/objects/authority/issuing.ts";
import type { AuthorityHandle } from "../../worker/objects/handles/authority.ts";
import type { ChallengeOrder } from "../../worker/objects/handles/authority-certificates.ts";
import { env, handles, setClock, stubOf } from "./world.ts";

export const NOW = Date.UTC(2027, 5, 1, 12);
export const SITE = { organization: "Acme Inc.", origin: "https://acme.example" };
export const PHONE = { udid: "a".repeat(40), serial: "87945XYZA4S", product: "iPhone2,1" };

/** The authority of a tenant; `issue` orders at its desk, `order` with a fresh challenge. */
export async function authorityOf(tenant: string, now = NOW) {
  const name = `certificates-${tenant}`;
  const stub = stubOf(env.AUTHORITY, name);
  await setClock(stub, now);
  const authority = handles.authority(name);
  const issue = (order: IssueOrder) => atDesk(stub, (desk) => desk.issueFor(order));
  const challenge = async (order: Partial<ChallengeOrder> = {}) => {
    const alice = { user: "alice", purpose: "exchange", madeBy: "owner" } as const;
    return (await authority.newChallenge({ ...alice, ...order })).challenge;
  };
  const order = async (publicKey: Uint8Array, what: Partial<ChallengeOrder> = {}) =>
    granted(await issue({ by: { challenge: await challenge(what) }, publicKey, transaction: "1" }));
  return { name, stub, authority, issue, challenge, order };
}

/** Works at the desk inside the object. */
export function atDesk<Answer>(
  stub: DurableObjectStub,
  work: (desk: Desk, object: AuthorityHandle) => Answer | Promise<Answer>,
): Promise<Answer> {
  return runInDurableObject(stub, async (instance) => {
    const object = instance as unknown as AuthorityHandle & {
      desk: (site: typeof SITE) => Promise<Desk>;
    };
    return work(await object.desk(SITE), object);
  });
}

/** A phone's public key (SubjectPublicKeyInfo). */
export function newKey(bits = 2048, publicExponent = 65_537): Uint8Array {
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: bits, publicExponent });
  return new Uint8Array(publicKey.export({ format: "der", type: "spki" }));
}

/** The certificate of an answer. @throws Error with its reason if there is none. */
export function granted(answer: IssueAnswer) {
  if (!answer.ok) throw new Error(answer.reason);
  return { ...answer, x509: new X509Certificate(answer.certificate) };
}

export const reasonOf = (answer: { readonly ok: boolean; readonly reason?: string }) =>
  answer.ok ? "issued" : answer.reason;

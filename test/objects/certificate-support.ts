// What the tests of certificates share: a tenant's authority at a time, keys as phones make them, and
// the desk, which only the object itself reaches.

import { runInDurableObject } from "cloudflare:test";
import { createPublicKey, generateKeyPairSync, X509Certificate } from "node:crypto";
import type { Desk, IssueAnswer, IssueOrder } from "../../worker/objects/authority/issuing.ts";
import { env, handles, setClock, stubOf } from "./world.ts";

export const NOW = Date.UTC(2027, 5, 1, 12);
export const SITE = { organization: "Acme Inc.", origin: "https://acme.example" };
export const PHONE = { udid: "a".repeat(40), serial: "87945XYZA4S", product: "iPhone2,1" };

export async function authorityOf(tenant: string, now = NOW) {
  const stub = stubOf(env.AUTHORITY, `certificates-${tenant}`);
  await setClock(stub, now);
  const authority = handles.authority(`certificates-${tenant}`);
  const issue = (order: IssueOrder) => atDesk(stub, (desk) => desk.issueFor(order));
  return { stub, authority, issue };
}

/** Works at the desk inside the object. */
export function atDesk<Answer>(
  stub: DurableObjectStub,
  work: (desk: Desk) => Answer | Promise<Answer>,
): Promise<Answer> {
  return runInDurableObject(stub, async (object) => {
    const { desk } = object as unknown as { desk: (site: typeof SITE) => Promise<Desk> };
    return work(await desk(SITE));
  });
}

/** A phone's public key (SubjectPublicKeyInfo). */
export function newKey(bits = 2048): Uint8Array {
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: bits });
  return new Uint8Array(publicKey.export({ format: "der", type: "spki" }));
}

/** The certificate of an answer, or its reason as an error. */
export function issued(answer: IssueAnswer) {
  if (!answer.ok) throw new Error(answer.reason);
  return { ...answer, x509: new X509Certificate(answer.certificate) };
}

export { createPublicKey };

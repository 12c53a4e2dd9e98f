// What the tests of SCEP share: a tenant's authority in workerd, and a client that asks it.
import { ISSUING_DEFAULTS, type IssuingRules } from "../../worker/core/issuing-rules.ts";
import type { ScepAnswer } from "../../worker/objects/handles/authority-certificates.ts";
import { readDer } from "../support/der.ts";
import {
  certificationRequest,
  type MessageOptions,
  pkiMessage,
  type ReadCertRep,
  readCertRep,
  type ScepIdentity,
  scepIdentity,
  sealed,
} from "../support/scep-client.ts";
import { env, handles, START, setClock, stubOf } from "./world.ts";

export const CLIENT = "203.0.113.7";
/** Short enough to be made in a blink; tenants that take them have `legacyDevices`. */
export const SHORT = { bits: 1024 };

/** The authority of a tenant of its own, with these rules. */
export async function scepSite(name: string, rules: Partial<IssuingRules> = {}) {
  const stub = stubOf(env.AUTHORITY, name);
  await setClock(stub, START);
  const authority = handles.authority(name);
  await authority.setRules({ ...ISSUING_DEFAULTS, legacyDevices: true, ...rules });
  const site = { organization: "Acme Inc.", origin: `https://${name}.example` };
  const send = (operation: string, message: Uint8Array = new Uint8Array()) =>
    authority.scep({ operation, message, client: CLIENT }, site);
  const caOf = async () => {
    const [certificate] = await authority.caChain(site);
    return certificate ?? new Uint8Array();
  };
  return {
    authority,
    stub,
    site,
    send,
    /** The certificate that messages are sealed for while there is no RA. */
    ca: await caOf(),
    caNow: caOf,
    challenge: async (user = "alice") => {
      const order = { user, purpose: "exchange", madeBy: "owner" } as const;
      return (await authority.newChallenge(order)).challenge;
    },
    outcomes: async () => (await authority.attempts()).map(({ outcome }) => outcome),
  };
}

export type ScepSite = Awaited<ReturnType<typeof scepSite>>;

/** Sends `content`, sealed and signed, and reads the CertRep. */
export async function exchange(
  to: ScepSite,
  by: ScepIdentity,
  content: Uint8Array,
  options: MessageOptions & {
    readonly cipher?: Parameters<typeof sealed>[2];
    readonly recipient?: Uint8Array;
  } = {},
): Promise<ReadCertRep & { readonly answer: ScepAnswer }> {
  const envelope = sealed(content, options.recipient ?? to.ca, options.cipher);
  const answer = await to.send("PKIOperation", pkiMessage(envelope, by, options));
  return { ...readCertRep(answer.body, by), answer };
}

/** One enrolment of `by`'s key. */
export const enrol = (
  to: ScepSite,
  by: ScepIdentity,
  challenge: string,
  options: Parameters<typeof exchange>[3] = {},
) => exchange(to, by, certificationRequest(by, { challenge }), options);

/** A client that has a certificate of the authority's. */
export async function enrolled(to: ScepSite, user = "alice"): Promise<ScepIdentity> {
  const by = await scepIdentity(SHORT);
  const { certificates } = await enrol(to, by, await to.challenge(user));
  const [certificate] = certificates;
  if (!certificate) throw new Error("no certificate was issued");
  return { ...by, certificate };
}

/** The parts of an answer that a sender can tell apart: all but nonce, time and signature. */
export function shapeOf(body: Uint8Array): string {
  const shape = (node: ReturnType<typeof readDer>): unknown =>
    node.children.length > 0
      ? [node.tag, ...node.children.map(shape)]
      : [node.tag, node.content.length];
  return JSON.stringify(shape(readDer(body)));
}

// The part of the authority object that answers SCEP (AuthorityCertificates.scep). The rules: once the
// desk is open nothing waits until the answer is there; each try is noted, good or bad; strangers make
// no CA for a tenant that never used certificates, and whose messages fail too often waits.
import { clientNetwork } from "../../core/client-network.ts";
import { keepNewest } from "../../core/newest.ts";
import type { IssuingSite, ScepAnswer, ScepOrder } from "../handles/authority-certificates.ts";
import { AuthorityIssuingObject } from "./issuing-object.ts";
import type { Probes } from "./scep-message.ts";

const MINUTE = 60_000;
/** Each costs two operations with a private key, and a write: well below a hundredth of the object's time. */
const FAILED_A_MINUTE = 100;
/** Entries of about 100 bytes. */
const MAX_NETWORKS = 5_000;

/** Messages of one network that failed within the minute that began then (milliseconds since 1970). */
interface Failures {
  readonly since: number;
  readonly count: number;
}

/** Speaks SCEP. */
export abstract class AuthorityScepObject extends AuthorityIssuingObject {
  readonly #probes: Probes = new Map();
  readonly #failures = new Map<string, Failures>();

  async scep(order: ScepOrder, site: IssuingSite): Promise<ScepAnswer> {
    const { answerScep, noteAttempt, isUsed } = await this.acts();
    if (!isUsed(this.ground)) return plain(404, "No certificates are issued here.\n");
    const desk = await this.desk(site);
    const now = this.clock.now();
    const network = clientNetwork(order.client);
    const { since, count } = this.#failed(network, now);
    if (count >= FAILED_A_MINUTE) return plain(429, "Too many messages failed.\n");
    const { answer, attempt } = answerScep({ desk, probes: this.#probes, now }, order);
    const isFailure = attempt ? attempt.outcome !== "ok" : answer.status === 400;
    if (isFailure) keepNewest(this.#failures, network, { since, count: count + 1 }, MAX_NETWORKS);
    // In the same turn as the book's entry: what is written together goes to disk at once.
    if (attempt) noteAttempt(this.ground, { ...attempt, client: order.client });
    return answer;
  }

  #failed(network: string, now: number): Failures {
    const known = this.#failures.get(network);
    const isOver = !known || now < known.since || now - known.since >= MINUTE;
    return isOver ? { since: now, count: 0 } : known;
  }
}

const plain = (status: number, text: string): ScepAnswer => ({
  status,
  contentType: "text/plain",
  body: Buffer.from(text),
});

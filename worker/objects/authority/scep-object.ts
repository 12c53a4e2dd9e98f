// The part of the authority object that answers SCEP (AuthorityCertificates.scep). The rule: once the
// desk is open nothing waits until the answer is there; each try is noted, good or bad.
import type { IssuingSite, ScepAnswer, ScepOrder } from "../handles/authority-certificates.ts";
import { AuthorityIssuingObject } from "./issuing-object.ts";
import type { Probes } from "./scep-message.ts";

/** Speaks SCEP. */
export abstract class AuthorityScepObject extends AuthorityIssuingObject {
  readonly #probes: Probes = new Map();

  async scep(order: ScepOrder, site: IssuingSite): Promise<ScepAnswer> {
    const { answerScep, noteAttempt } = await this.acts();
    const office = { desk: await this.desk(site), probes: this.#probes, now: this.clock.now() };
    const { answer, attempt } = answerScep(office, order);
    // In the same turn as the book's entry: what is written together goes to disk at once.
    if (attempt) noteAttempt(this.ground, { ...attempt, client: order.client });
    return answer;
  }
}

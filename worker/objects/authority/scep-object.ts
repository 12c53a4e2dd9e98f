// The part of the authority object that answers SCEP (AuthorityCertificates.scep). The rule: once the
// desk is open nothing waits until the answer is there; each try is noted, good or bad.
import type { IssuingSite, ScepAnswer, ScepOrder } from "../handles/authority-certificates.ts";
import { AuthorityIssuingObject } from "./issuing-object.ts";
import type { Probes } from "./scep-message.ts";

/** Speaks SCEP. */
export abstract class AuthorityScepObject extends AuthorityIssuingObject {
  readonly #probes: Probes = new Map();

  async scep(order: ScepOrder, site: IssuingSite): Promise<ScepAnswer> {
    const { answerScep } = await this.acts();
    const office = { desk: await this.desk(site), probes: this.#probes, now: this.clock.now() };
    const { answer, attempt } = answerScep(office, order);
    if (attempt) await this.noteAttempt({ ...attempt, client: order.client });
    return answer;
  }
}

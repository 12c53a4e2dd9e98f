// The part of the authority object that issues: its CAs, challenges and desk. The rules: the desk is a
// field, not a method, so that nobody outside can reach it; the work itself is done by a module that
// loads when an authority first issues (acts.ts), and decides and writes without waiting in between.
import type {
  AuthorityCertificates,
  ChallengeOrder,
  IssuingSite,
} from "../handles/authority-certificates.ts";
import { AuthorityBookObject } from "./book-object.ts";
import type { Desk } from "./issuing.ts";

type Door = AuthorityCertificates;

/** Issues (AuthorityCertificates). */
export abstract class AuthorityIssuingObject extends AuthorityBookObject {
  /**
   * Opens the desk: makes the first CA if there is none, unwraps its keys once per life of the
   * object. What the desk answers is true as long as its user waits for nothing else.
   */
  protected readonly desk = async (site: IssuingSite): Promise<Desk> => {
    return (await this.acts()).openDesk(this.ground, site);
  };

  async overview(site: IssuingSite): ReturnType<Door["overview"]> {
    return (await this.acts()).overview(this.ground, site);
  }

  async rules(): ReturnType<Door["rules"]> {
    return (await this.acts()).rulesOf(this.ground);
  }

  async setRules(rules: Parameters<Door["setRules"]>[0]): ReturnType<Door["setRules"]> {
    return (await this.acts()).setRules(this.ground, rules);
  }

  async prepareCa(site: IssuingSite): ReturnType<Door["prepareCa"]> {
    return (await this.acts()).prepareCa(this.ground, site);
  }

  async importCa(source: Parameters<Door["importCa"]>[0]): ReturnType<Door["importCa"]> {
    return (await this.acts()).importCa(this.ground, source);
  }

  async dropNextCa(): Promise<boolean> {
    return (await this.acts()).dropNextCa(this.ground);
  }

  async rollOverCa(): ReturnType<Door["rollOverCa"]> {
    return (await this.acts()).rollOverCa(this.ground);
  }

  async caChain(site: IssuingSite): ReturnType<Door["caChain"]> {
    return (await this.acts()).caChain(this.ground, site);
  }

  async phoneFacts(user: string, udid: string, site: IssuingSite): ReturnType<Door["phoneFacts"]> {
    return (await this.acts()).phoneFacts(this.ground, user, udid, site);
  }

  async chainOfCa(fingerprint: string): ReturnType<Door["chainOfCa"]> {
    return (await this.acts()).chainOfCa(this.ground, fingerprint);
  }

  async crl(fingerprint: string): Promise<Uint8Array | null> {
    // Asked of a tenant that has no CA, there is none to make one for.
    if (!this.schema.exists()) return null;
    return (await this.acts()).crlFrom(this.ground, fingerprint);
  }

  async newChallenge(order: ChallengeOrder): ReturnType<Door["newChallenge"]> {
    return (await this.acts()).makeChallenge(this.ground, order);
  }

  async takeProfileChallenge(
    challenge: string,
    device: Parameters<Door["takeProfileChallenge"]>[1],
  ): ReturnType<Door["takeProfileChallenge"]> {
    return (await this.acts()).useProfileChallenge(this.ground, challenge, device);
  }

  async challenges(): ReturnType<Door["challenges"]> {
    return (await this.acts()).listChallenges(this.ground);
  }

  async dropChallenge(id: string): Promise<boolean> {
    return (await this.acts()).dropChallenge(this.ground, id);
  }

  async makePhonesIdentity(
    order: Parameters<Door["makePhonesIdentity"]>[0],
    site: IssuingSite,
  ): ReturnType<Door["makePhonesIdentity"]> {
    return (await this.acts()).makePhonesIdentity(this.ground, order, site);
  }

  async makeIdentity(
    order: Parameters<Door["makeIdentity"]>[0],
    site: IssuingSite,
  ): ReturnType<Door["makeIdentity"]> {
    return (await this.acts()).makeIdentity(this.ground, order, site);
  }
}

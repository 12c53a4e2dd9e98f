// The part of the authority object that issues: its desk. The rule: the desk is a field, not a
// method, so that nobody outside can reach it.

import type { IssuingSite } from "../handles/authority-certificates.ts";
import { AuthorityGroundObject } from "./ground-object.ts";
import type { Desk } from "./issuing.ts";

/** What the parts after it issue with. */
export abstract class AuthorityIssuingObject extends AuthorityGroundObject {
  /** Opens the desk: makes the first CA if there is none, unwraps its keys once per life of the object. */
  protected readonly desk: (site: IssuingSite) => Promise<Desk> = () => {
    throw new Error("not built yet");
  };
}

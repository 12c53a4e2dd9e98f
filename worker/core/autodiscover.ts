// What Autodiscover answers a user who signed in (MS-ASCMD 2.2.1.1 and 3.1.5.1). The rule: the server is the tenant's own
// first origin, never Exchange's; who asks under another address than the own one is told that one; and nothing is told
// of anybody else.
import type { AutodiscoverAnswer, AutodiscoverRequest } from "../wire/autodiscover.ts";
import { EAS_PATH } from "./upstream-redirect.ts";

/** What is known of the user who asks. */
export interface AskingUser {
  readonly displayName: string;
  /** The address of the user's record, or the user's name in the tenant's mail domain. */
  readonly emailAddress: string;
  readonly easAllowed: boolean;
}

/** RFC 5321, 4.5.3.1: 64 and 255 characters, and the sign between them. */
const MAX_ADDRESS_CHARACTERS = 320;
const ADDRESS = /^[^\s@]+@[^\s@]+$/;

/** Why a request cannot be answered for anybody: 600 invalid, 601 a schema nobody here speaks; null if it can. */
export function requestProblem({ asksIn, accepts, emailAddress }: AutodiscoverRequest) {
  if (accepts === "other") return 601;
  const isAddress =
    emailAddress !== undefined &&
    emailAddress.length <= MAX_ADDRESS_CHARACTERS &&
    ADDRESS.test(emailAddress);
  return asksIn === "mobile" && accepts === "mobile" && isAddress ? null : 600;
}

/**
 * The answer to a request without a problem.
 * @param origin the tenant's first origin.
 */
export function autodiscoverAnswer(
  { emailAddress: asked = "" }: AutodiscoverRequest,
  { easAllowed, ...user }: AskingUser,
  origin: string,
): AutodiscoverAnswer {
  if (!easAllowed) {
    const message = "Exchange ActiveSync is not allowed for this user.";
    return { says: "error", user, message };
  }
  if (asked.toLowerCase() !== user.emailAddress.toLowerCase())
    return { says: "redirect", user, to: user.emailAddress };
  return { says: "settings", user, url: origin + EAS_PATH };
}

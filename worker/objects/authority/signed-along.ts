// What a signed profile brings about in the authority's tables (docs/decisions/0034): the challenge in it,
// and the record of the step it answers. The rule: all of it or nothing, within the caller's
// transaction.
import type { SignedAlong } from "../handles/authority.ts";
import { noteAttempt } from "./attempts.ts";
import { enterChallenge } from "./challenges.ts";
import type { Ground } from "./ground-object.ts";

export function enterAlong(ground: Ground, { challenge, attempt }: SignedAlong): void {
  if (challenge) enterChallenge(ground, challenge.challenge, challenge);
  if (attempt) noteAttempt(ground, attempt);
}

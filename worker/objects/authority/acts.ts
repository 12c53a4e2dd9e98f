// All that the authority's door does for certificates, as one table: the object loads it whole when the
// authority first works with certificates. The rule: one late module and not a dozen, since workerd
// parses each that is uploaded (docs/decisions/0017).
import { attempts, noteAttempt } from "./attempts.ts";
import {
  bindCertificate,
  certificates,
  issued,
  revokeCertificate,
  revokeDevice,
} from "./book-acts.ts";
import {
  caChain,
  chainOfCa,
  dropNextCa,
  importCa,
  isUsed,
  overview,
  phoneFacts,
  prepareCa,
  rollOverCa,
  rulesOf,
  setRules,
} from "./ca-acts.ts";
import { dropChallenge, listChallenges, makeChallenge, useProfileChallenge } from "./challenges.ts";
import { crlFrom } from "./crls.ts";
import { openDesk } from "./desk.ts";
import { identityKeys, identityToken } from "./identity-tokens.ts";
import { makeIdentity, makePhonesIdentity } from "./made-identity.ts";
import { answerScep } from "./scep.ts";
import { enterAlong } from "./signed-along.ts";

/** Each but the last takes the object's ground first. */
export const AUTHORITY_ACTS = {
  overview,
  rulesOf,
  setRules,
  prepareCa,
  importCa,
  isUsed,
  dropNextCa,
  rollOverCa,
  caChain,
  chainOfCa,
  phoneFacts,
  crlFrom,
  makeChallenge,
  useProfileChallenge,
  listChallenges,
  dropChallenge,
  makeIdentity,
  makePhonesIdentity,
  enterAlong,
  openDesk,
  issued,
  certificates,
  bindCertificate,
  revokeCertificate,
  revokeDevice,
  noteAttempt,
  attempts,
  identityToken,
  identityKeys,
  answerScep,
} as const;

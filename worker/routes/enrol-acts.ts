// All that hands out certificates and profiles with them, as one table: whoever needs one of them loads it whole.
// The rule: one late module and not five, since workerd parses each that is uploaded
// (docs/decisions/0017).
import { profileByHand } from "./by-hand.ts";
import { answerEnrolment } from "./enrol.ts";
import { beginEnrolment } from "./enrol-profiles.ts";
import { answerScep } from "./scep.ts";

export const ENROLMENT_ACTS = {
  answerEnrolment,
  answerScep,
  beginEnrolment,
  profileByHand,
} as const;

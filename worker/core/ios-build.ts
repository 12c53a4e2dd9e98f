// Which system a build is: phones in an enrolment say their build (`8C148`) where Safari says a
// version. The rule: the train's number gives the major version, the letter the minor one where a
// payload's keys depend on it (iPhone OS 3, iOS 4 and 9); else a phone is taken for the first of its
// major version, which knows fewer keys. Sources: user agents of the era (Mobile/8C148 stands beside
// OS 4_2_1) and Apple's release notes, which give version and build.
import type { IosVersion } from "./ios.ts";

const BUILD = /^(\d{1,3})([A-Z])\d{1,5}[a-z]?$/;

/** Letters that are more than the first version of their train. */
const MINOR: Readonly<Record<string, IosVersion>> = {
  "7B": [3, 2, 0],
  "7C": [3, 1, 0],
  "7D": [3, 1, 2],
  "7E": [3, 1, 3],
  "8B": [4, 1, 0],
  "8C": [4, 2, 1],
  "8E": [4, 2, 6],
  "8F": [4, 3, 0],
  "8G": [4, 3, 1],
  "8H": [4, 3, 2],
  "8J": [4, 3, 3],
  "8K": [4, 3, 4],
  "8L": [4, 3, 5],
  "13B": [9, 1, 0],
  "13C": [9, 2, 0],
  "13D": [9, 2, 1],
  "13E": [9, 3, 0],
  "13F": [9, 3, 2],
  "13G": [9, 3, 3],
};
/** Train 7 was iPhone OS 3; the number of the first iOS that has its year's name is 26, of train 23. */
const FIRST_TRAIN = 7;
const TRAINS_AHEAD = 4;
const YEAR_TRAIN = 23;
const YEARS_AHEAD = 3;

/** The system of `build`; null for what is no build of iPhone OS 3 or later. */
export function versionOfBuild(build: string | undefined): IosVersion | null {
  const [, digits, letter] = BUILD.exec(build ?? "") ?? [];
  const train = Number(digits ?? 0);
  if (train < FIRST_TRAIN) return null;
  const major = train < YEAR_TRAIN ? train - TRAINS_AHEAD : train + YEARS_AHEAD;
  return MINOR[`${train}${letter}`] ?? [major, 0, 0];
}

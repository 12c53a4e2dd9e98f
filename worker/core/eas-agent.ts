// What an Exchange client's User-Agent says of the phone. Apple writes `Apple-iPhone2C1/801.293`:
// the build 8A293 with its letter as two digits; iPhone OS 3 leaves the model out
// (`Apple-iPhone/705.18`). Builds and systems run side by side: 7 is iPhone OS 3, 8 is iOS 4, 22 is
// iOS 18; 23 is iOS 26, because Apple skipped seven numbers.

const AGENT = /^Apple-(iPhone|iPod|iPad)[^/]{0,20}\/(\d{1,2})\d{2}\.\d{1,9}$/;
const OLDEST_BUILD = 5;
const BUILDS_BEFORE_SYSTEMS = 4;
const FIRST_BUILD_OF_26 = 23;
const SYSTEMS_SKIPPED = 7;

/** The device and the major version of its system; undefined if the agent is none of Apple's. */
export function readEasAgent(
  userAgent: string,
): { readonly device: "iPhone" | "iPod" | "iPad"; readonly major: number } | undefined {
  const [, device, digits] = AGENT.exec(userAgent) ?? [];
  const build = Number(digits);
  if (device === undefined || build < OLDEST_BUILD) return undefined;
  const skipped = build >= FIRST_BUILD_OF_26 ? SYSTEMS_SKIPPED : 0;
  const major = build - BUILDS_BEFORE_SYSTEMS + skipped;
  // Build 5 is iPhone OS 2; there was no system of its own for build 6.
  const told = build <= OLDEST_BUILD + 1 ? 2 : major;
  return { device: device as "iPhone" | "iPod" | "iPad", major: told };
}

/** Apple's name of the system: it was iPhone OS up to 3. */
export function systemName(major: number): string {
  return major < 4 ? `iPhone OS ${major}` : `iOS ${major}`;
}

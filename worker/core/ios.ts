// Apple's mobile system versions as numbers that compare.

/** Major, minor, patch: iPhone OS 3.1.3 is [3, 1, 3]. */
export type IosVersion = readonly [major: number, minor: number, patch: number];

/** True if `version` is `floor` or later. */
export function atLeast(version: IosVersion, floor: IosVersion): boolean {
  for (const [index, part] of version.entries()) {
    const bound = floor[index] ?? 0;
    if (part !== bound) return part > bound;
  }
  return true;
}

/**
 * Before iOS 5 phones sign with SHA-1, and make keys of 1,024 bits within seconds and of 2,048 within
 * a minute: legacy devices, in the words of an authority's rules.
 */
export const isLegacyDevice = (version: IosVersion): boolean => !atLeast(version, [5, 0, 0]);

// Comparing version numbers of Apple's mobile systems, written with dots.

/** True if `system` is `floor` or later; a missing part counts as 0 ("4.2.1" reaches "4.2"). */
export function reaches(system: string, floor: string): boolean {
  const have = system.split(".").map(Number);
  const need = floor.split(".").map(Number);
  for (let part = 0; part < Math.max(have.length, need.length); part++) {
    const difference = (have[part] ?? 0) - (need[part] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

// How long a visitor must wait, in the words of the message tables beside it.

const SECONDS_PER_MINUTE = 60;

/** A wait as people say it: seconds up to two minutes, then minutes, rounded up. */
export function waitInWords(seconds: number): string {
  const whole = Math.max(1, Math.ceil(seconds));
  if (whole === 1) return "1 second";
  if (whole < 2 * SECONDS_PER_MINUTE) return `${whole} seconds`;
  return `${Math.ceil(whole / SECONDS_PER_MINUTE)} minutes`;
}

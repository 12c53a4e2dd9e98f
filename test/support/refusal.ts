// What a codec said when it refused hostile bytes: tests of the wire folder compare its words.
import { WireError } from "../../worker/wire/wire-error.ts";

/** The WireError's message, or "was not refused"; any other error passes on and fails the test. */
export function refusalOf(deed: () => unknown): string {
  try {
    deed();
  } catch (error) {
    if (error instanceof WireError) return error.message;
    throw error;
  }
  return "was not refused";
}

/**
 * What `deed` gives, or "refused" for a WireError; any other error passes on and fails the test.
 */
export function readOrRefused<T>(deed: () => T): T | "refused" {
  try {
    return deed();
  } catch (error) {
    if (error instanceof WireError) return "refused";
    throw error;
  }
}

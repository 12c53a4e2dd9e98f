// Bytes of strangers, read by wire. The rule: what cannot be read is a value like any other, and only a WireError says so;
// our own mistakes go on being thrown.
import { WireError } from "../../wire/wire-error.ts";

/** What `read` makes of bytes, or null if they are not what they should be. */
export function wellFormed<Value>(read: () => Value): Value | null {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return null;
  }
}

// A bare TCP connection, for the one question that fetch leaves open: what is behind a port that
// gave no HTTP answer. The rules: it asks only where a fetch was allowed to ask, sends one message,
// reads a little, and closes.
import type { Clock } from "./clock.ts";

/** What came of dialling. */
export type Dialled =
  | { readonly opened: false; readonly timedOut: boolean }
  | { readonly opened: true; readonly bytes: Uint8Array };

/**
 * Dials, sends `message`, and reads until `isEnough`, the end, the time limit or 64 KB.
 * @param withinMs milliseconds for the whole of it.
 */
export async function dial(
  address: { readonly hostname: string; readonly port: number },
  message: Uint8Array,
  isEnough: (bytes: Uint8Array) => boolean,
  { clock, withinMs }: { readonly clock: Clock; readonly withinMs: number },
): Promise<Dialled> {
  const { connect } = await import("cloudflare:sockets");
  const limit = new AbortController();
  const late = clock.sleep(withinMs, limit.signal).then(() => undefined);
  const socket = connect(address, { secureTransport: "off", allowHalfOpen: true });
  // A connection that breaks rejects here, too; the reads below say it already.
  socket.closed.catch(() => undefined);
  try {
    const opened = await Promise.race([
      socket.opened.then(
        () => true,
        () => false,
      ),
      late,
    ]);
    if (!opened) return { opened: false, timedOut: opened === undefined };
    return { opened: true, bytes: await converse(socket, message, isEnough, late) };
  } finally {
    limit.abort();
    await Promise.race([socket.close().catch(() => undefined), clock.sleep(0)]);
  }
}

const READ_MAX_BYTES = 65_536;

async function converse(
  socket: Socket,
  message: Uint8Array,
  isEnough: (bytes: Uint8Array) => boolean,
  late: Promise<undefined>,
): Promise<Uint8Array> {
  const reader = socket.readable.getReader();
  let bytes: Uint8Array = new Uint8Array();
  try {
    await Promise.race([socket.writable.getWriter().write(message), late]);
    while (bytes.length < READ_MAX_BYTES && !isEnough(bytes)) {
      const read = await Promise.race([reader.read(), late]);
      if (!read || read.done) break;
      bytes = Buffer.concat([bytes, read.value]);
    }
  } catch {
    // The server hung up: what it had said until then is what there is.
  }
  void reader.cancel().catch(() => undefined);
  return bytes;
}

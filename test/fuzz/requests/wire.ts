// A client that writes whatever it is given onto a connection and reads what comes back: Node's own
// would refuse to send most of it. One connection carries many requests, as a phone's does, and is
// opened anew where the server closed it.
import { connect, type Socket } from "node:net";

/** An answer, as far as it matters: its status and the beginning of its body. */
export interface RawAnswer {
  readonly status: number;
  readonly text: string;
}

export interface RawConnection {
  /** Sends one request. @throws Error if no whole answer comes in time. */
  send(request: Uint8Array): Promise<RawAnswer>;
  close(): void;
}

const ANSWER_LIMIT_MS = 20_000;
const HEAD_END = Buffer.from("\r\n\r\n");
const SHOWN_CHARACTERS = 200;

/** A connection to a port on loopback. */
export function rawConnection(port: number): RawConnection {
  let socket: Socket | undefined;
  return {
    send: async (request) => {
      // A server may close an idle connection in the moment it is used again.
      const kept = socket;
      socket = undefined;
      if (kept && !kept.destroyed) {
        const answer = await exchange(kept, request).catch(() => undefined);
        if (answer) return keep(kept, answer);
        kept.destroy();
      }
      const fresh = connect(port, "127.0.0.1");
      return keep(fresh, await exchange(fresh, request));
    },
    close: () => socket?.destroy(),
  };

  function keep(used: Socket, { answer, mayStay }: Exchanged): RawAnswer {
    if (mayStay) socket = used;
    else used.destroy();
    return answer;
  }
}

interface Exchanged {
  readonly answer: RawAnswer;
  readonly mayStay: boolean;
}

function exchange(socket: Socket, request: Uint8Array): Promise<Exchanged> {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    const done = (act: () => void) => {
      clearTimeout(timer);
      socket.removeAllListeners();
      socket.on("error", () => undefined);
      act();
    };
    const fail = (why: string) =>
      done(() => {
        socket.destroy();
        reject(new Error(`${why} after ${received.length} bytes: ${shown(received)}`));
      });
    const timer = setTimeout(() => fail("no whole answer in time"), ANSWER_LIMIT_MS);
    socket.on("error", (error) => fail(error.message));
    socket.on("close", () => {
      const answer = readAnswer(received, true);
      if (answer) done(() => resolve({ answer: answer.answer, mayStay: false }));
      else fail("the connection was closed");
    });
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      const answer = readAnswer(received, false);
      if (answer) done(() => resolve(answer));
    });
    socket.write(request);
  });
}

const shown = (bytes: Buffer) => bytes.subarray(0, SHOWN_CHARACTERS).toString("latin1");

/** The answer, once it is whole (RFC 9112, section 6.3). */
function readAnswer(received: Buffer, isClosed: boolean): Exchanged | undefined {
  const end = received.indexOf(HEAD_END);
  if (end < 0) return undefined;
  const head = received.subarray(0, end).toString("latin1");
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0);
  if (status < 200) return readAnswer(received.subarray(end + HEAD_END.length), isClosed);
  const body = received.subarray(end + HEAD_END.length);
  const length = /^content-length: *(\d+)/im.exec(head)?.[1];
  const isWhole =
    status === 204 || status === 304
      ? true
      : length !== undefined
        ? body.length >= Number(length)
        : /^transfer-encoding: *chunked/im.test(head)
          ? body.includes("0\r\n\r\n")
          : isClosed;
  if (!isWhole) return undefined;
  return { answer: { status, text: shown(body) }, mayStay: !/^connection: *close/im.test(head) };
}

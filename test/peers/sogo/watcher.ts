// A pair of eyes on the way from the gateway to SOGo: passes everything on as it comes and remembers
// what came, so that a test can say that nothing did.
import { createServer, request as httpRequest, type IncomingMessage } from "node:http";

/** One request as it came from the gateway. */
export interface Seen {
  readonly method: string;
  /** With its query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** As far as it has come. */
  body(): Uint8Array;
  /** Is it not answered yet? */
  isOpen(): boolean;
}

export interface Watcher {
  /** What the gateway is told to be SOGo. */
  readonly origin: string;
  /** Commands, oldest first. OPTIONS is left out: it is how the gateway asks whether a password is good. */
  commands(): readonly Seen[];
  forget(): void;
  close(): Promise<void>;
}

export async function watch(upstream: string): Promise<Watcher> {
  let seen: Seen[] = [];
  const server = createServer((incoming, outgoing) => {
    const { method = "", url = "", headers } = incoming;
    const isCommand = method !== "OPTIONS";
    if (isCommand) {
      const chunks: Buffer[] = [];
      let isOpen = true;
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      const body = () => Buffer.concat(chunks);
      seen.push({ method, url, headers, body, isOpen: () => isOpen });
      outgoing.once("close", () => {
        isOpen = false;
      });
    }
    const onward = passOn(upstream, incoming, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(outgoing);
    });
    onward.on("error", () => outgoing.destroy());
    outgoing.once("close", () => onward.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    commands: () => seen,
    forget: () => {
      seen = [];
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function passOn(
  upstream: string,
  incoming: IncomingMessage,
  answered: (answer: IncomingMessage) => void,
) {
  const { method, url = "", rawHeaders } = incoming;
  const { hostname, port } = new URL(upstream);
  const onward = httpRequest({ hostname, port, method, path: url, headers: rawHeaders }, answered);
  incoming.pipe(onward);
  return onward;
}

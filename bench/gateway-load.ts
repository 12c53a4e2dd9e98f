// The two ends of a measured proxy, in this process: an upstream that answers like a small
// Exchange, and a client with keep-alive connections. Only the proxy between them, a process of its
// own, is measured.
import { Agent, createServer, type RequestOptions, request } from "node:http";
import type { AddressInfo } from "node:net";

/** An upstream on loopback. */
export interface Upstream {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Sends answers of this many bytes to every command, and protocol versions to OPTIONS. As IIS, it
 * keeps a connection of HTTP/1.1 without saying so in every answer.
 */
export async function startUpstream(answerBytes: number): Promise<Upstream> {
  const body = Buffer.alloc(answerBytes, 0x2a);
  const server = createServer({ keepAliveTimeout: 60_000 }, (incoming, response) => {
    incoming.resume();
    incoming.on("end", () => {
      response.removeHeader("Connection");
      response.setHeader("Server", "Microsoft-IIS/7.5");
      response.setHeader("Cache-Control", "private");
      response.setHeader("MS-Server-ActiveSync", "8.3");
      response.setHeader("MS-ASProtocolVersions", "1.0,2.0,2.1,2.5,12.0,12.1");
      if (incoming.method === "OPTIONS") return response.end();
      response.setHeader("Content-Type", "application/vnd.ms-sync.wbxml");
      response.setHeader("Content-Length", body.length);
      return response.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** One kind of request, sent again and again. */
export interface Load {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly answerBytes: number;
}

/**
 * Sends `count` requests over `connections` connections to a port on loopback.
 * @throws Error at the first answer that is not 200 or has another length: a refusal is cheap and
 * must not count.
 */
export async function send(port: number, load: Load, count: number, connections: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let left = count;
  const client = async () => {
    while (left-- > 0) await sendOne({ agent, port }, load);
  };
  try {
    await Promise.all(Array.from({ length: connections }, client));
  } finally {
    agent.destroy();
  }
}

function sendOne(to: RequestOptions, load: Load): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = request({
      ...to,
      host: "127.0.0.1",
      method: "POST",
      path: load.path,
      headers: { ...load.headers, "content-length": load.body.length },
    });
    outgoing.on("error", reject);
    outgoing.on("response", (answer) => {
      let length = 0;
      answer.on("data", (chunk: Buffer) => {
        length += chunk.length;
      });
      answer.on("error", reject);
      answer.on("end", () => {
        if (answer.statusCode === 200 && length === load.answerBytes) return resolve();
        reject(new Error(`${load.path}: status ${answer.statusCode}, ${length} bytes`));
      });
    });
    outgoing.end(load.body);
  });
}

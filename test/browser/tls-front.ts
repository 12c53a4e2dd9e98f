// Ends TLS before the world's Worker, as the edge does in production: browsers open the tenants' own
// https addresses, and cookies, redirects and Origin headers are the real ones.
import { type IncomingMessage, request, type ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { makeServerIdentities } from "../support/server-identities.ts";

export interface TlsFront {
  readonly port: number;
  close(): Promise<void>;
}

/** A request with this header gets answers that ask for no password. */
export const CANCELS_SIGN_IN = "x-cancels-sign-in";

/** Where requests come from that do not say otherwise. */
const CLIENT_ADDRESS = "203.0.113.200";

/** Serves https on a free port of 127.0.0.1 and passes everything on to `workerPort()`. */
export async function openTlsFront(workerPort: () => number): Promise<TlsFront> {
  const { selfSigned } = await makeServerIdentities();
  const server = createServer(selfSigned, (incoming, outgoing) =>
    passOn(incoming, outgoing, workerPort()),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function passOn(incoming: IncomingMessage, outgoing: ServerResponse, port: number): void {
  const { connection: _, [CANCELS_SIGN_IN]: cancels, ...headers } = incoming.headers;
  const onward = request(
    {
      host: "127.0.0.1",
      port,
      method: incoming.method,
      path: incoming.url,
      headers: { "cf-connecting-ip": CLIENT_ADDRESS, ...headers },
    },
    (answer) => {
      const { "www-authenticate": question, ...told } = answer.headers;
      const asks = question !== undefined && cancels === undefined;
      outgoing.writeHead(answer.statusCode ?? 502, {
        ...told,
        ...(asks && { "www-authenticate": question }),
      });
      answer.pipe(outgoing);
    },
  );
  onward.on("error", () => outgoing.destroy());
  incoming.pipe(onward);
}

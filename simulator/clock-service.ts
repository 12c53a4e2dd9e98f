// A world's time as a service on loopback: its Worker asks for the time and sleeps by asking for an
// answer later.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { VirtualClock } from "./clock.ts";

export interface ClockService {
  readonly origin: string;
  /** From now on it tells a time that is so many milliseconds ahead (behind, if negative). */
  tellAhead(ms: number): void;
  close(): Promise<void>;
}

/** Serves `GET /now` and `GET /sleep?ms=N`; both answer the time, in milliseconds, as text. */
export async function serveClock(clock: VirtualClock): Promise<ClockService> {
  let ahead = 0;
  const told = () => String(clock.now() + ahead);
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://clock");
    if (url.pathname === "/now") {
      response.end(told());
      return;
    }
    const gone = new AbortController();
    response.on("close", () => gone.abort());
    await clock.sleep(Number(url.searchParams.get("ms")), gone.signal);
    response.end(told());
  });
  await listen(server);
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    tellAhead: (ms) => {
      ahead = ms;
    },
    close: () => closeServer(server),
  };
}

/** Resolves once `server` listens on a free port of 127.0.0.1. */
export function listen(server: Server, port = 0): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve());
  });
}

/** Ends a server and whatever is still connected to it. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

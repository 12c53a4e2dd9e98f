// The simulated internet: names lead to the one Worker on loopback, as an edge network's would,
// with TLS taken off on the way (the edge ends TLS before the Worker). Faults have names, so that a
// scenario can say what breaks.
import { Agent, request as httpRequest, type IncomingMessage } from "node:http";
import type { SimClock } from "./clock.ts";
import type { Network, NetworkRequest, NetworkResponse } from "./network.ts";
import { throughFront } from "./tls-front.ts";

/** What can go wrong between a phone and the Worker. */
export type NetworkFault =
  /** The connection cannot be made. */
  | "refused"
  /** The request arrives, its answer is lost. */
  | "answer-lost";

/** A network whose cables can be pulled. */
export interface FaultyNetwork extends Network {
  /** The next `count` requests, of those whose address fits `url`, meet `fault`. */
  failNext(fault: NetworkFault, count: number, url?: RegExp): void;
  /** After what was ordered so far, the next `count` requests whose address fits `url` pass. */
  passNext(count: number, url?: RegExp): void;
  /** Whoever listens on the wire beyond TLS: gives all answers that came since. */
  listen(): () => readonly NetworkResponse[];
  /**
   * The phone changes its network, from a mobile operator's to a company's wireless one: what waits
   * for an answer is cut off, and from now on its address is another. Names lead where they led.
   */
  moveTo(clientAddress: string): void;
  /** From now on a connection on which nothing moves for so many minutes is cut, as firewalls do; null: none is. */
  cutSilentAfter(minutes: number | null): void;
}

export interface LoopbackOptions {
  /**
   * Port of the Worker on 127.0.0.1; read at every request, because a restarted Worker has another.
   */
  readonly port: () => number;
  /** Is this host name one of the Worker's? Others cannot be found. */
  readonly knows: (hostname: string) => boolean;
  /** The address the platform reports for whoever uses this network. */
  readonly clientAddress: string;
  /** By which silence is measured. */
  readonly clock?: SimClock;
  /** What the TLS front shows the Worker beside a client's certificate; null: there is no front. */
  readonly frontSecret?: string | null;
}

/** One party's connection to the simulated internet. */
export function loopbackNetwork(options: LoopbackOptions): FaultyNetwork {
  let agent = new Agent({ keepAlive: true, maxSockets: 64 });
  let { clientAddress } = options;
  const faults: { readonly fault: NetworkFault | null; readonly url: RegExp }[] = [];
  const order = (fault: NetworkFault | null, count: number, url = /^/) => {
    for (let left = count; left > 0; left--) faults.push({ fault, url });
  };
  const listeners: NetworkResponse[][] = [];
  let silentMinutes: number | null = null;
  return {
    cutSilentAfter: (minutes) => {
      silentMinutes = minutes;
    },
    moveTo: (address) => {
      agent.destroy();
      agent = new Agent({ keepAlive: true, maxSockets: 64 });
      clientAddress = address;
    },
    failNext: order,
    passNext: (count, url) => order(null, count, url),
    listen: () => {
      const answers: NetworkResponse[] = [];
      listeners.push(answers);
      return () => answers;
    },
    request: async (request) => {
      const due = faults.findIndex((one) => one.url.test(request.url));
      const { fault } = (due < 0 ? undefined : faults.splice(due, 1)[0]) ?? {};
      const url = new URL(request.url);
      if (!options.knows(url.hostname))
        throw new Error(`The server ${url.hostname} was not found.`);
      if (fault === "refused") throw new Error("Could not connect to the server.");
      const cut = new AbortController();
      const headers = await throughFront(request, options.frontSecret ?? null);
      const sent = send(
        { ...request, headers, ...joined(request, cut) },
        url,
        { ...options, clientAddress },
        agent,
      );
      if (silentMinutes !== null) void cutWhenSilent(options.clock, silentMinutes, sent, cut);
      const answer = await sent;
      for (const answers of listeners) answers.push(answer);
      if (fault === "answer-lost") throw new Error("The network connection was lost.");
      return answer;
    },
  };
}

/** The request ends with its own signal or with the cable's. */
const joined = ({ signal }: NetworkRequest, cut: AbortController) => ({
  signal: signal ? AbortSignal.any([signal, cut.signal]) : cut.signal,
});

const MINUTE_MS = 60_000;

async function cutWhenSilent(
  clock: SimClock | undefined,
  minutes: number,
  sent: Promise<NetworkResponse>,
  cut: AbortController,
): Promise<void> {
  const answered = new AbortController();
  const done = () => answered.abort();
  sent.then(done, done);
  await clock?.sleep(minutes * MINUTE_MS, answered.signal);
  if (!answered.signal.aborted) cut.abort(new Error("The network connection was lost."));
}

function send(
  request: NetworkRequest,
  url: URL,
  options: LoopbackOptions,
  agent: Agent,
): Promise<NetworkResponse> {
  const headers = [
    ["Host", url.host],
    ...request.headers.filter(([name]) => name.toLowerCase() !== "host"),
    ["CF-Connecting-IP", options.clientAddress],
  ];
  if (request.body) headers.push(["Content-Length", String(request.body.length)]);
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      {
        agent,
        host: "127.0.0.1",
        port: options.port(),
        method: request.method,
        path: `${url.pathname}${url.search}`,
        headers: headers.flat() as string[],
        setHost: false,
        ...(request.signal ? { signal: request.signal } : {}),
      },
      (incoming) => whole(incoming).then(resolve, reject),
    );
    outgoing.on("error", reject);
    outgoing.end(request.body);
  });
}

async function whole(incoming: IncomingMessage): Promise<NetworkResponse> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const raw = incoming.rawHeaders;
  const headers: [string, string][] = [];
  for (let index = 0; index < raw.length; index += 2)
    headers.push([(raw[index] ?? "").toLowerCase(), raw[index + 1] ?? ""]);
  return { status: incoming.statusCode ?? 0, headers, body: new Uint8Array(Buffer.concat(chunks)) };
}

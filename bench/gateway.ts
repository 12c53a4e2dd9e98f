// What the gateway costs: processor time of the proxy process per request, read from /proc, in
// fresh processes and alternated rounds. A warm gated request is compared with a bare pass-through
// Worker (the platform's floor for any gateway), and a 1 MB attachment with nginx (which streams
// without a runtime).
import { encode } from "../worker/wire/wbxml.ts";
import { el } from "../worker/wire/wbxml-tree.ts";
import { type Load, send, startUpstream } from "./gateway-load.ts";
import { isNginxInstalled, startNginx } from "./gateway-nginx.ts";
import { type ProvisionedGateway, startGateway } from "./gateway-tenant.ts";
import { startPassThrough } from "./pass-through.ts";
import { median, type Ratio } from "./ratio.ts";

/** Of fresh processes: two of the same code differ by a tenth, as their memory and compiled code happen to lie. */
const PAIRS = 7;
/** Of each pair: many and short, so that what else the machine does meets both alike. */
const ROUNDS = 13;
const COMMAND = { count: 500, connections: 16, answerBytes: 2048 };
const ATTACHMENT = { count: 150, connections: 4, answerBytes: 1024 * 1024 };
/** Rounds. The platform compiles what it has seen often, and the gateway has more to compile than a pass-through. */
const WARM_UP = 15;

/** A command whose answer passes unread, as nearly all do; folder commands' do not (docs/decisions/0030). */
const ESTIMATE = encode(el("GetItemEstimate:GetItemEstimate", el("GetItemEstimate:Collections")));

/** A proxy process under measurement. */
interface Proxy {
  readonly port: number;
  cpuMs(): number;
  close(): Promise<void>;
}

/**
 * Two ratios; the second is left out, with a line saying so, where nginx is missing (an error if
 * PROVOST_ALL is 1).
 */
export async function measureGateway(): Promise<Ratio[]> {
  const ratios = [await measureCommand()];
  if (isNginxInstalled()) return [...ratios, await measureAttachment()];
  if (process.env.PROVOST_ALL === "1") throw new Error("nginx is not installed");
  console.log("attachment-1mb-cpu-vs-nginx: not measured, nginx is not installed");
  return ratios;
}

async function measureCommand(): Promise<Ratio> {
  const load = { command: "GetItemEstimate", body: ESTIMATE, ...COMMAND };
  const [ours, theirs, ratio] = await compare(load, startPassThrough);
  return {
    name: "gateway-warm-cpu-vs-pass-through",
    value: ratio,
    must: 1.3,
    direction: "max",
    unit: "x",
    against: `a bare pass-through Worker, ${theirs} us a request (ours ${ours})`,
  };
}

async function measureAttachment(): Promise<Ratio> {
  const load = { command: "GetAttachment", body: new Uint8Array(0), ...ATTACHMENT };
  const [ours, theirs, ratio] = await compare(load, startNginx);
  return {
    name: "attachment-1mb-cpu-vs-nginx",
    value: ratio,
    must: 1.4,
    direction: "max",
    unit: "x",
    against: `nginx without buffering, ${theirs} us an attachment (ours ${ours})`,
  };
}

interface Measured {
  readonly command: string;
  readonly body: Uint8Array;
  readonly answerBytes: number;
  /** Requests a round, and connections they come over. */
  readonly count: number;
  readonly connections: number;
}
/**
 * Microseconds of processor time a request, ours and theirs, and their ratio: medians of the
 * rounds.
 */
type Compared = readonly [ours: string, theirs: string, ratio: number];

/** Microseconds a request in one round, ours and theirs. */
type Round = readonly [ours: number, theirs: number];
type StartPeer = (upstreamPort: number) => Promise<Proxy>;

async function compare(measured: Measured, startPeer: StartPeer): Promise<Compared> {
  const rounds: Round[] = [];
  for (let pair = 0; pair < PAIRS; pair++) rounds.push(...(await comparePair(measured, startPeer)));
  const us = (values: readonly number[]) => median(values).toFixed(0);
  return [
    us(rounds.map(([our]) => our)),
    us(rounds.map(([, their]) => their)),
    median(rounds.map(([our, their]) => our / their)),
  ];
}

/**
 * The gateway beside a peer, both in front of one upstream. Everything started is ended, also after
 * a failure.
 */
async function comparePair(measured: Measured, startPeer: StartPeer): Promise<Round[]> {
  const upstream = await startUpstream(measured.answerBytes);
  const started: { close(): Promise<void> }[] = [upstream];
  try {
    const gateway = await startGateway(upstream.port);
    started.unshift(gateway.worker);
    const peer = await startPeer(upstream.port);
    started.unshift(peer);
    return await alternate(gateway.worker, peer, loadOf(gateway, measured), measured);
  } finally {
    for (const party of started) await party.close();
  }
}

async function alternate(
  ours: Proxy,
  theirs: Proxy,
  load: Load,
  { count, connections }: Measured,
): Promise<Round[]> {
  const cost = async (proxy: Proxy, requests: number) => {
    const before = proxy.cpuMs();
    await send(proxy.port, load, requests, connections);
    return ((proxy.cpuMs() - before) * 1000) / requests;
  };
  // The guard lets only a few first tries in at once: one request makes the phone known, then the
  // crowd may come.
  await send(ours.port, load, 1, 1);
  await cost(ours, count * WARM_UP);
  await cost(theirs, count * WARM_UP);
  const rounds: Round[] = [];
  for (let round = 0; round < ROUNDS; round++)
    rounds.push([await cost(ours, count), await cost(theirs, count)]);
  return rounds;
}

/** A provisioned iPhone's command. */
function loadOf(
  { host, login, authorization }: ProvisionedGateway,
  { command, body, answerBytes }: Measured,
): Load {
  const user = encodeURIComponent(login);
  const attachment = command === "GetAttachment" ? "&AttachmentName=RgAAAA%3a0" : "";
  return {
    path: `/Microsoft-Server-ActiveSync?User=${user}&DeviceId=Appl87837L1XY7H&DeviceType=iPhone&Cmd=${command}${attachment}`,
    headers: {
      host,
      authorization,
      accept: "*/*",
      "accept-language": "en-us",
      "content-type": "application/vnd.ms-sync.wbxml",
      "ms-asprotocolversion": "12.1",
      "user-agent": "Apple-iPhone3C1/803.148",
      "x-ms-policykey": "0",
    },
    body,
    answerBytes,
  };
}

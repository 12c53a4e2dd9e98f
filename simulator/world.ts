// A world: the Worker in workerd, an Exchange, phones, an administrator, a virtual clock and a
// network with faults. The parties meet only over HTTP. Closing and reopening the Worker keeps its
// storage, as a new deployment does.
import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Admin, makeAdmin } from "./admin.ts";
import { buildWorker } from "./bundle.ts";
import { aheadOf, type VirtualClock, virtualClock } from "./clock.ts";
import { serveClock } from "./clock-service.ts";
import { deviceCa } from "./device-ca.ts";
import { createExchange, type Exchange, type ExchangeOptions } from "./exchange/exchange.ts";
import { type ExchangeFaults, serveExchange } from "./exchange/serve.ts";
import { type FaultyNetwork, loopbackNetwork } from "./loopback.ts";
import type { Network } from "./network.ts";
import { createPhone, type Phone, type PhoneOptions } from "./phone/phone.ts";
import { type Runtime, startRuntime } from "./runtime.ts";
import { makeSecrets, type Secrets } from "./secrets.ts";

/** Names of the world's public hosts. */
export const SWITCHING_CENTER = "https://get.example.com";
export const CONSOLE = "https://console.example.com";

/**
 * When a world begins: a Monday morning, UTC, years ahead. Storage alarms follow the machine's time
 * and would fire at once for a world in the past; in a far future they keep still, and only the
 * world's clock moves.
 */
const WORLD_BEGINS = Date.UTC(2031, 2, 3, 9);

export interface WorldOptions {
  readonly exchange?: Partial<
    Pick<ExchangeOptions, "trait" | "openOptions" | "requirePolicy" | "lockout">
  >;
  /** Exchange takes signed identities of the tenant at this origin in the place of passwords. */
  readonly trustsIdentitiesOf?: string;
  /** What a phone's screen shows. */
  readonly onScreen?: (who: string, line: string) => void;
}

export interface World {
  readonly clock: VirtualClock;
  /** The Worker's clock is so many minutes ahead of everybody else's from now on; negative: behind. */
  setWorkerClock(minutes: number): void;
  readonly exchange: Exchange;
  readonly exchangeFaults: ExchangeFaults;
  /** Origin under which the Worker reaches the simulated Exchange. */
  readonly exchangeOrigin: string;
  /** Another server of the same company, for mailboxes that were moved there. */
  readonly secondExchangeOrigin: string;
  readonly admin: Admin;
  /** The owner's API token. */
  readonly ownerToken: string;
  /** Lines the Worker logged. */
  readonly logs: readonly string[];
  /**
   * Log lines and stored files that hold a password or token which went over the network; none, if
   * all is well.
   */
  leaks(): string[];
  /** What a strict party found wrong with another's messages. */
  readonly protocolNotes: readonly string[];
  readonly phones: readonly Phone[];
  /** A new connection to the simulated internet, seen by the Worker as `clientAddress`. */
  network(clientAddress: string): FaultyNetwork;
  phone(options: WorldPhone): Phone & { readonly network: FaultyNetwork };
  /** Ends the Worker's process and starts it anew over the same storage. */
  restartWorker(): Promise<void>;
  /** The Worker's present port on 127.0.0.1. */
  port(): number;
  close(): Promise<void>;
}

export interface WorldPhone
  extends Omit<PhoneOptions, "network" | "clock" | "screen" | "protocolNote" | "secret"> {
  /** Its clock against everybody else's; negative: behind. */
  readonly clockAheadSeconds?: number;
}

/** Hosts of the world lead to the Worker when they end in one of these. */
const KNOWN_DOMAINS = ["example.com", "example.net", "example.org", "localhost"];
const KNOWN_ADDRESS = /^(\d+\.\d+\.\d+\.\d+|\[[0-9a-f:]+\])$/i;

/** Opens a world. Close it, or its processes stay. */
export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const clock = virtualClock(WORLD_BEGINS);
  const protocolNotes: string[] = [];
  const exchange = createExchange({
    trait: "2007",
    domain: "ACME",
    mailDomain: "acme.example.com",
    clock,
    protocolNote: (note) => protocolNotes.push(`Exchange: ${note}`),
    ...trustIn(options.trustsIdentitiesOf, () => network(EXCHANGE_ADDRESS)),
    ...options.exchange,
  });
  const clockService = await serveClock(clock);
  const exchangeService = await serveExchange(exchange);
  const secondService = await serveExchange(exchange);
  const worker = await startWorker(clockService.origin);
  const secrets = makeSecrets();
  const network = internetOf({ worker, clock, secrets });
  return {
    clock,
    setWorkerClock: (minutes) => clockService.tellAhead(minutes * MINUTE_MS),
    exchange,
    exchangeFaults: exchangeService.faults,
    exchangeOrigin: exchangeService.origin,
    secondExchangeOrigin: secondService.origin,
    admin: makeAdmin(network(ADMIN_ADDRESS), CONSOLE, worker.ownerToken),
    ownerToken: worker.ownerToken,
    logs: worker.logs,
    leaks: () => leaks(secrets, worker),
    protocolNotes,
    network,
    ...phoneShop({ clock, network, protocolNotes, secrets, onScreen: options.onScreen }),
    restartWorker: worker.restart,
    port: worker.port,
    close: async () => {
      await worker.close();
      await Promise.all([clockService, exchangeService, secondService].map((one) => one.close()));
    },
  };
}

const MINUTE_MS = 60_000;
const ADMIN_ADDRESS = "198.51.100.1";
const EXCHANGE_ADDRESS = "198.51.100.2";

/** Connections to the world's internet, on which its secrets are heard. */
function internetOf(on: {
  readonly worker: Awaited<ReturnType<typeof startWorker>>;
  readonly clock: VirtualClock;
  readonly secrets: Secrets;
}): World["network"] {
  const { clock, secrets } = on;
  const { port, frontSecret } = on.worker;
  return (clientAddress) => {
    const wire = loopbackNetwork({ port, knows: isKnown, clientAddress, clock, frontSecret });
    const request: FaultyNetwork["request"] = async (message) => {
      secrets.hear(message);
      const answer = await wire.request(message);
      secrets.hearAnswer(answer);
      return answer;
    };
    return { ...wire, request };
  };
}

/** An Exchange that trusts `issuer` asks for the keys it publishes, over the same internet. */
function trustIn(
  issuer: string | undefined,
  network: () => Network,
): Pick<ExchangeOptions, "trust"> {
  if (issuer === undefined) return {};
  const url = `${issuer}/.well-known/provost-identity-keys.json`;
  const keys = async () => {
    const answer = await network().request({ method: "GET", url, headers: [] });
    return new TextDecoder().decode(answer.body);
  };
  return { trust: { issuer, keys } };
}

/** The world's Worker over storage of its own, which outlives restarts. */
async function startWorker(clockOrigin: string) {
  const logs: string[] = [];
  const state = mkdtempSync(join(tmpdir(), "provost-world-"));
  const ownerToken = randomBytes(24).toString("base64url");
  const frontSecret = randomBytes(24).toString("base64url");
  const bindings = worldBindings(clockOrigin, { ownerToken, frontSecret });
  const bundle = await buildWorker("world");
  const start = () =>
    startRuntime({ bundle, bindings, state, port: 0, onLog: (line) => logs.push(line) });
  let runtime: Runtime = await start();
  return {
    logs,
    state,
    ownerToken,
    frontSecret,
    port: () => runtime.port,
    restart: async () => {
      await runtime.close();
      runtime = await start();
    },
    close: async () => {
      await runtime.close();
      rmSync(state, { recursive: true, force: true });
    },
  };
}

function leaks(secrets: Secrets, worker: { readonly logs: string[]; readonly state: string }) {
  const told = worker.logs.flatMap((line) => {
    const secret = secrets.inLine(line);
    return secret ? [`${secret} in the log line ${line}`] : [];
  });
  const files = readdirSync(worker.state, { recursive: true, withFileTypes: true });
  const kept = files.flatMap((file) => {
    const secret = file.isFile() && secrets.inBytes(readFileSync(join(file.parentPath, file.name)));
    return secret ? [`${secret} in the stored file ${file.name}`] : [];
  });
  return [...told, ...kept];
}

interface Shop extends Pick<World, "clock" | "network"> {
  readonly protocolNotes: string[];
  readonly secrets: Secrets;
  readonly onScreen: WorldOptions["onScreen"];
}

/** Where the story gets its phones; each has a network address of its own. */
function phoneShop(shop: Shop): Pick<World, "phones" | "phone"> {
  const phones: Phone[] = [];
  return {
    phones,
    phone: (options) => {
      const network = shop.network(`203.0.113.${phones.length + FIRST_PHONE_ADDRESS}`);
      const clock = aheadOf(shop.clock, (options.clockAheadSeconds ?? 0) * 1000);
      const phone = createPhone({
        builtIn: deviceCa().identityFor({ ...options, now: clock.now() }),
        ...options,
        network,
        clock,
        secret: shop.secrets.add,
        screen: (line) => shop.onScreen?.(options.name, line),
        protocolNote: (note) => shop.protocolNotes.push(`${options.name}: ${note}`),
      });
      phones.push(phone);
      return { ...phone, network };
    },
  };
}

const FIRST_PHONE_ADDRESS = 10;

function isKnown(hostname: string): boolean {
  return KNOWN_ADDRESS.test(hostname) || KNOWN_DOMAINS.some((domain) => hostname.endsWith(domain));
}

function worldBindings(
  clockOrigin: string,
  { ownerToken, frontSecret }: { readonly ownerToken: string; readonly frontSecret: string },
): Record<string, string> {
  return {
    SWITCHING_CENTER_HOST: new URL(SWITCHING_CENTER).hostname,
    CONSOLE_HOST: new URL(CONSOLE).hostname,
    API_HOSTS: new URL(CONSOLE).hostname,
    CLIENT_ADDRESS_HEADER: "CF-Connecting-IP",
    WRAPPING_SECRET: randomBytes(32).toString("base64"),
    VERIFIER_SECRET: randomBytes(32).toString("base64"),
    OWNER_TOKEN: ownerToken,
    CLIENT_CERTIFICATES: "front",
    FRONT_SECRET: frontSecret,
    DEVICE_TRUST_ANCHORS: deviceCa().anchor,
    CLOCK: clockOrigin,
  };
}

// `npm start`: the built Worker and a simulated Exchange on loopback, with the demo tenant "acme"
// seeded through the API. State lives in .provost/ (or --state FOLDER) and survives a restart; `npm
// start -- --fresh` begins anew.
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { type Admin, makeAdmin } from "../simulator/admin.ts";
import { buildWorker, ROOT } from "../simulator/bundle.ts";
import { realTime } from "../simulator/clock.ts";
import { createExchange } from "../simulator/exchange/exchange.ts";
import { serveExchange } from "../simulator/exchange/serve.ts";
import { loopbackNetwork } from "../simulator/loopback.ts";
import { startRuntime } from "../simulator/runtime.ts";
import { seedDemo } from "./seed.ts";
import { loadStartState, readJson, type StartState, writeJson } from "./start-state.ts";

const DEFAULT_HOME = join(ROOT, ".provost");
const DEFAULT_PORT = 8787;
const SAVE_EVERY_MS = 1_000;

async function start(home: string, fresh: boolean): Promise<void> {
  const port = portFromEnvironment();
  if (fresh) rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  const state = loadStartState(join(home, "start.json"), port);

  const exchangeFile = join(home, "exchange.json");
  const exchange = createExchange(
    {
      trait: "2007",
      domain: "ACME",
      mailDomain: "acme.example.com",
      clock: realTime,
      protocolNote: (note) => console.error(`Exchange notes: ${note}`),
    },
    readJson(exchangeFile),
  );
  const exchangeService = await serveExchange(exchange);
  console.log("Building the Worker (a few seconds the first time) ...");
  const runtime = await startRuntime({
    bundle: await buildWorker("worker"),
    bindings: bindingsOf(state),
    state: join(home, "objects"),
    port,
    onLog: (line) => console.log(line),
  });
  const network = loopbackNetwork({ port: () => port, knows: () => true, clientAddress: "local" });
  const admin = makeAdmin(network, `http://console.localhost:${port}`, state.token);
  await seedDemo({ admin, exchange, exchangeOrigin: exchangeService.origin, port, state });
  keepUntilStopped(
    () => writeJson(exchangeFile, exchange.state),
    () => Promise.all([runtime.close(), exchangeService.close()]),
  );
  announce(port, state, await firstOperator(admin));
}

/** Name of the operator that is made where there is no owner yet. */
const FIRST_OPERATOR = "admin";

/**
 * The one-time link that sets the password of a first owner of the console; undefined once an owner
 * has one.
 */
async function firstOperator(admin: Admin): Promise<string | undefined> {
  const { operators } = (await admin.call("GET", "/operators")).body;
  const owners = operators.filter(({ scope }: { scope: string }) => scope === "owner");
  if (owners.some(({ hasPassword }: { hasPassword: boolean }) => hasPassword)) return undefined;
  const [waiting] = owners;
  const made = waiting
    ? await admin.call("POST", `/operators/${waiting.id}/set-up`)
    : await admin.call("POST", "/operators", { name: FIRST_OPERATOR, scope: "owner" });
  return made.body.link;
}

function bindingsOf(state: StartState): Record<string, string> {
  return {
    SWITCHING_CENTER_HOST: "get.localhost",
    CONSOLE_HOST: "console.localhost",
    API_HOSTS: "console.localhost localhost 127.0.0.1",
    CLIENT_ADDRESS_HEADER: "CF-Connecting-IP",
    WRAPPING_SECRET: state.wrappingSecret,
    VERIFIER_SECRET: state.verifierSecret,
    OWNER_TOKEN: state.token,
  };
}

/** Saves every second and once more at the end; ends on Ctrl+C or SIGTERM. */
function keepUntilStopped(save: () => void, close: () => Promise<unknown>): void {
  save();
  const saving = setInterval(save, SAVE_EVERY_MS);
  const stop = async () => {
    clearInterval(saving);
    save();
    await close();
    process.exit(0);
  };
  process.once("SIGINT", () => void stop());
  process.once("SIGTERM", () => void stop());
}

function announce(port: number, state: StartState, setUp: string | undefined): void {
  const signIn = setUp ? "(first: the link below)" : "(sign in)";
  console.log(`
Provost is running.
  switching center  http://get.localhost:${port}/        (alias: acme)
  the tenant        http://acme.localhost:${port}/iphone
                    http://127.0.0.1:${port}/iphone
  the console       http://console.localhost:${port}/    ${signIn}
  stop it           Ctrl+C; the state stays, npm start -- --fresh begins anew

alice ${state.alice}
bob ${state.bob}${setUp ? `\nset-up ${setUp}` : ""}
token ${state.token}`);
}

function whyNot(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return /in use|EADDRINUSE/.test(text)
    ? `another program uses port ${portFromEnvironment()}. Set PORT to a free one.`
    : text;
}

function portFromEnvironment(): number {
  const port = Number(process.env.PORT ?? DEFAULT_PORT);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  console.error(`PORT must be a number from 1 to 65535, not "${process.env.PORT}".`);
  process.exit(2);
}

const program = new Command("start")
  .description("Serves Provost and a simulated Exchange on this machine (PORT, default 8787).")
  .option("--fresh", "forget the state of earlier runs")
  .option("--state <folder>", "where the state lives", DEFAULT_HOME)
  .action(async (options: { fresh?: boolean; state: string }) => {
    try {
      await start(options.state, options.fresh ?? false);
    } catch (error) {
      console.error(`Provost could not start: ${whyNot(error)}`);
      process.exit(1);
    }
  });
await program.parseAsync();

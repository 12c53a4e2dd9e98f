// Runs a built Worker in workerd through Miniflare, the one runtime of `npm start`, scenarios and
// tests. Requests go to its direct socket, so that the Host header arrives as the client sent it.
import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { Miniflare } from "miniflare";
import { modulesOf } from "./bundle.ts";

/** What the Worker is started with. */
export interface RuntimeOptions {
  /** Path of the entry module, with the others beside it (simulator/bundle.ts). */
  readonly bundle: string;
  /** Variables and secrets. */
  readonly bindings: Readonly<Record<string, string>>;
  /** Folder in which the Durable Objects' state survives a restart. */
  readonly state: string;
  /** Port on 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  /** Receives each line the Worker logs. */
  readonly onLog: (line: string) => void;
}

/** A running Worker. */
export interface Runtime {
  readonly port: number;
  close(): Promise<void>;
}

const COMPATIBILITY_DATE = "2026-10-23";
/** The Worker's Durable Objects as wrangler.toml binds them: binding -> class. */
export const OBJECT_CLASSES = {
  DIRECTORY: "Directory",
  ALIAS: "Alias",
  TENANT: "Tenant",
  DEVICE: "Device",
  AUTHORITY: "Authority",
  GUARD: "Guard",
} as const;

/** Starts workerd and resolves once it takes requests. */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const modulesRoot = dirname(options.bundle);
  const miniflare = new Miniflare({
    host: "127.0.0.1",
    port: 0,
    resourcePersistencePath: options.state,
    enableDevRegistry: false,
    logRequests: false,
    handleStructuredLogs: ({ message }) => options.onLog(message),
    telemetry: { enabled: false },
    workers: [
      {
        config: {
          name: "provost",
          compatibilityDate: COMPATIBILITY_DATE,
          compatibilityFlags: ["nodejs_compat"],
          manifest: {
            mainModule: basename(options.bundle),
            modulesRoot,
            modules: Object.fromEntries(
              modulesOf(options.bundle).map((name) => {
                const contents = readFileSync(join(modulesRoot, name), "utf8");
                return [name, { type: "esm" as const, contents }];
              }),
            ),
          },
          env: { ...textBindings(options.bindings), ...objectBindings() },
          exports: objectExports(),
        },
        dev: {
          unsafeDirectSockets: [{ host: "127.0.0.1", port: options.port }],
          stripCfConnectingIp: false,
        },
      },
    ],
  });
  await miniflare.ready;
  const { port } = await miniflare.unsafeGetDirectURL("provost");
  return { port: Number(port), close: () => miniflare.dispose() };
}

const textBindings = (bindings: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(bindings).map(([name, value]) => [name, { type: "text" as const, value }]),
  );

const objectBindings = () =>
  Object.fromEntries(
    Object.entries(OBJECT_CLASSES).map(([name, exportName]) => [
      name,
      { type: "durable-object" as const, worker: "provost", exportName },
    ]),
  );

const objectExports = () =>
  Object.fromEntries(
    Object.values(OBJECT_CLASSES).map((exportName) => [
      exportName,
      { type: "durable-object" as const, storage: "sqlite" as const },
    ]),
  );

// One tenant as the interleavings play in it: the whole Worker in this isolate, its real Durable
// Objects, an Exchange that writes down what reached it, and a clock the play moves. Nothing of the
// Worker is replaced but time and fetch.
import { createExecutionContext, evictDurableObject } from "cloudflare:test";
import { brokenLink, GENESIS_HASH } from "../../../worker/core/audit.ts";
import worker from "../../../worker/index.ts";
import { ADAPTER, entry, env, handles, START, stubOf } from "../world.ts";

const USER = "alice";
const PASSWORD = "Sommer-2010";

/** What reached Exchange: its command and who sent it. */
export interface Reached {
  readonly command: string;
  readonly deviceId: string;
}

export interface Site {
  readonly tenant: string;
  now(): number;
  /** Moves the clock of all objects and of the Worker. */
  pass(ms: number): void;
  readonly reached: readonly Reached[];
  /** Answers Exchange's OPTIONS with 401 while true: the account is disabled. */
  disable(isDisabled: boolean): void;
  send(request: PhoneRequest): Promise<Response>;
  /** A device's object and the tenant's forget what they had in memory. */
  restart(what: "tenant" | "device", deviceId: string): Promise<void>;
  /** The first entry of the audit log that breaks the chain since the last look, if one does. */
  brokenAudit(): Promise<number | undefined>;
  close(): void;
}

export interface PhoneRequest {
  readonly command: "FolderSync" | "Provision" | "Sync" | "OPTIONS";
  readonly deviceId: string;
  readonly token?: string | undefined;
  readonly key: string;
  readonly body: Uint8Array | null;
}

/** A founded tenant whose host leads to the Worker in this isolate. */
export async function openSite(tenant: string): Promise<Site> {
  let now = START;
  const realNow = Date.now;
  const realFetch = globalThis.fetch;
  const realLog = console.log;
  const realSetTimeout = globalThis.setTimeout;
  // Nothing here takes a second of real time: longer limits would only pile up, ten thousand at most.
  globalThis.setTimeout = ((act: () => void, ms = 0) =>
    ms < LONG_MS ? realSetTimeout(act, ms) : 0) as typeof setTimeout;
  // Thousands of refusals are logged; what they say is tested elsewhere.
  console.log = () => undefined;
  Date.now = () => now;
  const reached: Reached[] = [];
  let isDisabled = false;
  globalThis.fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : String(input));
    if (isDisabled) return new Response(null, { status: 401 });
    if (init?.method === "OPTIONS") return new Response(null, { headers: VERSIONS });
    const { searchParams } = url;
    const command = searchParams.get("Cmd") ?? "";
    reached.push({ command, deviceId: searchParams.get("DeviceId")?.toLowerCase() ?? "" });
    const body = command === "Provision" ? NO_POLICY : EMPTY_FOLDER_SYNC;
    return new Response(body, { headers: { ...VERSIONS, "content-type": WBXML_TYPE } });
  };
  await handles.directory.createTenant(entry(tenant));
  await handles.tenant(tenant).found(entry(tenant), ADAPTER, "owner");
  let lookedAt = { sequence: 0, hash: GENESIS_HASH };
  return {
    tenant,
    reached,
    now: () => now,
    pass: (ms) => {
      now += ms;
    },
    disable: (disabled) => {
      isDisabled = disabled;
    },
    send: (request) =>
      Promise.resolve(
        worker.fetch?.(
          requestOf(tenant, request) as never,
          env,
          createExecutionContext(),
        ) as Response,
      ),
    restart: async (what, deviceId) => {
      const name = what === "tenant" ? tenant : JSON.stringify([tenant, USER, deviceId]);
      const namespace = what === "tenant" ? env.TENANT : env.DEVICE;
      const stub = stubOf(namespace, name);
      // What does not run has nothing in memory; a question wakes it.
      await (what === "tenant"
        ? handles.tenant(tenant).running()
        : handles.device(tenant, USER, deviceId).facts());
      await evictDurableObject(stub);
    },
    brokenAudit: async () => {
      for (;;) {
        const entries = await handles.tenant(tenant).audit(lookedAt.sequence, AUDIT_PAGE);
        const broken = brokenLink(entries, lookedAt.hash);
        const last = entries.at(-1);
        if (broken !== undefined || !last) return broken;
        lookedAt = last;
      }
    },
    close: () => {
      Date.now = realNow;
      globalThis.fetch = realFetch;
      console.log = realLog;
      globalThis.setTimeout = realSetTimeout;
    },
  };
}

const LONG_MS = 5_000;
const AUDIT_PAGE = 1000;
const WBXML_TYPE = "application/vnd.ms-sync.wbxml";
const VERSIONS = { "MS-ASProtocolVersions": "2.5,12.0,12.1" };
const bytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (two) => Number(`0x${two}`));
/** FolderSync: Status 1, SyncKey 1, no changes. */
const EMPTY_FOLDER_SYNC = bytes("03016a000007564c03310001520331000101");
/** Provision: Status 1, one policy with Status 2 (no policy for this client). */
const NO_POLICY = bytes("03016a00000e454b0331000146474b033200010101 01".replace(" ", ""));

function requestOf(tenant: string, { command, deviceId, token, key, body }: PhoneRequest): Request {
  const login = token === undefined ? USER : `${token}\\${USER}`;
  const authorization = `Basic ${btoa(`${login}:${PASSWORD}`)}`;
  const url = `https://${tenant}.example/Microsoft-Server-ActiveSync`;
  if (command === "OPTIONS")
    return new Request(url, { method: "OPTIONS", headers: { authorization } });
  const query = `?User=${USER}&DeviceId=${deviceId}&DeviceType=iPhone&Cmd=${command}`;
  return new Request(`${url}${query}`, {
    method: "POST",
    headers: {
      ...{ authorization, "user-agent": "Apple-iPhone2C1/803.148", "content-type": WBXML_TYPE },
      ...{ "ms-asprotocolversion": "12.1", "x-ms-policykey": key },
    },
    body,
  });
}

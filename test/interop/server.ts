// The server under test as a black box: the gateway in front of a simulated Exchange, reached over
// HTTP alone. Every test takes a device of its own.
import { openWorld, type World, type WorldOptions } from "../../simulator/world.ts";

const HOST = "https://acme.example.com";
const EAS_PATH = "/Microsoft-Server-ActiveSync";
const ALICE = { user: "alice", password: "Sommer-2010" };

/** What a client sends. */
export interface Ask {
  readonly method?: string;
  readonly path?: string;
  /** The whole query, instead of the plain one made of the rest. */
  readonly query?: string;
  readonly command?: string;
  readonly device?: string;
  readonly version?: string;
  /** X-MS-PolicyKey; null sends none. */
  readonly key?: string | null;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** null sends no Authorization. */
  readonly password?: string | null;
  readonly contentType?: string;
  readonly userAgent?: string;
  readonly body?: Uint8Array;
}

export interface Said {
  readonly status: number;
  header(name: string): string | undefined;
  readonly body: Uint8Array;
}

/** The gateway, its Exchange and its administrator. */
export interface ServerUnderTest {
  readonly world: World;
  readonly user: string;
  ask(request: Ask): Promise<Said>;
  /** Changes the adapter and restarts it. */
  adapt(change: Readonly<Record<string, unknown>>): Promise<void>;
  /** Locks this policy. */
  lock(policy: Readonly<Record<string, unknown>>): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the server. Devices need no profile here: these tests are about the protocol, and what proves
 * a device is tested elsewhere.
 */
export async function openServer(
  exchange: NonNullable<WorldOptions["exchange"]>,
  policy: Readonly<Record<string, unknown>> = {},
): Promise<ServerUnderTest> {
  const world = await openWorld({ exchange });
  const { admin } = world;
  world.exchange.addUser({ ...ALICE, displayName: "Alice Adams" });
  world.exchange.addUser({ user: "bob", password: "Winter-2011", displayName: "Bob Brown" });
  await admin.createTenant({
    name: "acme",
    origin: HOST,
    upstream: world.exchangeOrigin,
    privateUpstream: true,
    loginForm: "ACME\\user",
    mailDomain: "acme.example.com",
  });
  const adapt = async (change: Readonly<Record<string, unknown>>) => {
    await admin.saveAdapter("acme", change);
    await admin.restartAdapter("acme");
    await world.clock.advance(5 * SECOND);
  };
  const lock = async (values: Readonly<Record<string, unknown>>) => {
    await admin.editPolicy("acme", values);
    await admin.lockPolicy("acme");
    await world.clock.advance(5 * SECOND);
  };
  await adapt({ onlyProvisioned: false });
  if (Object.keys(policy).length > 0) await lock(policy);
  const network = world.network("203.0.113.7");
  const ask = async (request: Ask): Promise<Said> => {
    const { status, headers, body } = await network.request({
      method: request.method ?? "POST",
      url: `${HOST}${request.path ?? EAS_PATH}${request.query ?? plainQuery(request)}`,
      headers: headersOf(request),
      ...(request.body && { body: request.body }),
    });
    return { status, body, header: (name) => headers.find(([key]) => key === name)?.[1] };
  };
  return { world, user: ALICE.user, ask, adapt, lock, close: () => world.close() };
}

const SECOND = 1000;

/** MS-ASHTTP 2.2.1.1.1.2. */
function plainQuery({ command = "FolderSync", device = "INTEROP", parameters = {} }: Ask): string {
  const pairs = {
    Cmd: command,
    User: ALICE.user,
    DeviceId: device,
    DeviceType: "SP",
    ...parameters,
  };
  return `?${new URLSearchParams(pairs)}`;
}

function headersOf(ask: Ask): [string, string][] {
  const { version = "12.1", key = "0", password = ALICE.password } = ask;
  const { headers = {}, userAgent = "Interop" } = ask;
  const credentials = Buffer.from(`${ALICE.user}:${password}`).toString("base64");
  const isPlain = ask.query === undefined || ask.query.includes("=&") || ask.query.includes("Cmd=");
  return [
    ...(password === null ? [] : [["Authorization", `Basic ${credentials}`] as [string, string]]),
    ...(isPlain ? [["MS-ASProtocolVersion", version] as [string, string]] : []),
    ...(key === null || !isPlain ? [] : [["X-MS-PolicyKey", key] as [string, string]]),
    ["User-Agent", userAgent],
    ...(ask.body
      ? [["Content-Type", ask.contentType ?? "application/vnd.ms-sync.wbxml"] as [string, string]]
      : []),
    ...Object.entries(headers),
  ];
}

/** Numbers of the commands in a base64 query (MS-ASHTTP 2.2.1.1.1.1.2). */
const COMMAND_CODES: Readonly<Record<string, number>> = {
  ...{ Sync: 0, SendMail: 1, SmartForward: 2, SmartReply: 3, GetAttachment: 4, FolderSync: 9 },
  ...{ FolderCreate: 10, FolderDelete: 11, FolderUpdate: 12, MoveItems: 13, GetItemEstimate: 14 },
  ...{ MeetingResponse: 15, Search: 16, Settings: 17, Ping: 18, ItemOperations: 19, Provision: 20 },
  ...{ ResolveRecipients: 21, ValidateCert: 22 },
};
/** Tags of the command parameters (MS-ASHTTP 2.2.1.1.1.1.3). */
export const TAGS = {
  ...{ AttachmentName: 0, CollectionId: 1, ItemId: 3, LongId: 4, Occurrence: 6, Options: 7 },
} as const;

/** A base64 query, written byte by byte (MS-ASHTTP 2.2.1.1.1.1). `version` 121 is 12.1. */
export function base64Query(
  command: string,
  device: string,
  parameters: Readonly<Partial<Record<keyof typeof TAGS, string | Uint8Array>>> = {},
  { version = 121, key = 0 } = {},
): string {
  const counted = (bytes: Uint8Array) => [bytes.length, ...bytes];
  const policyKey = new Uint8Array(4);
  new DataView(policyKey.buffer).setUint32(0, key, true);
  const bytes = [
    version,
    COMMAND_CODES[command] ?? 0,
    ...[0x09, 0x04],
    ...counted(Buffer.from(device)),
    ...counted(policyKey),
    ...counted(Buffer.from("SP")),
    ...Object.entries(parameters).flatMap(([name, value]) => [
      TAGS[name as keyof typeof TAGS],
      ...counted(typeof value === "string" ? Buffer.from(value) : (value as Uint8Array)),
    ]),
  ];
  return `?${Buffer.from(bytes).toString("base64")}`;
}

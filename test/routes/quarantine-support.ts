// A device in quarantine in front of the gateway's own mailbox: the real answers, plain objects where the Durable
// Objects' remote calls end, and a phone's requests as trees.
import { type VirtualClock, virtualClock } from "../../simulator/clock.ts";
import type { DeviceInformation } from "../../worker/core/device.ts";
import type { Watched } from "../../worker/core/heartbeat.ts";
import type { AdapterSettings, UserRecord } from "../../worker/core/tenant.ts";
import { ADAPTER_DEFAULTS } from "../../worker/core/tenant.ts";
import type { Handles } from "../../worker/objects/handles.ts";
import type { Gate } from "../../worker/routes/activesync/admission.ts";
import { enter } from "../../worker/routes/activesync/presence.ts";
import { answerQuarantined } from "../../worker/routes/activesync/quarantine.ts";
import type { EasCommand } from "../../worker/wire/eas-query.ts";
import { decode, encode } from "../../worker/wire/wbxml.ts";
import { child, children, el, type Node, path, text } from "../../worker/wire/wbxml-tree.ts";
// workerd's FixedLengthStream.
import "./activesync-support.ts";

export const SINCE = Date.UTC(2010, 5, 21, 9, 30);
export const VERSIONS = ["2.5", "12.0", "12.1", "14.0", "14.1", "16.0", "16.1"] as const;
const WHY = { reason: "other-client-quarantined", since: SINCE } as const;

export interface Ward {
  readonly clock: VirtualClock;
  /** The administrator exempts the device. */
  release(): void;
  /** What the device said of itself. */
  readonly information: DeviceInformation[];
  /** What the device's object remembers of Pings. */
  watched: Watched | null;
  /** A request with any bytes. */
  send(command: EasCommand, body: Uint8Array, how?: How): Promise<Response>;
  /** A request with a tree, or none; the answer's tree, or null if it is empty. */
  ask(command: EasCommand, request: Node | null, how?: How): Promise<Node | null>;
}

interface How {
  readonly version?: string;
  readonly reason?: string;
  readonly since?: number;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
}

let tenants = 0;

/** A device in quarantine at a tenant of its own. */
export function ward(
  setting: {
    readonly user?: Partial<UserRecord>;
    readonly adapter?: Partial<AdapterSettings>;
    readonly deviceType?: string;
  } = {},
): Ward {
  const clock = virtualClock(SINCE);
  const name = `quarantine-${++tenants}`;
  let isExempt = false;
  const self: Ward = {
    clock,
    release: () => {
      isExempt = true;
    },
    watched: null,
    information: [],
    send: (command, body, how = {}) => {
      const { version = "12.1", reason = WHY.reason, since = SINCE, headers, signal } = how;
      const device = { ...DEVICE, deviceType: setting.deviceType ?? "Android" };
      const request = { command, user: "alice", login: "alice", search: "" } as const;
      const traits = { ...device, protocolVersion: version };
      const received = new Request("https://mail.acme.test/Microsoft-Server-ActiveSync", {
        method: "POST",
        headers: {
          "content-type": "application/vnd.ms-sync.wbxml",
          "content-length": String(body.length),
          ...headers,
        },
        body: new Uint8Array(body),
        ...(signal && { signal }),
      });
      const asked = { ...request, device: traits };
      const held = {
        ...{ received, gate, request: asked, evidence: EVIDENCE, presence: enter(gate, asked) },
        standing: { ...STANDING, quarantine: { reason: WHY.reason, since } },
      };
      return answerQuarantined(held, { reason, since });
    },
    ask: async (command, request, how) => {
      const body = request ? encode(request) : new Uint8Array(0);
      const response = await self.send(command, body, how);
      if (response.status !== 200) throw new Error(`HTTP ${response.status}`);
      const bytes = new Uint8Array(await response.arrayBuffer());
      return bytes.length === 0 ? null : decode(bytes);
    },
  };
  const handles = {
    tenant: () => ({
      user: async () =>
        setting.user ? { user: "alice", easAllowed: true, ...setting.user } : null,
      admission: async () => ({
        easAllowed: true,
        quarantinedAt: SINCE,
        ...(isExempt && { isExempt: true }),
      }),
      heldCheck: async (devices: readonly object[]) => ({
        adapter: gate.tenant.adapter,
        facts: devices.map(() => ({
          ...{ easAllowed: true, state: "active", mark: isExempt ? "exempt" : "quarantined" },
        })),
      }),
      noteDevice: async () => ({ ok: true }),
      noteRefusal: async () => undefined,
      noteInformation: async (_user: string, _id: string, information: DeviceInformation) =>
        void self.information.push(information),
    }),
    device: () => ({
      verified: async () => true,
      facts: async () => ({ known: true, state: "active", proof: "none" }),
      admitted: async () => ({ known: true, state: "active", proof: "none" }),
      watched: async () => self.watched,
      watch: async (watched: Watched) => {
        self.watched = watched;
      },
    }),
  } as unknown as Handles;
  const gate: Gate = {
    handles,
    clock,
    client: "203.0.113.7",
    host: "mail.acme.test",
    secret: "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=",
    waitUntil: (work) => void work,
    tenant: {
      name,
      displayName: "Acme",
      origins: ["https://mail.acme.test"],
      adapter: {
        ...ADAPTER_DEFAULTS,
        upstream: "https://exchange.acme.test",
        mailDomain: "acme.test",
        otherClients: "quarantine",
        ...setting.adapter,
      },
    },
  };
  return self;
}

const DEVICE = { deviceId: "androidc259148960", userAgent: "Android/4.0" };
const STANDING = { verifier: "verifier", isWipeDue: false, isPolicyDemanded: false } as const;
const EVIDENCE = {
  authorization: "Basic YWxpY2U6eA==",
  credentials: { user: "alice", password: "x", charset: "utf-8" },
} as const;

export const INBOX = "provost-quarantine:inbox";

/** FolderSync with a key. */
export const folderSync = (key: string): Node =>
  el("FolderHierarchy:FolderSync", el("FolderHierarchy:SyncKey", key));

/** Sync of one folder, the Inbox unless it is named. */
export const sync = (key: string, ...rest: readonly Node[]): Node => syncOf(INBOX, key, ...rest);
export const syncOf = (id: string, key: string, ...rest: readonly Node[]): Node =>
  el(
    "AirSync:Sync",
    el(
      "AirSync:Collections",
      el("AirSync:Collection", el("AirSync:SyncKey", key), el("AirSync:CollectionId", id), ...rest),
    ),
  );

/** The only collection of an answer. */
export function collectionOf(answer: Node | null): Node {
  const collection = answer && path(answer, "AirSync:Collections", "AirSync:Collection");
  if (!collection) throw new Error("no collection in the answer");
  return collection;
}
export const keyOf = (answer: Node | null): string =>
  text(collectionOf(answer), "AirSync:SyncKey") ?? "";
/** ServerIds that an answer's commands name, by their tag. */
export function told(answer: Node | null, tag: "AirSync:Add" | "AirSync:Delete"): string[] {
  const commands = child(collectionOf(answer), "AirSync:Commands");
  return (commands ? children(commands, tag) : []).map(
    (command) => text(command, "AirSync:ServerId") ?? "",
  );
}
/** Properties of the first mail that an answer adds. */
export function mailOf(answer: Node | null): Node {
  const mail = path(
    collectionOf(answer),
    "AirSync:Commands",
    "AirSync:Add",
    "AirSync:ApplicationData",
  );
  if (!mail) throw new Error("no mail in the answer");
  return mail;
}
/** What a Body of an added mail says. */
export const bodyOf = (answer: Node | null): string => {
  const mail = mailOf(answer);
  const body = child(mail, "AirSyncBase:Body");
  return (body ? text(body, "AirSyncBase:Data") : text(mail, "Email:Body")) ?? "";
};
/** Key after the mailbox was primed. */
export const primed = async (device: Ward, version: string): Promise<string> =>
  keyOf(await device.ask("Sync", sync("0"), { version }));

/** Options with body preferences. */
export const options = (...nodes: readonly Node[]): Node => el("AirSync:Options", ...nodes);
export const preference = (type: string, ...rest: readonly Node[]): Node =>
  el("AirSyncBase:BodyPreference", el("AirSyncBase:Type", type), ...rest);

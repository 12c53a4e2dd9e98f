// What the tests of held requests share: an Exchange that keeps Pings open until the test answers them, time that passes
// while sockets are heard, and readings of both sides' documents.
import type { ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { expect, vi } from "vitest";
import { decode, encode, type Node } from "../../worker/wire/wbxml.ts";
import { child, children, el, text } from "../../worker/wire/wbxml-tree.ts";
import {
  type Answer,
  type Gateway,
  type GatewayRequest,
  plainQuery,
  type Received,
} from "./activesync-support.ts";
import { withoutPolicies } from "./provision-support.ts";

/** One request that Exchange holds. */
export interface HeldUpstream {
  readonly request: Received;
  /** HeartbeatInterval of a Ping, in seconds. */
  readonly seconds: number;
  readonly response: ServerResponse;
  /** Did the gateway give it up? */
  isGone: boolean;
}

/** An Exchange that answers commands at once, but holds Ping and Sync until it is told what to say. */
export function holdingExchange() {
  const holds: HeldUpstream[] = [];
  const answer: Answer = (request, response) => {
    const isHeld = /Cmd=(Ping|Sync)/.test(request.url);
    if (request.method === "OPTIONS" || !isHeld) return withoutPolicies(request, response);
    const hold: HeldUpstream = {
      request,
      seconds: secondsIn(request.body),
      response,
      isGone: false,
    };
    response.on("close", () => {
      hold.isGone = !response.writableFinished;
    });
    holds.push(hold);
  };
  return { holds, answer };
}

function secondsIn(body: Buffer): number {
  const root = body.length > 0 ? decode(body) : undefined;
  return Number((root && text(root, "Ping:HeartbeatInterval")) ?? Number.NaN);
}

export const pingBody = (seconds: number | null, ...ids: readonly string[]): Node =>
  el(
    "Ping:Ping",
    ...(seconds === null ? [] : [el("Ping:HeartbeatInterval", String(seconds))]),
    ...(ids.length === 0
      ? []
      : [
          el(
            "Ping:Folders",
            ...ids.map((id) => el("Ping:Folder", el("Ping:Id", id), el("Ping:Class", "Email"))),
          ),
        ]),
  );

/** Sends a Ping; null has no body. */
export const ping = (
  gateway: Gateway,
  body: Node | Uint8Array | null,
  more: GatewayRequest & { deviceId?: string } = {},
) =>
  gateway.request({
    query: plainQuery("Ping", more.deviceId ? { deviceId: more.deviceId } : {}),
    body: body === null ? new Uint8Array(0) : body instanceof Uint8Array ? body : encode(body),
    ...more,
  });

/** What the gateway answered: the status, and what stands beside it. */
export async function said(answer: Promise<Response> | Response) {
  const response = await answer;
  const bytes = new Uint8Array(await response.arrayBuffer());
  const root = bytes.length > 0 ? decode(bytes) : undefined;
  const folders = root && child(root, "Ping:Folders");
  return {
    http: response.status,
    status: root && text(root, "Ping:Status"),
    heartbeat: root && text(root, "Ping:HeartbeatInterval"),
    maxFolders: root && text(root, "Ping:MaxFolders"),
    folders: folders && children(folders, "Ping:Folder").map(({ content }) => content),
    hex: Buffer.from(bytes).toString("hex"),
  };
}

const pingAnswer = (status: number, ...rest: readonly Node[]) =>
  Buffer.from(encode(el("Ping:Ping", el("Ping:Status", String(status)), ...rest)));

/** Exchange's answers. */
export const quiet = pingAnswer(1);
export const changed = (id: string) => pingAnswer(2, el("Ping:Folders", el("Ping:Folder", id)));
export const bound = (seconds: number) =>
  pingAnswer(5, el("Ping:HeartbeatInterval", String(seconds)));
export const status = pingAnswer;

export function reply(hold: HeldUpstream | undefined, body: Buffer | string, code = 200): void {
  hold?.response.writeHead(code, {
    "content-type": "application/vnd.ms-sync.wbxml",
    "content-length": String(body.length),
  });
  hold?.response.end(body);
}

/** Lets what was sent on sockets arrive, while the clock stands still. */
export const heard = () => wait(40);

/** Cuts a connection to Exchange, and lets the gateway notice. */
export async function cut(hold: HeldUpstream): Promise<void> {
  hold.response.destroy();
  await heard();
}

/** Waits, in real time, until Exchange holds `count` requests in all; gives the newest. */
export async function upstream(holds: readonly HeldUpstream[], count: number) {
  await vi.waitFor(() => expect(holds.length).toBe(count), { timeout: 5000, interval: 2 });
  return holds[count - 1] as HeldUpstream;
}

/** Lets `seconds` pass, five at a time, while sockets are heard. */
export async function pass({ clock }: Gateway, seconds: number): Promise<void> {
  for (let left = seconds; left > 0; left -= 5) {
    await clock.advance(Math.min(left, 5) * 1000);
    await wait(2);
  }
}

/** Is there an answer yet? */
export function watch(answer: Promise<Response>) {
  const seen = { answered: false };
  const done = () => {
    seen.answered = true;
  };
  answer.then(done, done);
  return seen;
}

// Pings of phones behind the gateway, in real time: what SOGo does with a long one, and what a phone
// is told of it (MS-ASCMD 2.2.1.13).
import { setTimeout as wait } from "node:timers/promises";
import { expect } from "vitest";
import { decode } from "../../../worker/wire/wbxml.ts";
import { el, type Node, path, text } from "../../../worker/wire/wbxml-tree.ts";
import type { User } from "./configuration.ts";
import { FOLDER_TYPE, folderSync, listFolders, openCollection } from "./folders.ts";
import type { Phone } from "./phone.ts";
import { directClient, readyPhone, type Suite } from "./suite.ts";
import type { Watcher } from "./watcher.ts";

/** MS-ASCMD 2.2.3.177.11. */
export const PING = { quiet: "1", changes: "2", outOfRange: "5" };

/** A whole Ping for one folder of mail. */
export const ping = (seconds: number, folder: string): Node =>
  el(
    "Ping:Ping",
    el("Ping:HeartbeatInterval", String(seconds)),
    el("Ping:Folders", el("Ping:Folder", el("Ping:Id", folder), el("Ping:Class", "Email"))),
  );

/** A phone whose inbox holds nothing that it does not know. */
export interface Waiting {
  readonly phone: Phone;
  readonly inbox: string;
  /** Sends a Ping; what it is told, and after how many seconds. */
  ping(
    seconds: number,
  ): Promise<{ status: string; folders: number; bound?: string; after: number }>;
}

export const waitingPhone = async (suite: Suite, user: User, version = "12.1") =>
  inStep(await readyPhone(suite, user, version));
export const waitingClient = (suite: Suite, user: User) => inStep(directClient(suite, user));

async function inStep(phone: Phone): Promise<Waiting> {
  const inbox = (await listFolders(phone)).ofType(FOLDER_TYPE.inbox);
  await openCollection(phone, inbox).sync();
  return {
    phone,
    inbox,
    ping: async (seconds) => {
      const began = performance.now();
      const root = await phone.command("Ping", ping(seconds, inbox));
      const folders = path(root, "Ping:Folders");
      const bound = text(root, "Ping:HeartbeatInterval");
      return {
        status: text(root, "Ping:Status") ?? "",
        folders: Array.isArray(folders?.content) ? folders.content.length : 0,
        ...(bound !== undefined && { bound }),
        after: (performance.now() - began) / 1000,
      };
    },
  };
}

/** The heartbeats that SOGo was asked for by this phone, in order. */
export const askedOf = (watcher: Watcher, { phone }: Waiting): string[] =>
  watcher
    .commands()
    .filter(({ url }) => url.includes("Cmd=Ping") && url.includes(phone.deviceId))
    .map(({ body }) => text(decode(body()), "Ping:HeartbeatInterval") ?? "");

/** Delivers a mail while a Ping of `seconds` is held. */
export async function mailMeanwhile(
  suite: Suite,
  user: User,
  { ping: send }: Waiting,
  { seconds, after }: { readonly seconds: number; readonly after: number },
) {
  const held = send(seconds);
  await wait(after * 1000);
  suite.sogo().post.deliver(user, `arrived after ${after} s`);
  const said = await held;
  expect(said).toMatchObject({ status: PING.changes, folders: 1 });
  return said;
}

/** How long a command of `phone` takes, in seconds. */
export async function secondsOfFolderSync(phone: Phone): Promise<number> {
  const began = performance.now();
  const answer = await phone.send("FolderSync", folderSync("0"));
  expect(answer.status).toBe(200);
  return (performance.now() - began) / 1000;
}

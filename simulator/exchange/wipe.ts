// A remote wipe as the server's administrator orders it (MS-ASPROV 3.2.5.1.2): the device is refused until it fetched its
// order, and what it says is kept as it said it. The rule: a wipe that was done is ordered again of whoever comes back,
// until the administrator takes it back, as Exchange does with a partnership that was not removed.
import { child, el, type Node, text } from "../../worker/wire/wbxml-tree.ts";
import { type CommandAnswer, type CommandContext, wbxml } from "./command.ts";
import type { Server } from "./server.ts";
import type { DeviceState, DeviceWipe } from "./state.ts";
import type { ExchangeTrait } from "./traits.ts";

const TAGS = {
  device: "Provision:RemoteWipe",
  account: "Provision:AccountOnlyRemoteWipe",
} as const;
/** 16.1 times ten: the first version that knows AccountOnlyRemoteWipe. */
const ACCOUNT_WIPES_SINCE = 161;
/** Until 2010 the order came along with the answer to the phone's word, and a failure was no status. */
const REPEATS_ITSELF: readonly ExchangeTrait[] = ["2003", "2007", "2010"];

/** Orders a wipe of all of a user's devices. */
export function orderWipe({ state }: Server, user: string, scope: DeviceWipe["scope"]): void {
  for (const device of devicesOf(state.devices, user)) device.wipe = { scope, state: "pending" };
}

/** Takes the orders back, whatever became of them. */
export function cancelWipe({ state }: Server, user: string): void {
  for (const device of devicesOf(state.devices, user)) device.wipe = null;
}

/** How the wipes of a user's devices stand. */
export const wipesOf = ({ state }: Server, user: string): DeviceWipe[] =>
  devicesOf(state.devices, user).flatMap(({ wipe }) => (wipe ? [wipe] : []));

const devicesOf = (devices: Readonly<Record<string, DeviceState>>, user: string): DeviceState[] =>
  Object.values(devices).filter((device) => device.user === user.toLowerCase());

/** Must this device fetch an order before anything else? */
export const mustFetchWipe = ({ wipe }: DeviceState): boolean =>
  wipe !== undefined && wipe !== null;

/** Provision of a device that is to be wiped: the order, or what comes of its answer; null if there is no wipe. */
export function provisionWipe(context: CommandContext, body: Node): CommandAnswer | null {
  const { device, note, server, version } = context;
  const { wipe } = device;
  const said = child(body, TAGS.device) ?? child(body, TAGS.account);
  if (!wipe) {
    if (!said) return null;
    note("Provision acknowledges a wipe that nobody ordered");
    return answer(2);
  }
  if (wipe.scope === "account" && version < ACCOUNT_WIPES_SINCE) return null;
  if (!said) {
    wipe.state = "sent";
    return answer(1, wipe);
  }
  if (said.tag !== TAGS[wipe.scope]) note(`Provision answers a wipe by ${said.tag}`);
  if (wipe.state === "pending") note("Provision acknowledges a wipe before it was sent");
  const isDone = text(said, "Provision:Status") === "1";
  wipe.state = isDone ? "done" : "failed";
  const isOld = REPEATS_ITSELF.includes(server.options.trait);
  if (isDone) return isOld ? answer(1, wipe) : answer(1);
  return answer(isOld ? 1 : 2, wipe);
}

const answer = (status: number, wipe?: DeviceWipe): CommandAnswer =>
  wbxml(
    el(
      "Provision:Provision",
      el("Provision:Status", String(status)),
      ...(wipe ? [el(TAGS[wipe.scope])] : []),
    ),
  );

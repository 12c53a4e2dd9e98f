// An Exchange whose administrator can order a wipe, for the gateway's route tests, and readings of what comes of it.
import type { WipeScope } from "../../worker/core/wipe.ts";
import { decode, encode, type Node } from "../../worker/wire/wbxml.ts";
import { child, el, path, text } from "../../worker/wire/wbxml-tree.ts";
import type { PerTest } from "./activesync-per-test.ts";
import { type Answer, exchange2007, type Gateway, isAccepted } from "./activesync-support.ts";
import { withKey } from "./provision-support.ts";

const TAGS = {
  device: "Provision:RemoteWipe",
  account: "Provision:AccountOnlyRemoteWipe",
} as const;
export const accountWiped = (status: string) =>
  el("Provision:Provision", el(TAGS.account, el("Provision:Status", status)));

/** An Exchange whose administrator can order a wipe, and which knows what the phone said. */
export function wipingExchange(how: { demand?: "449" | "403" | "140" | "provision" } = {}) {
  const state = {
    orders: undefined as WipeScope | undefined,
    words: [] as string[],
    disabled: false,
    /** Provision requests that are cut off before an answer. */
    resets: 0,
  };
  const answer: Answer = (request, response) => {
    if (state.disabled || !isAccepted(request.headers.authorization))
      return void response.writeHead(401).end();
    if (request.url.includes("Cmd=Provision")) {
      if (state.resets-- > 0) return void response.destroy();
      return void response.end(provisioned(decode(request.body)));
    }
    const demand = how.demand ?? "provision";
    if (!state.orders || demand === "provision" || request.method === "OPTIONS")
      return exchange2007(request, response);
    if (demand !== "140") return void response.writeHead(Number(demand)).end();
    const status = el("FolderHierarchy:Status", "140");
    response.setHeader("Content-Type", "application/vnd.ms-sync.wbxml");
    response.end(encode(el("FolderHierarchy:FolderSync", status)));
  };
  const provisioned = (root: Node): Uint8Array => {
    for (const [scope, tag] of Object.entries(TAGS)) {
      const said = path(root, tag);
      if (!said) continue;
      const status = text(said, "Provision:Status") ?? "";
      state.words.push(`${scope} ${status}`);
      if (status === "1") state.orders = undefined;
      return encode(el("Provision:Provision", el("Provision:Status", "1")));
    }
    const order = state.orders ? [el(TAGS[state.orders])] : [];
    return encode(el("Provision:Provision", el("Provision:Status", "1"), ...order));
  };
  return { state, answer };
}

export const orderIn = (root: Node | undefined): WipeScope | undefined =>
  root && child(root, TAGS.device)
    ? "device"
    : root && child(root, TAGS.account)
      ? "account"
      : undefined;

/** The phone was admitted before; then Exchange's administrator orders. */
export async function orderedBy(
  start: PerTest["start"],
  exchange: ReturnType<typeof wipingExchange>,
  setting: Parameters<typeof start>[0] = {},
  scope: WipeScope = "device",
): Promise<Gateway> {
  const gateway = await start({ exchange: exchange.answer, ...setting });
  await gateway.request(setting.easPolicy ? {} : withKey("0"));
  exchange.state.orders = scope;
  await gateway.clock.advance(5001);
  return gateway;
}

// Every request in every state of a device, through the whole gateway, at 12.1 and 14.1, with a policy of the tenant and
// without: the tables of wipe, policy and device as a phone meets them (MS-ASPROV 3.2.5.1, MS-ASCMD 2.2.2). The tables
// themselves are walked in test/core (admission-table, provision, wipe).
import { expect, test } from "vitest";
import { decode, encode, type Node } from "../../worker/wire/wbxml.ts";
import { child, el, path, text } from "../../worker/wire/wbxml-tree.ts";
import { wipeStep } from "./activesync-objects.ts";
import { gatewayPerTest } from "./activesync-per-test.ts";
import { type Gateway, type GatewayRequest, plainQuery, START } from "./activesync-support.ts";
import {
  acknowledge,
  ask,
  POLICY,
  provisioned,
  provisionWith,
  wiped,
  withKey,
  withoutPolicies,
} from "./provision-support.ts";
import { accountWiped } from "./wiping-exchange.ts";

const { start } = gatewayPerTest();

/** The steps of a wipe that lead to each state; the columns of both tables. */
const STATES = {
  none: [],
  requested: ["request"],
  armed: ["request", "arm"],
  ordered: ["request", "order"],
  acknowledged: ["request", "order", "acknowledge"],
  refused: ["request", "order", "refuse"],
  cancelled: ["request", "order", "cancel"],
  blocked: [],
} as const;
type State = keyof typeof STATES;
type Version = "12.1" | "14.1";

/** What each word means at each version. With `>`, the state of the wipe that follows. */
const MEANINGS: Readonly<Record<string, readonly [string, string]>> = {
  data: ["data", "data"],
  // Exchange's own answer, or that it had nothing to say.
  theirs: ["status 1 policy 2", "status 1 policy 2"],
  ok: ["status 1", "status 1"],
  bad: ["status 2", "status 2"],
  order: ["status 1 order", "status 1 order"],
  again: ["status 2 order", "status 2 order"],
  // Told to fetch its wipe; with a key, and without one.
  stop: ["449", "status 140"],
  halt: ["403", "status 140"],
  demand: ["449", "status 141"],
  out: ["403", "status 129"],
  offer: ["status 1 policy 1 offer", "status 1 policy 1 offer"],
  key: ["status 1 policy 1 key", "status 1 policy 1 key"],
  wrong: ["status 1 policy 5", "status 1 policy 5"],
  unwilling: ["403", "status 139"],
};

// What a device that is to be erased hears to whatever else it says at Provision.
const HELD = "order>ordered order>ordered order out order>ordered";
const ERASED = "ok ok ok>acknowledged ok ok>acknowledged ok>acknowledged out";
const FAILED = "bad bad again>refused bad again bad out";
const ACCOUNT = "order>ordered order>ordered order bad bad bad out";

/** Without a policy of ours. The columns: none, requested, armed, ordered, acknowledged, refused, cancelled, blocked. */
const WITHOUT_POLICY: Readonly<Record<string, string>> = {
  "asks for mail": "data stop>armed stop stop out out data out",
  "asks for mail without a key": "data halt>armed halt halt out out data out",
  "asks with nothing": `theirs ${HELD} theirs out`,
  "asks for the policy": `theirs ${HELD} theirs out`,
  "acknowledges the offer": `theirs ${HELD} theirs out`,
  "acknowledges with a wrong key": `theirs ${HELD} theirs out`,
  "refuses the offer": `theirs ${HELD} theirs out`,
  "talks nonsense": `theirs ${HELD} theirs out`,
  "is erased": `theirs ${ERASED}`,
  "could not be erased": `theirs ${FAILED}`,
  "says of its wipe what is no word": "theirs bad bad bad bad bad bad out",
  "gave the account up": `theirs ${ACCOUNT}`,
};

/** Under a policy of ours that the phone holds, and that is on offer once more. */
const UNDER_POLICY: Readonly<Record<string, string>> = {
  "asks for mail": "data stop>armed stop stop out out data out",
  "asks for mail without a key": "demand halt>armed halt halt out out demand out",
  "asks with nothing": `ok ${HELD} ok out`,
  "asks for the policy": `offer ${HELD} offer out`,
  "acknowledges the offer": `key ${HELD} key out`,
  "acknowledges with a wrong key": `wrong ${HELD} wrong out`,
  "refuses the offer": `unwilling ${HELD} unwilling out`,
  "talks nonsense": `bad ${HELD} bad out`,
  "is erased": `ok ${ERASED}`,
  "could not be erased": `ok ${FAILED}`,
  "says of its wipe what is no word": "ok bad bad bad bad bad bad out",
  "gave the account up": `ok ${ACCOUNT}`,
};

const WRONG_KEY = "77";
const NO_WORD = "7";
const says = (body: Node) => ({ query: plainQuery("Provision"), body: encode(body) });

/** The requests of the rows. */
const REQUESTS: Readonly<Record<string, (offer: string) => GatewayRequest>> = {
  "asks for mail": () => ({}),
  "asks for mail without a key": () => ({}),
  "asks with nothing": () => says(el("Provision:Provision")),
  "asks for the policy": () => says(ask()),
  "acknowledges the offer": (offer) => says(acknowledge(offer)),
  "acknowledges with a wrong key": () => says(acknowledge(WRONG_KEY)),
  "refuses the offer": (offer) => says(acknowledge(offer, "3")),
  "talks nonsense": () => says(el("Provision:Provision", el("Provision:Status", "1"))),
  "is erased": () => says(wiped("1")),
  "could not be erased": () => says(wiped("2")),
  "says of its wipe what is no word": () => says(wiped(NO_WORD)),
  "gave the account up": () => says(accountWiped("1")),
};

/** A device in `state` that then sends the request of `row`: what it hears, and its wipe after that. */
async function cell(version: Version, hasPolicy: boolean, state: State, row: string) {
  const gateway = await start({
    exchange: withoutPolicies,
    ...(hasPolicy && { easPolicy: POLICY }),
  });
  const key = hasPolicy ? await provisioned(gateway, version) : "0";
  const offer = hasPolicy ? await provisionWith(gateway, ask(), { version }) : undefined;
  const { headers } = withKey(key, version);
  expect((await gateway.request({ headers: headers ?? {} })).status).toBe(200);
  await gateway.clock.advance(5001);
  for (const event of STATES[state]) wipeStep(gateway.kept, event, START);
  if (state === "blocked") gateway.kept.state = "blocked";
  const shown = row.endsWith("without a key") ? { "ms-asprotocolversion": version } : headers;
  const request = REQUESTS[row]?.(offer?.key ?? WRONG_KEY);
  const answer = await gateway.request({ ...request, headers: { ...shown } });
  const before = state === "blocked" ? "none" : state;
  return [await heardIn(answer), after(gateway, before)];
}

const after = ({ kept }: Gateway, before: string) => {
  const { state = "none" } = kept.wipe ?? {};
  return state === before ? "" : state;
};

async function heardIn(answer: Response): Promise<string> {
  const bytes = new Uint8Array(await answer.arrayBuffer());
  if (answer.status !== 200) return String(answer.status);
  const root = decode(bytes);
  const tag = `${root.tag.slice(0, root.tag.indexOf(":"))}:Status` as Node["tag"];
  const status = text(root, tag);
  if (status === undefined) return "data";
  const policy = path(root, "Provision:Policies", "Provision:Policy");
  const key = policy && child(policy, "Provision:PolicyKey");
  const data = policy && child(policy, "Provision:Data");
  return [
    `status ${status}`,
    ...(child(root, "Provision:RemoteWipe") ? ["order"] : []),
    ...(policy ? [`policy ${text(policy, "Provision:Status")}`] : []),
    ...(key ? [data ? "offer" : "key"] : []),
  ].join(" ");
}

test.each([
  ["12.1", "without", WITHOUT_POLICY],
  ["14.1", "without", WITHOUT_POLICY],
  ["12.1", "under", UNDER_POLICY],
  ["14.1", "under", UNDER_POLICY],
] as const)("every cell at %s, %s a policy of the tenant", async (version, policy, table) => {
  const wrong: string[] = [];
  for (const [row, words] of Object.entries(table)) {
    const cells = words.split(" ");
    expect([row, cells.length]).toEqual([row, Object.keys(STATES).length]);
    for (const [index, state] of (Object.keys(STATES) as State[]).entries()) {
      const [word = "", next = ""] = (cells[index] ?? "").split(">");
      const heard = await cell(version, policy === "under", state, row);
      const expected = [MEANINGS[word]?.[version === "12.1" ? 0 : 1], next];
      if (heard.join() !== expected.join())
        wrong.push(`${state}, ${row}: ${heard}, not ${expected}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(Object.keys(table)).toEqual(Object.keys(REQUESTS));
});

test("OPTIONS tells versions in every state, and changes none", async () => {
  for (const state of Object.keys(STATES) as State[]) {
    const gateway = await start({ exchange: withoutPolicies });
    await gateway.request({});
    for (const event of STATES[state]) wipeStep(gateway.kept, event, START);
    const life = gateway.kept.wipe;
    expect([state, (await gateway.request({ method: "OPTIONS" })).status]).toEqual([state, 200]);
    expect(gateway.kept.wipe).toBe(life);
  }
});

// Every cell of the admission table: all combinations of what the gateway can know of a request, each held against the
// rules as a person would say them, written here a second time and in another way than in worker/core/gateway.
import { beforeAll, describe, expect, test } from "vitest";
import { type GatewayFacts, judge, type Verdict } from "../../worker/core/gateway.ts";
import { EAS_COMMANDS } from "../../worker/wire/eas-commands.ts";

const YES_OR_NO = [false, true] as const;
const WIPES = [
  undefined,
  "requested",
  "armed",
  "ordered",
  "acknowledged",
  "refused",
  "cancelled",
] as const;
const BAD_TOKENS = [
  "token-unknown",
  "token-of-another-user",
  "token-expired",
  "token-on-another-device",
  "token-superseded",
] as const;

/** Everything the gateway can know, adapter settings included. */
const DIMENSIONS = {
  onlyProvisioned: YES_OR_NO,
  otherClients: ["deny", "quarantine", "allow"],
  reportOnly: YES_OR_NO,
  retypedToken: ["record", "refuse"],
  command: ["OPTIONS", "Provision", "Sync"],
  ios: YES_OR_NO,
  easAllowed: YES_OR_NO,
  blocked: YES_OR_NO,
  exempt: YES_OR_NO,
  access: [undefined, "block", "quarantine", "allow"],
  wipe: WIPES,
  grace: YES_OR_NO,
  cannotProvision: YES_OR_NO,
  versionTooNew: YES_OR_NO,
  bearerUnproven: YES_OR_NO,
  tooMany: YES_OR_NO,
  retyped: YES_OR_NO,
  token: ["none", "presented", "good", ...BAD_TOKENS],
} as const;
type Name = keyof typeof DIMENSIONS;
type Case = { -readonly [Key in Name]: (typeof DIMENSIONS)[Key][number] };

const NAMES = Object.keys(DIMENSIONS) as Name[];
const ADAPTER = ["onlyProvisioned", "otherClients", "reportOnly", "retypedToken"];

/** Calls `tell` with every combination, in one object that changes from call to call. */
function everyCase(tell: (facts: GatewayFacts, one: Case) => void, names = NAMES): number {
  const adapter: Record<string, unknown> = {};
  const facts: Record<string, unknown> = { adapter };
  const one: Record<string, unknown> = {};
  let cases = 0;
  const turn = (depth: number): void => {
    const name = names[depth];
    if (name === undefined) {
      cases += 1;
      tell(facts as unknown as GatewayFacts, one as Case);
      return;
    }
    const holder = ADAPTER.includes(name) ? adapter : facts;
    for (const value of DIMENSIONS[name]) {
      holder[name] = value;
      one[name] = value;
      turn(depth + 1);
    }
  };
  turn(0);
  return cases;
}

const outcome = (verdict: Verdict): string =>
  verdict.verdict === "pass"
    ? `pass${verdict.letThrough ? ` ${verdict.letThrough}` : ""}`
    : verdict.verdict === "wipe"
      ? "wipe"
      : `${verdict.verdict} ${verdict.reason}`;

/** The rules in plain sentences. */
function expected(one: Case): string {
  const wantsVersionsOnly = one.command === "OPTIONS";
  // A device that is to be erased hears of it at every command; one that said what became of it may say it again.
  if (one.wipe === "requested" || one.wipe === "armed" || one.wipe === "ordered")
    if (!wantsVersionsOnly) return "wipe";
  if (one.wipe === "refused" || one.wipe === "acknowledged")
    if (one.command === "Provision") return "wipe";
  // What was ordered holds whatever the adapter reports; the person comes before the device.
  if (!one.easAllowed) return "deny eas-not-allowed";
  if (one.wipe === "acknowledged" && one.blocked) return "deny device-wiped";
  if (one.wipe === "refused") return "deny wipe-refused";
  if (one.blocked) return "deny device-blocked";
  if (one.versionTooNew && !wantsVersionsOnly) return "deny version-too-new";
  // Whoever signs in without a password proves the device, whatever else would let it in.
  if (one.bearerUnproven && !wantsVersionsOnly) return "deny bearer-without-proof";
  const complaint = firstComplaint(one);
  if (complaint === "") return "pass";
  return one.reportOnly ? `pass ${complaint.slice(complaint.indexOf(" ") + 1)}` : complaint;
}

/** What stands against a device that nobody ordered to be kept out, or nothing. */
function firstComplaint(one: Case): string {
  // A policy that cannot be carried is asked of everybody, also of who only wants versions.
  if (one.cannotProvision) return "deny version-without-policies";
  if (one.command === "OPTIONS") return "";
  // An exemption stands above all access rules, and a rule that blocks above one that quarantines.
  const rule = one.exempt ? undefined : one.access;
  if (rule === "block") return "deny access-rule-blocked";
  // Nobody is put into quarantine for whom there is no place.
  if (one.tooMany) return "deny too-many-devices";
  if (rule === "quarantine") return "quarantine access-rule-quarantined";
  if (!one.onlyProvisioned) return "";
  return one.ios ? proofComplaint(one) : defaultComplaint(one, rule === "allow" || one.exempt);
}

/** An iOS device needs its proof, whatever rule or exemption allows it. */
function proofComplaint({ token, grace, retyped, retypedToken }: Case): string {
  if (token === "presented") return "";
  if (token === "none") return grace ? "" : "deny token-missing";
  if (token === "good") return retyped && retypedToken === "refuse" ? "deny token-retyped" : "";
  return `deny ${token}`;
}

/** Another client comes in by a rule, by an exemption, by its grace, or by what the adapter says of the rest. */
function defaultComplaint({ grace, otherClients }: Case, isAllowed: boolean): string {
  if (isAllowed || grace || otherClients === "allow") return "";
  return otherClients === "deny"
    ? "deny other-client-denied"
    : "quarantine other-client-quarantined";
}

describe("the admission table", () => {
  const wrong: string[] = [];
  const reached = new Set<string>();
  let cases = 0;
  beforeAll(() => {
    cases = everyCase((facts, one) => {
      const said = outcome(judge(facts));
      reached.add(said);
      if (said !== expected(one) && wrong.length < 5)
        wrong.push(`${JSON.stringify(one)}: ${said}, not ${expected(one)}`);
    });
  }, 120_000);

  test("says in every cell what a person would say", () => {
    expect(wrong).toEqual([]);
    const product = NAMES.reduce((all, name) => all * DIMENSIONS[name].length, 1);
    expect(cases).toBe(product);
  });

  test("reaches every outcome, those that are only reported included", () => {
    const denials = [
      ...["eas-not-allowed", "device-wiped", "wipe-refused", "device-blocked", "version-too-new"],
      "bearer-without-proof",
    ];
    const reports = [
      ...["version-without-policies", "access-rule-blocked", "too-many-devices"],
      ...["other-client-denied", "token-missing", ...BAD_TOKENS, "token-retyped"],
    ];
    const quarantines = ["access-rule-quarantined", "other-client-quarantined"];
    expect([...reached].sort()).toEqual(
      [
        ...["pass", "wipe"],
        ...[...denials, ...reports].map((reason) => `deny ${reason}`),
        ...quarantines.map((reason) => `quarantine ${reason}`),
        ...[...reports, ...quarantines].map((reason) => `pass ${reason}`),
      ].sort(),
    );
  });
});

describe("what holds whatever else is so", () => {
  /** Facts that leave adapter and wipe at rest, so that pairs of cases can be compared. */
  const few = NAMES.filter((name) => name !== "wipe" && name !== "cannotProvision");
  const compare = (
    change: Partial<GatewayFacts>,
    broken: (a: string, b: string, one: Case) => boolean,
  ) => {
    let counterexample = "";
    everyCase((facts, one) => {
      const before = outcome(judge(facts));
      const after = outcome(judge({ ...facts, ...change }));
      if (counterexample === "" && broken(before, after, one))
        counterexample = `${JSON.stringify(one)}: ${before}, then ${after}`;
    }, few);
    return counterexample;
  };
  const isIn = (said: string) => said.startsWith("pass");

  test("an order to keep a device out is never weakened by exemption, rule, grace or report", () => {
    expect(compare({ blocked: true }, (_, after) => isIn(after))).toBe("");
    expect(compare({ easAllowed: false }, (_, after) => isIn(after))).toBe("");
  });
  test("a rule that allows lets no iOS device in that would stay outside without it", () => {
    const gains = (before: string, after: string, one: Case) =>
      one.ios && one.access === undefined && !isIn(before) && isIn(after);
    expect(compare({ access: "allow" }, gains)).toBe("");
  });
  test("an exemption keeps nobody out", () => {
    expect(compare({ exempt: true }, (before, after) => isIn(before) && !isIn(after))).toBe("");
  });
  test("an iOS device without proof gets no data while only provisioned ones may", () => {
    const unproven = { token: "token-unknown", ios: true } as const;
    const leaks = (_: string, after: string, one: Case) =>
      isIn(after) && one.onlyProvisioned && !one.reportOnly && one.command !== "OPTIONS";
    expect(compare(unproven, leaks)).toBe("");
  });
});

test("all commands but OPTIONS and Provision are judged alike", () => {
  everyCase(
    (facts) => {
      const said = outcome(judge({ ...facts, command: "Sync" }));
      for (const command of EAS_COMMANDS) {
        if (command !== "Provision" && outcome(judge({ ...facts, command })) !== said)
          expect.fail(`${command}: ${JSON.stringify(facts)}`);
      }
    },
    ["onlyProvisioned", "otherClients", "ios", "access", "wipe", "token"],
  );
});

// Every cell of the admission table: all combinations of what the gateway can know of a request, each held against the
// rules as a person would say them, written here a second time and in another way than in worker/core/gateway.
import { beforeAll, describe, expect, test } from "vitest";
import { type GatewayFacts, judge } from "../../worker/core/gateway.ts";
import { EAS_COMMANDS } from "../../worker/wire/eas-commands.ts";
import {
  BAD_CERTIFICATES,
  BAD_TOKENS,
  type Case,
  CERTIFICATES,
  DIMENSIONS,
  everyCase,
  type Name,
  outcome,
  WITH_CERTIFICATES,
  WITHOUT_CERTIFICATES,
} from "./admission-cases.ts";

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
  // A certificate that somebody revoked keeps its device out, whether or not one is asked for.
  if (one.certificate === "certificate-revoked") return "deny certificate-revoked";
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
  const isAllowed = rule === "allow" || one.exempt;
  if (!one.ios && one.onlyProvisioned) return defaultComplaint(one, isAllowed);
  // Where certificates are used, nobody comes in by a password alone but who was let in by name.
  if (one.certificates !== "off" && (one.ios || !isAllowed)) {
    const complaint = certificateComplaint(one);
    if (complaint !== "") return complaint;
  }
  const isProven = one.certificate === "good" || one.certificate === "presented";
  return one.ios && one.onlyProvisioned && !isProven ? proofComplaint(one) : "";
}

/** Grace stands for a certificate that is not there, never for one that is bad. */
function certificateComplaint({ certificate, grace }: Case): string {
  if (certificate === "none") return grace ? "" : "deny certificate-missing";
  return certificate === "good" || certificate === "presented" ? "" : `deny ${certificate}`;
}

/** An iOS device without a certificate needs its token, whatever rule or exemption allows it. */
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
    const look = (facts: GatewayFacts, one: Case) => {
      const said = outcome(judge(facts));
      reached.add(said);
      if (said !== expected(one) && wrong.length < 5)
        wrong.push(`${JSON.stringify(one)}: ${said}, not ${expected(one)}`);
    };
    cases = everyCase(look, WITHOUT_CERTIFICATES) + everyCase(look, WITH_CERTIFICATES);
  }, 120_000);

  test("says in every cell what a person would say", () => {
    expect(wrong).toEqual([]);
    const product = (names: readonly Name[]) =>
      names.reduce((all, name) => all * DIMENSIONS[name].length, 1);
    expect(cases).toBe(product(WITHOUT_CERTIFICATES) + product(WITH_CERTIFICATES));
  });

  test("reaches every outcome, those that are only reported included", () => {
    const denials = [
      ...["eas-not-allowed", "device-wiped", "wipe-refused", "device-blocked", "version-too-new"],
      ...["bearer-without-proof", "certificate-revoked"],
    ];
    const reports = [
      ...["version-without-policies", "access-rule-blocked", "too-many-devices"],
      ...["other-client-denied", "token-missing", ...BAD_TOKENS, "token-retyped"],
      ...["certificate-missing", ...BAD_CERTIFICATES],
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
  const few = WITHOUT_CERTIFICATES.filter((name) => !["wipe", "cannotProvision"].includes(name));
  /** As few, with certificates. */
  const beside: Name[] = [
    ...CERTIFICATES,
    ...["onlyProvisioned", "otherClients", "reportOnly", "command", "ios", "exempt"],
    ...["access", "grace", "blocked", "token"],
  ] as Name[];
  const compare = (
    change: Partial<GatewayFacts>,
    broken: (a: string, b: string, one: Case) => boolean,
    names = few,
  ) => {
    let counterexample = "";
    everyCase((facts, one) => {
      const before = outcome(judge(facts));
      const after = outcome(judge({ ...facts, ...change }));
      if (counterexample === "" && broken(before, after, one))
        counterexample = `${JSON.stringify(one)}: ${before}, then ${after}`;
    }, names);
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
  test("a revoked certificate lets nobody in, whatever else is so", () => {
    expect(compare({ certificate: "certificate-revoked" }, (_, after) => isIn(after), beside)).toBe(
      "",
    );
  });
  test("no bad certificate gets an iOS device in that would stay outside with none", () => {
    for (const certificate of BAD_CERTIFICATES) {
      const gains = (before: string, after: string, one: Case) =>
        one.certificate === "none" && !isIn(before) && isIn(after);
      expect(compare({ certificate }, gains, beside)).toBe("");
    }
  });
  test("where certificates are used, a password alone gets no iOS device in but by grace or report", () => {
    const leaks = (_: string, after: string, one: Case) =>
      isIn(after) &&
      one.certificates !== "off" &&
      !one.grace &&
      !one.reportOnly &&
      one.command !== "OPTIONS";
    expect(compare({ certificate: "none", ios: true }, leaks, beside)).toBe("");
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

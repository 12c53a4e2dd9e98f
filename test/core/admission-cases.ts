// All that the gateway can know of a request, as dimensions of a table, and a walk through every cell of it.
import type { GatewayFacts, Verdict } from "../../worker/core/gateway.ts";

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
export const BAD_TOKENS = [
  "token-unknown",
  "token-of-another-user",
  "token-expired",
  "token-on-another-device",
  "token-superseded",
] as const;
export const BAD_CERTIFICATES = [
  "certificate-unknown",
  "certificate-for-another-purpose",
  "certificate-of-another-user",
  "certificate-not-yet-valid",
  "certificate-expired",
  "certificate-on-another-device",
] as const;

/** Everything the gateway can know, adapter settings included. */
export const DIMENSIONS = {
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
  certificates: ["off", "with-password", "alone"],
  certificate: ["none", "presented", "good", "certificate-revoked", ...BAD_CERTIFICATES],
} as const;
export type Name = keyof typeof DIMENSIONS;
export type Case = { -readonly [Key in Name]: (typeof DIMENSIONS)[Key][number] };

export const NAMES = Object.keys(DIMENSIONS) as Name[];
/**
 * Two tables hold every cell that differs: in one nobody uses certificates, in the other the facts are left out that no
 * rule about certificates asks for and that come before or after all of them.
 */
export const CERTIFICATES: readonly Name[] = ["certificates", "certificate"];
const NOT_BESIDE_CERTIFICATES: readonly Name[] = [
  ...(["wipe", "cannotProvision", "versionTooNew", "easAllowed"] as const),
  ...(["bearerUnproven", "tooMany"] as const),
];
export const WITHOUT_CERTIFICATES = NAMES.filter((name) => !CERTIFICATES.includes(name));
export const WITH_CERTIFICATES = NAMES.filter((name) => !NOT_BESIDE_CERTIFICATES.includes(name));
const ADAPTER = ["onlyProvisioned", "otherClients", "reportOnly", "retypedToken"];

/** Calls `tell` with every combination, in one object that changes from call to call. */
export function everyCase(tell: (facts: GatewayFacts, one: Case) => void, names = NAMES): number {
  const adapter: Record<string, unknown> = {};
  const usual = { certificates: "off", certificate: "none", easAllowed: true };
  const facts: Record<string, unknown> = { adapter, ...usual };
  const one: Record<string, unknown> = { ...usual };
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

export const outcome = (verdict: Verdict): string =>
  verdict.verdict === "pass"
    ? `pass${verdict.letThrough ? ` ${verdict.letThrough}` : ""}`
    : verdict.verdict === "wipe"
      ? "wipe"
      : `${verdict.verdict} ${verdict.reason}`;

// Rules by what a client says of itself: allow, block or quarantine it. They are Exchange's device
// access rules (New-ActiveSyncDeviceAccessRule) with a prefix match beside the exact one, so that one
// rule stops one version of a system. What a client says is its own word: rules keep out clients that
// do harm, they prove nothing, and an allowed iOS device still needs its proof.
import type { DeviceInformation, DeviceTraits } from "./device.ts";
import { deviceModel } from "./device-model.ts";

/** What a rule looks at. */
export const ACCESS_CHARACTERISTICS = ["deviceType", "model", "os", "userAgent"] as const;
export type AccessCharacteristic = (typeof ACCESS_CHARACTERISTICS)[number];

/** In the order in which they win: a block beats a quarantine, which beats an allowance. */
export const ACCESS_LEVELS = ["block", "quarantine", "allow"] as const;
export type AccessLevel = (typeof ACCESS_LEVELS)[number];

export interface AccessRule {
  readonly id: string;
  readonly characteristic: AccessCharacteristic;
  /** In any letter case; with a `*` at its end everything that begins with the text before it. */
  readonly value: string;
  readonly level: AccessLevel;
}

/** Rules of one tenant. Every judgement reads them all. */
export const ACCESS_RULES_MAX = 100;
/** Characters of a rule's value; what clients say is cut to 200. */
const VALUE_MAX = 200;

/** A client as rules see it. */
export interface AccessAsker {
  readonly device: DeviceTraits;
  /** What the phone told of itself before, if it did. */
  readonly information?: DeviceInformation | undefined;
}

/** The texts in which a client can be named by each characteristic. */
export type AccessTexts = Readonly<Record<AccessCharacteristic, readonly string[]>>;

/**
 * How rules may name this client. The system is read from the user agent first, because that follows
 * an upgrade at once, while what the phone told in Settings may be months old: an iPhone with
 * `Apple-iPhone2C1/705.018` is `3.1.3`, `iPhone OS 3.1.3` and `7E18`.
 */
export function accessTexts({ device, information }: AccessAsker): AccessTexts {
  const { model, system, build } = deviceModel(device);
  const version = system?.slice(system.lastIndexOf(" ") + 1);
  return {
    deviceType: [device.deviceType],
    model: present([information?.model, model]),
    os: system === undefined ? present([information?.os]) : present([version, system, build]),
    userAgent: [device.userAgent],
  };
}

const present = (texts: readonly (string | undefined)[]) =>
  texts.filter((text) => text !== undefined && text !== "") as string[];

/** True if `rule` speaks of a client with these texts. */
export function ruleMatches({ characteristic, value }: AccessRule, texts: AccessTexts): boolean {
  const wanted = value.toLowerCase();
  const prefix = wanted.endsWith("*") ? wanted.slice(0, -1) : undefined;
  return texts[characteristic].some((text) => {
    const said = text.toLowerCase();
    return prefix === undefined ? said === wanted : said.startsWith(prefix);
  });
}

/** The rule that decides about a client: the first of the level that wins, if any rule speaks of it. */
export function decidingRule(
  rules: readonly AccessRule[],
  asker: AccessAsker,
): AccessRule | undefined {
  if (rules.length === 0) return undefined;
  const texts = accessTexts(asker);
  const matching = rules.filter((rule) => ruleMatches(rule, texts));
  for (const level of ACCESS_LEVELS) {
    const first = matching.find((rule) => rule.level === level);
    if (first) return first;
  }
  return undefined;
}

/**
 * True for a value that a rule can have: printable, not empty, and with a `*` at its end at most,
 * so that nobody expects wildcards where there are none.
 */
export function isAccessValue(value: string): boolean {
  const text = value.trim();
  if (text === "" || text !== value || value.length > VALUE_MAX) return false;
  return !/[\p{C}\p{Zl}\p{Zp}]/u.test(value) && !value.slice(0, -1).includes("*");
}

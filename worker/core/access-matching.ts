// Whom an access rule speaks of, and which of several decides. It knows the names of models and
// systems, so it is loaded with the first tenant that has rules.
import { ACCESS_LEVELS, type AccessCharacteristic, type AccessRule } from "./access-rules.ts";
import type { DeviceInformation, DeviceTraits } from "./device.ts";
import { deviceModel } from "./device-model.ts";

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

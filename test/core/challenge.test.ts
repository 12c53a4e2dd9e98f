// Challenges: one makes one thing, for whoever shows it first.
import { describe, expect, it } from "vitest";
import {
  judgeChallenge,
  judgeProfileChallenge,
  type KeptChallenge,
  recordOf,
} from "../../worker/core/challenge.ts";

const HOUR = 3_600_000;
const NOW = Date.UTC(2027, 5, 1);
const KEPT: KeptChallenge = {
  id: "1",
  user: "alice",
  purpose: "exchange",
  madeAt: NOW,
  madeBy: "owner",
  expiresAt: NOW + HOUR,
};
const PHONE = { udid: "a".repeat(40), serial: "87945XYZA4S" };
const used = (by: string) => ({ used: { at: NOW + 1, by } });
const CERTIFIES = ["enrolment", "exchange"] as const;

describe("a challenge for a certificate", () => {
  it.each<[string, KeptChallenge | undefined, number, string]>([
    ["nobody made is refused", undefined, NOW, "challenge-unknown"],
    ["that is open is taken", KEPT, NOW + HOUR - 1, "taken"],
    ["whose time is over is refused", KEPT, NOW + HOUR, "challenge-expired"],
    ["that was dropped is refused", { ...KEPT, droppedAt: NOW }, NOW, "challenge-unknown"],
    ["that this key used is taken again", { ...KEPT, ...used("key") }, NOW, "again"],
    [
      "that this key used is taken again after its time",
      { ...KEPT, ...used("key") },
      NOW + 9 * HOUR,
      "again",
    ],
    ["that another key used is refused", { ...KEPT, ...used("other") }, NOW, "challenge-used"],
    [
      "of the Profile Service is refused",
      { ...KEPT, purpose: "profile-service" },
      NOW,
      "challenge-for-another-purpose",
    ],
    [
      "of the Profile Service is refused, also when used by a phone named as the key",
      { ...KEPT, purpose: "profile-service", ...used("key") },
      NOW,
      "challenge-for-another-purpose",
    ],
  ])("%s", (_rule, kept, now, expected) => {
    const judged = judgeChallenge(kept, { purposes: CERTIFIES, by: "key" }, now);
    const outcome = judged.ok ? (judged.again ? "again" : "taken") : judged.reason;
    expect(outcome).toBe(expected);
  });
});

describe("a challenge of the Profile Service", () => {
  const profile: KeptChallenge = { ...KEPT, purpose: "profile-service" };
  const bound = { ...profile, device: PHONE };

  it.each<[string, KeptChallenge, typeof PHONE, number, string]>([
    ["is taken by the first phone", profile, PHONE, NOW, "taken"],
    ["is taken again by this phone", { ...profile, ...used(PHONE.udid) }, PHONE, NOW, "again"],
    [
      "is not taken again after its time",
      { ...profile, ...used(PHONE.udid) },
      PHONE,
      NOW + HOUR,
      "challenge-expired",
    ],
    ["is not taken by a second phone", { ...profile, ...used("b") }, PHONE, NOW, "challenge-used"],
    ["is taken by the phone it was made for", bound, PHONE, NOW, "taken"],
    ["is not taken by another", bound, { ...PHONE, udid: "b" }, NOW, "challenge-of-another-device"],
    [
      "is not taken with another serial number",
      bound,
      { ...PHONE, serial: "X" },
      NOW,
      "challenge-of-another-device",
    ],
    ["is none for certificates", KEPT, PHONE, NOW, "challenge-for-another-purpose"],
  ])("%s", (_rule, kept, device, now, expected) => {
    const judged = judgeProfileChallenge(kept, device, now);
    expect(judged.ok ? (judged.again ? "again" : "taken") : judged.reason).toBe(expected);
  });
});

describe("a challenge is shown as", () => {
  it.each<[string, Partial<KeptChallenge>, number]>([
    ["open", {}, NOW],
    ["expired", {}, NOW + HOUR],
    ["dropped", { droppedAt: NOW }, NOW + HOUR],
    ["used", { ...used("key"), droppedAt: NOW }, NOW + HOUR],
  ])("%s", (state, changes, now) => {
    const record = recordOf({ ...KEPT, ...changes }, now);
    expect(record.state).toBe(state);
    expect(JSON.stringify(record)).not.toContain("key");
  });
});

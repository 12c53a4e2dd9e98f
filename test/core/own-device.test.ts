// What users may do with their own phones. The table of rules is walked: every deed in every state.
import { describe, expect, test } from "vitest";
import type { DeviceEvent, DeviceSummary } from "../../worker/core/device.ts";
import { mayOrder, OWN_ACTS, ownActor, ownDevice } from "../../worker/core/own-device.ts";
import type { WipeLife, WipeState } from "../../worker/core/wipe.ts";

const ALICE = ownActor("alice");

function device(more: Partial<DeviceSummary> = {}): DeviceSummary {
  return {
    user: "alice",
    deviceId: "APPL1",
    deviceType: "iPhone",
    userAgent: "Apple-iPhone2C1/801.293",
    protocolVersion: "12.1",
    state: "active",
    proof: "token",
    firstSeenAt: 0,
    lastSeenAt: 0,
    ...more,
  };
}
const wipe = (state: WipeState, requestedBy = ALICE): WipeLife => ({
  state,
  requestedBy,
  requestedAt: 1,
  orders: 0,
});
const event = (name: string, actor: string): DeviceEvent => ({
  at: 1,
  event: name,
  actor,
  detail: "",
});
const blocked = { state: "blocked" } as const;
const byAlice = [event("blocked", ALICE)];
const byAnn = [event("blocked", "ann")];

test.each([
  ["in use", device(), [], "lost erase forget"],
  ["reported lost", device(blocked), byAlice, "found erase"],
  ["blocked by an administrator", device(blocked), byAnn, "erase"],
  ["own wipe waits", device({ wipe: wipe("requested") }), [], "lost cancel"],
  ["own wipe was told to it", device({ wipe: wipe("ordered") }), [], "lost cancel"],
  ["lost, and own wipe waits", device({ ...blocked, wipe: wipe("ordered") }), byAlice, "cancel"],
  ["an administrator's wipe waits", device({ wipe: wipe("requested", "ann") }), [], "lost"],
  ["it refused the own wipe", device({ wipe: wipe("refused") }), [], "lost erase cancel"],
  ["it refused an administrator's wipe", device({ wipe: wipe("refused", "ann") }), [], "lost"],
  [
    "an administrator took a wipe back",
    device({ wipe: wipe("cancelled", "ann") }),
    [],
    "lost erase forget",
  ],
  ["own wipe taken back", device({ wipe: wipe("cancelled") }), [], "lost erase forget"],
  ["erased by its user", device({ ...blocked, wipe: wipe("acknowledged") }), [], "found forget"],
  [
    "lost and erased by its user",
    device({ ...blocked, wipe: wipe("acknowledged") }),
    byAlice,
    "found forget",
  ],
  ["erased by an administrator", device({ ...blocked, wipe: wipe("acknowledged", "ann") }), [], ""],
  [
    "lost, then erased by an administrator",
    device({ ...blocked, wipe: wipe("acknowledged", "ann") }),
    byAlice,
    "",
  ],
  [
    "erased by its user, blocked by an administrator",
    device({ ...blocked, wipe: wipe("acknowledged") }),
    byAnn,
    "",
  ],
] as const)("%s: what its user may order", (_, summary, events, acts) => {
  const on = ownDevice("alice", summary, events, undefined);
  expect(OWN_ACTS.filter((act) => mayOrder(act, on)).join(" ")).toBe(
    OWN_ACTS.filter((act) => acts.split(" ").includes(act)).join(" "),
  );
});

describe("who blocked it", () => {
  const blockedBy = (...events: DeviceEvent[]) =>
    ownDevice("alice", device(blocked), events, undefined).blockedBy;

  test("is told by the newest block of its life", () => {
    expect(blockedBy(event("policy-acknowledged", "alice"), ...byAlice, ...byAnn)).toBe("user");
    expect(blockedBy(...byAnn, event("allowed", "ann"), ...byAlice)).toBe("administrator");
  });

  test("counts as the administrator where its life does not tell", () => {
    expect(blockedBy()).toBe("administrator");
    expect(blockedBy(event("allowed", ALICE), ...byAlice)).toBe("administrator");
  });

  test("is not the user for an operator who has the user's name, nor another user", () => {
    expect(blockedBy(event("blocked", "alice"))).toBe("administrator");
    expect(blockedBy(event("blocked", ownActor("bob")))).toBe("administrator");
  });

  test("is nobody while it is not blocked, whatever its life says", () => {
    expect(ownDevice("alice", device(), byAnn, undefined).blockedBy).toBe("nobody");
  });
});

test.each([
  ["current", "v2", "v2"],
  ["old", "v1", "v2"],
  ["unknown", undefined, "v2"],
  ["unknown", "v1", undefined],
] as const)("its settings are %s: it runs %s, in force is %s", (policy, runs, current) => {
  const summary = device(runs === undefined ? {} : { policyVersion: runs });
  expect(ownDevice("alice", summary, [], current).policy).toBe(policy);
});

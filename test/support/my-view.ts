// My devices as plain values, for tests of its pages: one phone in every state its user can find it in.
import type { DeviceSummary } from "../../worker/core/device.ts";
import type { Language } from "../../worker/core/language.ts";
import { type OwnDevice, ownActor, ownDevice } from "../../worker/core/own-device.ts";
import type { WipeState } from "../../worker/core/wipe.ts";
import type { MyView } from "../../worker/views/my-page.tsx";

const HOUR = 3_600_000;
const NOW = 1_299_110_400_000;

export const myView = (language: Language): MyView => ({
  language,
  company: "Acme Corporation",
  user: "alice",
  setUpAddress: "https://mail.acme.example/iphone",
  now: NOW,
  token: () => "token",
});

const phone: DeviceSummary = {
  user: "alice",
  deviceId: "APPL87941C1N3NS",
  deviceType: "iPhone",
  userAgent: "Apple-iPhone2C1/801.293",
  protocolVersion: "12.1",
  state: "active",
  proof: "token",
  policyVersion: "v1",
  firstSeenAt: NOW - 99 * HOUR,
  lastSeenAt: NOW - 3 * HOUR,
};
const wipe = (state: WipeState, requestedBy: string) => ({
  wipe: { state, requestedBy, requestedAt: NOW, orders: 1 },
});
const own = ownActor("alice");

/** Phones in use, with old settings, refused, lost, blocked, waiting to be erased, erased. */
export function ownPhones(): OwnDevice[] {
  const make = (more: Partial<DeviceSummary>, blocker = "", current = "v1") =>
    ownDevice(
      "alice",
      { ...phone, ...more },
      blocker ? [{ at: NOW, event: "blocked", actor: blocker, detail: "" }] : [],
      current,
    );
  const blocked = { state: "blocked" } as const;
  return [
    make({}),
    make({ userAgent: "Apple-iPhone/705.18" }, "", "v2"),
    make({ deviceId: "K9C2", lastRefusal: { reason: "token-missing", at: NOW - HOUR } }),
    make(blocked, own),
    make(blocked, "ann"),
    make({ ...blocked, ...wipe("ordered", own) }, own),
    make(wipe("requested", "ann")),
    make(wipe("refused", own)),
    make({ ...blocked, ...wipe("acknowledged", own) }, own),
  ];
}

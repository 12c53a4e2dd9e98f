// How a device stands, in a symbol and words. The rule: one table for list, page and dashboard, and
// nothing is said by colour alone (WCAG 2.2, 1.4.1).
import type { DeviceSummary } from "../../core/device.ts";
import { deviceModel } from "../../core/device-model.ts";
import { showable } from "../../core/settings-text.ts";
import type { Tone } from "./chart.tsx";
import type { DevicesText } from "./messages/devices.ts";
import { Badge } from "./table.tsx";

/** Whether a device may come, or how far its wipe is. */
export function DeviceState({ device, text }: { device: DeviceSummary; text: DevicesText }) {
  const { wipe, state } = device;
  const isBlocked = state === "blocked";
  return (
    <>
      {wipe && wipe.state !== "cancelled" && (
        <Badge tone="bad">{`⚠ ${text.wipes[wipe.state]}`}</Badge>
      )}{" "}
      {isBlocked ? (
        <Badge tone="bad">{`✕ ${text.blocked}`}</Badge>
      ) : (
        !wipe?.endedAt && <Passing device={device} text={text} />
      )}
    </>
  );
}

function Passing({ device, text }: { device: DeviceSummary; text: DevicesText }) {
  return (
    <>
      {device.quarantinedAt === undefined ? (
        <Badge tone="good">{`✓ ${text.active}`}</Badge>
      ) : (
        <Badge tone="warn">{`◌ ${text.quarantined}`}</Badge>
      )}
      {device.isExempt && <Badge tone="plain">{`☆ ${text.exempt}`}</Badge>}
    </>
  );
}

/** Whether it runs the profile it should. */
export function DevicePolicy({ device, text }: { device: DeviceSummary; text: DevicesText }) {
  const [tone, words] = policyOf(device, text);
  return <Badge tone={tone}>{words}</Badge>;
}

function policyOf(device: DeviceSummary, text: DevicesText): readonly [Tone, string] {
  if (device.isOutdated) return ["warn", `↻ ${text.outdated}`];
  if (device.proof === "grace") return ["warn", `○ ${text.grace}`];
  if (device.proof === "none") return ["warn", `○ ${text.noProfile}`];
  // A certificate says nothing of the profile's version.
  if (device.proof === "certificate") return ["good", `✓ ${text.certified}`];
  return ["good", `✓ ${text.current}`];
}

/** A type that a client made up is shown up to this length, in characters. */
const MODEL_MAX = 40;

/** The model and system in one line; words for a device that was bound and has not come yet. */
export function deviceWords(device: DeviceSummary, text: DevicesText): string {
  if (device.deviceType === "" && device.userAgent === "") return text.unknownDevice;
  const { system, ...named } = deviceModel(device);
  const model = showable(named.model, MODEL_MAX);
  return system ? `${model}, ${system}` : model;
}

const TONES: Readonly<Record<string, Tone>> = {
  bound: "good",
  reprovisioned: "good",
  allowed: "good",
  "policy-acknowledged": "good",
  blocked: "bad",
  exempted: "good",
  quarantined: "warn",
  "account-made-anew": "warn",
  refused: "warn",
  "wipe-requested": "bad",
  "wipe-ordered": "bad",
  "wipe-acknowledged": "bad",
  "wipe-refused": "warn",
};

/** The colour of a step's mark; its words stand in the list. */
export const toneOf = (event: string): Tone =>
  Object.hasOwn(TONES, event) ? (TONES[event] ?? "plain") : "plain";

// What an administrator, and Exchange's own, order while a phone is at work.
import {
  allowDevice,
  blockDevice,
  cancelWipe,
  wipeDevice,
} from "../../../worker/routes/device-acts.ts";
import { handles } from "../world.ts";
import { type Act, type Play, USER, wipeOf } from "./state.ts";

const order = ({ site, deviceId }: Play) => ({
  ...{ tenant: site.tenant, user: USER, deviceId, actor: "bob" },
});
export const lock: Act = async (play) => {
  const tenant = handles.tenant(play.site.tenant);
  const length = 4 + play.random.below(3);
  await tenant.editPolicy(
    "everyone",
    { easPasswordEnabled: true, easMinPasswordLength: length },
    "bob",
  );
  await tenant.lockPolicy("everyone", ["eas-security"], "bob");
  play.isPolicyInForce = true;
};

export const unlock: Act = async (play) => {
  await handles.tenant(play.site.tenant).unlockPolicy("everyone", ["eas-security"], "bob");
  play.isPolicyInForce = false;
};

export const block: Act = async (play) => {
  if ((await blockDevice(handles, order(play))).ok) play.isBlocked = true;
};
export const allow: Act = async (play) => {
  if ((await allowDevice(handles, order(play))).ok) play.isBlocked = false;
};

export const wipe: Act = async (play) => {
  const before = await wipeOf(play);
  if (!(await wipeDevice(handles, order(play))).ok) return;
  play.isWiping = true;
  // An order that is out already can still be obeyed.
  if (before?.state !== "cancelled") play.ordersSeen = 0;
};
export const cancel: Act = async (play) => {
  if (!(await cancelWipe(handles, order(play))).ok) return;
  play.isWiping = false;
};
export const disable =
  (isDisabled: boolean): Act =>
  async (play) => {
    play.isDisabled = isDisabled;
    play.site.disable(isDisabled);
  };

// What can be ordered for a device, as forms that say what will happen. The rule: what cannot be
// taken back is confirmed by typing which device it is; what ends its record, by a box.

import type { DeviceDocument } from "../../core/device-document.ts";
import { looksLikeIos } from "../../core/ios-client.ts";
import { isWipePending } from "../../core/wipe.ts";
import { Check, Field, type FormContext, PostForm, Submit } from "./form.tsx";
import { type DeviceActsText, deviceActsText } from "./messages/device-acts.ts";

export interface DeviceActsProps {
  readonly c: FormContext;
  /** Path of the device's page. */
  readonly page: string;
  readonly shown: DeviceDocument;
  /** The reader may exempt it from access rules. */
  readonly mayExempt: boolean;
  /** What was refused, and what had been typed. */
  readonly problem?: { readonly field: string; readonly says: string; readonly typed: string };
}
type Part = DeviceActsProps & { readonly text: DeviceActsText };

/** All acts that are possible now. */
export function DeviceActs(props: DeviceActsProps) {
  const text = deviceActsText[props.c.var.language];
  const { device } = props.shown;
  const isWaiting = isWipePending(device.wipe);
  const canBeAllowed = device.state === "blocked" || device.wipe?.endedAt !== undefined;
  return (
    <section>
      <h2>{text.act}</h2>
      <div class="cards">
        {canBeAllowed && <Simple {...props} text={text} act="allow" help={text.allowHelp} />}
        {device.state === "active" && (
          <Simple {...props} text={text} act="block" help={text.blockHelp} />
        )}
        {props.mayExempt && (
          <Simple
            {...props}
            text={text}
            act={device.isExempt ? "withdraw" : "exempt"}
            help={device.isExempt ? text.withdrawHelp : text.exemptHelp}
          />
        )}
        {isWaiting || device.wipe?.state === "refused" ? (
          <Simple {...props} text={text} act="cancelWipe" help={text.cancelHelp} />
        ) : (
          <Wipe {...props} text={text} />
        )}
        {isWaiting ? <p>{text.forgetFirstCancel}</p> : <Forget {...props} text={text} />}
      </div>
    </section>
  );
}

const PATHS = {
  allow: "allow",
  block: "block",
  cancelWipe: "cancel-wipe",
  exempt: "exempt",
  withdraw: "withdraw",
} as const;

function Simple({ c, page, text, act, help }: Part & { act: keyof typeof PATHS; help: string }) {
  return (
    <PostForm c={c} action={`${page}/${PATHS[act]}`} class="card">
      <h3>{text[act]}</h3>
      <p>{help}</p>
      <Submit label={text[act]} />
    </PostForm>
  );
}

/** The first two iPhones have no key to throw away: they overwrite everything. */
const OVERWRITES = ["iPhone", "iPhone 3G"];

function Wipe({ c, page, shown, text, problem }: Part) {
  const { device, name, model, knowsAccountWipe } = shown;
  const isIos = looksLikeIos(device);
  return (
    <PostForm c={c} action={`${page}/wipe`} class="card">
      <h3>{text.wipe}</h3>
      <p>{isIos ? text.wipeIos : text.wipeOther}</p>
      {isIos && OVERWRITES.includes(model) && <p>{text.wipeSlow}</p>}
      <Field
        label={text.wipeConfirm}
        name="confirm"
        help={text.wipeConfirmHelp(device.deviceId, name)}
        value={problem?.field === "confirm" ? problem.typed : ""}
        problem={problem?.field === "confirm" ? problem.says : undefined}
        autocomplete="off"
        required
      />
      <Submit label={text.doWipe} kind="danger" />
      <p>{knowsAccountWipe ? text.accountWipe : text.accountRevoke}</p>
      <Submit
        name="scope"
        value="account"
        label={knowsAccountWipe ? text.doAccountWipe : text.doAccountRevoke}
        kind="danger"
      />
    </PostForm>
  );
}

function Forget({ c, page, text, problem }: Part) {
  return (
    <PostForm c={c} action={`${page}/forget`} class="card">
      <h3>{text.forget}</h3>
      <p>{text.forgetHelp}</p>
      <Check
        label={text.forgetConfirm}
        name="forget"
        problem={problem?.field === "forget" ? problem.says : undefined}
      />
      <Submit label={text.forget} kind="danger" />
    </PostForm>
  );
}

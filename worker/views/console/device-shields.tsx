// What keeps a device out for a while, how often Exchange was spared its old password, and where its wire log is.
import type { DeviceDocument } from "../../core/device-document.ts";
import { type FormContext, PostForm, Submit } from "./form.tsx";
import { reasonText } from "./messages/refusal-reasons.ts";
import { wireLogText } from "./messages/wire-log.ts";
import { Time } from "./table.tsx";

export interface DeviceShieldsProps {
  readonly c: FormContext;
  /** Path of the device's page. */
  readonly page: string;
  readonly shown: DeviceDocument;
  /** What the reader's role may do. */
  readonly mayLift: boolean;
  readonly mayRead: boolean;
}

/** Nothing at all for a device that never met a shield, but the way to its wire log. */
export function DeviceShields({ c, page, shown, mayLift, mayRead }: DeviceShieldsProps) {
  const language = c.var.language;
  const text = wireLogText[language];
  const {
    asked = 0,
    spared = 0,
    refused = 0,
    refusedUntil,
    block,
    clientChanges = 0,
  } = shown.shield ?? {};
  const isShut = refused > 0 || block !== undefined;
  return (
    <>
      {(asked > 0 || isShut || clientChanges > 0) && (
        <section class="card">
          <h2>{text.shieldTitle}</h2>
          {asked > 0 && <p>{text.shieldCount(asked, spared)}</p>}
          {refusedUntil !== undefined && (
            <p>
              {text.shieldRefused(refused)} <Time at={refusedUntil} />.
            </p>
          )}
          {block && (
            <p>
              {text.shieldBlocked} <Time at={block.until} />:{" "}
              {reasonText(language, block.reason).what}.
            </p>
          )}
          {clientChanges > 0 && <p>{text.shieldChanges(clientChanges)}</p>}
          {isShut && mayLift && (
            <PostForm c={c} action={`${page}/lift`}>
              <p>{text.liftHelp}</p>
              <Submit label={text.lift} />
            </PostForm>
          )}
        </section>
      )}
      {mayRead && (
        <p>
          <a href={`${page}/wire-log`}>{text.open}</a>: {text.openHelp}
        </p>
      )}
    </>
  );
}

// My devices: a user's own phones, each with what it runs and what can be done about it. What
// phones say of themselves (type, user agent, DeviceId) is a stranger's text: it is shortened,
// shown without control characters, and escaped by hono/jsx.
import type { Child } from "hono/jsx";
import { deviceModel } from "../core/device-model.ts";
import { readEasAgent } from "../core/eas-agent.ts";
import type { Language } from "../core/language.ts";
import { mayOrder, type OwnAct, type OwnDevice } from "../core/own-device.ts";
import { showable } from "../core/settings-text.ts";
import { agoInWords } from "./ago-in-words.ts";
import { earlierProfileNotes, iphoneText } from "./iphone-messages.ts";
import { Page } from "./layout.tsx";
import { myText, type PhoneFacts, refusalInWords } from "./my-messages.ts";

const NAME_MAX_LENGTH = 40;
const FIRST_WITHOUT_REMOVAL = 4;

/** What all pages of My devices are made with. */
export interface MyView {
  readonly language: Language;
  readonly company: string;
  readonly user: string;
  /** Where phones are set up: the tenant's /iphone. */
  readonly setUpAddress: string;
  readonly now: number;
  /** The token of a form for `act` on `deviceId`. */
  readonly token: (act: OwnAct, deviceId: string) => string;
}

/** The list. `notice` says what was done a moment ago. */
export function MyPage(props: {
  view: MyView;
  devices: readonly OwnDevice[];
  notice?: string | undefined;
}) {
  const { view, devices, notice } = props;
  const text = myText[view.language];
  return (
    <Page language={view.language} title={text.title} from={view.company}>
      <p>{iphoneText[view.language].signedInAs(view.user)}</p>
      {notice && (
        <p class="notice" role="status">
          {notice}
        </p>
      )}
      <p>{devices.length > 0 ? text.list : text.none}</p>
      {devices.some((on) => mayOrder("lost", on)) && <p>{text.lostHelp}</p>}
      {devices.map((on, index) => (
        <Device view={view} on={on} id={`device-${index + 1}`} />
      ))}
      <div class="aside">
        <p>
          <a href="/iphone">{text.setUp}</a>
        </p>
      </div>
    </Page>
  );
}

function Device({ view, on, id }: { view: MyView; on: OwnDevice; id: string }) {
  const text = myText[view.language];
  const phone = phoneFacts(view, on);
  const more = (["erase", "forget"] as const).filter((act) => mayOrder(act, on));
  return (
    <div class="aside">
      <h2 id={id}>{fullName(view, on)}</h2>
      <p>{stateInWords(view, on)}</p>
      <Facts view={view} on={on} />
      {on.policy === "old" && <Renewal view={view} on={on} />}
      {(["lost", "found", "cancel"] as const)
        .filter((act) => mayOrder(act, on))
        .map((act) => (
          <ActForm view={view} act={act} on={on}>
            <Submit label={text.acts[act].button(phone)} describedBy={id} plain />
          </ActForm>
        ))}
      {more.length > 0 && (
        <ul class="links">
          {more.map((act) => (
            <li>
              <a href={`/my/${act}?device=${encodeURIComponent(on.device.deviceId)}`}>
                {text.acts[act].button(phone)}
              </a>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** What is known of a phone, a line a fact. */
function Facts({ view, on }: { view: MyView; on: OwnDevice }) {
  const text = myText[view.language];
  const { deviceId, lastSeenAt, lastRefusal, policyVersion, proof } = on.device;
  // A certificate comes with a profile, and says nothing of its version.
  const hasNone = policyVersion === undefined && proof !== "certificate";
  const ago = (at: number) => agoInWords(at, view.now, view.language);
  const identifier = showable(deviceId);
  const serial = /^appl(.+)$/i.exec(identifier)?.[1]?.toUpperCase();
  return (
    <ul class="facts">
      <li>{`${text.lastSeen}: ${ago(lastSeenAt)}`}</li>
      {on.policy !== "unknown" && <li>{`${text.settings}: ${text[on.policy]}`}</li>}
      {hasNone && <li>{`${text.settings}: ${text.noProfile}`}</li>}
      {lastRefusal && (
        <li>
          {`${text.lastRefusal}: ${ago(lastRefusal.at)}. ${refusalInWords(view.language, lastRefusal.reason)}`}
        </li>
      )}
      <li>{serial ? `${text.serial}: ${serial}` : `${text.identifier}: ${identifier}`}</li>
    </ul>
  );
}

/** How to bring a phone to the present settings, and what that does to its mail. */
function Renewal({ view, on }: { view: MyView; on: OwnDevice }) {
  const { major } = readEasAgent(on.device.userAgent) ?? {};
  const notes = earlierProfileNotes[view.language];
  const note = major !== undefined && major < FIRST_WITHOUT_REMOVAL ? notes.ios3 : notes.ios4;
  return (
    <p class="notice">
      {myText[view.language].howToRenew(view.setUpAddress)} {note}
    </p>
  );
}

function stateInWords(view: MyView, on: OwnDevice): string {
  const { state } = myText[view.language];
  const facts = phoneFacts(view, on);
  if (on.wipe === "erased") return state.erased;
  if (on.wipe === "waiting")
    return on.wipeIsOwn ? state.waiting : state.waitingByAdministrator(facts);
  if (on.blockedBy === "administrator") return state.blocked(facts);
  const refused = on.wipe === "refused" ? ` ${state.refused}` : "";
  return `${on.blockedBy === "user" ? state.lost : state.active}${refused}`;
}

/** What sentences about a phone need. */
export function phoneFacts(view: MyView, { device }: OwnDevice): PhoneFacts {
  const known = /^(iPhone|iPod|iPad)/i.exec(device.deviceType)?.[0];
  const agent = readEasAgent(device.userAgent)?.device;
  const phone = agent ?? known ?? showable(device.deviceType, NAME_MAX_LENGTH);
  return { company: view.company, phone: phone || myText[view.language].unnamed };
}

function fullName(view: MyView, on: OwnDevice): string {
  const { model, system } = deviceModel(on.device);
  return system === undefined ? phoneFacts(view, on).phone : `${model}, ${system}`;
}

/** A form that does `act`, with the token that proves that this page made it. */
export function ActForm(props: { view: MyView; act: OwnAct; on: OwnDevice; children?: Child }) {
  const { deviceId } = props.on.device;
  return (
    <form action={`/my/${props.act}`} method="post">
      <input type="hidden" name="device" value={deviceId} />
      <input type="hidden" name="token" value={props.view.token(props.act, deviceId)} />
      {props.children}
    </form>
  );
}

export function Submit(props: {
  label: string;
  describedBy?: string;
  plain?: boolean;
  danger?: boolean;
}) {
  const kind = props.plain ? " plain" : props.danger ? " danger" : "";
  return (
    <input
      class={`button${kind}`}
      type="submit"
      value={props.label}
      aria-describedby={props.describedBy}
    />
  );
}

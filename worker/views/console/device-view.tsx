// What the console shows of one device: what it is, what it runs, why it was refused, its life, its
// profiles. What can be ordered for it is device-acts.tsx.
import type { Child } from "hono/jsx";
import { DEVICE_INFORMATION, type DeviceEvent } from "../../core/device.ts";
import type { DeviceDocument, RunningPolicy } from "../../core/device-document.ts";
import type { Language } from "../../core/language.ts";
import { showable } from "../../core/settings-text.ts";
import { owesExchange, wipeScope } from "../../core/wipe.ts";
import { DevicePolicy, DeviceState, deviceWords, toneOf } from "./device-words.tsx";
import { type DevicesText, devicesText } from "./messages/devices.ts";
import { reasonText } from "./messages/refusal-reasons.ts";
import { Facts, Short, Table, Time } from "./table.tsx";
import { Timeline } from "./timeline.tsx";

export interface DeviceViewProps {
  readonly language: Language;
  readonly shown: DeviceDocument;
  /** Pages the reader may open; absent where the role has none of it. */
  readonly links: { readonly user?: string; readonly invite?: string };
}

/** What a client says of itself is shown up to this length, in characters. */
const TEXT_MAX = 200;
const SHORT = 12;
const short = (version: string) => version.slice(0, SHORT);

/** Everything that is known of a device. */
export function DeviceView(props: DeviceViewProps) {
  const { shown, language } = props;
  const text = devicesText[language];
  return (
    <>
      <div class="cards">
        <section class="card">
          <h2>{text.whatItIs}</h2>
          <WhatItIs {...props} text={text} />
        </section>
        <section class="card">
          <h2>{text.whatItRuns}</h2>
          <WhatItRuns {...props} text={text} />
        </section>
      </div>
      <LastRefusal {...props} text={text} />
      <section class="card">
        <h2>{text.life}</h2>
        <Life events={shown.events} language={language} text={text} />
      </section>
      <h2>{text.handouts}</h2>
      <Profiles shown={shown} text={text} />
    </>
  );
}

type Part = DeviceViewProps & { readonly text: DevicesText };

function WhatItIs({ shown, text, links }: Part) {
  const { device, serial, system } = shown;
  const user = links.user ? <a href={links.user}>{device.user}</a> : device.user;
  return (
    <Facts
      facts={[
        [text.user, user],
        [text.model, system ? shown.model : deviceWords(device, text)],
        [text.system, system && `${system} (${shown.build})`],
        [text.deviceId, <code>{device.deviceId}</code>],
        [text.serial, serial],
        [text.deviceType, showable(device.deviceType, TEXT_MAX)],
        [text.userAgent, showable(device.userAgent, TEXT_MAX)],
        [text.protocol, showable(device.protocolVersion)],
        [text.state, <DeviceState device={device} text={text} />],
        [text.proof, text.proofs[device.proof]],
        [text.wipeState, device.wipe && wipeWords(shown, text)],
        ...DEVICE_INFORMATION.map((name): [string, Child] => [
          text.information[name],
          said(device.information?.[name]),
        ]),
        [text.firstSeen, <Time at={device.firstSeenAt} />],
        [text.lastSeen, <Time at={device.lastSeenAt} />],
      ]}
    />
  );
}

const said = (words: string | undefined) => words && showable(words, TEXT_MAX);

function wipeWords(
  { device: { wipe }, wipeConfirmedFrom }: DeviceDocument,
  text: DevicesText,
): Child {
  if (!wipe) return null;
  const { endedAt, orderedAt, orderedTo = "", exchange } = wipe;
  const by = wipe.origin === "exchange" ? text.wipeByExchange : text.wipeBy(wipe.requestedBy);
  return (
    <>
      {text.wipes[wipe.state]}, {by}, <Time at={wipe.requestedAt} />
      {wipeScope(wipe) === "account" && `; ${text.wipeAccountOnly}`}
      {exchange && wipe.origin !== "exchange" && `; ${text.wipeAlsoExchange}`}
      {orderedAt !== undefined && (
        <>
          ; {text.wipeOrders(wipe.orders, orderedTo)} <Time at={orderedAt} />
        </>
      )}
      {endedAt !== undefined && (
        <>
          ; {text.wipeEnded} <Time at={endedAt} />
        </>
      )}
      {owesExchange(wipe) && `; ${text.wipeOwed}`}
      {wipeConfirmedFrom !== undefined && (
        <>
          ; {text.wipeConfirmed} <Time at={wipeConfirmedFrom} />
        </>
      )}
    </>
  );
}

function WhatItRuns({ shown, text, links }: Part) {
  const { profile, security, group, device } = shown;
  const { runs = "", current = "" } = profile;
  return (
    <>
      <Facts
        facts={[
          [text.group, group],
          [text.policy, <DevicePolicy device={device} text={text} />],
          [text.profileFamily, versions(profile, text)],
          [text.securityFamily, versions(security, text)],
        ]}
      />
      {profile.isOutdated && (
        <div class="warning">
          <p>{text.mustReprovision(short(runs), short(current))}</p>
          {links.invite && (
            <p>
              <a href={links.invite}>{text.invite}</a>
            </p>
          )}
        </div>
      )}
      {security.isOutdated && <p>{text.followsSoon}</p>}
    </>
  );
}

function versions({ runs, current }: RunningPolicy, text: DevicesText): string {
  const ours = runs ? text.runs(short(runs)) : text.runsNone;
  return `${ours}; ${current ? text.inForce(short(current)) : text.inForceNone}`;
}

function LastRefusal({ shown, text, language }: Part) {
  const { lastRefusal } = shown.device;
  if (!lastRefusal) return null;
  const { what, todo } = reasonText(language, lastRefusal.reason);
  return (
    <section class="card">
      <h2>{text.lastRefused}</h2>
      <p>
        {text.refusedAt} <Time at={lastRefusal.at} />: {what}. <code>{lastRefusal.reason}</code>
      </p>
      {todo && <p>{todo}</p>}
    </section>
  );
}

interface LifeProps {
  readonly events: readonly DeviceEvent[];
  readonly language: Language;
  readonly text: DevicesText;
}

function Life({ events, language, text }: LifeProps) {
  if (events.length === 0) return <p>{text.lifeNone}</p>;
  const dayOf = (event: DeviceEvent | undefined) =>
    event ? new Date(event.at).toISOString().slice(0, 10) : "";
  const marks = events.map((event) => ({
    at: event.at,
    label: `${dayOf(event)} ${stepOf(event, text)}`,
    tone: toneOf(event.event),
  }));
  return (
    <>
      <Timeline
        says={text.lifeSays(events.length, dayOf(events.at(-1)), dayOf(events[0]))}
        marks={marks}
      />
      <ol class="timeline" reversed>
        {events.map((event) => (
          <li>
            <Time at={event.at} /> <b>{stepOf(event, text)}</b>{" "}
            <span class="muted">{text.by(showable(event.actor))}</span>
            <br />
            {detailOf(event, language, text)}
          </li>
        ))}
      </ol>
    </>
  );
}

const stepOf = ({ event }: DeviceEvent, text: DevicesText): string =>
  text.events[event] ?? showable(event);

/** What is to be said of a step besides its name. */
function detailOf({ event, detail }: DeviceEvent, language: Language, text: DevicesText): string {
  if (event === "refused") return reasonText(language, detail).what;
  if (event === "proof-changed")
    return text.proofs[detail as keyof DevicesText["proofs"]] ?? detail;
  const isVersion = /^[0-9a-f]{64}$/.test(detail);
  return isVersion ? `${text.version} ${short(detail)}` : showable(detail, TEXT_MAX);
}

function Profiles({ shown, text }: { shown: DeviceDocument; text: DevicesText }) {
  return (
    <Table
      caption={text.handouts}
      captionHidden
      head={[text.made, text.boundAt, text.version, text.state]}
      empty={text.noHandouts}
      rows={shown.handouts.map(({ madeAt, boundAt, policyVersion, supersededAt }) => [
        <Time at={madeAt} />,
        <Time at={boundAt} />,
        <Short hash={policyVersion} />,
        supersededAt === undefined ? text.inUse : text.superseded,
      ])}
    />
  );
}

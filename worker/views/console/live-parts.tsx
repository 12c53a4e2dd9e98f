// Parts of the live view: who is connected, for how long and until when, and who was refused. What
// ended a moment ago is said so in a word and grey. User names and programs are strangers' text.

import type { Language } from "../../core/language.ts";
import type { LiveConnection, LiveRefusal } from "../../core/live.ts";
import type { LiveText } from "./messages/live.ts";
import { reasonText } from "./messages/refusal-reasons.ts";
import { Badge, Table } from "./table.tsx";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

interface Speech {
  readonly text: LiveText;
  readonly language: Language;
  readonly tenant: string;
  /** When what is shown was so, in milliseconds since 1970. */
  readonly now: number;
}

/** Milliseconds as "1 h 2 min" or "2 min 5 s"; clocks may differ a little, so never below zero. */
export function durationInWords(text: LiveText, milliseconds: number): string {
  const left = Math.max(0, milliseconds);
  const count = (unit: number, of: number) => Math.floor((left % of) / unit);
  const minutes = `${count(MINUTE, HOUR)}\u00a0${text.minutes}`;
  if (left >= HOUR) return `${Math.floor(left / HOUR)}\u00a0${text.hours} ${minutes}`;
  const seconds = `${count(SECOND, MINUTE)}\u00a0${text.seconds}`;
  return left >= MINUTE ? `${minutes} ${seconds}` : seconds;
}

/** Requests under way, then those that ended. */
export function Connections(props: Speech & { connections: readonly LiveConnection[] }) {
  const { text, connections } = props;
  return (
    <Table
      caption={text.connections}
      captionHidden
      head={Object.values(text.head)}
      rows={connections.map((connection) => row(props, connection))}
      empty={text.nobody}
    />
  );
}

function row({ text, tenant, now }: Speech, connection: LiveConnection) {
  const { user, deviceId, deviceType, command, client, userAgent, protocolVersion } = connection;
  const { since, endsAt, endedAt, status } = connection;
  const grey = (shown: string) =>
    endedAt === undefined ? shown : <span class="muted">{shown}</span>;
  const state = endedAt !== undefined ? "ended" : endsAt !== undefined ? "held" : "underWay";
  const answer = status ? `HTTP ${status}` : text.notAnswered;
  return [
    user,
    deviceId && (
      <a href={deviceHref(tenant, user, deviceId)}>
        {deviceType} {deviceId}
      </a>
    ),
    grey(command),
    <>
      <Badge tone={state === "held" ? "good" : "plain"}>{text.states[state]}</Badge>
      {state === "ended" && grey(` ${answer}`)}
    </>,
    grey(durationInWords(text, (endedAt ?? now) - since)),
    endsAt !== undefined && endedAt === undefined && durationInWords(text, endsAt - now),
    grey(client),
    grey(`${userAgent}${protocolVersion && ` (EAS ${protocolVersion})`}`),
  ];
}

const deviceHref = (tenant: string, user: string, deviceId: string) =>
  `/tenants/${tenant}/devices/${encodeURIComponent(user)}/${encodeURIComponent(deviceId)}`;

/** Refusals, newest first; the reason in words. */
export function Refusals(props: Speech & { refusals: readonly LiveRefusal[] }) {
  const { text, language, now, refusals } = props;
  return (
    <Table
      caption={text.refusals}
      captionHidden
      head={Object.values(text.refusalHead)}
      rows={refusals.map(({ at, reason, user, deviceId, command, client }) => [
        text.ago(durationInWords(text, now - at)),
        reasonText(language, reason).what,
        user,
        deviceId,
        command,
        client,
      ])}
      empty={text.noRefusals}
    />
  );
}

// The parts of a tenant's dashboard: each answers one question at a glance, in numbers that stand as
// text beside their drawing.
import type { Child } from "hono/jsx";
import { DEVICE_FILTERS, type DeviceCounts, type DeviceFilter } from "../../core/device.ts";
import type { Language } from "../../core/language.ts";
import type { RefusalDays } from "../../core/refusal-days.ts";
import type { IdentityFacts } from "../../core/signing-identity.ts";
import type { AdapterSettings } from "../../core/tenant.ts";
import { Bars, Columns, type Tone } from "./chart.tsx";
import { dashboardText } from "./messages/dashboard.ts";
import { devicesText } from "./messages/devices.ts";
import { identitySentences } from "./messages/identity-sentences.ts";
import { reasonText } from "./messages/refusal-reasons.ts";
import { Facts, Time } from "./table.tsx";

interface Part {
  readonly language: Language;
  /** The tenant's path; links of the dashboard begin with it. */
  readonly tenant: string;
}

const TONES: Readonly<Record<DeviceFilter, Tone>> = {
  all: "plain",
  active: "good",
  blocked: "bad",
  quarantined: "warn",
  outdated: "warn",
  unproven: "warn",
  wiping: "bad",
};

/** A card with a heading; a wide one has two places where there is room. */
export function Card(props: { title: string; wide?: boolean; children?: Child }) {
  const { title, wide, children } = props;
  return (
    <section class={wide ? "card wide" : "card"}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** Pages of a tenant in the order in which it is set up. */
const FIRST_STEPS = ["adapter", "policies", "aliases", "invitations"] as const;

export function DeviceBars({ language, tenant, counts }: Part & { counts: DeviceCounts }) {
  const text = dashboardText[language];
  if (counts.total === 0)
    return (
      <Card title={text.noDevices}>
        <p>{text.begin}</p>
        <ol>
          {FIRST_STEPS.map((step) => (
            <li>
              <a href={`${tenant}/${step}`}>{text.steps[step]}</a>
            </li>
          ))}
        </ol>
      </Card>
    );
  const { filters } = devicesText[language];
  const bars = DEVICE_FILTERS.filter((filter) => filter !== "all").map((filter) => ({
    label: filters[filter],
    value: counts[filter],
    tone: TONES[filter],
    href: `${tenant}/devices?filter=${filter}`,
  }));
  return (
    <Card title={text.total(counts.total)}>
      <Bars title={text.devices} bars={bars} />
    </Card>
  );
}

/** Who must provision again, and how to tell them. */
export function Drift(props: Part & { counts: DeviceCounts; mayInvite: boolean }) {
  const { language, tenant, counts, mayInvite } = props;
  const text = dashboardText[language];
  if (counts.outdated === 0)
    return (
      <Card title={text.drift}>
        <p>{`✓ ${text.driftNone}`}</p>
      </Card>
    );
  return (
    <Card title={text.drift}>
      <p class="warning">{`↻ ${text.driftSome(counts.outdated)}`}</p>
      <p>{text.driftWhy}</p>
      <ul>
        <li>
          <a href={`${tenant}/devices?filter=outdated`}>{text.driftList}</a>
        </li>
        {mayInvite && (
          <li>
            <a href={`${tenant}/invitations?kind=renew`}>{text.driftInvite}</a>
          </li>
        )}
      </ul>
    </Card>
  );
}

const REASONS_SHOWN = 5;

export function Refusals({ language, tenant, week }: Part & { week: RefusalDays }) {
  const text = dashboardText[language];
  const columns = week.days.map(({ day, count }) => ({ label: day, value: count }));
  const says = text.refusalsSay(columns.map(({ label, value }) => `${label}: ${value}`).join(", "));
  const bars = week.reasons.slice(0, REASONS_SHOWN).map(({ reason, count }) => ({
    label: reasonText(language, reason).what,
    value: count,
    tone: "warn" as const,
  }));
  return (
    <Card title={text.refusals} wide>
      <p>{week.refused === 0 ? `✓ ${text.refusalsNone}` : text.refusalsTotal(week.refused)}</p>
      {week.letThrough > 0 && <p>{text.letThrough(week.letThrough)}</p>}
      {bars.length > 0 && (
        <div class="pair">
          <Columns
            title={text.refusalsADay}
            says={says}
            columns={columns}
            from={columns[0]?.label ?? ""}
            to={columns.at(-1)?.label ?? ""}
            peak={text.peak}
          />
          <Bars title={text.byReason} bars={bars} />
        </div>
      )}
      <p>
        <a href={`${tenant}/refusals`}>{text.showRefusals}</a>
      </p>
    </Card>
  );
}

const DAY = 86_400_000;

/** The certificate that ends first, and what there is to know of the identity. */
export function Identity(props: Part & { identity: IdentityFacts | undefined; now: number }) {
  const { language, tenant, identity, now } = props;
  const text = dashboardText[language];
  const [first] = [...(identity?.chain ?? [])].sort((a, b) => a.notAfter - b.notAfter);
  if (!identity || !first)
    return (
      <Card title={text.identity}>
        <p>{text.noIdentity}</p>
      </Card>
    );
  const days = Math.ceil((first.notAfter - now) / DAY);
  const whole = Math.max(1, first.notAfter - first.notBefore);
  const percent = Math.max(0, Math.min(100, Math.round((100 * (first.notAfter - now)) / whole)));
  const tone = identity.warnings.some((one) => one.startsWith("expire")) ? "bad" : "good";
  return (
    <Card title={text.identity}>
      <p>
        {text.validUntil} <Time at={first.notAfter} /> (
        {days > 0 ? text.daysLeft(days) : text.expired})
      </p>
      <svg role="img" aria-label={text.lifetime(percent)} width="100%" height="10">
        <rect class="track" width="100%" height="10" rx="2" />
        <rect class={tone} width={`${percent}%`} height="10" rx="2" />
      </svg>
      {identity.warnings.map((warning) => (
        <p>{`⚠ ${identitySentences[language].warnings[warning]}`}</p>
      ))}
      <p>
        <a href={`${tenant}/identity`}>{text.identityLink}</a>
      </p>
    </Card>
  );
}

/** What runs, and what waits for a restart. */
export function Adapter(props: Part & { running: AdapterSettings; differs: readonly string[] }) {
  const { language, tenant, running, differs } = props;
  const text = dashboardText[language];
  return (
    <Card title={text.adapter}>
      <Facts facts={[[text.upstream, running.upstream]]} />
      {differs.length > 0 ? (
        <p class="warning">{`↻ ${text.differs(differs.length)}`}</p>
      ) : (
        <p>{`✓ ${text.same}`}</p>
      )}
      {running.reportOnly && <p class="warning">{`⚠ ${text.reportOnly}`}</p>}
      <p>{running.onlyProvisioned ? text.onlyProvisioned : text.everybody}</p>
      <p>
        <a href={`${tenant}/adapter`}>{text.adapterLink}</a>
      </p>
    </Card>
  );
}

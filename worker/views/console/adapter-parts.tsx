// Parts of the Exchange Adapter's pages: the settings saved and running side by side, what a restart
// would change, the result of a connection test, and where in the wizard one is.
import { ADAPTER_SETTINGS } from "../../core/adapter.ts";
import type { Finding } from "../../core/connection.ts";
import { findingText } from "../../core/connection-text.ts";
import type { DeviceSummary } from "../../core/device.ts";
import type { Language } from "../../core/language.ts";
import type { AdapterSettings } from "../../core/tenant.ts";
import type { AdapterText } from "./messages/adapter.ts";
import { Badge, Facts, Table, Time } from "./table.tsx";

export const WIZARD_STEPS = ["server", "login", "device-settings", "finish"] as const;
export type WizardStep = (typeof WIZARD_STEPS)[number];

/** The steps of the wizard, the current one marked. */
export function Steps({ text, step }: { text: AdapterText; step: WizardStep }) {
  return (
    <ol class="steps" aria-label={text.stepsLabel}>
      {WIZARD_STEPS.map((each) => (
        <li aria-current={each === step ? "step" : undefined}>{text.steps[each]}</li>
      ))}
    </ol>
  );
}

/** A setting's value in words. */
export function settingInWords(
  text: AdapterText,
  settings: AdapterSettings,
  name: keyof AdapterSettings,
): string {
  const value = settings[name];
  if (typeof value === "boolean") return value ? text.yes : text.no;
  if (name === "credentialCheck") return text.checks[settings.credentialCheck];
  if (name === "otherClients") return text.otherClients[settings.otherClients];
  return text.choices[value] ?? String(value);
}

/** Saved beside running; what differs is said in a word, too. */
export function SettingsTable(props: {
  text: AdapterText;
  saved: AdapterSettings;
  running: AdapterSettings;
  differs: readonly string[];
}) {
  const { text, saved, running, differs } = props;
  return (
    <Table
      caption={text.caption}
      head={[text.head.setting, text.head.saved, text.head.running]}
      rows={ADAPTER_SETTINGS.map((name) => [
        text.settings[name],
        <>
          {settingInWords(text, saved, name)}{" "}
          {differs.includes(name) && <Badge tone="warn">{text.differsMark}</Badge>}
        </>,
        settingInWords(text, running, name),
      ])}
    />
  );
}

/** Whom the saved settings would refuse, by name. */
export function Effect(props: {
  text: AdapterText;
  tenant: string;
  effect: {
    readonly count: number;
    readonly devices: readonly DeviceSummary[];
    readonly reportOnly: boolean;
  };
}) {
  const { text, tenant, effect } = props;
  const { count, devices, reportOnly } = effect;
  if (count === 0) return <p>{text.refusesNobody}</p>;
  return (
    <div class="warning">
      <p>
        <strong>{text.refuses(count)}</strong> {reportOnly && text.onlyReported}
      </p>
      <Table
        caption={text.refusedCaption}
        captionHidden
        head={Object.values(text.refusedHead)}
        rows={devices.map(({ user, deviceId, deviceType, lastSeenAt }) => [
          user,
          <code>{deviceId}</code>,
          deviceType,
          <Time at={lastSeenAt} />,
        ])}
      />
      {count > devices.length && <p>{text.firstOnly(devices.length)}</p>}
      <p>
        {text.remedy} <a href={`/tenants/${tenant}/invitations`}>{text.invitations}</a>,{" "}
        <a href={`/tenants/${tenant}/adapter/known-devices`}>{text.knownDevices}</a>
      </p>
    </div>
  );
}

/** What a connection test found: every fault with its remedy, then what the server offers. */
export function CheckResult(props: {
  text: AdapterText;
  language: Language;
  check: {
    readonly reachable: boolean;
    readonly findings: readonly Finding[];
    readonly versions?: readonly string[];
    readonly commands?: readonly string[];
    readonly signedIn?: boolean;
    readonly advice: AdapterSettings["credentialCheck"] | "none";
  };
}) {
  const { text, language, check } = props;
  const { reachable, findings, versions, commands, advice } = check;
  const words = text.server;
  const listed = (list: readonly string[] | undefined) => list?.join(", ") ?? words.untold;
  return (
    <section class="card" aria-labelledby="check" id="result">
      <h2 id="check">{words.testTitle}</h2>
      <p role="status">
        <strong>{reachable ? words.works : words.fails}</strong> {check.signedIn && words.signedIn}
      </p>
      <FindingList text={text} language={language} findings={findings} />
      {reachable && (
        <Facts
          facts={[
            [words.versions, listed(versions)],
            [words.commands, listed(commands)],
            [words.advice, advice === "none" ? undefined : text.checks[advice]],
          ]}
        />
      )}
    </section>
  );
}

function FindingList(props: {
  text: AdapterText;
  language: Language;
  findings: readonly Finding[];
}) {
  const { text, language, findings } = props;
  if (findings.length === 0) return null;
  return (
    <ul>
      {findings.map(({ code, level, detail }) => {
        const { says, remedy } = findingText(code, language);
        return (
          <li>
            <Badge tone={level === "error" ? "bad" : "warn"}>{text.server[level]}</Badge> {says}{" "}
            {detail && <code>{detail}</code>} {remedy}
          </li>
        );
      })}
    </ul>
  );
}

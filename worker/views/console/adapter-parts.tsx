// Parts of the Exchange Adapter's pages: the settings saved and running side by side, what a restart
// would change, the result of a connection test, and where in the wizard one is.
import type { Finding } from "../../core/connection.ts";
import { findingText } from "../../core/connection-text.ts";
import type { DeviceSummary } from "../../core/device.ts";
import type { Language } from "../../core/language.ts";
import type { AdapterSettings } from "../../core/tenant.ts";
import { settingInWords } from "./adapter-fields.tsx";
import { ADAPTER_GROUPS, type AdapterGroup, WIZARD_SETTINGS } from "./adapter-groups.ts";
import type { AdapterText } from "./messages/adapter.ts";
import type { AdapterHelpText } from "./messages/adapter-help.ts";
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

/** Saved beside running, a group to a table; what differs is said in a word, too. */
export function SettingsTables(props: {
  text: AdapterText;
  help: AdapterHelpText;
  saved: AdapterSettings;
  running: AdapterSettings;
  differs: readonly string[];
  /** Path of the adapter's pages, for who may change something there. */
  change?: string | undefined;
}) {
  const { help, change } = props;
  const groups = Object.keys(ADAPTER_GROUPS) as AdapterGroup[];
  return (
    <>
      <SettingsTable
        {...props}
        title={help.server.title}
        settings={WIZARD_SETTINGS}
        change={change && `${change}/wizard/server`}
      />
      {groups.map((group) => (
        <SettingsTable
          {...props}
          title={help.groups[group].title}
          settings={ADAPTER_GROUPS[group]}
          change={change && `${change}/settings/${group}`}
        />
      ))}
    </>
  );
}

function SettingsTable(props: {
  text: AdapterText;
  help: AdapterHelpText;
  title: string;
  settings: readonly (keyof AdapterSettings)[];
  saved: AdapterSettings;
  running: AdapterSettings;
  differs: readonly string[];
  change?: string | undefined;
}) {
  const { text, help, title, settings, saved, running, differs, change } = props;
  return (
    <>
      <h2>{title}</h2>
      <Table
        caption={title}
        captionHidden
        head={[text.head.setting, text.head.saved, text.head.running]}
        rows={settings.map((name) => [
          text.settings[name],
          <>
            {settingInWords(text, saved, name) || help.none}{" "}
            {differs.includes(name) && <Badge tone="warn">{text.differsMark}</Badge>}
          </>,
          settingInWords(text, running, name) || help.none,
        ])}
      />
      {change && (
        <p class="actions">
          <a class="button quiet" href={change} aria-label={help.changeWhat(title)}>
            {help.change}
          </a>
        </p>
      )}
    </>
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

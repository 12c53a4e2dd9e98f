// One setting of the Exchange Adapter in a form. The rule: its help says what it does, in which unit
// and what 0 means, and then, from the tables and therefore true, its bounds and its default.
import { ADAPTER_DEFAULTS, type AdapterSettings } from "../../core/tenant.ts";
import { adapterInput, type GroupSetting } from "./adapter-groups.ts";
import { Check, Choice, Field } from "./form.tsx";
import type { AdapterText } from "./messages/adapter.ts";
import type { AdapterHelpText } from "./messages/adapter-help.ts";

/** What was typed, which need not be what a setting can be. */
export type TypedSettings = Readonly<Partial<Record<GroupSetting, string | number | boolean>>>;

/** A setting's value in words. */
export function settingInWords(
  text: AdapterText,
  settings: Pick<AdapterSettings, GroupSetting> & Partial<AdapterSettings>,
  name: keyof AdapterSettings,
): string {
  const value = settings[name];
  if (typeof value === "boolean") return value ? text.yes : text.no;
  if (name === "credentialCheck" && settings.credentialCheck)
    return text.checks[settings.credentialCheck];
  if (name === "otherClients") return text.otherClients[settings.otherClients];
  if (value === 0) return name === "stalePasswordMinutes" ? text.off : text.noLimit;
  return text.choices[value ?? ""] ?? String(value ?? "");
}

/** The input of one setting. */
export function AdapterField(props: {
  text: AdapterText;
  help: AdapterHelpText;
  setting: GroupSetting;
  typed: TypedSettings;
  problem?: string | undefined;
}) {
  const { text, help, setting, typed, problem } = props;
  const input = adapterInput(setting);
  const usual = settingInWords(text, ADAPTER_DEFAULTS, setting);
  const notes = [
    help.help[setting],
    ...(input.kind === "number" ? [help.bounds(input.least, input.most)] : []),
    help.defaultIs(usual || help.none),
  ].join(" ");
  const shared = { label: text.settings[setting], name: setting, help: notes, problem };
  const value = String(typed[setting] ?? "");
  if (input.kind === "box") return <Check {...shared} checked={typed[setting] === true} />;
  if (input.kind === "choice") {
    const label = (each: string) => settingInWords(text, withValue(setting, each), setting);
    const options = input.values.map((each) => ({ value: each, label: label(each) }));
    return <Choice {...shared} value={value} options={options} />;
  }
  if (input.kind === "text") return <Field {...shared} value={value} />;
  const bounds = { min: input.least, max: input.most };
  return <Field {...shared} type="number" value={value} required {...bounds} />;
}

const withValue = (setting: GroupSetting, value: string): Pick<AdapterSettings, GroupSetting> => ({
  ...ADAPTER_DEFAULTS,
  [setting]: value,
});

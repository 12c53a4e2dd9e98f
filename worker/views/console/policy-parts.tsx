// Parts of the policy pages: a state by word and symbol, one setting's input, the linter's findings,
// what differs. Words of settings are core/settings-words', the rest the pages' own.
import type { Language } from "../../core/language.ts";
import type { Finding } from "../../core/lint.ts";
import type { PolicyValue } from "../../core/policy.ts";
import type { PolicyDifference } from "../../core/policy-diff.ts";
import { fieldText } from "../../core/policy-form.ts";
import type { SettingState } from "../../core/policy-state.ts";
import { settingById } from "../../core/settings.ts";
import type { SettingRow } from "../../core/settings-row.ts";
import {
  needsInWords,
  rangeInWords,
  settingText,
  valueInWords,
} from "../../core/settings-words.ts";
import { Choice, Field } from "./form.tsx";
import type { PoliciesText } from "./messages/policies.ts";
import { Badge, Table } from "./table.tsx";

/** What the parts need to speak. */
export interface Speech {
  readonly text: PoliciesText;
  readonly language: Language;
}

const SYMBOLS: Readonly<Record<SettingState, string>> = { "not-set": "○", set: "◐", locked: "●" };
const TONES = { "not-set": "plain", set: "warn", locked: "good" } as const;

/** Not Set, Set or Locked: a symbol for the eye, the word for everybody. */
export function State({ text, state }: { text: PoliciesText; state: SettingState }) {
  return (
    <Badge tone={TONES[state]}>
      <span aria-hidden="true">{SYMBOLS[state]}</span> {text.states[state]}
    </Badge>
  );
}

/** A value in words; "Not Set" for none. A text that is no value is shown as it is. */
export function said({ text, language }: Speech, row: SettingRow, value: PolicyValue | undefined) {
  if (value === undefined || value === "") return text.notSet;
  return row.value.kind === "text" ? String(value) : valueInWords(row, value, language);
}

/** A setting's name; its id if the table has lost it. */
export function nameOf({ language }: Speech, id: string): string {
  const row = settingById(id);
  return row ? settingText(row, language).label : id;
}

/** One setting: its input with Not Set as a choice, its state, and all that is to be known of it. */
export function SettingField(props: {
  speech: Speech;
  row: SettingRow;
  typed: string;
  state: SettingState;
  /** The value in force, where it is another than the draft's. */
  inForce?: { readonly value: PolicyValue | undefined } | undefined;
  problem?: string | undefined;
}) {
  const { speech, row, typed, state, inForce, problem } = props;
  const { text, language } = speech;
  const { label, help, choices } = settingText(row, language);
  const range = rangeInWords(row, language);
  const options = optionsOf(text, row, choices);
  const notes = (
    <>
      <State text={text} state={state} /> {help} {range && text.range(range)}{" "}
      {!options && text.emptyIsNotSet} {sentence(needsInWords(row, language))}{" "}
      {inForce && (
        <strong>
          {inForce.value === undefined
            ? text.inForceNot
            : text.inForce(said(speech, row, inForce.value))}
        </strong>
      )}
    </>
  );
  const shared = { label, name: row.id, help: notes, problem, value: typed };
  return options ? (
    <Choice {...shared} options={options} />
  ) : (
    <Field {...shared} autocomplete="off" />
  );
}

const sentence = (text: string) =>
  text === "" ? "" : `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;

/** What can be chosen; undefined where one types. */
function optionsOf(
  text: PoliciesText,
  { value }: SettingRow,
  choices: readonly { readonly value: string | number; readonly label: string }[],
) {
  const none = { value: "", label: text.notSet };
  if (value.kind === "boolean") {
    return [none, { value: "true", label: text.yes }, { value: "false", label: text.no }];
  }
  if (value.kind !== "choice") return undefined;
  return [
    none,
    ...choices.map((choice) => ({ value: fieldText(choice.value), label: choice.label })),
  ];
}

const LEVEL_TONES = { error: "bad", warning: "warn", note: "plain" } as const;

/** The linter's findings, errors first. */
export function Findings({ speech, findings }: { speech: Speech; findings: readonly Finding[] }) {
  const { text, language } = speech;
  if (findings.length === 0) return <p>{text.noFindings}</p>;
  return (
    <ul>
      {findings.map(({ level, sentence: sentences }) => (
        <li>
          <Badge tone={LEVEL_TONES[level]}>{text.levels[level]}</Badge> {sentences[language]}
        </li>
      ))}
    </ul>
  );
}

/** What differs, setting by setting. */
export function Differences(props: {
  speech: Speech;
  differences: readonly PolicyDifference[];
  empty: string;
}) {
  const { speech, differences, empty } = props;
  const { text } = speech;
  const shown = (id: string, value: PolicyValue | undefined) => {
    const row = settingById(id);
    return row ? said(speech, row, value) : fieldText(value);
  };
  return (
    <Table
      caption={text.diffCaption}
      head={[text.setting, text.before, text.after]}
      rows={differences.map(({ setting, before, after }) => [
        nameOf(speech, setting),
        <del>{shown(setting, before)}</del>,
        <ins>{shown(setting, after)}</ins>,
      ])}
      empty={empty}
    />
  );
}

// The form about one user's record, on the page that adds users and on the user's own: its fields,
// and what was typed into them.
import { LANGUAGES } from "../../core/language.ts";
import type { UserRecord } from "../../core/tenant.ts";
import { Check, Choice, Field } from "../../views/console/form.tsx";
import type { PeopleText } from "../../views/console/messages/people.ts";
import type { GroupsDocument } from "../api/groups.ts";
import type { ConsoleContext } from "./context.ts";
import { ask, ConsoleProblemError, type Form } from "./frame.tsx";

/** What the form holds; "" is nothing. */
export interface Typed {
  readonly displayName: string;
  readonly emailAddress: string;
  readonly group: string;
  readonly easAllowed: boolean;
  readonly language: string;
  readonly principalName: string;
  readonly securityIdentifier: string;
}

/** What was typed, the password apart. */
export function typedOf(form: Form): Typed {
  return {
    displayName: form.text("displayName"),
    emailAddress: form.text("emailAddress"),
    group: form.text("group"),
    easAllowed: form.has("easAllowed"),
    language: form.text("language"),
    principalName: form.text("principalName"),
    securityIdentifier: form.text("securityIdentifier"),
  };
}

/** A record as the form shows it. */
export function typedFrom(record: UserRecord | undefined): Typed {
  const { displayName = "", emailAddress = "", group = "", language = "" } = record ?? {};
  const { principalName = "", securityIdentifier = "", easAllowed = true } = record ?? {};
  const typed = { displayName, emailAddress, group, language, easAllowed };
  return { ...typed, principalName, securityIdentifier };
}

/** The record at the API's path `where`, or undefined if the user has none. */
export async function recordOf(c: ConsoleContext, where: string): Promise<UserRecord | undefined> {
  try {
    return await ask<UserRecord>(c, where);
  } catch (error) {
    const isUnknown = error instanceof ConsoleProblemError && error.refusal.reason === NO_RECORD;
    if (isUnknown) return undefined;
    throw error;
  }
}

const NO_RECORD = "no-such-user";

/** The API's body: only what is there is named. An empty password leaves the stored one. */
export function bodyOf({ easAllowed, ...typed }: Typed, password: string): object {
  const named = Object.entries({ ...typed, password }).filter(([, value]) => value !== "");
  return { ...Object.fromEntries(named), easAllowed };
}

/** The fields behind the user's name. */
export function UserFields(props: {
  text: PeopleText;
  groups: GroupsDocument["groups"];
  typed: Typed | undefined;
  problem: string | undefined;
  field: string | undefined;
}) {
  const { text, groups, typed = typedFrom(undefined), problem, field } = props;
  const of = (name: string) => (field === name ? problem : undefined);
  const byDefault = groups.find(({ isDefault }) => isDefault)?.name;
  const options = [
    { value: "", label: text.defaultGroup(byDefault) },
    ...groups.map(({ name }) => ({ value: name, label: name })),
  ];
  const languages = (["", ...LANGUAGES] as const).map((value) => ({
    value,
    label: text.languages[value],
  }));
  const { displayName, emailAddress, group, easAllowed, language } = typed;
  return (
    <>
      <Field
        label={text.displayName}
        name="displayName"
        value={displayName}
        problem={of("displayName")}
        autocomplete="off"
      />
      <Field
        label={text.address}
        name="emailAddress"
        type="email"
        value={emailAddress}
        help={text.addressHelp}
        problem={of("emailAddress")}
        autocomplete="off"
      />
      <Choice
        label={text.group}
        name="group"
        value={group}
        options={options}
        help={text.groupHelp}
        problem={of("group")}
      />
      <Choice
        label={text.language}
        name="language"
        value={language}
        options={languages}
        problem={of("language")}
      />
      <Check label={text.easAllowed} name="easAllowed" checked={easAllowed} />
      <DirectoryNames text={text} typed={typed} problemOf={of} />
      <Field
        label={text.password}
        name="password"
        type="password"
        help={text.passwordHelp}
        problem={of("password")}
        autocomplete="new-password"
      />
    </>
  );
}

/** Names of Active Directory, for certificates that Exchange's own front maps to the mailbox. */
function DirectoryNames(props: {
  text: PeopleText;
  typed: Typed;
  problemOf: (field: string) => string | undefined;
}) {
  const { text, typed, problemOf } = props;
  return (
    <>
      <Field
        label={text.principalName}
        name="principalName"
        value={typed.principalName}
        help={text.principalNameHelp}
        problem={problemOf("principalName")}
        autocomplete="off"
      />
      <Field
        label={text.securityIdentifier}
        name="securityIdentifier"
        value={typed.securityIdentifier}
        help={text.securityIdentifierHelp}
        problem={problemOf("securityIdentifier")}
        autocomplete="off"
      />
    </>
  );
}

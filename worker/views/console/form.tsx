// The parts of the console's forms. The rules: every input has a label, its help and its problem
// belong to it by aria-describedby (WCAG 2.2, 1.3.1 and 3.3.1), and a form that changes something
// carries its session's token. An input's id is its name unless another is given.
import type { Child } from "hono/jsx";
import type { Language } from "../../core/language.ts";

/** What a form needs of the request's context. */
export interface FormContext {
  readonly var: { readonly csrf: string; readonly language: Language };
}

/** Name of the hidden field that carries the session's token. */
export const CSRF_FIELD = "csrf";

/** A form that is sent with POST; `files` lets it carry files. */
export function PostForm(props: {
  c: FormContext;
  action: string;
  files?: boolean | undefined;
  class?: string | undefined;
  children?: Child;
}) {
  const { c, action, files } = props;
  return (
    <form
      method="post"
      action={action}
      class={props.class}
      enctype={files ? "multipart/form-data" : undefined}
    >
      <input type="hidden" name={CSRF_FIELD} value={c.var.csrf} />
      {props.children}
    </form>
  );
}

/** What all inputs share. */
interface Labelled {
  readonly label: string;
  readonly name: string;
  /** Where two inputs of a page have one name. */
  readonly id?: string | undefined;
  readonly help?: Child | undefined;
  /** Why this value was refused. */
  readonly problem?: string | undefined;
}

type FieldType =
  | "text"
  | "password"
  | "number"
  | "email"
  | "url"
  | "date"
  | "search"
  | "textarea"
  | "file";

/** One line of text, or a text area (`rows`), or a file. */
export function Field(
  props: Labelled & {
    value?: string | number | undefined;
    type?: FieldType | undefined;
    required?: boolean | undefined;
    min?: number | undefined;
    max?: number | undefined;
    minLength?: number | undefined;
    rows?: number | undefined;
    accept?: string | undefined;
    autocomplete?: string | undefined;
    placeholder?: string | undefined;
  },
) {
  const { name, label, value, type = "text", id = name, help, problem, minLength, rows } = props;
  const { required, min, max, accept, placeholder, autocomplete } = props;
  const shared = { id, name, required, placeholder, autocomplete, ...described(id, help, problem) };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <Notes id={id} help={help} problem={problem} />
      {type === "textarea" ? (
        <textarea {...shared} rows={rows ?? 6}>
          {value}
        </textarea>
      ) : (
        <input
          {...shared}
          type={type}
          value={type === "file" || type === "password" ? undefined : value}
          min={min}
          max={max}
          minlength={minLength}
          accept={accept}
        />
      )}
    </div>
  );
}

export interface ChoiceOption {
  readonly value: string;
  readonly label: string;
  /** Said below a radio button. */
  readonly help?: string | undefined;
}

/** One of several: a list to open, or radio buttons in a named group. */
export function Choice(
  props: Labelled & {
    value?: string | undefined;
    options: readonly ChoiceOption[];
    kind?: "select" | "radio" | undefined;
  },
) {
  const { name, label, value, options, kind = "select", id = name, help, problem } = props;
  if (kind === "radio") return <Radios {...props} id={id} />;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <Notes id={id} help={help} problem={problem} />
      <select id={id} name={name} {...described(id, help, problem)}>
        {options.map((option) => (
          <option value={option.value} selected={option.value === value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}

function Radios(
  props: Labelled & { id: string; value?: string | undefined; options: readonly ChoiceOption[] },
) {
  const { id, name, label, value, options, help, problem } = props;
  return (
    <fieldset id={id} class="field" {...described(id, help, problem)}>
      <legend>{label}</legend>
      <Notes id={id} help={help} problem={problem} />
      {options.map((option, index) => {
        const own = `${id}-${index}`;
        const note = option.help ? `${own}-help` : undefined;
        return (
          <div class="check">
            <input
              type="radio"
              id={own}
              name={name}
              value={option.value}
              checked={option.value === value}
              aria-describedby={note}
            />
            <label for={own}>{option.label}</label>
            {option.help && (
              <p class="help" id={note}>
                {option.help}
              </p>
            )}
          </div>
        );
      })}
    </fieldset>
  );
}

/** A box to check; its value is "yes" unless another is given. */
export function Check(
  props: Labelled & { checked?: boolean | undefined; value?: string | undefined },
) {
  const { name, label, checked, value = "yes", id = name, help, problem } = props;
  return (
    <div class="field check">
      <input
        type="checkbox"
        id={id}
        name={name}
        value={value}
        checked={checked}
        {...described(id, help, problem)}
      />
      <label for={id}>{label}</label>
      <Notes id={id} help={help} problem={problem} />
    </div>
  );
}

/** The button that sends a form; `danger` is for what cannot be taken back. */
export function Submit(props: {
  label: string;
  name?: string | undefined;
  value?: string | undefined;
  kind?: "main" | "quiet" | "danger" | undefined;
  /** Said to screen readers instead of the label, where a page repeats it. */
  says?: string | undefined;
}) {
  const { label, name, value, kind = "main", says } = props;
  return (
    <button type="submit" class={kind} name={name} value={value} aria-label={says}>
      {label}
    </button>
  );
}

/** A value that travels along unseen. */
export function Hidden({ name, value }: { name: string; value: string | number }) {
  return <input type="hidden" name={name} value={value} />;
}

function Notes(props: { id: string; help?: Child | undefined; problem?: string | undefined }) {
  const { id, help, problem } = props;
  return (
    <>
      {help && (
        <p class="help" id={`${id}-help`}>
          {help}
        </p>
      )}
      {problem && (
        <p class="wrong" id={`${id}-problem`}>
          {problem}
        </p>
      )}
    </>
  );
}

function described(id: string, help: Child | undefined, problem: string | undefined) {
  const ids = [...(help ? [`${id}-help`] : []), ...(problem ? [`${id}-problem`] : [])].join(" ");
  return {
    "aria-describedby": ids || undefined,
    "aria-invalid": problem ? ("true" as const) : undefined,
  };
}

// Pages as a user of Mobile Safari meets them: visible text, fields with labels, buttons, links. No
// JavaScript, no CSS. Rule: as tolerant as browsers are (unclosed tags, bare attributes), since a
// page is shown and never refused.
import { type Token, tokens } from "./html-tokens.ts";

export interface Field {
  readonly form: number;
  readonly name: string;
  readonly id: string;
  /** input's type, or "textarea", "select". */
  readonly type: string;
  label: string;
  readonly placeholder: string;
  value: string;
  checked: boolean;
  /** Choices of a select: what is shown and what is sent. */
  readonly options: { text: string; value: string }[];
}
export interface Button {
  readonly form: number;
  readonly name: string;
  readonly value: string;
  text: string;
}
export interface Link {
  text: string;
  readonly href: string;
}
export interface Form {
  readonly action: string;
  readonly method: "GET" | "POST";
  readonly encoding: string;
}

/**
 * What Safari shows. `kind` tells a page from a prompt, a hand-over to the installer, or Safari's
 * own error.
 */
export interface Page {
  readonly kind: "blank" | "page" | "prompt" | "profile" | "certificate" | "download" | "error";
  readonly url: string;
  readonly status: number;
  readonly title: string;
  /** Visible text, one line a block. */
  readonly text: string;
  readonly forms: readonly Form[];
  readonly fields: readonly Field[];
  readonly buttons: readonly Button[];
  readonly links: readonly Link[];
  /** Realm and host of the Basic prompt that is showing. */
  readonly prompt: { readonly realm: string; readonly host: string } | null;
}

/** A page with nothing on it but what is given. */
export function emptyPage(on: Partial<Page> & Pick<Page, "kind" | "url">): Page {
  const nothing = { status: 0, title: "", text: "", prompt: null };
  return { ...nothing, forms: [], fields: [], buttons: [], links: [], ...on };
}

interface Reading {
  text: string;
  title: string;
  readonly forms: Form[];
  readonly fields: Field[];
  readonly buttons: Button[];
  readonly links: Link[];
  readonly labels: { for: string; text: string; readonly holds: Field[] }[];
  form: number;
  button: Button | null;
  link: Link | null;
  label: Reading["labels"][number] | null;
  select: Field | null;
  option: Field["options"][number] | null;
  area: Field | null;
  inTitle: boolean;
}

const BLOCKS = new Set(
  "p div h1 h2 h3 h4 h5 h6 ul ol li table tr form fieldset legend header footer main section nav br hr dl dt dd".split(
    " ",
  ),
);
const BUTTON_TYPES = new Set(["submit", "image", "button", "reset"]);

/** Reads a page's HTML (already decoded text). Never fails. */
export function readHtml(
  html: string,
): Pick<Page, "title" | "text" | "forms" | "fields" | "buttons" | "links"> {
  const at: Reading = {
    ...{ text: "", title: "", forms: [], fields: [], buttons: [], links: [], labels: [] },
    ...{ form: -1, button: null, link: null, label: null, select: null, option: null, area: null },
    inTitle: false,
  };
  for (const token of tokens(html)) {
    if (token.kind === "text") takeText(at, token.text);
    else if (token.kind === "open") (OPENERS[token.name] ?? openOther)(at, token);
    else (CLOSERS[token.name] ?? closeOther)(at, token.name);
  }
  for (const label of at.labels) nameFields(at, label);
  const { title, forms, fields, buttons, links } = at;
  for (const shown of [...buttons, ...links]) shown.text = oneLine(shown.text);
  return { title: oneLine(title), text: lines(at.text), forms, fields, buttons, links };
}

const oneLine = (text: string) => text.replace(/\s+/g, " ").trim();
const lines = (text: string) =>
  text
    .split("\n")
    .map(oneLine)
    .filter((line) => line !== "")
    .join("\n");

function nameFields(at: Reading, label: Reading["labels"][number]): void {
  const named = at.fields.filter((field) => label.for !== "" && field.id === label.for);
  for (const field of [...named, ...label.holds]) {
    field.label ||= oneLine(label.text).replace(/\s*[:*]+$/, "");
  }
}

function takeText(at: Reading, text: string): void {
  if (at.inTitle) at.title += text;
  else if (at.option) at.option.text += oneLine(text);
  else if (at.area) at.area.value += text;
  else {
    at.text += text.replace(/\s+/g, " ");
    if (at.button) at.button.text += text;
    if (at.link) at.link.text += text;
    if (at.label) at.label.text += text;
  }
}

type Opener = (at: Reading, token: Extract<Token, { kind: "open" }>) => void;
const openOther: Opener = (at, { name }) => {
  if (BLOCKS.has(name)) at.text += "\n";
};
const closeOther = (at: Reading, name: string) => {
  if (BLOCKS.has(name)) at.text += "\n";
};

function newField(at: Reading, { attributes }: { attributes: Map<string, string> }, type: string) {
  const field: Field = {
    form: at.form,
    name: attributes.get("name") ?? "",
    id: attributes.get("id") ?? "",
    type,
    label: attributes.get("aria-label") ?? "",
    placeholder: attributes.get("placeholder") ?? "",
    value: attributes.get("value") ?? (type === "checkbox" || type === "radio" ? "on" : ""),
    checked: attributes.has("checked"),
    options: [],
  };
  if (!attributes.has("disabled")) at.fields.push(field);
  at.label?.holds.push(field);
  return field;
}

function newButton(at: Reading, attributes: Map<string, string>, text: string): Button {
  const of = { form: at.form, name: attributes.get("name") ?? "" };
  const button: Button = { ...of, value: attributes.get("value") ?? "", text };
  if (!attributes.has("disabled")) at.buttons.push(button);
  return button;
}

const OPENERS: Partial<Record<string, Opener>> = {
  title: (at) => {
    at.inTitle = true;
  },
  form: (at, { attributes }) => {
    const method = (attributes.get("method") ?? "get").toUpperCase() === "POST" ? "POST" : "GET";
    const encoding = attributes.get("enctype") ?? "application/x-www-form-urlencoded";
    at.form = at.forms.push({ action: attributes.get("action") ?? "", method, encoding }) - 1;
    at.text += "\n";
  },
  label: (at, { attributes }) => {
    at.label = { for: attributes.get("for") ?? "", text: "", holds: [] };
    at.labels.push(at.label);
  },
  a: (at, { attributes }) => {
    const href = attributes.get("href");
    if (href === undefined) return;
    at.link = { text: "", href };
    at.links.push(at.link);
  },
  img: (at, { attributes }) => takeText(at, ` ${attributes.get("alt") ?? ""} `),
  button: (at, { attributes }) => {
    const type = attributes.get("type") ?? "submit";
    at.button = newButton(at, attributes, "");
    if (type !== "submit") at.buttons.pop();
  },
  input: (at, token) => {
    const type = (token.attributes.get("type") ?? "text").toLowerCase();
    const words = token.attributes.get("value") ?? token.attributes.get("alt") ?? "Submit";
    if (!BUTTON_TYPES.has(type)) newField(at, token, type);
    else if (type === "submit" || type === "image") newButton(at, token.attributes, words);
  },
  textarea: (at, token) => {
    at.area = newField(at, token, "textarea");
  },
  select: (at, token) => {
    at.select = newField(at, token, "select");
  },
  option: (at, { attributes }) => {
    if (!at.select) return;
    at.option = { text: "", value: attributes.get("value") ?? "" };
    at.select.options.push(at.option);
    if (attributes.has("selected") || at.select.options.length === 1) {
      at.select.value = at.option.value;
    }
  },
};

const CLOSERS: Partial<Record<string, (at: Reading, name: string) => void>> = {
  title: (at) => {
    at.inTitle = false;
  },
  form: (at) => {
    at.form = -1;
    at.text += "\n";
  },
  label: (at) => {
    at.label = null;
  },
  a: (at) => {
    at.link = null;
  },
  button: (at) => {
    at.button = null;
  },
  textarea: (at) => {
    at.area = null;
  },
  option: (at) => {
    at.option = null;
  },
  select: (at) => {
    at.select = null;
    at.option = null;
  },
};

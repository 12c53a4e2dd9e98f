// Mobile Safari as a person uses it: open, type into fields, tap buttons and links, answer the
// Basic prompt. A tap on something that is not on the page is a mistake of the story and throws,
// with what the page does show.

import { encodeForm } from "./forms.ts";
import type { Button, Field, Page } from "./html.ts";
import { effectiveRestrictions } from "./restrictions.ts";
import { fail, load, showPage } from "./safari-load.ts";
import type { Handset, Order } from "./state.ts";

export interface Safari {
  readonly page: Page;
  /** Types an address; without a scheme it is http, as in the era. */
  open(url: string): Promise<Page>;
  /** Types into a field found by label, name, id or placeholder. Checkboxes take "on" and "off". */
  fill(field: string, value: string): void;
  /** Taps a button; without a name the page's only one. */
  submit(button?: string): Promise<Page>;
  /** The keyboard's Go: sends the form of the field typed into last. */
  go(): Promise<Page>;
  /** Taps a link by its text. */
  follow(text: string): Promise<Page>;
  /** Answers the Basic prompt that is showing. */
  signIn(user: string, password: string): Promise<Page>;
  /** Cancels the prompt: the 401's own page is shown. */
  cancelSignIn(): Page;
}

const same = (one: string, other: string) =>
  one.trim().replace(/\s+/g, " ").toLowerCase() === other.trim().replace(/\s+/g, " ").toLowerCase();

function lost(page: Page, wanted: string, among: readonly string[]): Error {
  return new Error(`no ${wanted} on "${page.title || page.url}"; there is: ${among.join(", ")}`);
}

function findField(page: Page, wanted: string): Field {
  const names = (field: Field) => [field.label, field.name, field.id, field.placeholder];
  const shown = page.fields.filter((field) => field.type !== "hidden");
  const found = shown.find((field) =>
    names(field).some((name) => name !== "" && same(name, wanted)),
  );
  if (!found)
    throw lost(
      page,
      `field "${wanted}"`,
      shown.map((field) => field.label || field.name),
    );
  return found;
}

function findButton(page: Page, wanted?: string): Button {
  const { buttons } = page;
  const matching = wanted === undefined ? buttons : buttons.filter((b) => same(b.text, wanted));
  const [found] = matching;
  const unclear = wanted === undefined && buttons.length > 1;
  if (!found || unclear)
    throw lost(
      page,
      `button "${wanted ?? "(one)"}"`,
      buttons.map((b) => b.text),
    );
  return found;
}

function typeInto(phone: Handset, wanted: string, value: string): void {
  const { safari } = phone.state;
  const field = findField(safari.page, wanted);
  safari.lastForm = field.form;
  const name = field.label || field.name;
  if (field.type === "checkbox") field.checked = value === "on";
  else if (field.type === "select") {
    const choice = field.options.find(({ text }) => same(text, value));
    if (!choice)
      throw lost(
        safari.page,
        `choice "${value}"`,
        field.options.map(({ text }) => text),
      );
    field.value = choice.value;
  } else field.value = value;
  const shown = field.type === "password" ? "a password" : `"${value}"`;
  phone.screen(`Safari: the user enters ${shown} into ${name}.`);
}

/** The request that sending form number `form` makes; `button` is the one that was tapped. */
function formOrder(phone: Handset, form: number, button?: Button): Order {
  const { page } = phone.state.safari;
  const { action, method, encoding } = page.forms[form] ?? {
    action: "",
    method: "GET",
    encoding: "",
  };
  const body = encodeForm(page, form, button);
  const target = URL.parse(action === "" ? page.url : action, page.url);
  if (!target) throw new Error(`the form's action "${action}" is no address`);
  const referrer = page.url;
  if (method === "GET") {
    target.search = body;
    return { method, url: target.href, referrer };
  }
  if (encoding !== "application/x-www-form-urlencoded") phone.note(`form encoded as ${encoding}`);
  return { method, url: target.href, body, referrer };
}

async function visit(phone: Handset, order: Order): Promise<Page> {
  if (effectiveRestrictions(phone.state).allowSafari === false) {
    return fail(phone, order.url, "Safari is not on the Home screen: a profile took it away.");
  }
  return load(phone, order);
}

/** Safari of one phone. */
export function safariOf(phone: Handset): Safari {
  return {
    get page() {
      return phone.state.safari.page;
    },
    open: (url) => open(phone, url),
    fill: (field, value) => typeInto(phone, field, value),
    submit: (button) => tapButton(phone, button),
    go: () => tapGo(phone),
    follow: (text) => tapLink(phone, text),
    signIn: async (user, password) => {
      const { order, realm } = showingPrompt(phone);
      phone.screen(`Safari: ${user} enters a password.`);
      return load(phone, order, { user, password, realm });
    },
    cancelSignIn: () => {
      const { page } = showingPrompt(phone);
      phone.screen("Safari: the user taps Cancel.");
      return showPage(phone, page);
    },
  };
}

function open(phone: Handset, url: string): Promise<Page> {
  const address = /^https?:\/\//i.test(url) ? url : `http://${url}`;
  phone.screen(`Safari: the user opens ${address}.`);
  return visit(phone, { method: "GET", url: new URL(address).href });
}

async function tapButton(phone: Handset, wanted?: string): Promise<Page> {
  const button = findButton(phone.state.safari.page, wanted);
  phone.screen(`Safari: the user taps ${button.text}.`);
  return visit(phone, formOrder(phone, button.form, button));
}

async function tapGo(phone: Handset): Promise<Page> {
  const { page, lastForm } = phone.state.safari;
  if (lastForm === null || lastForm < 0) throw new Error("Go: no field of a form was typed into");
  phone.screen("Safari: the user taps Go on the keyboard.");
  const button = page.buttons.find(({ form }) => form === lastForm);
  return visit(phone, formOrder(phone, lastForm, button));
}

async function tapLink(phone: Handset, text: string): Promise<Page> {
  const { page } = phone.state.safari;
  const link = page.links.find((shown) => same(shown.text, text));
  if (!link) {
    const there = page.links.map((shown) => shown.text);
    throw lost(page, `link "${text}"`, there);
  }
  phone.screen(`Safari: the user taps "${link.text}".`);
  const url = new URL(link.href, page.url).href;
  return visit(phone, { method: "GET", url, referrer: page.url });
}

function showingPrompt(phone: Handset) {
  const { waiting } = phone.state.safari;
  if (!waiting) throw new Error("no Basic prompt is showing");
  return waiting;
}

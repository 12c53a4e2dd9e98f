// The frame of every console page: skip link, header, navigation, notice, error summary, content.
// The rule: one h1, the page's title; landmarks for all there is (WCAG 2.2, 1.3.1, 2.4.1).
import { html } from "hono/html";
import type { Child } from "hono/jsx";
import type { Language } from "../../core/language.ts";
import { type ApiScope, roleOf } from "../../core/scope.ts";
import { type FormContext, Hidden, PostForm, Submit } from "./form.tsx";
import { frameText } from "./messages/frame.ts";
import { homeOf, navigationFor, type Section } from "./navigation.ts";

/** What the frame shows of a signed-in operator. */
export interface ShellOperator {
  readonly name: string;
  readonly scope: ApiScope;
  /** Cloudflare Access signs people in and out at a path of its own. */
  readonly signsOut: "here" | "at-access";
}

export interface ShellPage {
  readonly title: string;
  readonly section: Section;
  readonly tenant: string | undefined;
  /** Tenants to switch between; none where there is only one. */
  readonly tenants: readonly { readonly name: string; readonly displayName: string }[];
  /** Path and query of this page, to come back to after a change of language. */
  readonly path: string;
  readonly notice: string | undefined;
  readonly problem: string | undefined;
  /** Id of the input that the problem is about. */
  readonly field: string | undefined;
}

/** Where Cloudflare Access ends its session (its documentation, "Log out as a user"). */
const ACCESS_SIGN_OUT = "/cdn-cgi/access/logout";
/** Tenants listed in the switch; the rest is behind "all". */
const SWITCH_LENGTH = 20;

/** A page for a signed-in operator, as the document that is sent. */
export function consolePage(
  c: FormContext,
  operator: ShellOperator,
  page: ShellPage,
  children: Child,
) {
  const text = frameText[c.var.language];
  return documentFor(
    c.var.language,
    page.problem ? `${text.error}: ${page.title}` : page.title,
    <>
      <a class="skip" href="#content">
        {text.skip}
      </a>
      <header class="top">
        <a class="brand" href={homeOf(operator.scope)}>
          {text.product}
        </a>
        <a class="open-menu" href="#menu">
          {text.menu}
        </a>
        <TenantSwitch page={page} language={c.var.language} />
        <Who c={c} operator={operator} path={page.path} />
      </header>
      <div class="body">
        <Navigation language={c.var.language} scope={operator.scope} page={page} />
        <main id="content" tabindex={-1}>
          <Messages language={c.var.language} page={page} />
          <h1>{page.title}</h1>
          {children}
        </main>
      </div>
    </>,
  );
}

/** A page for somebody who is not signed in. */
export function lonePage(
  c: FormContext,
  page: Pick<ShellPage, "title" | "problem" | "field" | "path" | "notice">,
  children: Child,
) {
  const { language } = c.var;
  const text = frameText[language];
  return documentFor(
    language,
    page.problem ? `${text.error}: ${page.title}` : page.title,
    <>
      <header class="top">
        <span class="brand">{text.console}</span>
        <LanguageForm c={c} path={page.path} />
      </header>
      <main class="alone" id="content">
        <Messages language={language} page={page} />
        <h1>{page.title}</h1>
        {children}
      </main>
    </>,
  );
}

function documentFor(language: Language, title: string, body: Child) {
  const page = (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <title>{`${title} - ${frameText[language].product}`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="format-detection" content="telephone=no" />
        <meta name="color-scheme" content="light dark" />
        <link rel="stylesheet" href="/style.css" />
      </head>
      <body>{body}</body>
    </html>
  );
  return html`<!DOCTYPE html>${page}`;
}

function TenantSwitch({ page, language }: { page: ShellPage; language: Language }) {
  const { tenants, tenant } = page;
  const text = frameText[language];
  if (tenants.length === 0) return tenant ? <span>{tenant}</span> : null;
  const shown = tenants.slice(0, SWITCH_LENGTH);
  const current = tenants.find(({ name }) => name === tenant)?.displayName ?? tenant;
  return (
    <details>
      <summary>{current ?? text.chooseTenant}</summary>
      <ul>
        {shown.map(({ name, displayName }) => (
          <li>
            <a href={`/tenants/${name}`}>{displayName}</a>
          </li>
        ))}
        <li>
          <a href="/tenants">{text.allTenants}</a>
        </li>
      </ul>
    </details>
  );
}

function Who({ c, operator, path }: { c: FormContext; operator: ShellOperator; path: string }) {
  const text = frameText[c.var.language];
  return (
    <div class="who">
      <a href="/account">
        <span class="unseen">{text.signedInAs("")}</span>
        {operator.name}
      </a>
      <span class="muted">{text.roles[roleOf(operator.scope)]}</span>
      <LanguageForm c={c} path={path} />
      {operator.signsOut === "here" ? (
        <PostForm c={c} action="/sign-out">
          <Submit label={text.signOut} kind="quiet" />
        </PostForm>
      ) : (
        <a href={ACCESS_SIGN_OUT}>{text.signOut}</a>
      )}
    </div>
  );
}

/** Two languages: the button names the other one, in that language. */
function LanguageForm({ c, path }: { c: FormContext; path: string }) {
  const other: Language = c.var.language === "en" ? "de" : "en";
  return (
    <PostForm c={c} action="/language" class="who">
      <Hidden name="return" value={path} />
      <button type="submit" class="quiet" name="language" value={other} lang={other}>
        {frameText[c.var.language].otherLanguage}
      </button>
    </PostForm>
  );
}

function Navigation(props: { language: Language; scope: ApiScope; page: ShellPage }) {
  const { language, scope, page } = props;
  const text = frameText[language];
  return (
    <nav class="menu" id="menu" aria-label={text.navigation}>
      <a class="close-menu" href="#content">
        {text.closeMenu}
      </a>
      {navigationFor(scope, page.tenant).map(({ group, entries }) => (
        <>
          <h2>{text.groups[group]}</h2>
          <ul>
            {entries.map(({ section, path }) => (
              <li>
                <a href={path} aria-current={section === page.section ? "page" : undefined}>
                  {text.sections[section]}
                </a>
              </li>
            ))}
          </ul>
        </>
      ))}
    </nav>
  );
}

function Messages(props: {
  language: Language;
  page: Pick<ShellPage, "notice" | "problem" | "field">;
}) {
  const { notice, problem, field } = props.page;
  const text = frameText[props.language];
  return (
    <>
      {notice && (
        <div class="notice" role="status">
          <p>{notice}</p>
        </div>
      )}
      {problem && (
        <div class="problem" role="alert">
          <h2>{text.errorTitle}</h2>
          <p>{field ? <a href={`#${field}`}>{problem}</a> : problem}</p>
        </div>
      )}
    </>
  );
}

// The page before the profile, for systems that let the profile wait in Settings: what the company
// will see, may change and may erase, the button, and then the steps, which stay readable under
// Safari's question.
import type { Child } from "hono/jsx";
import type { Language } from "../core/language.ts";
import type { SummarySection } from "../core/profile-summary.ts";
import { type ConsentFacts, consentText } from "./consent-messages.ts";
import { iphoneText } from "./iphone-messages.ts";
import { Page } from "./layout.tsx";
import { type Refused, RefusedNotice } from "./refused-notice.tsx";

/**
 * @param props.summary what the profile holds, in words.
 * @param props.claim what the user said the device is, to be said again with the download.
 */
export function ConsentPage(props: {
  language: Language;
  facts: ConsentFacts;
  user: string;
  summary: readonly SummarySection[];
  claim?: "ipad" | undefined;
  /** A phone of the user was refused a while ago. */
  refused: Refused | null;
}) {
  const { facts, language } = props;
  const text = consentText[language];
  return (
    <Page language={language} title={text.title(facts)} from={facts.company}>
      <p>{iphoneText[language].signedInAs(props.user)}</p>
      {props.refused && <RefusedNotice language={language} refused={props.refused} />}
      <p>{text.lead(facts)}</p>
      <Section {...text.sees(facts)} />
      <Changes {...text.changes(facts)} summary={props.summary} />
      <Section {...text.wipes(facts)} />
      <p class="notice">{text.reprovisioning(facts)}</p>
      <form action="/iphone/profile" method="get">
        {props.claim && <input type="hidden" name="device" value={props.claim} />}
        <input class="button" type="submit" value={text.button} />
      </form>
      <Section {...text.steps(facts)} ordered />
    </Page>
  );
}

function Changes(props: { heading: string; before: string; summary: readonly SummarySection[] }) {
  return (
    <>
      <h2>{props.heading}</h2>
      <p>{props.before}</p>
      {props.summary.map(({ title, lines }) => (
        <>
          <h3>{title}</h3>
          <List items={lines} />
        </>
      ))}
    </>
  );
}

function Section(props: {
  heading: string;
  items: readonly string[];
  after?: string;
  ordered?: boolean;
}) {
  return (
    <>
      <h2>{props.heading}</h2>
      <List items={props.items} ordered={props.ordered ?? false} />
      {props.after && <p>{props.after}</p>}
    </>
  );
}

function List(props: { items: readonly string[]; ordered?: boolean }) {
  const items: Child = props.items.map((item) => <li>{item}</li>);
  return props.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
}

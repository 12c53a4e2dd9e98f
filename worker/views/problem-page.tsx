// A page for every reason why a user's request came to nothing: what happened, what to do, the code
// for the help desk.
import type { Child } from "hono/jsx";
import type { Language } from "../core/language.ts";
import { iphoneText, type ProblemText } from "./iphone-messages.ts";
import { Page } from "./layout.tsx";
import { QrCode } from "./qr-code.tsx";

/** Reasons whose way out is another device. */
const WITH_QR_CODE: ReadonlySet<string> = new Set(["not-an-ios-device", "perhaps-an-ipad"]);

/**
 * @param props.company the tenant's display name. @param props.address the page's public address.
 * @param props.user who is signed in, if anybody.
 * @param props.note what the user of an old system should know before the profile comes.
 */
export function ProblemPage(props: {
  language: Language;
  reason: string;
  text: ProblemText;
  company: string;
  address: string;
  user?: string | undefined;
  note?: string | undefined;
}) {
  const { language, reason, text } = props;
  const frame = iphoneText[language];
  return (
    <Page language={language} title={text.title} from={props.company}>
      {props.user && <p>{frame.signedInAs(props.user)}</p>}
      <p>{text.happened}</p>
      <h2>{frame.toDo}</h2>
      <Todo steps={text.todo} />
      {reason === "perhaps-an-ipad" && <ClaimIpad label={frame.claimIpad} />}
      {WITH_QR_CODE.has(reason) && <QrCode url={props.address} language={language} />}
      {props.note && <p class="notice">{props.note}</p>}
      <p class="code">
        {frame.code} <code>{reason}</code>
      </p>
    </Page>
  );
}

function Todo({ steps }: { steps: readonly string[] }): Child {
  if (steps.length === 1) return <p>{steps[0]}</p>;
  return (
    <ul>
      {steps.map((step) => (
        <li>{step}</li>
      ))}
    </ul>
  );
}

function ClaimIpad({ label }: { label: string }) {
  return (
    <form action="/iphone" method="get">
      <input type="hidden" name="device" value="ipad" />
      <input class="button" type="submit" value={label} />
    </form>
  );
}

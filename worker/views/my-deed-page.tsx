// The page before a deed of My devices that cannot be undone: what it does, in plain sentences, and
// what is asked for it. Erasing asks for the password again and for a tick.
import type { OwnDevice } from "../core/own-device.ts";
import { Page } from "./layout.tsx";
import { myText } from "./my-messages.ts";
import { ActForm, type MyView, phoneFacts, Submit } from "./my-page.tsx";

const PROBLEM_ID = "problem";

/** Which field a sentence is about; the form itself where it is about none. */
export interface ErasePageProblem {
  readonly field: "password" | "agreed" | "form";
  readonly sentence: string;
  /** The box was ticked, and stays so. */
  readonly agreed: boolean;
}

/** @param props.problem why the form that was sent did nothing. */
export function ErasePage(props: {
  view: MyView;
  on: OwnDevice;
  problem?: ErasePageProblem | undefined;
}) {
  const { view, on, problem } = props;
  const { erase, acts, back } = myText[view.language];
  const phone = phoneFacts(view, on);
  const wrong = (field: ErasePageProblem["field"]) =>
    problem?.field === field
      ? ({ "aria-describedby": PROBLEM_ID, "aria-invalid": "true" } as const)
      : {};
  return (
    <Page language={view.language} title={erase.title(phone)} from={view.company}>
      {problem && (
        <p class="notice" id={PROBLEM_ID} role="alert">
          {problem.sentence}
        </p>
      )}
      <h2>{erase.heading}</h2>
      <ul>
        {erase.items(phone).map((item) => (
          <li>{item}</li>
        ))}
      </ul>
      <ActForm view={view} act="erase" on={on}>
        <label for="password">{erase.password}</label>
        <input
          class="field"
          type="password"
          id="password"
          name="password"
          autocomplete="current-password"
          {...wrong("password")}
        />
        <p class="check">
          <input
            type="checkbox"
            id="agreed"
            name="agreed"
            value="yes"
            checked={problem?.agreed}
            {...wrong("agreed")}
          />{" "}
          <label for="agreed">{erase.agree(phone)}</label>
        </p>
        <Submit label={acts.erase.button(phone)} danger />
      </ActForm>
      <p class="after">
        <a href="/my">{back}</a>
      </p>
    </Page>
  );
}

export function ForgetPage({ view, on }: { view: MyView; on: OwnDevice }) {
  const { forget, acts, back } = myText[view.language];
  const phone = phoneFacts(view, on);
  return (
    <Page language={view.language} title={forget.title(phone)} from={view.company}>
      <ul>
        {forget.items(phone).map((item) => (
          <li>{item}</li>
        ))}
      </ul>
      <ActForm view={view} act="forget" on={on}>
        <Submit label={acts.forget.button(phone)} />
      </ActForm>
      <p class="after">
        <a href="/my">{back}</a>
      </p>
    </Page>
  );
}

// The guided way to another certificate authority, as far as the role and the state allow: prepare or
// import one, look at the one that waits and have it trusted, roll over.
import type { Child } from "hono/jsx";
import { Field, type FormContext, PostForm, Submit } from "./form.tsx";
import { ImportForm } from "./identity-parts.tsx";
import { authorityText } from "./messages/authority.ts";

interface ChangeProps {
  readonly c: FormContext;
  /** Path of the page; the forms' paths follow it. */
  readonly page: string;
  readonly tenant: string;
  readonly mayChange: boolean;
  /** A CA waits. */
  readonly waits: boolean;
  readonly typed?: { readonly certificates?: string; readonly confirm?: string } | undefined;
  readonly problemAt: (field: string) => string | undefined;
}

const textOf = (c: FormContext) => authorityText[c.var.language];

/** Steps and forms; the children show the CA that waits. */
export function AuthorityChange(props: ChangeProps & { children?: Child }) {
  const { c, mayChange, waits } = props;
  return (
    <>
      {(waits || mayChange) && <Steps c={c} at={waits ? 1 : 0} />}
      {props.children}
      {!mayChange && <p>{textOf(c).readOnly}</p>}
      {mayChange && waits && <RollOver {...props} />}
      {mayChange && !waits && <Begin {...props} />}
    </>
  );
}

function Steps({ c, at }: { c: FormContext; at: number }) {
  return (
    <ol class="steps">
      {textOf(c).steps.map((step, index) => (
        <li aria-current={index === at ? "step" : undefined}>{step}</li>
      ))}
    </ol>
  );
}

function Begin({ c, page, typed, problemAt }: ChangeProps) {
  const text = textOf(c);
  return (
    <>
      <PostForm c={c} action={`${page}/prepare`} class="card">
        <h3>{text.prepareTitle}</h3>
        <p>{text.prepareText}</p>
        <Submit label={text.prepare} />
      </PostForm>
      <ImportForm
        c={c}
        action={`${page}/import`}
        certificates={typed?.certificates}
        problemAt={problemAt}
        words={text}
      />
    </>
  );
}

function RollOver({ c, page, tenant, typed, problemAt }: ChangeProps) {
  const text = textOf(c);
  return (
    <section class="card">
      <h3>{text.rollTitle}</h3>
      <p>{text.rollText}</p>
      <PostForm c={c} action={`${page}/roll-over`}>
        <Field
          label={text.confirm(tenant)}
          name="confirm"
          value={typed?.confirm}
          autocomplete="off"
          problem={problemAt("confirm")}
          required
        />
        <Submit label={text.roll} kind="danger" />
      </PostForm>
      <PostForm c={c} action={`${page}/drop-next`}>
        <Submit label={text.drop} kind="quiet" />
      </PostForm>
    </section>
  );
}

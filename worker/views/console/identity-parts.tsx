// The parts of the page about a signing identity: one identity as a card, whose profiles are
// concerned, and the forms that change something.
import { EXPIRES_SOON, expiresAt, type IdentityFacts } from "../../core/signing-identity.ts";
import { ChainTable } from "./chain-table.tsx";
import { Field, type FormContext, PostForm, Submit } from "./form.tsx";
import { Lifetime } from "./lifetime.tsx";
import { type IdentityText, identityText } from "./messages/identity.ts";
import { identitySentences } from "./messages/identity-sentences.ts";
import { Badge, Facts, Time } from "./table.tsx";

const textOf = (c: FormContext): IdentityText => identityText[c.var.language];

/** One identity: origin, life, warnings with their remedy, chain. */
export function IdentityCard(props: {
  c: FormContext;
  identity: IdentityFacts;
  title: string;
  now: number;
}) {
  const { c, identity, title, now } = props;
  const text = textOf(c);
  const { source, madeAt, signsSince, chain, warnings } = identity;
  const end = expiresAt(chain);
  return (
    <section class="card">
      <h2>
        {title}{" "}
        <Badge tone={warnings.length === 0 ? "good" : "warn"}>
          {warnings.length === 0 ? text.good : text.warned}
        </Badge>
      </h2>
      <Warnings c={c} identity={identity} />
      <Facts
        facts={[
          [text.source, text.sources[source]],
          [text.madeAt[source], <Time at={madeAt} />],
          [text.signsSince, signsSince === undefined ? undefined : <Time at={signsSince} />],
          [text.expires, <Time at={end} />],
        ]}
      />
      <Lifetime
        title={text.life}
        from={chain[0]?.notBefore ?? 0}
        to={end}
        now={now}
        soon={EXPIRES_SOON}
        says={text.lifeSays}
      />
      <ChainTable head={text.chainHead} caption={`${title}: ${text.chain}`} chain={chain} />
    </section>
  );
}

function Warnings({ c, identity }: { c: FormContext; identity: IdentityFacts }) {
  if (identity.warnings.length === 0) return null;
  const sentences = identitySentences[c.var.language].warnings;
  return (
    <div class="warning">
      <h3>{textOf(c).warningsTitle}</h3>
      <ul>
        {identity.warnings.map((warning) => (
          <li>{sentences[warning]}</li>
        ))}
      </ul>
    </div>
  );
}

/** The users of some profiles, as links to their pages. */
export function Users(props: {
  c: FormContext;
  tenant: string;
  users: readonly string[];
  /** There are more profiles than users shown. */
  more: boolean;
}) {
  const { c, tenant, users, more } = props;
  if (users.length === 0) return null;
  return (
    <ul>
      {users.map((user) => (
        <li>
          <a href={`/tenants/${tenant}/users/${encodeURIComponent(user)}`}>{user}</a>
        </li>
      ))}
      {more && <li>{textOf(c).andMore}</li>}
    </ul>
  );
}

/** Where one is on the way to another identity. */
export function Steps({ c, at }: { c: FormContext; at: number }) {
  return (
    <ol class="steps">
      {textOf(c).steps.map((step, index) => (
        <li aria-current={index === at ? "step" : undefined}>{step}</li>
      ))}
    </ol>
  );
}

export function PrepareForm({ c, action }: { c: FormContext; action: string }) {
  const text = textOf(c);
  return (
    <PostForm c={c} action={action} class="card">
      <h3>{text.prepareTitle}</h3>
      <p>{text.prepareText}</p>
      <Submit label={text.prepare} />
    </PostForm>
  );
}

/**
 * Private key and password are never sent back, not even to whoever typed them. `words` are said in
 * place of those about a signing identity.
 */
export function ImportForm(props: {
  c: FormContext;
  action: string;
  certificates?: string | undefined;
  problemAt: (field: string) => string | undefined;
  words?: Pick<IdentityText, "importTitle" | "importText" | "import">;
}) {
  const { c, action, certificates, problemAt, words } = props;
  const text = { ...textOf(c), ...words };
  return (
    <PostForm c={c} action={action} files class="card">
      <h3>{text.importTitle}</h3>
      <p>{text.importText}</p>
      <Field
        label={text.file}
        name="file"
        type="file"
        accept=".p12,.pfx,.pem,.crt,.cer"
        problem={problemAt("file")}
      />
      <Field
        label={text.password}
        name="password"
        type="password"
        autocomplete="off"
        help={text.notKept}
        problem={problemAt("password")}
      />
      <h4>{text.orPaste}</h4>
      <Field
        label={text.certificates}
        name="certificates"
        type="textarea"
        rows={8}
        value={certificates}
        problem={problemAt("certificates")}
      />
      <Field
        label={text.privateKey}
        name="privateKey"
        type="textarea"
        rows={8}
        autocomplete="off"
        help={text.notKept}
        problem={problemAt("privateKey")}
      />
      <Submit label={text.import} />
    </PostForm>
  );
}

/** The last step; `confirm` is what was typed before. */
export function RollOverForm(props: {
  c: FormContext;
  action: string;
  tenant: string;
  confirm?: string | undefined;
  problem: string | undefined;
}) {
  const { c, action, tenant, confirm, problem } = props;
  const text = textOf(c);
  return (
    <PostForm c={c} action={action}>
      <Field
        label={text.confirm(tenant)}
        name="confirm"
        value={confirm}
        autocomplete="off"
        problem={problem}
        required
      />
      <Submit label={text.roll} kind="danger" />
    </PostForm>
  );
}

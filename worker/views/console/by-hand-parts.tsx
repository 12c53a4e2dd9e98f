// A client certificate handed over by hand: the form on the user's page, and what answers it.
import { type FormContext, PostForm, Submit } from "./form.tsx";
import { byHandText } from "./messages/by-hand.ts";
import { Facts, Time } from "./table.tsx";

/** `page` is the user's page. */
export function ByHandForm({ c, page }: { c: FormContext; page: string }) {
  const text = byHandText[c.var.language];
  return (
    <>
      <h2>{text.title}</h2>
      <PostForm c={c} action={`${page}/identity-file`} class="card">
        <p>{text.lead}</p>
        <Submit label={text.make} kind="danger" />
      </PostForm>
    </>
  );
}

/**
 * File and password, once. The file is in the page itself (a data: URL, RFC 2397): a second request
 * could not answer with it, because it is kept nowhere.
 */
export function ByHandFile(props: {
  c: FormContext;
  page: string;
  made: {
    readonly certificate: {
      readonly user: string;
      readonly notAfter: number;
      readonly fingerprint: string;
    };
    readonly pkcs12: string;
    readonly password: string;
  };
}) {
  const { c, page, made } = props;
  const { user, notAfter, fingerprint } = made.certificate;
  const text = byHandText[c.var.language];
  return (
    <>
      <p>{text.madeText}</p>
      <h2>{text.password}</h2>
      <code class="secret">{made.password}</code>
      <p class="actions">
        <a
          class="button"
          href={`data:application/x-pkcs12;base64,${made.pkcs12}`}
          download={`${user.replace(/[^a-z0-9.-]/g, "_")}.p12`}
        >
          {text.download}
        </a>
      </p>
      <Facts
        facts={[
          [text.user, user],
          [text.expires, <Time at={notAfter} />],
          [text.fingerprint, <code>{fingerprint}</code>],
        ]}
      />
      <p>
        <a href={page}>{text.back(user)}</a>
      </p>
    </>
  );
}

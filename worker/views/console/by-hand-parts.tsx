// A client certificate handed over by hand: the forms on the user's page, and what answers it.
import { Field, type FormContext, PostForm, Submit } from "./form.tsx";
import { byHandText } from "./messages/by-hand.ts";
import { Facts, Time } from "./table.tsx";

/** `page` is the user's page; `typed` is the system that was typed before. */
export function ByHandForms(props: {
  c: FormContext;
  page: string;
  typed?: string | undefined;
  problemAt?: ((field: string) => string | undefined) | undefined;
}) {
  const { c, page, typed, problemAt = () => undefined } = props;
  const text = byHandText[c.var.language];
  return (
    <>
      <p>{text.lead}</p>
      <PostForm c={c} action={`${page}/profile-file`} files class="card">
        <h3>{text.profileTitle}</h3>
        <p>{text.profileText}</p>
        <Field
          label={text.certificate}
          name="certificate"
          type="file"
          accept=".pem,.crt,.cer,.der"
          problem={problemAt("certificate")}
          required
        />
        <Field
          label={text.ios}
          name="ios"
          value={typed}
          help={text.iosHelp}
          problem={problemAt("ios")}
          autocomplete="off"
          required
        />
        <Submit label={text.makeProfile} />
      </PostForm>
      <PostForm c={c} action={`${page}/identity-file`} class="card">
        <h3>{text.fileTitle}</h3>
        <p>{text.fileText}</p>
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

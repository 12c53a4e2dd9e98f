// Client certificates in the console: the book page by page, by user and by state, one certificate
// with all that is known of it, and its revocation with a reason.
import { Hono } from "hono";
import type { IssuedCertificate } from "../../core/certificates.ts";
import { isAble } from "../../core/scope.ts";
import {
  CertificateFactsList,
  phoneOf,
  RevokeForm,
  StateBadge,
} from "../../views/console/certificate-parts.tsx";
import { Choice, Field, Submit } from "../../views/console/form.tsx";
import {
  type CertificatesText,
  certificatesText,
} from "../../views/console/messages/certificates.ts";
import { Short, Table, Time } from "../../views/console/table.tsx";
import {
  CERTIFICATE_STATES,
  type CertificateDocument,
  type CertificatesDocument,
} from "../api/certificates.ts";
import type { ConsoleContext, ConsoleEnv } from "./context.ts";
import { act, ask, ConsoleProblemError, done, formOf, path, showPage } from "./frame.tsx";

const PAGE = "/tenants/:tenant/certificates";

export const certificatePages = new Hono<ConsoleEnv>()
  .get(PAGE, listPage)
  .get(`${PAGE}/:fingerprint`, onePage)
  .post(`${PAGE}/:fingerprint/revoke`, revoke);

const textOf = (c: ConsoleContext): CertificatesText => certificatesText[c.get("language")];
const tenantOf = (c: ConsoleContext): string => c.req.param("tenant") ?? "";
const listOf = (c: ConsoleContext): string => path`/tenants/${tenantOf(c)}/certificates`;
const pageOf = (c: ConsoleContext): string =>
  `${listOf(c)}${path`/${c.req.param("fingerprint") ?? ""}`}`;

/** What the page's address asks for. */
interface Asked {
  readonly user: string;
  readonly state: (typeof CERTIFICATE_STATES)[number];
  readonly after: string;
}

function askedOf(c: ConsoleContext): Asked {
  const query = (name: string) => c.req.query(name)?.trim() ?? "";
  const state = CERTIFICATE_STATES.find((one) => one === query("state")) ?? "all";
  return { user: query("user"), state, after: query("after") };
}

const queryOf = ({ user, state, after }: Asked): string =>
  `?${new URLSearchParams({ state, ...(user && { user }), ...(after && { after }) })}`;

async function listPage(c: ConsoleContext): Promise<Response> {
  const text = textOf(c);
  const asked = askedOf(c);
  const page = await ask<CertificatesDocument>(c, `${listOf(c)}${queryOf(asked)}`);
  const isFiltered = asked.user !== "" || asked.state !== "all" || asked.after !== "";
  const rows = page.certificates.map((certificate) => rowOf(c, certificate));
  const { columns } = text;
  return showPage(
    c,
    { title: text.title, section: "certificates", tenant: tenantOf(c) },
    <>
      <p>{text.lead}</p>
      <FilterForm c={c} asked={asked} />
      <Table
        caption={text.title}
        captionHidden
        head={[
          columns.certificate,
          columns.user,
          columns.purpose,
          columns.state,
          columns.until,
          columns.device,
        ]}
        rows={rows}
        empty={isFiltered ? text.none : text.noneYet}
      />
      <p class="actions">
        {asked.after !== "" && (
          <a href={`${listOf(c)}${queryOf({ ...asked, after: "" })}`}>{text.firstPage}</a>
        )}
        {page.next !== undefined && (
          <a href={`${listOf(c)}${queryOf({ ...asked, after: page.next })}`}>{text.nextPage}</a>
        )}
      </p>
    </>,
  );
}

function rowOf(c: ConsoleContext, certificate: CertificateDocument) {
  const { fingerprint, user, purpose, state, notAfter, deviceId } = certificate;
  const tenant = tenantOf(c);
  return [
    <a href={path`/tenants/${tenant}/certificates/${fingerprint}`}>
      <Short hash={fingerprint} />
    </a>,
    <a href={path`/tenants/${tenant}/users/${user}`}>{user}</a>,
    textOf(c).purposes[purpose],
    <StateBadge language={c.get("language")} state={state} />,
    <Time at={notAfter} />,
    deviceId ? (
      <a href={path`/tenants/${tenant}/devices/${user}/${deviceId}`}>{deviceId}</a>
    ) : (
      phoneOf(certificate)
    ),
  ];
}

function FilterForm({ c, asked }: { c: ConsoleContext; asked: Asked }) {
  const text = textOf(c);
  return (
    <form method="get" action={listOf(c)} class="row">
      <Field
        label={text.user}
        name="user"
        value={asked.user}
        help={text.userHelp}
        autocomplete="off"
      />
      <Choice
        label={text.state}
        name="state"
        value={asked.state}
        options={CERTIFICATE_STATES.map((value) => ({ value, label: text.states[value] }))}
      />
      <Submit label={text.show} kind="quiet" />
    </form>
  );
}

async function onePage(c: ConsoleContext): Promise<Response> {
  const text = textOf(c);
  const certificate = await ask<CertificateDocument>(c, pageOf(c));
  const { user, deviceId, revoked, fingerprint } = certificate;
  const tenant = tenantOf(c);
  const mayRevoke = isAble(c.get("operator").scope, "act-on-devices") && !revoked;
  return showPage(
    c,
    { title: text.onePage, section: "certificates", tenant },
    <>
      <CertificateFactsList
        c={c}
        certificate={certificate}
        now={c.get("clock").now()}
        links={{
          user: path`/tenants/${tenant}/users/${user}`,
          device: deviceId && path`/tenants/${tenant}/devices/${user}/${deviceId}`,
        }}
      />
      {mayRevoke && <RevokeForm c={c} action={`${pageOf(c)}/revoke`} fingerprint={fingerprint} />}
      <p class="actions">
        <a href={`${listOf(c)}?${new URLSearchParams({ user })}`}>{text.allOf(user)}</a>
      </p>
    </>,
  );
}

async function revoke(c: ConsoleContext): Promise<Response> {
  const reason = (await formOf(c)).text("reason") || "unspecified";
  const revoked = await act(c, "POST", `${pageOf(c)}/revoke`, { reason });
  if (!revoked.ok) throw new ConsoleProblemError(revoked.refusal);
  const { certificate } = revoked.json as unknown as { certificate: IssuedCertificate };
  return done(c, pageOf(c), textOf(c).didRevoke(certificate.user));
}

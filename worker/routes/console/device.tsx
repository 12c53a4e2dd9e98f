// The page of one device, and the acts ordered on it. After an act it is shown again with a notice;
// after a refusal, with the sentence at the field it is about.
import { Hono } from "hono";
import type { DeviceDocument } from "../../core/device-document.ts";
import { isAble } from "../../core/scope.ts";
import { DeviceActs, type DeviceActsProps } from "../../views/console/device-acts.tsx";
import { DeviceCertificates } from "../../views/console/device-certificates.tsx";
import { DeviceShields } from "../../views/console/device-shields.tsx";
import { DeviceView } from "../../views/console/device-view.tsx";
import { certificatesText } from "../../views/console/messages/certificates.ts";
import { deviceActsText } from "../../views/console/messages/device-acts.ts";
import { wireLogText } from "../../views/console/messages/wire-log.ts";
import type { Refusal } from "../api/answer.ts";
import type { CertificatesDocument } from "../api/certificates.ts";
import type { ConsoleContext, ConsoleEnv } from "./context.ts";
import { act, ask, done, formOf, path, sentenceOf, showPage, statusOf } from "./frame.tsx";

const PAGE = "/tenants/:tenant/devices/:user/:deviceId";

export const devicePages = new Hono<ConsoleEnv>()
  .get(PAGE, (c) => devicePage(c))
  .post(`${PAGE}/block`, (c) => simple(c, "POST", "/block", "didBlock"))
  .post(`${PAGE}/allow`, (c) => simple(c, "POST", "/allow", "didAllow"))
  .post(`${PAGE}/exempt`, (c) => simple(c, "POST", "/exempt", "didExempt"))
  .post(`${PAGE}/withdraw`, (c) => simple(c, "DELETE", "/exempt", "didWithdraw"))
  .post(`${PAGE}/lift`, lift)
  .post(`${PAGE}/certificates/:fingerprint/revoke`, revokeCertificate)
  .post(`${PAGE}/cancel-wipe`, (c) => simple(c, "DELETE", "/wipe", "didCancel"))
  .post(`${PAGE}/wipe`, wipe)
  .post(`${PAGE}/forget`, forget);

const param = (c: ConsoleContext, name: string): string => c.req.param(name) ?? "";
const textOf = (c: ConsoleContext) => deviceActsText[c.get("language")];
const listOf = (c: ConsoleContext) => path`/tenants/${param(c, "tenant")}/devices`;
/** The page's path, which is also the API's. */
const pageOf = (c: ConsoleContext) =>
  `${listOf(c)}${path`/${param(c, "user")}/${param(c, "deviceId")}`}`;

async function simple(
  c: ConsoleContext,
  method: "POST" | "DELETE",
  where: "/block" | "/allow" | "/exempt" | "/wipe",
  notice: "didBlock" | "didAllow" | "didExempt" | "didWithdraw" | "didCancel",
): Promise<Response> {
  const acted = await act(c, method, `${pageOf(c)}${where}`);
  if (!acted.ok) return devicePage(c, acted.refusal);
  return done(c, pageOf(c), textOf(c)[notice](param(c, "deviceId")));
}

async function lift(c: ConsoleContext): Promise<Response> {
  const lifted = await act(c, "POST", `${pageOf(c)}/shield/lift`);
  if (!lifted.ok) return devicePage(c, lifted.refusal);
  return done(c, pageOf(c), wireLogText[c.get("language")].didLift);
}

/** The phone's certificate, revoked by who sees the phone: the help desk has no page of certificates. */
async function revokeCertificate(c: ConsoleContext): Promise<Response> {
  const certificates = path`/tenants/${param(c, "tenant")}/certificates`;
  const revoke = path`/${param(c, "fingerprint")}/revoke`;
  const revoked = await act(c, "POST", `${certificates}${revoke}`, {});
  if (!revoked.ok) return devicePage(c, revoked.refusal);
  const { didRevoke } = certificatesText[c.get("language")];
  return done(c, pageOf(c), didRevoke(param(c, "user")));
}

async function wipe(c: ConsoleContext): Promise<Response> {
  const form = await formOf(c);
  const confirm = form.text("confirm");
  const isAccount = form.text("scope") === "account";
  const text = textOf(c);
  const body = { confirm, ...(isAccount && { scope: "account" }) };
  const begun = await act(c, "POST", `${pageOf(c)}/wipe`, body);
  if (begun.ok) {
    const account = begun.json.revoked ? text.didAccountRevoke : text.didAccountWipe;
    const notice = isAccount ? account : text.didWipe;
    return done(c, pageOf(c), notice(param(c, "deviceId")));
  }
  if (begun.refusal.reason !== "not-confirmed") return devicePage(c, begun.refusal);
  const problem = { field: "confirm", says: text.notConfirmed, typed: confirm };
  return devicePage(c, begun.refusal, problem);
}

async function forget(c: ConsoleContext): Promise<Response> {
  const isConfirmed = (await formOf(c)).has("forget");
  const text = textOf(c);
  if (!isConfirmed) {
    const problem = { field: "forget", says: text.forgetMissing, typed: "" };
    return devicePage(c, { reason: "not-confirmed" }, problem);
  }
  const forgotten = await act(c, "DELETE", pageOf(c));
  if (forgotten.ok) return done(c, listOf(c), text.didForget(param(c, "deviceId")));
  return devicePage(c, forgotten.refusal);
}

/** The page; below a refusal, if there is one. */
async function devicePage(
  c: ConsoleContext,
  refusal?: Refusal,
  problem?: DeviceActsProps["problem"],
): Promise<Response> {
  const shown = await ask<DeviceDocument>(c, pageOf(c));
  const { certificates } = await ask<CertificatesDocument>(c, `${pageOf(c)}/certificates`);
  const { scope } = c.get("operator");
  const [tenant, language] = [param(c, "tenant"), c.get("language")];
  const { user } = shown.device;
  const links = {
    ...(isAble(scope, "read") && { user: path`/tenants/${tenant}/users/${user}` }),
    ...(isAble(scope, "administer") && {
      invite: `${path`/tenants/${tenant}/invitations`}?kind=renew&user=${encodeURIComponent(user)}`,
    }),
  };
  const says = problem?.says ?? (refusal && sentenceOf(c, refusal));
  const status = refusal && statusOf(refusal);
  return showPage(
    c,
    { title: shown.name, section: "devices", tenant, problem: says, field: problem?.field, status },
    <>
      <DeviceView language={language} shown={shown} links={links} />
      <DeviceShields
        c={c}
        page={pageOf(c)}
        shown={shown}
        mayLift={isAble(scope, "act-on-devices")}
        mayRead={isAble(scope, "administer")}
      />
      <DeviceCertificates
        c={c}
        page={pageOf(c)}
        certificates={certificates}
        book={isAble(scope, "read") ? path`/tenants/${tenant}/certificates` : undefined}
        mayRevoke={isAble(scope, "act-on-devices")}
      />
      {isAble(scope, "act-on-devices") && (
        <DeviceActs
          c={c}
          page={pageOf(c)}
          mayExempt={isAble(scope, "administer")}
          shown={shown}
          {...(problem && { problem })}
        />
      )}
    </>,
  );
}

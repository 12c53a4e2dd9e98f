// A user's client certificate, made for delivery by hand: as a .p12, or within a profile encrypted to
// one phone. The rule: file and password are in the answer to the POST that made them, and nowhere
// else.
import { Hono } from "hono";
import { ByHandFile, ByHandForms } from "../../views/console/by-hand-parts.tsx";
import { byHandText } from "../../views/console/messages/by-hand.ts";
import { decodeBase64 } from "../../wire/base64.ts";
import { MOBILECONFIG_TYPE } from "../../wire/mobileconfig.ts";
import { writePem } from "../../wire/pem.ts";
import type { Refusal } from "../api/answer.ts";
import type { IdentityFileDocument } from "../api/identity-file.ts";
import type { ProfileFileDocument } from "../api/profile-file.ts";
import type { ConsoleContext, ConsoleEnv } from "./context.ts";
import {
  act,
  ConsoleProblemError,
  type Form,
  formOf,
  path,
  sentenceOf,
  showPage,
  statusOf,
} from "./frame.tsx";

const USER = "/tenants/:tenant/users/:user";

export const byHandPages = new Hono<ConsoleEnv>()
  .post(`${USER}/identity-file`, makeIdentityFile)
  .post(`${USER}/profile-file`, makeProfileFile);

const textOf = (c: ConsoleContext) => byHandText[c.get("language")];
const userOf = (c: ConsoleContext) => c.req.param("user") ?? "";
const tenantOf = (c: ConsoleContext) => c.req.param("tenant") ?? "";
const pageOf = (c: ConsoleContext) => path`/tenants/${tenantOf(c)}/users/${userOf(c)}`;

async function makeIdentityFile(c: ConsoleContext): Promise<Response> {
  const made = await act(c, "POST", `${pageOf(c)}/identity-file`);
  if (!made.ok) throw new ConsoleProblemError(made.refusal);
  return showPage(
    c,
    { title: textOf(c).madeTitle, section: "users", tenant: tenantOf(c) },
    <ByHandFile c={c} page={pageOf(c)} made={made.json as unknown as IdentityFileDocument} />,
  );
}

async function makeProfileFile(c: ConsoleContext): Promise<Response> {
  const form = await formOf(c);
  const ios = form.text("ios");
  const certificate = await certificateIn(form);
  if (certificate === undefined) {
    const message = textOf(c).certificateMissing;
    return again(c, ios, { reason: "bad-certificate", message, field: "certificate" }, message);
  }
  const made = await act(c, "POST", `${pageOf(c)}/profile-file`, { certificate, ios });
  if (!made.ok) return again(c, ios, made.refusal, sentenceOf(c, made.refusal));
  const { profile } = made.json as unknown as ProfileFileDocument;
  const name = `${userOf(c).replace(/[^a-z0-9.-]/gi, "_")}.mobileconfig`;
  return new Response(Uint8Array.from(decodeBase64(profile, "base64")), {
    headers: {
      "content-type": MOBILECONFIG_TYPE,
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": "no-store",
    },
  });
}

/** The file's certificate as PEM; a file is DER if it does not say that it is PEM. */
async function certificateIn(form: Form): Promise<string | undefined> {
  const file = await form.bytes("certificate");
  if (!file) return undefined;
  const text = new TextDecoder().decode(file);
  return text.includes("-----BEGIN ") ? text : writePem("CERTIFICATE", file);
}

/** The forms once more, with the sentence at the field it is about. */
function again(
  c: ConsoleContext,
  typed: string,
  refusal: Refusal,
  problem: string,
): Promise<Response> {
  const { field } = refusal;
  const page = { title: textOf(c).title, section: "users", tenant: tenantOf(c) } as const;
  const problemAt = (name: string) => (field === name ? problem : undefined);
  return showPage(
    c,
    { ...page, problem, field, status: statusOf(refusal) },
    <ByHandForms c={c} page={pageOf(c)} typed={typed} problemAt={problemAt} />,
  );
}

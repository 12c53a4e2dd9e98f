// The administrator's console: all of its pages behind one sign-in. app.ts loads it when the
// console's host is first asked. Each file of pages is a sub-app with full paths.
import { Hono } from "hono";
import { log } from "../../log.ts";
import { frameText } from "../../views/console/messages/frame.ts";
import { lonePage } from "../../views/console/shell.tsx";
import { CONSOLE_STYLE } from "../../views/console/style.ts";
import { accessRulePages } from "./access-rules.tsx";
import { accountPages } from "./account.tsx";
import { adapterPages } from "./adapter.tsx";
import { adapterServerPages } from "./adapter-server.tsx";
import { adapterSettingsPages } from "./adapter-settings.tsx";
import { adapterStepPages } from "./adapter-steps.tsx";
import { aliasPages } from "./aliases.tsx";
import { auditPages } from "./audit.tsx";
import { authorityPages } from "./authority.tsx";
import { byHandPages } from "./by-hand.tsx";
import { certificatePages } from "./certificates.tsx";
import type { ConsoleContext, ConsoleEnv } from "./context.ts";
import { dashboardPages } from "./dashboard.tsx";
import { devicePages } from "./device.tsx";
import { deviceListPages } from "./devices.tsx";
import { enrolmentPages } from "./enrolment.tsx";
import { ConsoleProblemError, sentenceOf, showPage, statusOf } from "./frame.tsx";
import { groupPages } from "./groups.tsx";
import { limited, prepare, sameSite, signedIn, tokenChecked } from "./guard.tsx";
import { identityPages } from "./identity.tsx";
import { invitationPages } from "./invitations.tsx";
import { knownDevicePages } from "./known-devices.tsx";
import { livePages } from "./live.tsx";
import { operatorPages } from "./operators.tsx";
import { policyListPages } from "./policies.tsx";
import { policyEditorPages } from "./policy-editor.tsx";
import { policyLockPages } from "./policy-lock.tsx";
import { policyPreviewPages } from "./policy-preview.tsx";
import { policyVersionPages } from "./policy-versions.tsx";
import { refusalPages } from "./refusals.tsx";
import { serviceAuditPages } from "./service-audit.tsx";
import { signInPages } from "./sign-in.tsx";
import { startPages } from "./start.tsx";
import { tenantPages } from "./tenants.tsx";
import { tokenPages } from "./tokens.tsx";
import { userDetailPages } from "./user.tsx";
import { userImportPages } from "./user-import.tsx";
import { userPages } from "./users.tsx";
import { wireLogPages } from "./wire-log.tsx";

const STYLE_SECONDS = 3_600;

/** Everything below the guard: who comes here is signed in, and forms are their session's. */
const pages = new Hono<ConsoleEnv>()
  .use(signedIn)
  .use(limited)
  .use(tokenChecked)
  .route("/", startPages)
  .route("/", accountPages)
  .route("/", operatorPages)
  .route("/", tokenPages)
  .route("/", serviceAuditPages)
  .route("/", tenantPages)
  .route("/", adapterPages)
  .route("/", adapterServerPages)
  .route("/", adapterStepPages)
  .route("/", adapterSettingsPages)
  .route("/", knownDevicePages)
  .route("/", accessRulePages)
  .route("/", policyListPages)
  .route("/", policyEditorPages)
  .route("/", policyLockPages)
  .route("/", policyVersionPages)
  .route("/", policyPreviewPages)
  .route("/", invitationPages)
  .route("/", groupPages)
  .route("/", userPages)
  // Before the pages of single users: "import" is a page, whoever is called so.
  .route("/", userImportPages)
  .route("/", userDetailPages)
  .route("/", byHandPages)
  .route("/", dashboardPages)
  .route("/", livePages)
  .route("/", deviceListPages)
  .route("/", devicePages)
  .route("/", wireLogPages)
  .route("/", refusalPages)
  .route("/", auditPages)
  .route("/", aliasPages)
  .route("/", identityPages)
  .route("/", authorityPages)
  .route("/", certificatePages)
  .route("/", enrolmentPages)
  .all("*", (c) => {
    const { notFoundTitle: title, notFound } = frameText[c.get("language")];
    return showPage(c, { title, section: "account", status: 404 }, <p>{notFound}</p>);
  });

/** The sub-app of the console's host, to be mounted at "/". */
export const consoleSite = new Hono<ConsoleEnv>()
  .onError(problemPage)
  .use(prepare)
  .get("/style.css", (c) =>
    c.body(CONSOLE_STYLE, 200, {
      "Content-Type": "text/css; charset=utf-8",
      "Cache-Control": `public, max-age=${STYLE_SECONDS}`,
    }),
  )
  .use(sameSite)
  .route("/", signInPages)
  .route("/", pages);

/** A refusal of the API as a page; everything else is ours, and the operator learns nothing of it. */
function problemPage(error: Error, c: ConsoleContext): Response | Promise<Response> {
  const text = frameText[c.get("language") ?? "en"];
  if (error instanceof ConsoleProblemError) {
    const { refusal } = error;
    const status = statusOf(refusal);
    return showPage(
      c,
      { title: text.refusedTitle, section: "account", status },
      <>
        <p class="problem">{sentenceOf(c, refusal)}</p>
        <p>
          <a href="/">{text.back}</a>
        </p>
      </>,
    );
  }
  const { name, message } = error;
  log("unexpected", { path: new URL(c.req.url).pathname, error: name, message });
  const page = {
    title: text.unexpectedTitle,
    problem: text.unexpected,
    field: undefined,
    path: "/",
    notice: undefined,
  };
  return c.html(lonePage(c, page, <p />), 503, { "Retry-After": "60" });
}

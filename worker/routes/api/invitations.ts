// Invitations: what users are told so that they set their phones up, or set them up again. Read
// only: the mail goes through the operator's own mail program, because Provost sends none. The rule:
// an alias stands in an invitation only while it leads to this very tenant.
import { readEasAgent } from "../../core/eas-agent.ts";
import {
  INVITATION_KINDS,
  type InvitationFacts,
  type InvitationKind,
  type InvitationText,
  invitationBody,
  invitationText,
  mailtoLink,
  type OutdatedPhone,
} from "../../core/invitation.ts";
import { isLanguage, type Language } from "../../core/language.ts";
import { isUserName } from "../../core/login.ts";
import { showable } from "../../core/settings-text.ts";
import type { UserRecord } from "../../core/tenant.ts";
import { formatMailDraft, MAIL_MESSAGE_TYPE } from "../../wire/mail-message.ts";
import { type Answer, fileAnswer, ok, refused } from "./answer.ts";
import { onTenant, type TenantCall, userOf } from "./call.ts";
import { invitees, isOutdated } from "./invitees.ts";
import { type ApiRoute, GROUP, USER } from "./route.ts";

/** GET /tenants/:tenant/users/:user/invitation?kind&language */
export interface InvitationDocument extends InvitationText {
  readonly user: string;
  readonly displayName: string;
  readonly emailAddress: string;
  readonly kind: InvitationKind;
  readonly language: Language;
  /** The tenant's page for setting up: what the QR code holds. */
  readonly address: string;
  /** The alias it names, while the tenant has one that leads here. */
  readonly alias?: string;
  /** The mail's text. */
  readonly body: string;
  /** Opens the mail in a mail program. */
  readonly mailto: string;
}

/** GET /tenants/:tenant/groups/:group/invitations?kind&language&after: 200 users at most. */
export interface InvitationsDocument {
  readonly group: string;
  readonly kind: InvitationKind;
  readonly invitations: readonly InvitationDocument[];
  /** `after` of the page that follows, if one does. */
  readonly next?: string;
}

/** What the query asks for; the language is each user's own if it names none. */
interface Asked {
  readonly kind: InvitationKind;
  readonly language?: Language;
}

/** What all invitations of one answer share. */
interface Ground {
  readonly company: string;
  readonly direct: string;
  readonly alias: InvitationFacts["alias"] | undefined;
  readonly mailDomain: string;
}

const PHONE_NAME_LENGTH = 40;

/** A handler that is given the query, read; or the field of it that cannot be. */
const asking = (handler: (call: TenantCall, asked: Asked) => Promise<Answer>) =>
  onTenant(async (call) => {
    const [kind = "begin", language] = [call.query("kind"), call.query("language")];
    const known = INVITATION_KINDS.find((name) => name === kind);
    if (!known) return refused("bad-body", { field: "kind", message: "kind is begin or renew." });
    if (language !== undefined && !isLanguage(language))
      return refused("bad-body", { field: "language", message: "language is en or de." });
    return handler(call, { kind: known, ...(language && { language }) });
  });

/** A handler that is given the invitation of the path's user, who may be one without a record. */
const invited = (handler: (document: InvitationDocument) => Answer) =>
  asking(async (call, asked) => {
    const user = await userOf(call);
    if (!isUserName(user)) return refused("no-such-user");
    const record = (await call.tenant.user(user)) ?? { user, easAllowed: true };
    const devices = asked.kind === "renew" ? await call.tenant.devicesOf(user) : [];
    const account = devices.length > 0 ? await call.tenant.account(user) : undefined;
    const current = account?.ok ? account.account.policy.version : undefined;
    const phones = devices.filter((device) => isOutdated(device, current)).map(phoneOf);
    return handler(documentOf(await groundOf(call), record, phones, asked));
  });

/** GET /tenants/:tenant/users/:user/invitation */
export const showInvitation = invited((document) => ok(document));

/** GET /tenants/:tenant/users/:user/invitation.eml: a draft for a mail program. */
export const mailInvitation = invited(({ user, emailAddress, displayName, subject, body }) =>
  fileAnswer({
    type: MAIL_MESSAGE_TYPE,
    body: formatMailDraft({
      to: { name: displayName, address: emailAddress },
      subject,
      text: body,
    }),
    name: `${fileName(user)}.eml`,
  }),
);

/** GET /tenants/:tenant/groups/:group/invitations */
export const groupInvitations = asking(async (call, asked) => {
  const group = (await call.tenant.groups()).find(({ name }) => name === call.param("group"));
  if (!group) return refused("no-such-group");
  const ground = await groundOf(call);
  const found = await invitees(call.tenant, group, asked.kind, call.query("after"));
  const document: InvitationsDocument = {
    group: group.name,
    kind: asked.kind,
    invitations: found.users.map(({ record, devices }) =>
      documentOf(ground, record, devices.map(phoneOf), asked),
    ),
    ...(found.next !== undefined && { next: found.next }),
  };
  return ok(document);
});

async function groundOf(call: TenantCall): Promise<Ground> {
  const { entry, tenant } = call;
  const adapter = await tenant.running();
  return {
    company: entry.displayName,
    direct: new URL("/iphone", entry.origins[0]).href,
    alias: await aliasOf(call),
    mailDomain: adapter?.mailDomain ?? "",
  };
}

/** The first of the tenant's aliases that leads here. */
async function aliasOf({ handles, entry, tenant, switchingCenter }: TenantCall) {
  for (const alias of await tenant.aliases()) {
    const answer = await handles.alias(alias).resolve();
    if (answer.ok && answer.tenant === entry.name) return { alias, switchingCenter };
  }
  return undefined;
}

function documentOf(
  { company, direct, alias, mailDomain }: Ground,
  { user, displayName = user, emailAddress, ...record }: UserRecord,
  phones: readonly OutdatedPhone[],
  { kind, ...asked }: Asked,
) {
  const language = asked.language ?? record.language ?? "en";
  const about = { kind, company, user, displayName, direct, phones };
  const text = invitationText({ ...about, ...(alias && { alias }) }, language);
  const address = emailAddress ?? `${user}@${mailDomain}`;
  return {
    user,
    displayName,
    emailAddress: address,
    kind,
    language,
    address: direct,
    ...(alias && { alias: alias.alias }),
    ...text,
    body: invitationBody(text),
    mailto: mailtoLink(address, text),
  } satisfies InvitationDocument;
}

function phoneOf(on: { readonly deviceType: string; readonly userAgent: string }): OutdatedPhone {
  const agent = readEasAgent(on.userAgent);
  return agent ?? { device: showable(on.deviceType, PHONE_NAME_LENGTH) || "iPhone" };
}

/** A user's name as a file's: letters and digits that every system takes. */
const fileName = (user: string) => user.replace(/[^a-z0-9._-]+/g, "_").slice(0, 60) || "invitation";

export const INVITATION_ROUTES: readonly ApiRoute[] = [
  ["GET", `${USER}/invitation`, "read", showInvitation],
  ["GET", `${USER}/invitation.eml`, "read", mailInvitation],
  ["GET", `${GROUP}/invitations`, "read", groupInvitations],
];

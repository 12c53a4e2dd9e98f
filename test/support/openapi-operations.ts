// What docs/openapi.json says of each route beyond what the routes say themselves: a sentence, the
// parameters of its query, and what kind of answer it gives. The test of the document fails if a
// route has no line here, or a line no route.
import { CERTIFICATE_PURPOSES } from "../../worker/core/certificates.ts";
import { DEVICE_FILTERS, DEVICE_SORTS } from "../../worker/core/device.ts";
import { INVITATION_KINDS } from "../../worker/core/invitation.ts";
import { LANGUAGES } from "../../worker/core/language.ts";
import { FAMILIES } from "../../worker/core/settings-row.ts";
import { CERTIFICATE_STATES } from "../../worker/routes/api/certificates.ts";

export interface Operation {
  readonly summary: string;
  readonly query?: readonly string[];
  /** JSON with status 200 if absent; "made" is 201, "nothing" 204; else the type of a file. */
  readonly answer?: "made" | "nothing" | `${string}/${string}`;
}

/** Parameters of queries by name. Those of one name mean the same everywhere. */
export const QUERY: Readonly<Record<string, { description: string; schema: object }>> = {
  search: { description: "Only what holds this text.", schema: { type: "string" } },
  after: {
    description: "`next` of the page before, or a sequence number.",
    schema: { type: "string" },
  },
  before: { description: "Only entries before this sequence number.", schema: { type: "integer" } },
  limit: { description: "At most this many.", schema: { type: "integer", minimum: 1 } },
  order: { description: "Newest first instead of oldest first.", schema: { enum: ["newest"] } },
  filter: { description: "Which devices.", schema: { enum: DEVICE_FILTERS } },
  sort: { description: "Their order.", schema: { enum: DEVICE_SORTS } },
  descending: { description: "Turn the order around.", schema: { type: "boolean" } },
  user: { description: "Only of this user (canonical name).", schema: { type: "string" } },
  deviceId: { description: "Only of this device (any spelling).", schema: { type: "string" } },
  purpose: { description: "Only for this.", schema: { enum: CERTIFICATE_PURPOSES } },
  state: {
    description: "Only in this state; all if absent.",
    schema: { enum: CERTIFICATE_STATES },
  },
  kind: { description: "First provisioning, or again.", schema: { enum: INVITATION_KINDS } },
  language: { description: "Of the text.", schema: { enum: LANGUAGES } },
  revision: {
    description: "Only if the draft still has this revision.",
    schema: { type: "integer", minimum: 0 },
  },
  find: {
    description: "Only with this part of a user's name, a DeviceId or a command.",
    schema: { type: "string", maxLength: 200 },
  },
  families: {
    description: `Of ${FAMILIES.join(" and ")}, separated by commas; both if absent.`,
    schema: { type: "string" },
  },
  from: {
    description: "A version's hash, `draft` or `in-force` (if absent).",
    schema: { type: "string" },
  },
  to: {
    description: "A version's hash, `draft` (if absent) or `in-force`.",
    schema: { type: "string" },
  },
  of: {
    description: "A version's hash, `draft` (if absent) or `in-force`.",
    schema: { type: "string" },
  },
};

const PAGE = ["search", "after", "limit"];
const LIST = ["search", "filter", "sort", "descending"];
const LOG = ["after", "limit", "order", "before", "search"];
const INVITATION = ["kind", "language"];
const T = "/tenants/:tenant";
const POLICY = `${T}/groups/:group/policy`;
const DEVICE = `${T}/devices/:user/:deviceId`;

export const OPERATIONS: Readonly<Record<string, Operation>> = {
  "GET /tenants": { summary: "Tenants that the caller may see." },
  "POST /tenants": { summary: "Make a tenant.", answer: "made" },
  [`GET ${T}`]: { summary: "One tenant." },
  [`PATCH ${T}`]: { summary: "Change a tenant's origins, or the name that users see." },
  [`GET ${T}/adapter`]: { summary: "The Exchange Adapter: saved and running settings." },
  [`PATCH ${T}/adapter`]: { summary: "Save settings; they run after a restart of the adapter." },
  [`POST ${T}/adapter/restart`]: { summary: "Make the saved settings the running ones." },
  [`GET ${T}/adapter/effect`]: { summary: "Which known devices the saved settings would refuse." },
  [`POST ${T}/adapter/check`]: { summary: "Try the way to Exchange." },
  [`GET ${T}/known-devices`]: {
    summary: "Devices that Exchange knew before, and until when they need no proof.",
    query: ["after", "limit"],
  },
  [`POST ${T}/known-devices`]: { summary: "Import a list of devices, with a grace date." },
  [`DELETE ${T}/known-devices`]: { summary: "End the grace of all imported devices." },
  [`GET ${T}/access-rules`]: { summary: "Rules by what clients say of themselves." },
  [`POST ${T}/access-rules`]: { summary: "Add a rule; it holds at once.", answer: "made" },
  [`DELETE ${T}/access-rules/:id`]: { summary: "Remove a rule.", answer: "nothing" },
  [`POST ${T}/access-rules/try`]: {
    summary: "What would happen to a client that says this of itself; nothing is recorded.",
  },
  [`POST ${DEVICE}/exempt`]: {
    summary: "Exempt a device from access rules and from what holds for other clients.",
  },
  [`DELETE ${DEVICE}/exempt`]: { summary: "Withdraw a device's exemption." },
  [`GET ${T}/groups`]: { summary: "All groups." },
  [`POST ${T}/groups`]: { summary: "Make a group.", answer: "made" },
  [`DELETE ${T}/groups/:group`]: { summary: "Remove an empty group.", answer: "nothing" },
  [`PUT ${T}/groups/:group/eas`]: { summary: "Allow a group Exchange ActiveSync, or not." },
  [`PUT ${T}/groups/:group/certificates`]: {
    summary: "Say how a group's phones sign in; null: as the tenant's adapter says.",
  },
  [`PUT ${T}/default-group`]: { summary: "Set the group of users whose record names none." },
  [`GET ${POLICY}`]: { summary: "A group's policy: draft and Locked versions." },
  [`PATCH ${POLICY}`]: {
    summary: "Change settings of the draft; null makes one Not Set (docs/settings.md).",
    query: ["revision"],
  },
  [`POST ${POLICY}/lock`]: { summary: "Lock the draft: phones get it from now on." },
  [`POST ${POLICY}/unlock`]: { summary: "Take Locked versions out of force." },
  [`GET ${POLICY}/versions`]: { summary: "Every Lock of the group, newest first." },
  [`GET ${POLICY}/lint`]: { summary: "What is wrong with the draft.", query: ["families"] },
  [`GET ${POLICY}/diff`]: { summary: "What differs between two states.", query: ["from", "to"] },
  [`GET ${POLICY}/preview`]: { summary: "What each version of phones would get.", query: ["of"] },
  [`GET ${T}/policy-versions/:version`]: { summary: "A version that was ever Locked." },
  [`GET ${T}/users`]: { summary: "Users with a record.", query: PAGE },
  [`GET ${T}/users/:user`]: { summary: "A user's record." },
  [`PUT ${T}/users/:user`]: { summary: "Add a user, or replace the record of one." },
  [`DELETE ${T}/users/:user`]: { summary: "Forget a user's record.", answer: "nothing" },
  [`GET ${T}/users/:user/policy`]: {
    summary: "A user's effective policy, with each value's origin.",
  },
  [`POST ${T}/users/:user/identity-file`]: {
    summary: "Make a user's certificate with its key, as a .p12; shown in this answer alone.",
    answer: "made",
  },
  [`POST ${T}/users/:user/profile-file`]: {
    summary: "Make a user's profile, encrypted to the given certificate of a phone.",
    answer: "made",
  },
  [`GET ${T}/users.csv`]: { summary: "All records of users.", answer: "text/csv" },
  [`POST ${T}/users/import`]: { summary: "Import users: all of them or none." },
  [`GET ${T}/users/:user/invitation`]: { summary: "An invitation as text.", query: INVITATION },
  [`GET ${T}/users/:user/invitation.eml`]: {
    summary: "An invitation as a draft for a mail program.",
    query: INVITATION,
    answer: "message/rfc822",
  },
  [`GET ${T}/groups/:group/invitations`]: {
    summary: "Invitations of a group's users.",
    query: [...INVITATION, "after"],
  },
  [`GET ${T}/devices`]: { summary: "Devices, page by page.", query: [...LIST, "after", "limit"] },
  [`GET ${T}/devices.csv`]: { summary: "Devices as a file.", query: LIST, answer: "text/csv" },
  [`GET ${T}/device-counts`]: { summary: "Devices by state, and how many run an old policy." },
  [`GET ${DEVICE}`]: { summary: "One device, its life, and what it runs." },
  [`DELETE ${DEVICE}`]: { summary: "Forget a device: it needs a new profile.", answer: "nothing" },
  [`POST ${DEVICE}/block`]: { summary: "Refuse a device from now on." },
  [`GET ${DEVICE}/wire-log`]: {
    summary: "What the device and Exchange said, masked, while its wire log was on.",
  },
  [`PUT ${DEVICE}/wire-log`]: { summary: "Switch the wire log on; it begins anew." },
  [`DELETE ${DEVICE}/wire-log`]: { summary: "Switch the wire log off.", answer: "nothing" },
  [`POST ${DEVICE}/shield/lift`]: {
    summary: "Ask Exchange again for a refused password, and end a block for behaviour.",
  },
  [`POST ${DEVICE}/allow`]: { summary: "Let a blocked device in again." },
  [`POST ${DEVICE}/wipe`]: {
    summary:
      'Erase a phone (scope "device", the default), or take only its account (scope "account"): by a wipe of the ' +
      "account where the phone speaks 16.1, else by blocking it and voiding its profile, which then stays on the " +
      "phone and opens nothing. The phone's id or name must be confirmed.",
  },
  [`DELETE ${DEVICE}/wipe`]: { summary: "Take back a wipe that no phone has acknowledged." },
  [`GET ${T}/live`]: {
    summary: "Who is connected now; reading it is watching, for half a minute.",
    query: ["find"],
  },
  [`GET ${T}/handouts`]: { summary: "Profiles handed out.", query: ["user"] },
  [`GET ${T}/refusals`]: { summary: "Whom the gateway refused, and why." },
  [`GET ${T}/audit`]: { summary: "The tenant's audit log.", query: LOG },
  [`GET ${T}/audit.jsonl`]: { summary: "The whole audit log.", answer: "application/jsonl" },
  [`GET ${T}/ca`]: { summary: "The chain that signs profiles.", answer: "application/x-pem-file" },
  [`GET ${T}/aliases`]: { summary: "Aliases that the tenant claims." },
  "GET /aliases/:alias": { summary: "Who claims an alias, as far as the caller may know." },
  "POST /aliases/:alias/claims": { summary: "Claim an alias for a tenant.", answer: "made" },
  "POST /aliases/:alias/claims/:tenant/approve": { summary: "Approve another tenant's claim." },
  "DELETE /aliases/:alias/claims/:tenant": { summary: "Give a claim up.", answer: "nothing" },
  [`GET ${T}/authority`]: {
    summary: "The certificate authority: its CAs, its rules, its addresses; makes the first CA.",
  },
  [`PATCH ${T}/authority/rules`]: { summary: "Change how certificates are issued from now on." },
  [`POST ${T}/authority/prepare`]: {
    summary: "Make a CA that waits to follow the current one.",
    answer: "made",
  },
  [`POST ${T}/authority/import`]: {
    summary: "Take a foreign CA in, which waits: PEM, or PKCS#12 with its password.",
    answer: "made",
  },
  [`DELETE ${T}/authority/next`]: { summary: "Drop the CA that waits.", answer: "nothing" },
  [`POST ${T}/authority/roll-over`]: {
    summary: "Issue with the CA that waits. The tenant's name must be confirmed.",
  },
  [`GET ${T}/authority/:authority/chain.pem`]: {
    summary: "A CA and what leads to its root.",
    answer: "application/x-pem-file",
  },
  [`GET ${T}/authority/:authority/ca.cer`]: {
    summary: "A CA's certificate alone, DER.",
    answer: "application/pkix-cert",
  },
  [`GET ${T}/authority/:authority/root.cer`]: {
    summary: "The root of a CA's chain alone, DER.",
    answer: "application/pkix-cert",
  },
  [`GET ${T}/authority/:authority/ca.crl`]: {
    summary: "A CA's list of revoked certificates, DER.",
    answer: "application/pkix-crl",
  },
  [`GET ${T}/authority/:authority/crl.pem`]: {
    summary: "The same list as PEM.",
    answer: "application/x-pem-file",
  },
  [`GET ${T}/certificates`]: {
    summary: "Client certificates that were issued, newest first.",
    query: ["user", "deviceId", "purpose", "state", "after", "limit"],
  },
  [`GET ${T}/certificates/:fingerprint`]: { summary: "One of them, by its SHA-256." },
  [`POST ${T}/certificates/:fingerprint/revoke`]: {
    summary: "Revoke a certificate: it opens nothing any more, for good.",
  },
  [`GET ${DEVICE}/certificates`]: { summary: "Client certificates that are bound to a device." },
  [`GET ${T}/challenges`]: { summary: "Challenges, and what became of them." },
  [`POST ${T}/challenges`]: {
    summary: "Make a challenge for one certificate over SCEP; shown in this answer alone.",
    answer: "made",
  },
  [`DELETE ${T}/challenges/:id`]: { summary: "Drop an open challenge.", answer: "nothing" },
  [`GET ${T}/enrolment-attempts`]: { summary: "Tries to enrol, good or bad, with their reasons." },
  [`GET ${T}/identity`]: { summary: "The signing identity, and the next one." },
  [`POST ${T}/identity/prepare`]: { summary: "Make the next signing identity.", answer: "made" },
  [`POST ${T}/identity/import`]: { summary: "Import the next signing identity.", answer: "made" },
  [`DELETE ${T}/identity/next`]: { summary: "Drop the next signing identity.", answer: "nothing" },
  [`POST ${T}/identity/roll-over`]: { summary: "Sign with the next identity from now on." },
  "GET /tokens": { summary: "All API tokens." },
  "POST /tokens": { summary: "Make an API token; it is shown once.", answer: "made" },
  "DELETE /tokens/:id": { summary: "Revoke an API token.", answer: "nothing" },
  [`GET ${T}/tokens`]: { summary: "API tokens for this tenant." },
  [`POST ${T}/tokens`]: { summary: "Make an API token for this tenant.", answer: "made" },
  [`DELETE ${T}/tokens/:id`]: { summary: "Revoke one of them.", answer: "nothing" },
  "GET /operators": { summary: "Who may use the console." },
  "POST /operators": { summary: "Add an operator; the set-up link is shown once.", answer: "made" },
  "POST /operators/:id/set-up": { summary: "Give an operator a new set-up link.", answer: "made" },
  "DELETE /operators/:id": { summary: "Remove an operator.", answer: "nothing" },
  "GET /service-audit": { summary: "The service's own audit log.", query: LOG },
  "GET /service-audit.jsonl": { summary: "All of it.", answer: "application/jsonl" },
};

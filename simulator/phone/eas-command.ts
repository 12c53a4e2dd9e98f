// One ActiveSync command from request tree to answer tree: versions are negotiated first (MS-ASHTTP
// 2.2.3), a demand for provisioning (449) is met and the command repeated (MS-ASPROV 1.3), and the
// answer must be the command's own.
import type { Tag } from "../../worker/wire/codepages.ts";
import { decode, encode, type Node } from "../../worker/wire/wbxml.ts";
import { WireError } from "../../worker/wire/wire-error.ts";
import { headerOf } from "../network.ts";
import { provision } from "./eas-provision.ts";
import { type EasAnswer, type EasOrder, sendEas } from "./eas-send.ts";
import { contentType } from "./http-answer.ts";
import { type MailFailure, mailFailure } from "./mail-outcome.ts";
import type { Account, Handset } from "./state.ts";

const WBXML = "application/vnd.ms-sync.wbxml";

export type TreeAnswer = { readonly ok: true; readonly root: Node | null } | MailFailure;

/** Finds the highest version both sides speak, once per account (OPTIONS). */
export async function negotiate(phone: Handset, account: Account): Promise<MailFailure | null> {
  if (account.version) return null;
  const answer = await sendEas(phone, account, { command: null });
  if (!answer.ok) return answer.failure;
  const list = (name: string) =>
    (headerOf(answer.response, name) ?? "").split(",").map((word) => word.trim());
  const offered = list("ms-asprotocolversions");
  const spoken = phone.state.pretend.easVersions ?? phone.traits.easVersions;
  const common = spoken.filter((version) => offered.includes(version));
  account.commands = list("ms-asprotocolcommands").filter((command) => command !== "");
  account.version = common.at(-1) ?? null;
  if (account.version) return null;
  if (offered.join() === "") phone.note("OPTIONS was answered without MS-ASProtocolVersions");
  account.lastError = "the server speaks no version of Exchange ActiveSync that this phone knows";
  return mailFailure("cannot-connect", account.lastError, 200);
}

/** Sends an order, provisioning the phone if the server demands it (at most once). */
export async function perform(
  phone: Handset,
  account: Account,
  order: EasOrder,
): Promise<Extract<EasAnswer, { ok: true }> | MailFailure> {
  const unspoken = await negotiate(phone, account);
  if (unspoken) return unspoken;
  const first = await sendEas(phone, account, order);
  const status = first.ok ? commonStatus(account, first) : undefined;
  if (first.ok && status === undefined) return first;
  if (first.ok && !DEMANDS.has(status ?? "")) return refusedBy(account, status);
  if (!first.ok && !first.provisioningDemanded) return first.failure;
  const unprovisioned = await provision(phone, account);
  if (unprovisioned) return unprovisioned;
  const second = await sendEas(phone, account, order);
  const again = second.ok ? commonStatus(account, second) : undefined;
  if (again !== undefined) return refusedBy(account, again);
  if (second.ok) return second;
  account.lastError = second.failure.detail;
  return second.failure;
}

/** From 14.0 on by a status of the command: a wipe, no policy, a newer one, another key (MS-ASCMD 2.2.2). */
const DEMANDS: ReadonlySet<string> = new Set(["140", "142", "143", "144"]);
/** The least common status; below it statuses are each command's own. */
const COMMON_FROM = 101;
/** An answer that says nothing but a status is shorter. */
const MAX_STATUS_BYTES = 64;

/** The common status in an answer that says nothing else. */
function commonStatus(
  { version }: Account,
  { body }: Extract<EasAnswer, { ok: true }>,
): string | undefined {
  const says = Number(version ?? "0") >= FIRST_WITH_STATUS;
  if (!says || body.length === 0 || body.length > MAX_STATUS_BYTES) return undefined;
  try {
    const { content } = decode(body);
    const only =
      Array.isArray(content) && content.length === 1 ? (content as Node[])[0] : undefined;
    const status = only?.tag.endsWith(":Status") ? only.content : undefined;
    return typeof status === "string" && Number(status) >= COMMON_FROM ? status : undefined;
  } catch (problem) {
    if (!(problem instanceof WireError)) throw problem;
    return undefined;
  }
}

const FIRST_WITH_STATUS = 14;

function refusedBy(account: Account, status = ""): MailFailure {
  account.lastError = `the server refused this phone: status ${status}`;
  return mailFailure("cannot-connect", account.lastError, 200);
}

/**
 * Runs a command. `request` null sends an empty body; the root of the answer is null if its body is
 * empty.
 */
export async function runCommand(
  phone: Handset,
  account: Account,
  on: { readonly command: string; readonly request: Node | null; readonly root: Tag },
): Promise<TreeAnswer> {
  const body = on.request ? { body: encode(on.request) } : { body: new Uint8Array() };
  const answer = await perform(phone, account, {
    command: on.command,
    contentType: WBXML,
    ...body,
  });
  return answer.ok ? readTree(phone, answer, on) : answer;
}

/** Reads an answer's WBXML; whatever is not the command's own tree becomes a note. */
export function readTree(
  phone: Handset,
  answer: Extract<EasAnswer, { ok: true }>,
  on: { readonly command: string; readonly root: Tag },
): TreeAnswer {
  if (answer.body.length === 0) return { ok: true, root: null };
  const { type } = contentType(answer.response);
  if (type !== WBXML) phone.note(`${on.command} was answered as ${type || "no type"}`);
  try {
    const root = decode(answer.body);
    if (root.tag === on.root) return { ok: true, root };
    return broken(phone, `${on.command} was answered by ${root.tag}`);
  } catch (problem) {
    if (!(problem instanceof WireError)) throw problem;
    return broken(
      phone,
      `${on.command} was answered by bytes that are no WBXML: ${problem.message}`,
    );
  }
}

/** A protocol fault of the server: noted, and a failure for the user. */
export function broken(phone: Handset, problem: string): MailFailure {
  phone.note(problem);
  return mailFailure("protocol-error", problem);
}

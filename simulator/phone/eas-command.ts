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
async function negotiate(phone: Handset, account: Account): Promise<MailFailure | null> {
  if (account.version) return null;
  const answer = await sendEas(phone, account, { command: null });
  if (!answer.ok) return answer.failure;
  const list = (name: string) =>
    (headerOf(answer.response, name) ?? "").split(",").map((word) => word.trim());
  const offered = list("ms-asprotocolversions");
  const common = phone.traits.easVersions.filter((version) => offered.includes(version));
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
  if (first.ok) return first;
  if (!first.provisioningDemanded) return first.failure;
  const unprovisioned = await provision(phone, account);
  if (unprovisioned) return unprovisioned;
  const second = await sendEas(phone, account, order);
  if (second.ok) return second;
  account.lastError = second.failure.detail;
  return second.failure;
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

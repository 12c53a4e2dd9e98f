// The phone's side of Provision (MS-ASPROV 3.1.5): ask for the policy, apply it, acknowledge it,
// use the final key. Rules: acknowledged only when the passcode complies; a temporary key of 0 is
// no key; a remote wipe is acknowledged and done without waiting for the answer.
import { decode, encode } from "../../worker/wire/wbxml.ts";
import { child, el, isEmpty, type Node, path, text } from "../../worker/wire/wbxml-tree.ts";
import { WireError } from "../../worker/wire/wire-error.ts";
import { type EasPolicy, readEasPolicy } from "./eas-policy.ts";
import { sendEas } from "./eas-send.ts";
import { eraseState } from "./fresh-state.ts";
import { type MailFailure, mailFailure } from "./mail-outcome.ts";
import { passcodeProblem, strictestPasscode } from "./passcode.ts";
import { effectivePasscode } from "./passcode-state.ts";
import type { Account, Handset } from "./state.ts";

const policyType = ({ version }: Account) =>
  version === "2.5" ? "MS-WAP-Provisioning-XML" : "MS-EAS-Provisioning-WBXML";
/** From then on a phone introduces itself in Provision (MS-ASPROV 2.2.2.53). */
const INTRODUCES_ITSELF_SINCE = 14.1;
/** A 32-bit unsigned number that is not 0 (MS-ASPROV 2.2.2.42). */
const isKey = (text: string | undefined): text is string =>
  text !== undefined && /^[1-9]\d{0,9}$/.test(text) && Number(text) <= 0xffff_ffff;

/**
 * Runs both phases. Null when the phone is provisioned (or the server has no policy for it), else
 * the failure.
 */
export async function provision(phone: Handset, account: Account): Promise<MailFailure | null> {
  const type = policyType(account);
  const asked = await exchange(phone, account, "0", el("Provision:PolicyType", type));
  if (asked.failure) return asked.failure;
  const policy = path(asked.root, "Provision:Policies", "Provision:Policy");
  const status = policy && text(policy, "Provision:Status");
  if (status === "2") return null; // no policy for this client: it goes on without a key
  const temporary = policy && text(policy, "Provision:PolicyKey");
  if (!policy || status !== "1") return wrong(phone, `the policy came with status ${status}`);
  if (!isKey(temporary)) return wrong(phone, `temporary policy key ${temporary}`);
  if (text(policy, "Provision:PolicyType") !== type)
    return wrong(phone, "another policy type came");
  const demanded = readEasPolicy(child(policy, "Provision:Data"), phone.note);
  const refusal = preflight(phone, account, demanded);
  if (refusal) return refusal;
  return acknowledge(phone, account, { type, temporary, demanded });
}

async function acknowledge(
  phone: Handset,
  account: Account,
  on: { readonly type: string; readonly temporary: string; readonly demanded: EasPolicy },
): Promise<MailFailure | null> {
  const applied = [
    el("Provision:PolicyType", on.type),
    el("Provision:PolicyKey", on.temporary),
    el("Provision:Status", phone.state.pretend.policyStatus ?? "1"),
  ];
  const answer = await exchange(phone, account, on.temporary, ...applied);
  if (answer.failure) return answer.failure;
  const policy = path(answer.root, "Provision:Policies", "Provision:Policy");
  const status = policy && text(policy, "Provision:Status");
  const final = policy && text(policy, "Provision:PolicyKey");
  if (status !== "1") return wrong(phone, `the acknowledgement was answered with status ${status}`);
  if (!isKey(final) || final === on.temporary) return wrong(phone, `final policy key ${final}`);
  if (policy && child(policy, "Provision:Data"))
    phone.note("Provision: the acknowledgement was answered with a policy");
  account.policyKey = final;
  account.easPasscode = on.demanded.passcode;
  account.easRestrictions = on.demanded.restrictions;
  phone.screen(`Exchange: the policy of ${account.host} is in force.`);
  return null;
}

type Exchanged =
  | { readonly failure: MailFailure }
  | { readonly failure: null; readonly root: Node };

/** One Provision request; an order to wipe in its answer is obeyed here. */
async function exchange(
  phone: Handset,
  account: Account,
  policyKey: string,
  ...policy: readonly Node[]
): Promise<Exchanged> {
  const introduces = policyKey === "0" && Number(account.version) >= INTRODUCES_ITSELF_SINCE;
  const request = el(
    "Provision:Provision",
    ...(introduces ? [introduction(phone)] : []),
    el("Provision:Policies", el("Provision:Policy", ...policy)),
  );
  const answer = await send(phone, account, policyKey, request);
  if (answer.failure) return answer;
  const failure = await obey(phone, account, policyKey, answer.root);
  if (failure) return { failure };
  const status = text(answer.root, "Provision:Status");
  if (status === "1") return answer;
  return { failure: wrong(phone, `Provision was answered with status ${status}`) };
}

async function send(
  phone: Handset,
  account: Account,
  policyKey: string,
  request: Node,
): Promise<Exchanged> {
  const answer = await sendEas(phone, account, {
    command: "Provision",
    contentType: "application/vnd.ms-sync.wbxml",
    body: encode(request),
    policyKey,
  });
  if (!answer.ok) return { failure: answer.failure };
  try {
    const root = decode(answer.body);
    if (root.tag === "Provision:Provision") return { failure: null, root };
    return { failure: wrong(phone, `Provision was answered by ${root.tag}`) };
  } catch (problem) {
    if (!(problem instanceof WireError)) throw problem;
    return { failure: wrong(phone, `Provision was answered by no WBXML: ${problem.message}`) };
  }
}

/** Does the phone comply? It asks its user for a passcode before it acknowledges anything. */
function preflight(phone: Handset, account: Account, demanded: EasPolicy): MailFailure | null {
  const policy = strictestPasscode([effectivePasscode(phone.state), demanded.passcode]);
  const problem = passcodeProblem(policy, phone.state.passcode.value);
  if (problem === null) return null;
  phone.screen(`Exchange: ${account.host} requires a passcode: ${problem}.`);
  account.lastError = problem;
  return mailFailure("passcode-needed", problem);
}

/** What the phone says of itself (MS-ASCMD 2.2.3.45). */
const introduction = ({ state: { model, name, system } }: Handset) =>
  el(
    "Settings:DeviceInformation",
    el(
      "Settings:Set",
      el("Settings:Model", model),
      el("Settings:FriendlyName", name),
      el("Settings:OS", `iOS ${system}`),
      el("Settings:OSLanguage", "en"),
    ),
  );

/** An order to wipe in an answer to Provision is obeyed and acknowledged; null if there is none. */
async function obey(
  phone: Handset,
  account: Account,
  policyKey: string,
  root: Node,
): Promise<MailFailure | null> {
  const order =
    child(root, "Provision:RemoteWipe") ?? child(root, "Provision:AccountOnlyRemoteWipe");
  if (!order) return null;
  if (!isEmpty(order)) phone.note(`${order.tag} is not empty`);
  if (text(root, "Provision:Status") !== "1") phone.note(`${order.tag} comes without Status 1`);
  const isAccountOnly = order.tag === "Provision:AccountOnlyRemoteWipe";
  if (isAccountOnly && account.version !== "16.1")
    return wrong(phone, `${order.tag} is not known to ${account.version}`);
  const { refusesWipes = false } = phone.state.pretend;
  const word = el(order.tag, el("Provision:Status", refusesWipes ? "2" : "1"));
  await send(phone, account, policyKey, el("Provision:Provision", word));
  if (refusesWipes) return mailFailure("cannot-connect", "the phone could not be wiped", 200);
  if (isAccountOnly) {
    phone.state.accounts = phone.state.accounts.filter((one) => one !== account);
    phone.screen(`The account ${account.name} is removed by order of its Exchange server.`);
    return mailFailure("wiped", "the server ordered a wipe of the account");
  }
  eraseState(phone.state);
  phone.screen("The phone is erased by order of its Exchange server.");
  return mailFailure("wiped", "the server ordered a remote wipe");
}

function wrong(phone: Handset, problem: string): MailFailure {
  phone.note(`Provision: ${problem}`);
  return mailFailure("protocol-error", problem);
}

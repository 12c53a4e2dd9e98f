// A client of one account that sends exactly what a test says and keeps nothing but its policy key:
// the same requests go through the gateway and straight to SOGo.
import type { Network, NetworkResponse } from "../../../simulator/network.ts";
import { decode, encode } from "../../../worker/wire/wbxml.ts";
import { el, type Node, path, text } from "../../../worker/wire/wbxml-tree.ts";
import { PASSWORD } from "./configuration.ts";

export const EAS_PATH = "/Microsoft-Server-ActiveSync";
export const WBXML_TYPE = "application/vnd.ms-sync.wbxml";

/** Who signs in, with what, from which device. */
export interface Account {
  readonly network: Network;
  /** Of the gateway or of SOGo. */
  readonly origin: string;
  readonly login: string;
  readonly password?: string;
  /** As `User=` names them. */
  readonly user: string;
  readonly deviceId: string;
  readonly version: string;
}

/** What differs from a usual request. A header that is null is not sent. */
export interface Differences {
  readonly method?: string;
  readonly path?: string;
  /** The whole query, with its "?". */
  readonly query?: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly signal?: AbortSignal;
}

export interface Phone extends Account {
  /** What it shows as X-MS-PolicyKey. */
  policyKey: string;
  send(
    command: string,
    body: Node | Uint8Array | null,
    differences?: Differences,
  ): Promise<NetworkResponse>;
  /** A command that must be answered by a WBXML document. */
  command(command: string, body: Node, differences?: Differences): Promise<Node>;
}

export function makePhone(account: Account): Phone {
  const phone: Phone = {
    ...account,
    policyKey: "0",
    send: (command, body, differences = {}) => {
      const bytes = body instanceof Uint8Array || body === null ? body : encode(body);
      const { method = "POST", path: at = EAS_PATH, query, signal } = differences;
      return account.network.request({
        method,
        url: `${account.origin}${at}${query ?? queryOf(account, command, differences)}`,
        headers: headersOf(phone, bytes, differences),
        ...(bytes && { body: bytes }),
        ...(signal && { signal }),
      });
    },
    command: async (command, body, differences) => {
      const answer = await phone.send(command, body, differences);
      if (answer.status !== 200 || answer.body.length === 0)
        throw new Error(`${command}: ${answer.status}, ${answer.body.length} bytes`);
      return decode(answer.body);
    },
  };
  return phone;
}

export function queryOf(
  { user, deviceId }: Account,
  command: string,
  { parameters = {} }: Differences = {},
): string {
  const pairs = { User: user, DeviceId: deviceId, DeviceType: "iPhone", Cmd: command };
  return `?${new URLSearchParams({ ...pairs, ...parameters })}`;
}

function headersOf(
  phone: Phone,
  body: Uint8Array | null,
  differences: Differences,
): [string, string][] {
  const { login, password = PASSWORD, version, policyKey } = phone;
  const headers: Readonly<Record<string, string | null>> = {
    "MS-ASProtocolVersion": version,
    "X-MS-PolicyKey": policyKey,
    "User-Agent": "Apple-iPhone3C1/803.148",
    "Content-Type": body && WBXML_TYPE,
    Authorization: `Basic ${Buffer.from(`${login}:${password}`).toString("base64")}`,
    ...differences.headers,
  };
  return Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== null);
}

const POLICY_TYPE = el("Provision:PolicyType", "MS-EAS-Provisioning-WBXML");
const policies = (...rest: readonly Node[]) =>
  el("Provision:Provision", el("Provision:Policies", el("Provision:Policy", POLICY_TYPE, ...rest)));

/** Asks for the policy (MS-ASPROV 3.1.5.1, phase 1): the whole answer. */
export const askPolicy = (phone: Phone): Promise<Node> => phone.command("Provision", policies());

/** Says that the policy is obeyed (phase 2): the whole answer. */
export const acknowledge = (phone: Phone, temporary: string): Promise<Node> =>
  phone.command(
    "Provision",
    policies(el("Provision:PolicyKey", temporary), el("Provision:Status", "1")),
    { headers: { "X-MS-PolicyKey": temporary } },
  );

export const policyIn = (answer: Node) => {
  const policy = path(answer, "Provision:Policies", "Provision:Policy");
  return {
    status: policy && text(policy, "Provision:Status"),
    key: policy && text(policy, "Provision:PolicyKey"),
    document: policy && path(policy, "Provision:Data", "Provision:EASProvisionDoc"),
  };
};

/** Both phases; the phone shows the final key from then on. */
export async function provision(phone: Phone): Promise<void> {
  const temporary = policyIn(await askPolicy(phone)).key;
  const final = temporary && policyIn(await acknowledge(phone, temporary)).key;
  if (!final) throw new Error(`${phone.deviceId} got no final policy key`);
  phone.policyKey = final;
}

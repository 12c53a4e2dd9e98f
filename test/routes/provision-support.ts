// What the Provision tests share: trees of a phone's requests, readings of the gateway's answers, and an Exchange that
// has a policy of its own and insists on its own keys.
import { decode, encode, type Node } from "../../worker/wire/wbxml.ts";
import { child, el, path, text } from "../../worker/wire/wbxml-tree.ts";
import {
  type Answer,
  exchange2007,
  type Gateway,
  type GatewayRequest,
  isAccepted,
  plainQuery,
  type Received,
} from "./activesync-support.ts";

export const WBXML = "MS-EAS-Provisioning-WBXML";
export const WAP = "MS-WAP-Provisioning-XML";
export const POLICY = { easPasswordEnabled: true, easMinPasswordLength: 6, easAllowCamera: false };

export const typeOf = (version: string) => (version === "2.5" ? WAP : WBXML);

/** A Provision request with one Policy of these children. */
export const policyRequest = (...children: readonly Node[]) =>
  el("Provision:Provision", el("Provision:Policies", el("Provision:Policy", ...children)));
export const ask = (type = WBXML) => policyRequest(el("Provision:PolicyType", type));
export const acknowledge = (key: string, status = "1", type = WBXML) =>
  policyRequest(
    el("Provision:PolicyType", type),
    el("Provision:PolicyKey", key),
    el("Provision:Status", status),
  );
export const wiped = (status: string) =>
  el("Provision:Provision", el("Provision:RemoteWipe", el("Provision:Status", status)));

/** What the gateway answered to a Provision request. */
export interface Said {
  readonly http: number;
  readonly status: string | undefined;
  readonly policyStatus: string | undefined;
  readonly key: string | undefined;
  readonly data: Node | undefined;
  readonly root: Node | undefined;
  readonly hex: string;
}

/** Sends one Provision request. */
export async function provisionWith(
  gateway: Gateway,
  body: Node | Uint8Array,
  {
    version = "12.1",
    key = "0",
    ...more
  }: GatewayRequest & { version?: string; key?: string } = {},
): Promise<Said> {
  const response = await gateway.request({
    query: plainQuery("Provision"),
    body: body instanceof Uint8Array ? body : encode(body),
    ...more,
    headers: { "ms-asprotocolversion": version, "x-ms-policykey": key, ...more.headers },
  });
  const bytes = new Uint8Array(await response.arrayBuffer());
  const root = bytes.length > 0 ? decode(bytes) : undefined;
  const policy = root && path(root, "Provision:Policies", "Provision:Policy");
  return {
    http: response.status,
    status: root && text(root, "Provision:Status"),
    policyStatus: policy && text(policy, "Provision:Status"),
    key: policy && text(policy, "Provision:PolicyKey"),
    data: policy && child(policy, "Provision:Data"),
    root,
    hex: Buffer.from(bytes).toString("hex"),
  };
}

/** Both phases; the final key. */
export async function provisioned(gateway: Gateway, version = "12.1"): Promise<string> {
  const offered = await provisionWith(gateway, ask(typeOf(version)), { version });
  const { key = "" } = offered;
  const acked = await provisionWith(gateway, acknowledge(key, "1", typeOf(version)), {
    version,
    key,
  });
  return acked.key ?? "";
}

/** An Exchange with a policy: two phases, its own keys, 449 for whoever shows another. */
export function strictExchange(document: Readonly<Record<string, string>>) {
  const state = { temporary: "900", key: "", acknowledged: [] as string[], document, serial: 900 };
  const answer: Answer = (request, response) => {
    response.setHeader("MS-ASProtocolVersions", "2.5,12.0,12.1,14.0,14.1,16.0,16.1");
    response.setHeader("Content-Type", "application/vnd.ms-sync.wbxml");
    if (request.method === "OPTIONS") return void response.end();
    if (/Cmd=Provision/.test(request.url)) return void response.end(answerTo(request));
    const shown = request.headers["x-ms-policykey"];
    if (shown !== state.key || state.key === "") return void response.writeHead(449).end();
    response.end(Buffer.from([0x03, 0x01, 0x6a, 0x00, 0x00, 0x07, 0x16]));
  };
  const answerTo = ({ body }: Received) => {
    const policy = path(decode(body), "Provision:Policies", "Provision:Policy");
    const type = (policy && text(policy, "Provision:PolicyType")) ?? "";
    const key = policy && text(policy, "Provision:PolicyKey");
    if (key === undefined) {
      state.temporary = String(++state.serial);
      const settings = Object.entries(state.document).map(([name, value]) =>
        el(`Provision:${name}` as Node["tag"], value),
      );
      const data =
        type === WAP
          ? '<wap-provisioningdoc><characteristic type="SecurityPolicy"><parm name="4131" value="0"/></characteristic></wap-provisioningdoc>'
          : el("Provision:EASProvisionDoc", ...settings);
      return own(type, "1", el("Provision:PolicyKey", state.temporary), el("Provision:Data", data));
    }
    if (key !== state.temporary) return own(type, "5");
    state.acknowledged.push((policy && text(policy, "Provision:Status")) ?? "");
    state.key = String(++state.serial);
    return own(type, "1", el("Provision:PolicyKey", state.key));
  };
  return { state, answer };
}

/** An Exchange without policies, in SOGo's words: Policy Status 2 to everything. */
export const withoutPolicies: Answer = (request, response) => {
  const isProvision = request.url.includes("Cmd=Provision");
  if (!isProvision || !isAccepted(request.headers.authorization))
    return exchange2007(request, response);
  response.end(own(WBXML, "2"));
};

const own = (type: string, status: string, ...rest: readonly Node[]) =>
  encode(
    el(
      "Provision:Provision",
      el("Provision:Status", "1"),
      el(
        "Provision:Policies",
        el(
          "Provision:Policy",
          el("Provision:PolicyType", type),
          el("Provision:Status", status),
          ...rest,
        ),
      ),
    ),
  );

export const withKey = (key: string, version = "12.1"): GatewayRequest => ({
  headers: { "x-ms-policykey": key, "ms-asprotocolversion": version },
});

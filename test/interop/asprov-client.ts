// A client that provisions, for the tests of MS-ASPROV: its requests as trees, and how a demand for
// provisioning looks in each version.
import { expect } from "vitest";
import { encode } from "../../worker/wire/wbxml.ts";
import { el, type Node } from "../../worker/wire/wbxml-tree.ts";
import type { Ledger } from "./ledger.ts";
import { type ProvisionSaid, readProvisionAnswer } from "./provision-answers.ts";
import type { Said, ServerUnderTest } from "./server.ts";

/** What the files of the suite share; the servers are there once the tests run. */
export interface ProvisionSuite {
  readonly ledger: Ledger;
  /** Its Exchange has no policy of its own: what is served is the tenant's. */
  server(): ServerUnderTest;
  /** Its Exchange has every setting there is. */
  strict(): ServerUnderTest;
}

export const VERSIONS = ["12.0", "12.1", "14.0", "14.1", "16.0", "16.1"] as const;
export const saysStatus = (version: string) => Number(version) >= 14;
export const WBXML = "MS-EAS-Provisioning-WBXML";
/** The tenant's policy. */
export const OURS = { easPasswordEnabled: true, easMinPasswordLength: 6, easMaxFailedAttempts: 8 };

/** Who provisions: a device that speaks one version, at the usual server or at another. */
export interface Provisioning {
  readonly on?: ServerUnderTest;
  readonly device: string;
  readonly version: string;
  readonly key?: string;
}

export const policyOf = (...children: readonly Node[]) =>
  el("Provision:Provision", el("Provision:Policies", el("Provision:Policy", ...children)));
export const initial = (type = WBXML) => policyOf(el("Provision:PolicyType", type));
export const acknowledgement = (key: string, status = "1") =>
  policyOf(
    el("Provision:PolicyType", WBXML),
    el("Provision:PolicyKey", key),
    el("Provision:Status", status),
  );

/** 14.1 and later introduce themselves in the initial request (MS-ASPROV 2.2.2.53). */
export const INTRODUCTION = el(
  "Settings:DeviceInformation",
  el("Settings:Set", el("Settings:Model", "Interop"), el("Settings:OS", "1.0")),
);
export function introduced(request: Node, version: string): Node {
  const introduces = Number(version) >= 14.1 && Array.isArray(request.content);
  return introduces
    ? el(request.tag, INTRODUCTION, ...(request.content as readonly Node[]))
    : request;
}

export const post = (
  suite: ProvisionSuite,
  { on = suite.server(), ...rest }: Provisioning,
  command: string,
  body: Node,
) => on.ask({ ...rest, command, body: encode(body) });

/** Sends a Provision request; the answer must be one in the protocol's form. */
export async function provision(
  suite: ProvisionSuite,
  as: Provisioning,
  body: Node,
): Promise<ProvisionSaid> {
  const answer = await post(suite, as, "Provision", body);
  expect(answer.status).toBe(200);
  expect(answer.header("content-type")).toBe("application/vnd.ms-sync.wbxml");
  return readProvisionAnswer(suite.ledger, answer.body, as.version);
}

export const folderSync = (
  suite: ProvisionSuite,
  as: Provisioning,
  key: string | null,
): Promise<Said> =>
  (as.on ?? suite.server()).ask({
    ...{ device: as.device, version: as.version, key, command: "FolderSync" },
    body: encode(el("FolderHierarchy:FolderSync", el("FolderHierarchy:SyncKey", "0"))),
  });

/** The status of a command that is answered by nothing but one; the last inline string of the body. */
function statusOnly({ body }: Said): string {
  const end = body.lastIndexOf(0);
  return Buffer.from(body.subarray(body.lastIndexOf(3) + 1, end)).toString();
}

/** What a command meets that must provision first: 449 up to 12.1, a status from 14.0 on. */
export function expectDemand(answer: Said, version: string, status: string): void {
  if (saysStatus(version)) expect([answer.status, statusOnly(answer)]).toEqual([200, status]);
  else expect(answer.status).toBe(449);
}

/** Both phases; the final key. */
export async function provisioned(suite: ProvisionSuite, as: Provisioning): Promise<string> {
  const offered = await provision(suite, as, introduced(initial(), as.version));
  const { policyKey: temporary = "" } = offered;
  const { policyKey = "" } = await provision(
    suite,
    { ...as, key: temporary },
    acknowledgement(temporary),
  );
  return policyKey;
}

export const deviceOf = (test: string, version: string) => `${test}V${version.replace(".", "")}`;

// A Provision request as a value, whatever bytes came (MS-ASPROV 2.2.2, 3.1.5.1): it asks for a policy, acknowledges
// one, says what became of a wipe, or asks with an empty element whether there is one.
import { child, isEmpty, type Node, path, text } from "../../wire/wbxml-tree.ts";

export type ProvisionRequest =
  | { readonly asks: "wipe?" }
  /**
   * Status of RemoteWipe, or of AccountOnlyRemoteWipe (16.1): 1 done, 2 failed; anything else is no
   * answer.
   */
  | { readonly asks: "wiped" | "account-wiped"; readonly status: string }
  | {
      readonly asks: "policy";
      readonly type: string;
      /** It tells what it is (14.1), and is told that this was read. */
      readonly hasDeviceInformation: boolean;
    }
  | {
      readonly asks: "acknowledge";
      readonly type: string;
      readonly key: string;
      /** 1 applied, 2 in part, 3 not at all, 4 somebody else manages the phone. */
      readonly status: string;
    }
  /** Neither policies nor a wipe are spoken of: Status 2 (MS-ASPROV 2.2.2.54.2). */
  | { readonly asks: "nonsense" };

/** Reads the tree of a request whose root is Provision. */
export function readProvision(root: Node): ProvisionRequest {
  if (isEmpty(root)) return { asks: "wipe?" };
  const wipe = child(root, "Provision:RemoteWipe");
  if (wipe) return { asks: "wiped", status: text(wipe, "Provision:Status") ?? "" };
  const account = child(root, "Provision:AccountOnlyRemoteWipe");
  if (account) return { asks: "account-wiped", status: text(account, "Provision:Status") ?? "" };
  const policy = path(root, "Provision:Policies", "Provision:Policy");
  const type = policy && text(policy, "Provision:PolicyType");
  if (!policy || type === undefined) return { asks: "nonsense" };
  const key = text(policy, "Provision:PolicyKey");
  const status = text(policy, "Provision:Status");
  const hasDeviceInformation = child(root, "Settings:DeviceInformation") !== undefined;
  if (key === undefined && status === undefined)
    return { asks: "policy", type, hasDeviceInformation };
  if (key === undefined || status === undefined) return { asks: "nonsense" };
  return { asks: "acknowledge", type, key, status };
}

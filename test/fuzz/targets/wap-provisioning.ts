// Fuzz target: WAP provisioning documents. What is read must be written as what is read alike, and
// merging it with a policy must give something that can be read.
import { isDeepStrictEqual } from "node:util";
import { mergeWapDocuments, wapDocument } from "../../../worker/core/provision-wap.ts";
import {
  readWapProvisioning,
  writeWapProvisioning,
} from "../../../worker/wire/wap-provisioning.ts";
import type { FuzzTarget } from "../target.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const OURS = { easPasswordEnabled: true, easMinPasswordLength: 6, easMaxInactivity: 5 };

export const target: FuzzTarget = {
  name: "wap-provisioning",
  seeds: [
    writeWapProvisioning(wapDocument(OURS)),
    writeWapProvisioning(wapDocument({})),
    "<?xml version='1.0'?>\n<wap-provisioningdoc>\n<characteristic type='a&amp;&#65;'/></wap-provisioningdoc>",
  ].map(bytesOf),
  dictionary: ["<parm ", 'name="', 'value="', "/>", "</characteristic>", "&#x", ";", "'"].map(
    bytesOf,
  ),
  run(bytes) {
    const read = readWapProvisioning(Buffer.from(bytes).toString("utf8"));
    const again = readWapProvisioning(writeWapProvisioning(read));
    // What XML cannot carry is left out once, and nothing the second time.
    if (!isDeepStrictEqual(readWapProvisioning(writeWapProvisioning(again)), again)) {
      throw new Error("the document changes when written");
    }
    readWapProvisioning(writeWapProvisioning(mergeWapDocuments(OURS, read)));
  },
};

// Policies of Exchange ActiveSync for tests: what each setting is called on the wire, restated from
// MS-ASPROV 2.2.2 and not taken from the settings table, and readers of both kinds of document.
import type { PolicyValue } from "../../worker/core/policy.ts";
import type { DocumentVersion } from "../../worker/core/provision-document.ts";
import type { Node } from "../../worker/wire/wbxml-tree.ts";

export const VERSIONS: readonly DocumentVersion[] = [
  "12.0",
  "12.1",
  "14.0",
  "14.1",
  "16.0",
  "16.1",
];

/** Element, first version, and the text of each boundary value. */
interface Restated {
  readonly element: string;
  readonly since: number;
  readonly texts: readonly (readonly [PolicyValue, string])[];
}
const yesNo = (element: string, since: number): Restated => ({
  element,
  since,
  texts: [
    [false, "0"],
    [true, "1"],
  ],
});
const range = (element: string, since: number, min: number, max: number, times = 1): Restated => ({
  element,
  since,
  texts: [
    [min, `${min * times}`],
    [max, `${max * times}`],
  ],
});

export const PROVISION_TEXTS: Readonly<Record<string, Restated>> = {
  easPasswordEnabled: yesNo("DevicePasswordEnabled", 12.0),
  easAlphanumeric: yesNo("AlphanumericDevicePasswordRequired", 12.0),
  easMinPasswordLength: range("MinDevicePasswordLength", 12.0, 1, 16),
  easMaxInactivity: range("MaxInactivityTimeDeviceLock", 12.0, 1, 60, 60),
  easMaxFailedAttempts: range("MaxDevicePasswordFailedAttempts", 12.0, 4, 16),
  easAllowSimplePassword: yesNo("AllowSimpleDevicePassword", 12.0),
  easPasswordExpiration: range("DevicePasswordExpiration", 12.0, 1, 730),
  easPasswordHistory: range("DevicePasswordHistory", 12.0, 1, 50),
  easAllowCamera: yesNo("AllowCamera", 12.1),
  easRequireDeviceEncryption: yesNo("RequireDeviceEncryption", 12.1),
  easMinComplexCharacters: range("MinDevicePasswordComplexCharacters", 12.1, 1, 4),
  easManualSyncWhenRoaming: yesNo("RequireManualSyncWhenRoaming", 12.1),
  easMaxEmailAge: {
    element: "MaxEmailAgeFilter",
    since: 12.1,
    texts: [
      [0, "0"],
      [1, "1"],
      [3, "2"],
      [7, "3"],
      [14, "4"],
      [31, "5"],
    ],
  },
};

/** Text of a document's elements by their names. */
export function elements(document: Node): Record<string, unknown> {
  const { content } = document;
  if (typeof content === "string" || content instanceof Uint8Array) return {};
  return Object.fromEntries(content.map((one) => [one.tag.replace("Provision:", ""), one.content]));
}

/** An EASProvisionDoc of these texts, in this order. */
export function documentOfTexts(texts: Readonly<Record<string, Node["content"]>>): Node {
  return {
    tag: "Provision:EASProvisionDoc",
    content: Object.entries(texts).map(([name, content]) => ({
      tag: `Provision:${name}` as Node["tag"],
      content,
    })),
  };
}

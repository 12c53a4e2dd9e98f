// The stricter of two policies, and one document that obeys both.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PolicyValue, PolicyValues } from "../../worker/core/policy.ts";
import { mergeDocuments, readEasDocument, strictest } from "../../worker/core/policy-merge.ts";
import {
  DOCUMENT_ORDER,
  EAS_ROWS,
  type EasRow,
  easDocument,
} from "../../worker/core/provision-document.ts";
import { encode } from "../../worker/wire/wbxml.ts";
import type { Node } from "../../worker/wire/wbxml-tree.ts";
import { documentOfTexts, elements, VERSIONS } from "../support/provision.ts";

/** Restated: which way each setting is stricter; 0 days of mail are all of it. */
const STRICTER: Readonly<Record<string, (a: PolicyValue, b: PolicyValue) => PolicyValue>> = {
  easPasswordEnabled: (a, b) => a === true || b === true,
  easAlphanumeric: (a, b) => a === true || b === true,
  easManualSyncWhenRoaming: (a, b) => a === true || b === true,
  easRequireDeviceEncryption: (a, b) => a === true || b === true,
  easAllowSimplePassword: (a, b) => a === true && b === true,
  easAllowCamera: (a, b) => a === true && b === true,
  easMinPasswordLength: (a, b) => Math.max(Number(a), Number(b)),
  easPasswordHistory: (a, b) => Math.max(Number(a), Number(b)),
  easMinComplexCharacters: (a, b) => Math.max(Number(a), Number(b)),
  easMaxFailedAttempts: (a, b) => Math.min(Number(a), Number(b)),
  easMaxInactivity: (a, b) => Math.min(Number(a), Number(b)),
  easPasswordExpiration: (a, b) => Math.min(Number(a), Number(b)),
  easRefreshInterval: (a, b) => Math.min(Number(a), Number(b)),
  easMaxEmailAge: (a, b) => (a === 0 || b === 0 ? Number(a) + Number(b) : Math.min(+a, +b)),
};

const valuesOf = ({ value }: EasRow): fc.Arbitrary<PolicyValue> => {
  if (value.kind === "integer") return fc.integer({ min: value.min, max: value.max });
  if (value.kind === "choice") return fc.constantFrom(...value.choices.map((one) => one.value));
  return fc.boolean();
};
const policies = fc.record(Object.fromEntries(EAS_ROWS.map((row) => [row.id, valuesOf(row)])), {
  requiredKeys: [],
}) as fc.Arbitrary<PolicyValues>;

describe("the stricter of two policies", () => {
  it("is in each setting the stricter value, and any value where the other has none", () => {
    fc.assert(
      fc.property(policies, policies, (a, b) => {
        const merged = strictest(a, b);
        for (const { id } of EAS_ROWS) {
          const [one, other] = [a[id], b[id]];
          const meant =
            one === undefined || other === undefined ? (one ?? other) : STRICTER[id]?.(one, other);
          expect(merged[id]).toBe(meant);
        }
      }),
    );
  });

  it("does not depend on the order, nor on saying things twice", () => {
    fc.assert(
      fc.property(policies, policies, policies, (a, b, c) => {
        expect(strictest(a, b)).toEqual(strictest(b, a));
        expect(strictest(a, a)).toEqual(a);
        expect(strictest(strictest(a, b), c)).toEqual(strictest(a, strictest(b, c)));
        expect(strictest(a, strictest(a, b))).toEqual(strictest(a, b));
      }),
    );
  });

  it("says nothing of the other family and of settings that do not exist", () => {
    expect(strictest({ minLength: 6, nothing: 1 }, { easAllowCamera: false })).toEqual({
      easAllowCamera: false,
    });
  });
});

const upstreams: fc.Arbitrary<Node> = fc
  .array(
    fc.tuple(
      fc.constantFrom(...DOCUMENT_ORDER),
      fc.oneof(
        fc.constantFrom("", "0", "1", "4", "8", "16", "300", "9999", "-1", "yes"),
        fc.string({ unit: "grapheme-ascii", maxLength: 6 }),
        fc.uint8Array({ maxLength: 3 }),
        fc.constant([] as const),
      ),
    ),
    { maxLength: 12 },
  )
  .map((list) => ({
    tag: "Provision:EASProvisionDoc",
    content: list.map(([tag, content]) => ({ tag, content })),
  }));

describe("a document that obeys both", () => {
  const password = { easPasswordEnabled: true, easMinPasswordLength: 6 };

  it("takes the stricter value, from either side", () => {
    const theirs = documentOfTexts({
      DevicePasswordEnabled: "1",
      MinDevicePasswordLength: "8",
      MaxInactivityTimeDeviceLock: "90",
      AllowCamera: "1",
    });
    const ours = { ...password, easMaxInactivity: 5, easAllowCamera: false };
    expect(elements(mergeDocuments(ours, theirs, "14.1"))).toEqual({
      DevicePasswordEnabled: "1",
      MinDevicePasswordLength: "8",
      MaxInactivityTimeDeviceLock: "90",
      AllowCamera: "0",
    });
  });

  it("keeps what Exchange says and we have no setting for, in Exchange's order", () => {
    const theirs = documentOfTexts({
      AllowWiFi: "0",
      AttachmentsEnabled: "0",
      UnapprovedInROMApplicationList: [{ tag: "Provision:ApplicationName", content: "a.exe" }],
    });
    const merged = mergeDocuments(password, theirs, "12.1");
    expect(Object.keys(elements(merged))).toEqual([
      "DevicePasswordEnabled",
      "AttachmentsEnabled",
      "MinDevicePasswordLength",
      "AllowWiFi",
      "UnapprovedInROMApplicationList",
    ]);
  });

  it("does not wake password rules that Exchange left without effect", () => {
    const theirs = documentOfTexts({ DevicePasswordEnabled: "0", MinDevicePasswordLength: "12" });
    expect(elements(mergeDocuments({ easPasswordEnabled: true }, theirs, "14.0"))).toEqual({
      DevicePasswordEnabled: "1",
    });
    expect(elements(mergeDocuments({}, theirs, "14.0"))).toEqual({
      DevicePasswordEnabled: "0",
      MinDevicePasswordLength: "12",
    });
  });

  it("does not wake our own password rules by Exchange's password either", () => {
    const theirs = documentOfTexts({ DevicePasswordEnabled: "1", MinDevicePasswordLength: "4" });
    const ours = { easMinPasswordLength: 12, easAllowSimplePassword: false };
    expect(elements(mergeDocuments(ours, theirs, "14.0"))).toEqual({
      DevicePasswordEnabled: "1",
      MinDevicePasswordLength: "4",
    });
  });

  it("reads what is said twice as the stricter of both", () => {
    const theirs: Node = {
      tag: "Provision:EASProvisionDoc",
      content: [
        { tag: "Provision:AllowCamera", content: "0" },
        { tag: "Provision:AllowCamera", content: "1" },
      ],
    };
    expect(readEasDocument(theirs)).toEqual({ easAllowCamera: false });
    expect(mergeDocuments({}, theirs, "14.1").content).toHaveLength(1);
  });

  it("leaves what it cannot understand as it is, unless we say something ourselves", () => {
    const theirs = documentOfTexts({ AllowCamera: "perhaps" });
    expect(elements(mergeDocuments({}, theirs, "14.1"))).toEqual({ AllowCamera: "perhaps" });
    const ours = { easAllowCamera: false };
    expect(elements(mergeDocuments(ours, theirs, "14.1"))).toEqual({ AllowCamera: "0" });
  });

  it("is never laxer than either side, and can always be sent, whatever Exchange wrote", () => {
    fc.assert(
      fc.property(policies, upstreams, fc.constantFrom(...VERSIONS), (ours, theirs, version) => {
        const merged = mergeDocuments(ours, theirs, version);
        encode(merged);
        const asked = readEasDocument(merged);
        const told = readEasDocument(easDocument(ours, version));
        for (const side of [told, readEasDocument(theirs)]) {
          expect(strictest(asked, side)).toEqual(asked);
        }
        // Merging again changes nothing.
        expect(mergeDocuments(ours, merged, version)).toEqual(merged);
      }),
    );
  });

  it("is ours alone where Exchange's is no container", () => {
    for (const content of ["text", new Uint8Array([1, 2]), []]) {
      const theirs = { tag: "Provision:EASProvisionDoc", content } as const;
      expect(mergeDocuments(password, theirs, "12.0")).toEqual(easDocument(password, "12.0"));
    }
  });
});

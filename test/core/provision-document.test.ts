// Which elements, with which values, each version of Exchange ActiveSync gets for each setting.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PolicyValue, PolicyValues } from "../../worker/core/policy.ts";
import {
  DOCUMENT_ORDER,
  type DocumentVersion,
  EAS_ROWS,
  easDocument,
  elementsOf,
  readElement,
} from "../../worker/core/provision-document.ts";
import { CODE_PAGES } from "../../worker/wire/codepages.ts";
import { decode, encode } from "../../worker/wire/wbxml.ts";
import { elements, PROVISION_TEXTS, VERSIONS } from "../support/provision.ts";
import { boundaries } from "../support/setting-values.ts";

describe("the order of elements", () => {
  it("is that of their tokens, and names each element once", () => {
    const page = CODE_PAGES.find(({ name }) => name === "Provision");
    const tokens: Record<number, string> = { ...page?.tokens, ...page?.before12 };
    // 0x0E to 0x39 are the document's own; ApplicationName stands inside a list.
    const named = Object.entries(tokens)
      .filter(([token]) => Number(token) >= 0x0e && Number(token) <= 0x39)
      .sort(([a], [b]) => Number(a) - Number(b))
      .map(([, name]) => `Provision:${name}`)
      .filter((tag) => tag !== "Provision:ApplicationName");
    expect(DOCUMENT_ORDER).toEqual(named);
  });
});

describe("the policy document", () => {
  const cases = Object.entries(PROVISION_TEXTS).flatMap(([id, { element, since, texts }]) =>
    texts.map(([value, text]) => ({ id, value, text, element, since })),
  );

  it("has a restated line for each boundary value of each setting with an element", () => {
    const restated = cases.map(({ id, value }) => `${id} ${value}`).sort();
    const meant = EAS_ROWS.filter((row) => row.eas.element).flatMap((row) =>
      boundaries(row).map((value) => `${row.id} ${value}`),
    );
    expect(restated).toEqual(meant.sort());
  });

  it.each(cases)("says $id $value as $element $text", ({ id, value, text, element, since }) => {
    for (const version of VERSIONS) {
      const document = easDocument({ easPasswordEnabled: true, [id]: value }, version);
      expect(document.tag).toBe("Provision:EASProvisionDoc");
      const found = elements(document)[element];
      expect(found, version).toBe(Number(version) >= since ? text : undefined);
    }
  });

  it("holds nothing but what is set, and says of nothing that no password is needed", () => {
    for (const version of VERSIONS) {
      expect(elements(easDocument({}, version))).toEqual({ DevicePasswordEnabled: "0" });
      // Values of the other family, and the server's own, have no place in it.
      const others = { minLength: 6, allowCamera: false, easRefreshInterval: 24 };
      expect(elements(easDocument(others, version))).toEqual({ DevicePasswordEnabled: "0" });
      const camera = elements(easDocument({ easAllowCamera: false }, version));
      expect(camera).toEqual(
        version === "12.0" ? { DevicePasswordEnabled: "0" } : { AllowCamera: "0" },
      );
    }
  });

  it.each(VERSIONS)("is in order, and the same in bytes and back, for EAS %s", (version) => {
    for (const pick of [0, -1]) {
      const values: PolicyValues = Object.fromEntries(
        EAS_ROWS.map((row) => [row.id, boundaries(row).at(pick) as PolicyValue]),
      );
      // However the values are ordered.
      const turned = Object.fromEntries(Object.entries(values).reverse());
      const document = easDocument(values, version);
      expect(easDocument(turned, version)).toEqual(document);
      const places = elementsOf(document).map(({ tag }) =>
        DOCUMENT_ORDER.indexOf(tag as (typeof DOCUMENT_ORDER)[number]),
      );
      expect(places).toEqual([...places].sort((a, b) => a - b));
      expect(new Set(places).size).toBe(places.length);
      expect(decode(encode(document))).toEqual(document);
    }
  });
});

describe("an element's text", () => {
  const row = (id: string) => {
    const found = EAS_ROWS.find((one) => one.id === id);
    if (!found) throw new Error(`no setting ${id}`);
    return found;
  };

  it.each<[string, string, PolicyValue | "no-limit" | "unreadable"]>([
    ["easPasswordEnabled", "1", true],
    ["easPasswordEnabled", "0", false],
    ["easPasswordEnabled", "", "no-limit"],
    ["easPasswordEnabled", "true", "unreadable"],
    ["easMaxInactivity", "300", 5],
    ["easMaxInactivity", "90", 1.5],
    ["easMaxInactivity", "9998", 9998 / 60],
    ["easMaxInactivity", "9999", "no-limit"],
    ["easMaxInactivity", "", "no-limit"],
    ["easMaxInactivity", "0", "no-limit"],
    ["easPasswordExpiration", "1000", 1000],
    ["easPasswordExpiration", "-1", "unreadable"],
    ["easMinPasswordLength", " 8 ", 8],
    ["easMinPasswordLength", "8.5", "unreadable"],
    ["easMinPasswordLength", "99999999999", "unreadable"],
    ["easMaxEmailAge", "0", "no-limit"],
    ["easMaxEmailAge", "2", 3],
    ["easMaxEmailAge", "5", 31],
    ["easMaxEmailAge", "6", "unreadable"],
  ])("of %s, %j, means %j", (id, text, meaning) => {
    const reading = readElement(row(id), text);
    expect(reading.is === "value" ? reading.value : reading.is).toBe(meaning);
  });

  it("may be anything at all", () => {
    const content = fc.oneof(
      fc.string(),
      fc.uint8Array(),
      fc.constant([]),
      fc.constant([{ tag: "Provision:Hash" as const, content: "x" }]),
    );
    fc.assert(
      fc.property(fc.constantFrom(...EAS_ROWS), content, (one, text) => {
        expect(["value", "no-limit", "unreadable"]).toContain(readElement(one, text).is);
      }),
    );
  });

  it("is read as it was written, in every version", () => {
    for (const one of EAS_ROWS.filter(({ eas }) => eas.element)) {
      for (const value of boundaries(one)) {
        const version: DocumentVersion = "16.1";
        const text = elements(easDocument({ [one.id]: value }, version));
        const name = one.eas.element?.replace("Provision:", "") ?? "";
        const reading = readElement(one, String(text[name]));
        expect(reading.is === "value" ? reading.value : 0, one.id).toBe(value);
      }
    }
  });
});

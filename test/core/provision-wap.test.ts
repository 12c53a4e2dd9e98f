// The policy of EAS 2.5: what each setting becomes, what Exchange's own says, and both together.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PolicyValue, PolicyValues } from "../../worker/core/policy.ts";
import { strictest } from "../../worker/core/policy-merge.ts";
import { EAS_ROWS } from "../../worker/core/provision-document.ts";
import {
  mergeWapDocuments,
  parmsOf,
  readWapDocument,
  wapDocument,
} from "../../worker/core/provision-wap.ts";
import { readWapProvisioning, writeWapProvisioning } from "../../worker/wire/wap-provisioning.ts";
import { boundaries } from "../support/setting-values.ts";

const texts = (values: PolicyValues) =>
  Object.fromEntries(parmsOf(wapDocument(values)).map(({ name, value }) => [name, value]));
const required = (values: PolicyValues = {}) => texts({ easPasswordEnabled: true, ...values });

/** What Exchange writes for a required password and nothing else. */
const NEUTRAL = {
  "4131": "0",
  "4133": "1",
  AEFrequencyType: "0",
  AEFrequencyValue: "0",
  DeviceWipeThreshold: "0",
  CodewordFrequency: "-1",
  MinimumPasswordLength: "1",
  PasswordComplexity: "2",
};

describe("the WAP policy of EAS 2.5", () => {
  it("is, for a required password and nothing else, what Exchange itself writes", () => {
    const lassd = "HKLM\\Comm\\Security\\Policy\\LASSD";
    const branch = (type: string, ...parms: string[]) =>
      `<characteristic type="${type}">${parms.join("")}</characteristic>`;
    const parm = (name: string, value: number) => `<parm name="${name}" value="${value}"/>`;
    const document = wapDocument({ easPasswordEnabled: true });
    expect(writeWapProvisioning(document)).toBe(
      `<wap-provisioningdoc>${branch("SecurityPolicy", parm("4131", 0), parm("4133", 1))}${branch(
        "Registry",
        branch(
          `${lassd}\\AE\\{50C13377-C66D-400C-889E-C316FC4AB374}`,
          parm("AEFrequencyType", 0),
          parm("AEFrequencyValue", 0),
        ),
        branch(lassd, parm("DeviceWipeThreshold", 0)),
        branch(lassd, parm("CodewordFrequency", -1)),
        branch(`${lassd}\\LAP\\lap_pw`, parm("MinimumPasswordLength", 1)),
        branch(`${lassd}\\LAP\\lap_pw`, parm("PasswordComplexity", 2)),
      )}</wap-provisioningdoc>`,
    );
    expect(required()).toEqual(NEUTRAL);
  });

  it("says without a required password that none is, and no more", () => {
    const free = { "4131": "1", "4133": "1" };
    expect(texts({})).toEqual(free);
    expect(texts({ easPasswordEnabled: false, easMinPasswordLength: 8 })).toEqual(free);
  });

  it.each<[PolicyValues, Record<string, string>]>([
    [{ easMinPasswordLength: 1 }, { MinimumPasswordLength: "1" }],
    [{ easMinPasswordLength: 16 }, { MinimumPasswordLength: "16" }],
    [
      { easMaxFailedAttempts: 4 },
      { "4133": "0", DeviceWipeThreshold: "4", CodewordFrequency: "2" },
    ],
    [
      { easMaxFailedAttempts: 16 },
      { "4133": "0", DeviceWipeThreshold: "16", CodewordFrequency: "8" },
    ],
    [{ easAlphanumeric: true }, { PasswordComplexity: "0" }],
    [{ easAlphanumeric: false }, { PasswordComplexity: "2" }],
    [{ easMaxInactivity: 1 }, { AEFrequencyType: "1", AEFrequencyValue: "1" }],
    [{ easMaxInactivity: 60 }, { AEFrequencyType: "1", AEFrequencyValue: "60" }],
  ])("says %j as %j, in minutes", (values, changed) => {
    expect(required(values)).toEqual({ ...NEUTRAL, ...changed });
  });

  it("has no place for what came with Exchange 2007", () => {
    const later = EAS_ROWS.filter(({ eas }) => eas.exchange !== "2003");
    expect(later).toHaveLength(9);
    for (const row of later) {
      for (const value of boundaries(row)) expect(required({ [row.id]: value })).toEqual(NEUTRAL);
    }
  });
});

const doc = (text: string) =>
  readWapProvisioning(`<wap-provisioningdoc>${text}</wap-provisioningdoc>`);
const registry = (parms: string) =>
  `<characteristic type="Registry"><characteristic type="HKLM\\Comm\\Security\\Policy\\LASSD">${parms}</characteristic></characteristic>`;
const security = (value: string, more = "") =>
  `<characteristic type="SecurityPolicy"><parm name="4131" value="${value}"/>${more}</characteristic>`;

describe("a WAP policy of Exchange", () => {
  it("is read back as it was written", () => {
    const rows = EAS_ROWS.filter(({ eas }) => eas.wap);
    for (const pick of [0, -1]) {
      const values = {
        ...Object.fromEntries(rows.map((row) => [row.id, boundaries(row).at(pick) as PolicyValue])),
        easPasswordEnabled: true,
      };
      expect(readWapDocument(wapDocument(values))).toEqual(values);
    }
  });

  it("without a required password asks for nothing", () => {
    const asks = registry('<parm name="DeviceWipeThreshold" value="8"/>');
    expect(readWapDocument(doc(security("1") + asks))).toEqual({ easPasswordEnabled: false });
    expect(readWapDocument(doc(asks))).toEqual({});
  });

  it("counts a time only if it says that there is one", () => {
    const time = (type: string) =>
      registry(
        `<parm name="AEFrequencyType" value="${type}"/><parm name="AEFrequencyValue" value="5"/>`,
      );
    expect(readWapDocument(doc(security("0") + time("1")))).toMatchObject({ easMaxInactivity: 5 });
    const none = readWapDocument(doc(security("0") + time("0")));
    expect(none).toEqual({ easPasswordEnabled: true });
  });

  it("with values that are no numbers is read without them", () => {
    const strange = ["-1", "", "8x", "1e3", "99999999999", "🐎"];
    for (const value of strange) {
      const asks = registry(`<parm name="DeviceWipeThreshold" value="${value}"/>`);
      expect(readWapDocument(doc(security("0") + asks))).toEqual({ easPasswordEnabled: true });
    }
  });
});

describe("a WAP policy that obeys both", () => {
  it("takes the stricter value and keeps parameters that we do not know", () => {
    const theirs = doc(
      security("0", '<parm name="4102" value="1"/>') +
        registry('<parm name="DeviceWipeThreshold" value="5"/><parm name="Other" value="7"/>') +
        '<characteristic type="Wi-Fi"><parm name="x" value="y"/></characteristic>',
    );
    const merged = mergeWapDocuments({ easPasswordEnabled: true, easMaxFailedAttempts: 8 }, theirs);
    const found = Object.fromEntries(parmsOf(merged).map(({ name, value }) => [name, value]));
    expect(found).toEqual({
      ...NEUTRAL,
      "4133": "0",
      DeviceWipeThreshold: "5",
      CodewordFrequency: "2",
      "4102": "1",
      Other: "7",
      x: "y",
    });
    expect(merged.map(({ type }) => type)).toEqual(["SecurityPolicy", "Registry", "Wi-Fi"]);
  });

  it("does not wake our own password rules by Exchange's password", () => {
    const theirs = doc(security("0") + registry('<parm name="MinimumPasswordLength" value="4"/>'));
    const merged = mergeWapDocuments({ easMinPasswordLength: 12, easAlphanumeric: true }, theirs);
    expect(readWapDocument(merged)).toEqual({
      easPasswordEnabled: true,
      easMinPasswordLength: 4,
      easAlphanumeric: false,
    });
  });

  it("is never laxer than either side, whatever Exchange wrote", () => {
    const names = ["4131", "4133", "AEFrequencyType", "AEFrequencyValue", "DeviceWipeThreshold"];
    const more = ["MinimumPasswordLength", "PasswordComplexity", "Other"];
    const parms = fc.array(
      fc.record({
        name: fc.constantFrom(...names, ...more),
        value: fc.constantFrom("0", "1", "2", "7", "-1", "", "x"),
      }),
      { maxLength: 6 },
    );
    const documents = fc.array(
      fc.record({
        type: fc.constantFrom("SecurityPolicy", "Registry", "x"),
        parms,
        inside: fc.constant([]),
      }),
      { maxLength: 4 },
    );
    const ours = fc.record({
      easPasswordEnabled: fc.boolean(),
      easMaxFailedAttempts: fc.integer({ min: 4, max: 16 }),
      easMaxInactivity: fc.integer({ min: 1, max: 60 }),
    });
    fc.assert(
      fc.property(ours, documents, (values, theirs) => {
        const merged = mergeWapDocuments(values, theirs);
        const asked = readWapDocument(readWapProvisioning(writeWapProvisioning(merged)));
        for (const side of [readWapDocument(wapDocument(values)), readWapDocument(theirs)]) {
          expect(strictest(asked, side)).toEqual(asked);
        }
      }),
    );
  });
});

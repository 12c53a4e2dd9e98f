// Every boundary value of every profile setting, for each class of phones, as libplist (plistutil)
// reads it: right key, right type, right value.
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { atLeast } from "../../worker/core/ios.ts";
import type { PolicyValue, PolicyValues } from "../../worker/core/policy.ts";
import { IOS_CLASSES } from "../../worker/core/policy-preview.ts";
import { encodeProfile } from "../../worker/wire/mobileconfig.ts";
import { testFolder } from "../support/files.ts";
import { build, TODAY } from "../support/profiles.ts";
import { boundaries, ROWS } from "../support/setting-values.ts";
import { needs } from "../support/tools.ts";

const IN_PAYLOADS = ROWS.filter(({ profile }) => profile && profile.payload !== "Configuration");
/** As many policies as the longest list of choices has values. */
const ROUNDS = Math.max(...IN_PAYLOADS.map((row) => boundaries(row).length));
const policyOf = (round: number): PolicyValues => ({
  ...Object.fromEntries(
    IN_PAYLOADS.map((row) => [
      row.id,
      boundaries(row)[round % boundaries(row).length] as PolicyValue,
    ]),
  ),
  preventPolicyRemoval: "with-password",
});

/** How a value stands in XML; safariAcceptCookies is a real whatever its value. */
function written(key: string, value: PolicyValue): string {
  if (typeof value === "boolean") return `<${value}/>`;
  if (key === "safariAcceptCookies") return `<real>${value}</real>`;
  if (typeof value === "number") return `<integer>${value}</integer>`;
  const escaped = value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return `<string>${escaped}</string>`;
}

needs("plistutil")("libplist, given profiles of all settings,", () => {
  const folder = testFolder();
  const read = (bytes: Uint8Array): string => {
    for (const name of ["binary", "xml"]) rmSync(join(folder.path, name), { force: true });
    folder.write("plist", bytes);
    folder.run("plistutil", "-i", "plist", "-f", "bin", "-o", "binary");
    folder.run("plistutil", "-i", "binary", "-f", "xml", "-o", "xml");
    expect(existsSync(join(folder.path, "xml"))).toBe(true);
    return readFileSync(join(folder.path, "xml"), "utf8");
  };

  it.each([...IOS_CLASSES, TODAY])("finds all that iOS %i.%i.%i knows, and no more", (...ios) => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const values = policyOf(round);
      const xml = read(encodeProfile(build({ ios, values })));
      for (const { id, profile } of IN_PAYLOADS) {
        if (!profile || id === "accountDescription") continue;
        const known =
          atLeast(ios, profile.since) && !(profile.until && atLeast(ios, profile.until));
        // libplist writes a whole real as 1 or as 1.000000, by its version.
        const found = new RegExp(`<key>${profile.key}</key>\\s*(<[^\\n]*)`)
          .exec(xml)?.[1]
          ?.replace(/\.0+(?=<)/, "");
        if (!known) expect(found, `${id} ${ios}`).toBeUndefined();
        else expect(found, id).toContain(written(profile.key, valueFor(id, values[id], ios)));
      }
    }
  });
});

/** Cookies from visited sites were value 1 before iOS 8. */
function valueFor(id: string, value: PolicyValue = "", ios: readonly [number, number, number]) {
  return id === "safariAcceptCookies" && value === 1.5 && ios[0] < 8 ? 1 : value;
}

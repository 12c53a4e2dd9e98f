// Provision documents in other people's readers: libwbxml for the documents of 12.0 and later,
// Python's expat for the WAP XML of 2.5 (Debian libwbxml2-utils, python3). Every boundary value of
// every setting; names and texts are restated in test/support/provision.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { EAS_ROWS, easDocument } from "../../worker/core/provision-document.ts";
import { wapDocument } from "../../worker/core/provision-wap.ts";
import { writeWapProvisioning } from "../../worker/wire/wap-provisioning.ts";
import { encode } from "../../worker/wire/wbxml.ts";
import { testFolder } from "../support/files.ts";
import { PROVISION_TEXTS, VERSIONS } from "../support/provision.ts";
import { boundaries } from "../support/setting-values.ts";
import { needs } from "../support/tools.ts";

const POLICIES = Object.entries(PROVISION_TEXTS).flatMap(([id, { element, since, texts }]) =>
  texts.map(([value, text]) => ({ values: { [id]: value }, element, since, text })),
);

needs("wbxml2xml")("libwbxml, given policy documents,", () => {
  const folder = testFolder();

  it.each(VERSIONS)("reads every value of every setting that EAS %s knows", (version) => {
    const known = POLICIES.filter(({ since }) => since <= Number(version));
    const content = known.map(({ values }) => easDocument(values, version));
    folder.write("in.wbxml", encode({ tag: "Provision:Provision", content }));
    folder.run("wbxml2xml", "-l", "ACTIVESYNC", "-m", "0", "-o", "out.xml", "in.wbxml");
    const xml = readFileSync(join(folder.path, "out.xml"), "utf8");
    const read = [...xml.matchAll(/<EASProvisionDoc[^>]*>(.*?)<\/EASProvisionDoc>/gs)];
    expect(read.map(([, inner]) => inner?.replaceAll(/ xmlns="Provision:"/g, ""))).toEqual(
      known.map(({ element, text }) => `<${element}>${text}</${element}>`),
    );
  });
});

const READER = `
import sys, json, xml.etree.ElementTree as tree
def walk(node, path):
    for child in node:
        if child.tag == "parm":
            yield [path, child.get("name"), child.get("value")]
        else:
            yield from walk(child, path + [child.get("type")])
print(json.dumps([list(walk(tree.fromstring(line), [])) for line in open(sys.argv[1], encoding="utf-8")]))
`;

needs("python3")("expat, given WAP policies,", () => {
  const folder = testFolder();
  const LASSD = "HKLM\\Comm\\Security\\Policy\\LASSD";
  const AUTO_LOCK = `${LASSD}\\AE\\{50C13377-C66D-400C-889E-C316FC4AB374}`;

  it("finds every value of every setting that 2.5 has, at its place in the registry", () => {
    const rows = EAS_ROWS.filter(({ eas }) => eas.wap && eas.wap !== "4131");
    const cases = rows.flatMap((row) => boundaries(row).map((value) => ({ id: row.id, value })));
    const lines = cases.map(({ id, value }) =>
      writeWapProvisioning(wapDocument({ easPasswordEnabled: true, [id]: value })),
    );
    folder.write("reader.py", READER);
    folder.write("lines", lines.join("\n"));
    const done = folder.run("python3", "reader.py", "lines");
    const read: readonly (readonly (readonly [string[], string, string])[])[] = JSON.parse(
      done.stdout,
    );
    const found = read.map((parms, index) => {
      const id = cases[index]?.id ?? "";
      const [type = "", name] = PLACES[id] ?? [];
      const value = parms.find(
        ([path, parm]) => parm === name && path.join(" ") === `Registry ${type}`,
      )?.[2];
      return `${id} ${cases[index]?.value} ${value}`;
    });
    expect(found).toEqual([
      "easMinPasswordLength 1 1",
      "easMinPasswordLength 16 16",
      "easMaxFailedAttempts 4 4",
      "easMaxFailedAttempts 16 16",
      "easAlphanumeric false 2",
      "easAlphanumeric true 0",
      "easMaxInactivity 1 1",
      "easMaxInactivity 60 60",
    ]);
    for (const parms of read) expect(parms[0]).toEqual([["SecurityPolicy"], "4131", "0"]);
  });

  const PLACES: Readonly<Record<string, readonly [type: string, parm: string]>> = {
    easMinPasswordLength: [`${LASSD}\\LAP\\lap_pw`, "MinimumPasswordLength"],
    easMaxFailedAttempts: [LASSD, "DeviceWipeThreshold"],
    easAlphanumeric: [`${LASSD}\\LAP\\lap_pw`, "PasswordComplexity"],
    easMaxInactivity: [AUTO_LOCK, "AEFrequencyValue"],
  };
});

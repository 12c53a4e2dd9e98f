// What the simulated Exchange sends, read by libwbxml (Debian libwbxml2-utils), which knows nothing
// of this project: the same elements in the same order, and the texts a phone shows.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { CODE_PAGES, type CodePage } from "../../worker/wire/codepages.ts";
import { decode } from "../../worker/wire/wbxml.ts";
import { el, type Node } from "../../worker/wire/wbxml-tree.ts";
import { device, MORNING, openExchange } from "../simulator/exchange/eas-client.ts";
import { needs } from "../support/tools.ts";
import { libwbxmlName } from "./libwbxml-names.ts";

const PAGES: readonly CodePage[] = CODE_PAGES;

/** Everything a phone of one version gets to see of a full mailbox, by name. */
async function answersAt(version: string): Promise<[name: string, bytes: Uint8Array][]> {
  const { exchange } = openExchange({
    trait: "2010",
    requirePolicy: { DevicePasswordEnabled: "1", MaxInactivityTimeDeviceLock: "300" },
  });
  exchange.deliver("alice", {
    from: "bob@acme.test",
    subject: "Grüße",
    body: "The plan is simple.",
    attachment: { name: "plan.pdf", base64: "cGxhbg==" },
  });
  exchange.addContact("alice", {
    firstName: "Carol",
    lastName: "Clark",
    email: "carol@acme.test",
    phone: "+44 1",
  });
  exchange.addEvent("alice", { subject: "Review", start: MORNING, end: MORNING + 3_600_000 });
  const state = exchange.state;
  const provisioned = openExchange({ trait: "2010" }, state).exchange;
  const phone = device(provisioned, { version });
  const answers: [string, Uint8Array][] = [];
  const note = (name: string, { bytes }: { bytes: Uint8Array }) => {
    if (bytes.length > 0) answers.push([`${name} ${version}`, bytes]);
  };
  const folderSync = el("FolderHierarchy:FolderSync", el("FolderHierarchy:SyncKey", "0"));
  note("FolderSync", await phone.send("FolderSync", { body: folderSync }));
  for (const name of ["Inbox", "Contacts", "Calendar"]) {
    const id = provisioned.state.mailboxes.alice?.folders.find((each) => each.name === name)?.id;
    note(`${name} primed`, await phone.sync(id ?? ""));
    note(name, await phone.sync(id ?? ""));
  }
  const gal = el("Search:Store", el("Search:Name", "GAL"), el("Search:Query", "bob"));
  note("Search", await phone.send("Search", { body: el("Search:Search", gal) }));
  const type = version === "2.5" ? "MS-WAP-Provisioning-XML" : "MS-EAS-Provisioning-WBXML";
  const policy = el("Provision:Policy", el("Provision:PolicyType", type));
  const provision = el("Provision:Provision", el("Provision:Policies", policy));
  note("Provision", await device(exchange, { version }).send("Provision", { body: provision }));
  const folder = el("Ping:Folder", el("Ping:Id", "5"), el("Ping:Class", "Email"));
  const ping = el("Ping:Ping", el("Ping:HeartbeatInterval", "5"), el("Ping:Folders", folder));
  note("Ping", await phone.send("Ping", { body: ping }));
  return answers;
}

const READER = "wbxml2xml";

needs(READER)("libwbxml reads the simulated Exchange", () => {
  const home = mkdtempSync(join(tmpdir(), "provost-exchange-"));
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  test.each(["2.5", "12.1", "14.0"])("at %s", async (version) => {
    const answers = await answersAt(version);
    expect(answers).toHaveLength(10);
    const all = answers.map(([name, bytes]) => {
      const xml = toXml(bytes);
      expect(elementsIn(xml), name).toEqual(namesIn(decode(bytes)));
      return xml;
    });
    for (const shown of [
      "Grüße",
      "The plan is simple.",
      "plan.pdf",
      "Carol",
      "Review",
      "Bob Brown",
    ]) {
      expect(
        all.some((xml) => xml.includes(shown)),
        shown,
      ).toBe(true);
    }
  });

  function toXml(bytes: Uint8Array): string {
    const input = join(home, "in.wbxml");
    const output = join(home, "out.xml");
    writeFileSync(input, bytes);
    const args = ["-l", "ACTIVESYNC", "-m", "0", "-o", output, input];
    const done = spawnSync(READER, args, { encoding: "utf8" });
    if (done.status !== 0) throw new Error(`${READER} failed: ${done.stdout}${done.stderr}`);
    return readFileSync(output, "utf8");
  }
});

/** Names of the elements in document order. */
function elementsIn(xml: string): string[] {
  return [...xml.matchAll(/<([A-Za-z][\w-]*)[ />]/g)].map(([, name]) => name ?? "");
}

/** The same, as libwbxml names them. */
function namesIn(node: Node): string[] {
  const inner = Array.isArray(node.content) ? (node.content as Node[]).flatMap(namesIn) : [];
  const [pageName, name = ""] = node.tag.split(":");
  const page = PAGES.findIndex((candidate) => candidate.name === pageName);
  const tokens = { ...PAGES[page]?.tokens, ...PAGES[page]?.before12 };
  const token = Object.entries(tokens).find(([, each]) => each === name)?.[0];
  return [libwbxmlName(page, Number(token), name) ?? "unknown", ...inner];
}

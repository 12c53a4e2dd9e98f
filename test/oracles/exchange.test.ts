// What the simulated Exchange sends, read by libwbxml (Debian libwbxml2-utils), which knows nothing
// of this project: the same elements in the same order, and the texts a phone shows.
import { expect, test } from "vitest";
import { decode } from "../../worker/wire/wbxml.ts";
import { el } from "../../worker/wire/wbxml-tree.ts";
import { device, MORNING, openExchange } from "../simulator/exchange/eas-client.ts";
import { needs } from "../support/tools.ts";
import { elementsIn, namesIn, READER, toXml } from "./libwbxml-reader.ts";

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

needs(READER)("libwbxml reads the simulated Exchange", () => {
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
});

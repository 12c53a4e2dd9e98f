// Provision, with and without a policy on the server (MS-ASPROV).
import { describe, expect, it } from "vitest";
import { child, el, type Node, path, text } from "../../../worker/wire/wbxml-tree.ts";
import { ask, type Call, openExchange } from "./eas-client.ts";

const TYPE = "MS-EAS-Provisioning-WBXML";
const WAP = "MS-WAP-Provisioning-XML";
const requirePolicy = { DevicePasswordEnabled: "1", MinDevicePasswordLength: "4" };

const policy = (...nodes: Node[]) =>
  el("Provision:Provision", el("Provision:Policies", el("Provision:Policy", ...nodes)));
const request = (type = TYPE) => policy(el("Provision:PolicyType", type));
const acknowledgement = (key: string, status = "1") =>
  policy(
    el("Provision:PolicyType", TYPE),
    el("Provision:PolicyKey", key),
    el("Provision:Status", status),
  );
const folderSync = el("FolderHierarchy:FolderSync", el("FolderHierarchy:SyncKey", "0"));

const policyOf = (document: Node | undefined) =>
  document && path(document, "Provision:Policies", "Provision:Policy");
const statusOf = (document: Node | undefined) => {
  const found = policyOf(document);
  return found && text(found, "Provision:Status");
};
const keyOf = (document: Node | undefined) => {
  const found = policyOf(document);
  return (found && text(found, "Provision:PolicyKey")) ?? "";
};

function server(options: Parameters<typeof openExchange>[0] = {}) {
  const world = openExchange(options);
  const provision = async (body: Node, call: Call = {}) =>
    (await ask(world.exchange, "Provision", { body, ...call })).document;
  const folders = (key: string | null, call: Call = {}) =>
    ask(world.exchange, "FolderSync", {
      body: folderSync,
      headers: { "x-ms-policykey": key },
      ...call,
    });
  return { ...world, provision, folders };
}

describe("a server without a policy", () => {
  it("has none for the client, and serves it without a key", async () => {
    const { folders, notes, provision } = server();
    expect(statusOf(await provision(request()))).toBe("2");
    expect((await folders("0")).status).toBe(200);
    expect(notes).toEqual([]);
  });

  it("orders no wipe, and notes the acknowledgement of one", async () => {
    const { notes, provision } = server();
    const empty = await provision(el("Provision:Provision"));
    expect(empty && text(empty, "Provision:Status")).toBe("1");
    expect(empty && child(empty, "Provision:RemoteWipe")).toBeUndefined();
    const wiped = el(
      "Provision:Provision",
      el("Provision:RemoteWipe", el("Provision:Status", "1")),
    );
    const answer = await provision(wiped);
    expect(answer && text(answer, "Provision:Status")).toBe("2");
    expect(notes[0]).toMatch(/wipe that nobody ordered/);
  });

  it("does not know the policy type of another version", async () => {
    const { notes, provision } = server();
    expect(statusOf(await provision(request(WAP)))).toBe("3");
    expect(statusOf(await provision(request(TYPE), { version: "2.5" }))).toBe("3");
    expect(notes).toHaveLength(2);
  });
});

describe("a server with a policy", () => {
  it("serves only after both phases, and only for the final key", async () => {
    const { folders, provision } = server({ requirePolicy });
    for (const key of [null, "0", "1234"]) expect((await folders(key)).status).toBe(449);
    const offered = await provision(request());
    const temporary = keyOf(offered);
    expect(temporary).toMatch(/^[1-9]\d*$/);
    const document = policyOf(offered);
    const settings = document && path(document, "Provision:Data", "Provision:EASProvisionDoc");
    expect(settings && text(settings, "Provision:MinDevicePasswordLength")).toBe("4");
    expect((await folders(temporary)).status).toBe(449);
    const done = await provision(acknowledgement(temporary));
    expect(statusOf(done)).toBe("1");
    const accepted = policyOf(done);
    expect(accepted && child(accepted, "Provision:Data")).toBeUndefined();
    expect((await folders(keyOf(done))).status).toBe(200);
  });

  it("takes a temporary key once, and no other key", async () => {
    const { provision } = server({ requirePolicy });
    const temporary = keyOf(await provision(request()));
    expect(statusOf(await provision(acknowledgement("12345")))).toBe("5");
    expect(statusOf(await provision(acknowledgement(temporary)))).toBe("1");
    expect(statusOf(await provision(acknowledgement(temporary)))).toBe("5");
  });

  it("gives no key to a client that did not apply the policy", async () => {
    const { provision } = server({ requirePolicy });
    const temporary = keyOf(await provision(request()));
    expect(keyOf(await provision(acknowledgement(temporary, "3")))).toBe("");
  });

  it("says 142 and 144 to a 14.0 client instead of 449", async () => {
    const { folders } = server({ trait: "2010", requirePolicy });
    const statusFor = async (key: string | null) => {
      const { document } = await folders(key, { version: "14.0" });
      return document && text(document, "FolderHierarchy:Status");
    };
    expect(await statusFor(null)).toBe("142");
    expect(await statusFor("0")).toBe("142");
    expect(await statusFor("1234")).toBe("144");
  });

  it("writes 2.5's policy as text that demands a PIN", async () => {
    const { provision } = server({ requirePolicy });
    const found = policyOf(await provision(request(WAP), { version: "2.5" }));
    expect(found && text(found, "Provision:Data")).toContain('name="4131" value="0"');
  });

  it("notes an acknowledgement whose elements are out of order", async () => {
    const { notes, provision } = server({ requirePolicy });
    const wrong = policy(
      el("Provision:PolicyType", TYPE),
      el("Provision:Status", "1"),
      el("Provision:PolicyKey", "1"),
    );
    const answer = await provision(wrong);
    expect(answer && text(answer, "Provision:Status")).toBe("2");
    expect(notes).toEqual(["Provision: Provision:PolicyKey is out of order in Provision:Policy"]);
  });
});

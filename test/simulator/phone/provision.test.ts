// Provision as the phone answers it: two phases, both policy types, passcode before
// acknowledgement, remote wipe (MS-ASPROV 3.1.5).
import { describe, expect, test } from "vitest";
import type { PhoneOptions } from "../../../simulator/phone/phone.ts";
import { child, el, type Node, path, text } from "../../../worker/wire/wbxml-tree.ts";
import { type Asked, easServer, folderList, tree } from "./eas-script.ts";
import { answer, phoneOn, sent } from "./phone-support.ts";

const DOCUMENT = el(
  "Provision:EASProvisionDoc",
  el("Provision:DevicePasswordEnabled", "1"),
  el("Provision:MinDevicePasswordLength", "6"),
  el("Provision:MaxInactivityTimeDeviceLock", "300"),
  el("Provision:AllowCamera", "0"),
);
const WAP =
  '<wap-provisioningdoc><characteristic type="SecurityPolicy"><parm name="4131" value="0"/></characteristic>' +
  '<characteristic type="Registry"><characteristic type="HKLM\\X"><parm name="MinimumPasswordLength" value="5"/>' +
  '<parm name="PasswordComplexity" value="0"/></characteristic></characteristic></wap-provisioningdoc>';

const policyOf = (body: Node | null) =>
  body ? path(body, "Provision:Policies", "Provision:Policy") : undefined;
const reply = (...policy: readonly Node[]) =>
  tree(
    el(
      "Provision:Provision",
      el("Provision:Status", "1"),
      el("Provision:Policies", el("Provision:Policy", ...policy)),
    ),
  );

interface Server {
  readonly data?: Node | string;
  readonly temporary?: string;
  readonly versions?: string;
  readonly provision?: (asked: Asked) => ReturnType<typeof answer> | null;
}

/** A server that wants policy key 222 and hands it out in two phases. */
async function demanding(on: Server = {}, options: Partial<PhoneOptions> = {}, passcode?: string) {
  const { data = DOCUMENT, temporary = "111", versions = "2.5,12.1" } = on;
  const phases = (asked: Asked) => {
    const policy = policyOf(asked.body);
    const type = el("Provision:PolicyType", (policy && text(policy, "Provision:PolicyType")) ?? "");
    const ok = el("Provision:Status", "1");
    const key = policy && text(policy, "Provision:PolicyKey");
    if (key) return reply(type, ok, el("Provision:PolicyKey", "222"));
    return reply(type, ok, el("Provision:PolicyKey", temporary), el("Provision:Data", data));
  };
  const server = easServer({
    OPTIONS: answer(200, { "MS-ASProtocolVersions": versions }),
    FolderSync: ({ request }) =>
      sent(request, "X-MS-PolicyKey") === "222" ? folderList() : answer(449),
    Provision: (asked) => on.provision?.(asked) ?? phases(asked),
  });
  const set = phoneOn(server.script, options);
  if (passcode) set.phone.settings.setPasscode(passcode);
  const added = await set.phone.settings.addExchangeAccount({
    ...{
      email: "a@acme.example.com",
      server: "acme.example.com",
      user: "a",
      password: "x",
      ssl: true,
    },
  });
  const provisions = server.log.filter(({ command }) => command === "Provision");
  return { ...set, server, added, provisions };
}

describe("a demand for provisioning", () => {
  test("is met in two phases, and the command repeated with the final key", async () => {
    const { added, server, provisions, phone, notes } = await demanding({}, {}, "417290");
    expect(added.ok).toBe(true);
    expect(server.commands()).toEqual([
      "OPTIONS",
      "FolderSync",
      "Provision",
      "Provision",
      "FolderSync",
    ]);
    expect(server.log.slice(1).map(({ request }) => sent(request, "X-MS-PolicyKey"))).toEqual([
      ...["0", "0", "111", "222"],
    ]);
    const acknowledged = policyOf(provisions[1]?.body ?? null)?.content as Node[];
    expect(acknowledged.map(({ tag, content }) => [tag, content])).toEqual([
      ["Provision:PolicyType", "MS-EAS-Provisioning-WBXML"],
      ["Provision:PolicyKey", "111"],
      ["Provision:Status", "1"],
    ]);
    expect(phone.settings.passcodePolicy()).toMatchObject({
      forcePIN: true,
      minLength: 6,
      maxInactivity: 5,
    });
    expect(phone.settings.restrictions()).toEqual({ allowCamera: false });
    expect(notes).toEqual([]);
  });
  test("in 2.5 is WAP XML", async () => {
    const { added, provisions, phone } = await demanding(
      { versions: "2.5", data: WAP },
      {},
      "a17290",
    );
    expect(added.ok).toBe(true);
    const policy = policyOf(provisions[0]?.body ?? null);
    expect(policy && text(policy, "Provision:PolicyType")).toBe("MS-WAP-Provisioning-XML");
    expect(phone.settings.passcodePolicy()).toEqual({
      forcePIN: true,
      requireAlphanumeric: true,
      minLength: 5,
    });
  });
  test("is not acknowledged before the phone has a compliant passcode", async () => {
    const { added, phone, provisions, server } = await demanding();
    expect(added).toMatchObject({ ok: false, reason: "passcode-needed" });
    expect(provisions).toHaveLength(1);
    phone.settings.setPasscode("417290");
    const before = server.log.length;
    await phone.mail.check();
    expect(server.commands().slice(before, before + 4)).toEqual([
      "FolderSync",
      "Provision",
      "Provision",
      "FolderSync",
    ]);
  });
  test("goes with its account", async () => {
    const { phone } = await demanding({}, {}, "417290");
    phone.settings.deleteAccount(phone.settings.accounts()[0]?.id ?? "");
    expect([phone.settings.passcodePolicy(), phone.settings.restrictions()]).toEqual([{}, {}]);
  });
  test("that is repeated for ever ends after one round", async () => {
    const final = reply(
      el("Provision:PolicyType", "MS-EAS-Provisioning-WBXML"),
      el("Provision:Status", "1"),
      el("Provision:PolicyKey", "333"),
    );
    const provision = ({ body }: Asked) => {
      const policy = policyOf(body);
      return policy && child(policy, "Provision:PolicyKey") ? final : null;
    };
    const { added, server } = await demanding({ provision }, {}, "417290");
    expect(added).toMatchObject({ ok: false, reason: "cannot-connect", status: 449 });
    expect(server.log).toHaveLength(5);
  });
});

describe("a server's fault is a note", () => {
  test.each([
    ["temporary key 0", { temporary: "0" }, "temporary policy key 0"],
    ["a key that is no number", { temporary: "abc" }, "temporary policy key abc"],
    ["no document", { data: el("Provision:Status", "1") }, "no EASProvisionDoc"],
    ["no WBXML", { provision: () => answer(200, {}, "oops") }, "no WBXML"],
    [
      "status 2",
      { provision: () => tree(el("Provision:Provision", el("Provision:Status", "2"))) },
      "status 2",
    ],
  ])("%s", async (_, on, note) => {
    const { notes } = await demanding(on as Server, {}, "417290");
    expect(notes.join()).toContain(note);
  });
  test("but no policy for this phone (status 2) is none", async () => {
    const none = reply(
      el("Provision:PolicyType", "MS-EAS-Provisioning-WBXML"),
      el("Provision:Status", "2"),
    );
    expect((await demanding({ provision: () => none })).notes).toEqual([]);
  });
});

test("a remote wipe is acknowledged, and nothing is left", async () => {
  const wipe = tree(
    el("Provision:Provision", el("Provision:Status", "1"), el("Provision:RemoteWipe")),
  );
  const { phone, added, provisions, screens } = await demanding(
    { provision: () => wipe },
    {},
    "417290",
  );
  expect(added).toMatchObject({ ok: false, reason: "wiped", id: null });
  const done = provisions[1]?.body && path(provisions[1].body, "Provision:RemoteWipe");
  expect(done && text(done, "Provision:Status")).toBe("1");
  expect(phone.settings.accounts()).toEqual([]);
  expect(phone.state.passcode).toEqual({ value: null, history: [] });
  expect(screens.at(-2)).toContain("erased");
});

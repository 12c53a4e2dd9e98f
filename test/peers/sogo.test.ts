// A real EAS server, unchanged, behind the gateway: SOGo from Debian's packages is the tenant's
// Exchange, and the simulated phone goes the whole road to a real mailbox. Skipped by name where
// SOGo or root is missing, a failure there when PROVOST_ALL is 1.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openWorld, type World } from "../../simulator/world.ts";
import { decode, encode } from "../../worker/wire/wbxml.ts";
import { children, el, text } from "../../worker/wire/wbxml-tree.ts";
import { ALL_TOOLS_REQUIRED } from "../support/tools.ts";
import { addressOf, MAIL_DOMAIN, PASSWORD } from "./sogo/configuration.ts";
import { CONTACT_NAME, EVENT_SUBJECT, SUBJECTS } from "./sogo/mailboxes.ts";
import { type Sogo, startSogo, whyNoSogo } from "./sogo/sogo.ts";

const EAS = "/Microsoft-Server-ActiveSync";
const reason = whyNoSogo();
if (reason !== undefined) console.info(`skipped: SOGo (${reason})`);

describe.skipIf(reason !== undefined && !ALL_TOOLS_REQUIRED)(
  `SOGo${reason === undefined ? "" : ` (${reason})`}`,
  () => {
    let sogo: Sogo;
    beforeAll(async () => {
      if (reason !== undefined) throw new Error(`PROVOST_ALL is 1, but ${reason}`);
      sogo = await startSogo();
    });
    afterAll(() => sogo?.stop());

    it("offers EAS 12.1 to whoever signs in, and to nobody else", async () => {
      const good = await askSogo(sogo, PASSWORD, { method: "OPTIONS" });
      expect(good.status).toBe(200);
      expect(good.headers.get("ms-asprotocolversions")?.split(",")).toContain("12.1");
      expect((await askSogo(sogo, "wrong", { method: "OPTIONS" })).status).toBe(401);
    });

    it("understands our WBXML, and we understand its", async () => {
      const body = encode(el("FolderHierarchy:FolderSync", el("FolderHierarchy:SyncKey", "0")));
      const answer = await askSogo(sogo, PASSWORD, { method: "POST", body: new Uint8Array(body) });
      const [changes] = children(
        decode(new Uint8Array(await answer.arrayBuffer())),
        "FolderHierarchy:Changes",
      );
      const folders = changes ? children(changes, "FolderHierarchy:Add") : [];
      const names = folders.map((folder) => text(folder, "FolderHierarchy:DisplayName"));
      expect(names).toContain("INBOX");
    });

    it("serves its mailbox to a provisioned phone through the gateway", async () => {
      const world = await openWorld();
      try {
        await provisionThroughGateway(world, sogo);
      } finally {
        await world.close();
      }
    });
  },
);

/**
 * The road of a phone whose tenant's Exchange is SOGo: sign-in, profile, installation, FolderSync
 * and Sync.
 */
async function provisionThroughGateway(world: World, sogo: Sogo): Promise<void> {
  await world.admin.createTenant({
    name: "peer",
    displayName: "Peer Ltd",
    origin: "https://peer.example.com",
    upstream: sogo.origin,
    privateUpstream: true,
    loginForm: `user@${MAIL_DOMAIN}`,
    mailDomain: MAIL_DOMAIN,
  });
  await world.admin.claimAlias("peer", "peer");
  await world.admin.editPolicy("peer", { forcePIN: true });
  await world.admin.lockPolicy("peer");
  const trustedRoots = (await world.admin.signingChain("peer")).slice(-1);
  const phone = world.phone({ name: "Alice's iPhone", system: "4.2.1", trustedRoots });

  await phone.safari.open("https://peer.example.com/iphone");
  await phone.safari.signIn("alice", "not her password");
  expect(phone.installer.screen, "a wrong password gets no profile").toBeNull();
  await phone.safari.signIn("alice", PASSWORD);
  const installed = await phone.installer.install({ password: PASSWORD, passcode: "417290" });
  expect(installed).toMatchObject({ ok: true });
  expect(await phone.mail.check()).toMatchObject({ ok: true });

  expect(
    phone.mail
      .messages()
      .map(({ subject }) => subject)
      .sort(),
  ).toEqual([...SUBJECTS].sort());
  expect(phone.mail.events().map(({ subject }) => subject)).toEqual([EVENT_SUBJECT]);
  expect(JSON.stringify(phone.mail.contacts())).toContain(CONTACT_NAME.split(" ")[1]);
  expect(world.protocolNotes).toEqual([]);
  expect(await world.admin.devices("peer")).toMatchObject([{ user: "alice", proof: "token" }]);
  await addPolicyAndWipe(world, phone);
}

/** What SOGo does not have: a policy that the phone obeys, and a wipe. */
async function addPolicyAndWipe(
  { admin, clock, protocolNotes }: World,
  phone: ReturnType<World["phone"]>,
): Promise<void> {
  await admin.editPolicy("peer", { easPasswordEnabled: true, easMinPasswordLength: 6 });
  await admin.lockPolicy("peer");
  await clock.advance(60_000);
  expect(await phone.mail.check()).toMatchObject({ ok: true });
  expect(phone.settings.passcodePolicy().minLength).toBe(6);
  const [device] = await admin.devices("peer");
  expect(device?.easPolicyVersion).toMatch(/^[0-9a-f]{64}$/);
  const at = `/tenants/peer/devices/alice/${device?.deviceId}/wipe`;
  expect(await admin.call("POST", at, { confirm: device?.deviceId })).toMatchObject({
    status: 200,
  });
  await clock.advance(60_000);
  expect(await phone.mail.check()).toMatchObject({ ok: false, reason: "wiped" });
  expect(await admin.devices("peer")).toMatchObject([{ wipe: { state: "acknowledged" } }]);
  expect(protocolNotes).toEqual([]);
}

/** One request to SOGo itself, without the gateway. */
function askSogo(
  sogo: Sogo,
  password: string,
  request: { readonly method: string; readonly body?: Uint8Array<ArrayBuffer> },
): Promise<Response> {
  const query = "Cmd=FolderSync&User=alice&DeviceId=ApplPEER1&DeviceType=iPhone";
  return fetch(`${sogo.origin}${EAS}${request.method === "POST" ? `?${query}` : ""}`, {
    ...request,
    headers: {
      Authorization: `Basic ${btoa(`${addressOf("alice")}:${password}`)}`,
      "MS-ASProtocolVersion": "12.1",
      "Content-Type": "application/vnd.ms-sync.wbxml",
    },
  });
}

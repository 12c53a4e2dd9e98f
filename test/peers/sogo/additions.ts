// What the gateway adds to a server that has none of it: a gate that wants proof, a policy in two
// phases with its key asked for at every command (MS-ASPROV 3.1.5.1), and a remote wipe that is
// ordered, acknowledged and remembered (MS-ASPROV 3.1.5.2).
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { NetworkResponse } from "../../../simulator/network.ts";
import { decode } from "../../../worker/wire/wbxml.ts";
import { child, el, text } from "../../../worker/wire/wbxml-tree.ts";
import { FOLDER_TYPE, folderSync, listFolders } from "./folders.ts";
import { acknowledge, askPolicy, makePhone, type Phone, policyIn, provision } from "./phone.ts";
import { directClient, newPhone, readyPhone, type Suite } from "./suite.ts";

const FIRST_SYNC = folderSync("0");
/** What admission remembers is five seconds old at most (docs/decisions/0018). */
const FORGOTTEN_AFTER_MS = 10_000;

/** What a phone hears that must provision, is to be wiped or is blocked: HTTP, or a status from 14.0 on. */
const heard = ({ status, body }: NetworkResponse): string =>
  body.length === 0
    ? `HTTP ${status}`
    : `status ${text(decode(body), "FolderHierarchy:Status") ?? "?"}`;
const asks = async (phone: Phone, policyKey = phone.policyKey) =>
  heard(
    await phone.send("FolderSync", FIRST_SYNC, {
      headers: { "X-MS-PolicyKey": policyKey },
    }),
  );

/** Declares the tests of the gate, of Provision and of the wipe. */
export function testAdditions(suite: Suite): void {
  describe("the gate that SOGo does not have", () => {
    it("refuses a password without a provisioned phone: 403, and SOGo hears no command", async () => {
      const { network, origin } = suite.gateway();
      const bare = { network, origin, login: "alice", user: "alice", deviceId: "APPLNOTOKEN1" };
      const phone = makePhone({ ...bare, version: "12.1" });
      suite.watcher().forget();
      expect(await asks(phone)).toBe("HTTP 403");
      expect((await phone.send("Provision", FIRST_SYNC)).status).toBe(403);
      expect(suite.watcher().commands()).toEqual([]);
      expect(await asks(directClient(suite, "alice"))).toBe("status 1");
    });

    it("refuses the token of another user's profile", async () => {
      const { network, origin, profileFor } = suite.gateway();
      const login = (await profileFor("bob")).replace("bob", "alice");
      const who = { network, origin, login, user: "alice", deviceId: "APPLBORROWED" };
      suite.watcher().forget();
      expect(await asks(makePhone({ ...who, version: "12.1" }))).toBe("HTTP 403");
      expect(suite.watcher().commands()).toEqual([]);
    });
  });

  describe.each([
    ["12.1", "dave", "HTTP 449", "HTTP 449", "HTTP 449", "HTTP 403"],
    ["14.1", "erin", "status 142", "status 144", "status 140", "status 129"],
  ] as const)(
    "the policy and the wipe that SOGo does not have, EAS %s",
    (version, leaver, none, wrong, wiped, blocked) => {
      it("SOGo itself has no policy, and serves whoever shows no key", async () => {
        const client = directClient(suite, "alice", version);
        expect(policyIn(await askPolicy(client))).toMatchObject({ status: "2", key: undefined });
        expect(await asks(client)).toBe("status 1");
      });

      it("is demanded before anything else, in two phases, and its key at every command", async () => {
        const phone = await newPhone(suite, "alice", version);
        suite.watcher().forget();
        expect(await asks(phone)).toBe(none);
        const offered = policyIn(await askPolicy(phone));
        expect(offered.status).toBe("1");
        const { document, key: temporary = "" } = offered;
        expect(document && text(document, "Provision:DevicePasswordEnabled")).toBe("1");
        expect(Number(temporary)).toBeGreaterThan(0);
        expect(await asks(phone, temporary)).toBe(none);
        expect(policyIn(await acknowledge(phone, "12345")).status).toBe("5");
        const {
          status,
          key: final = "",
          document: again,
        } = policyIn(await acknowledge(phone, temporary));
        expect([status, again]).toEqual(["1", undefined]);
        expect(final).not.toBe(temporary);
        expect(served(suite)).toBe(0);
        expect(await asks(phone, final)).toBe("status 1");
        expect(served(suite)).toBe(1);
        expect(await asks(phone, temporary)).toBe(wrong);
        expect(await asks(phone, "0")).toBe(none);
        expect(served(suite)).toBe(1);
      });

      it("a wipe is ordered, acknowledged and recorded, and the phone gets nothing afterwards", async () => {
        const phone = await readyPhone(suite, leaver, version);
        expect((await listFolders(phone)).ofType(FOLDER_TYPE.inbox)).not.toBe("");
        const at = `/tenants/peer/devices/${leaver}/${phone.deviceId.toLowerCase()}`;
        const { admin } = suite.gateway();
        const { body } = await admin.call("POST", `${at}/wipe`, {
          confirm: phone.deviceId.toLowerCase(),
        });
        expect(body).toMatchObject({ wipe: { state: "requested" } });
        await until(async () => (await asks(phone)) === wiped);
        suite.watcher().forget();
        const order = await askPolicy(phone);
        expect(child(order, "Provision:RemoteWipe")).toBeDefined();
        const done = el("Provision:RemoteWipe", el("Provision:Status", "1"));
        const thanks = await phone.command("Provision", el("Provision:Provision", done));
        expect(text(thanks, "Provision:Status")).toBe("1");
        const device = await admin.call("GET", at);
        expect(device.body).toMatchObject({ device: { wipe: { state: "acknowledged" } } });
        expect(await asks(phone)).toBe(blocked);
        await expect(provision(phone)).rejects.toThrow();
        expect(served(suite)).toBe(0);
      });

      it("SOGo itself has no wipe: an acknowledgement is to it another question for its policy", async () => {
        const client = directClient(suite, "bob", version);
        const done = el("Provision:RemoteWipe", el("Provision:Status", "1"));
        const answer = await client.command("Provision", el("Provision:Provision", done));
        expect(child(answer, "Provision:RemoteWipe")).toBeUndefined();
        expect(policyIn(answer).status).toBe("2");
      });
    },
  );
}

/** Commands that reached SOGo, but for Provision: the gateway asks what policy SOGo has. */
const served = ({ watcher }: Suite) =>
  watcher()
    .commands()
    .filter(({ url }) => !url.includes("Cmd=Provision")).length;

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + FORGOTTEN_AFTER_MS;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error("it did not become so");
    await wait(200);
  }
}

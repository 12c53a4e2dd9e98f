// Faults of SOGo's that show only in what a phone is told later: each sent to SOGo itself and through the gateway, which sets
// it right.
import { describe, expect, it } from "vitest";
import { decode } from "../../../worker/wire/wbxml.ts";
import { el, path, text } from "../../../worker/wire/wbxml-tree.ts";
import { base64Query } from "../../interop/server.ts";
import { FOLDER_TYPE, folderSync, listFolders } from "./folders.ts";
import type { Phone } from "./phone.ts";
import { directClient, readyPhone, type Suite } from "./suite.ts";

/** What a Sync with key 0 is told, in the form of query that the phone did not begin with. */
async function syncInBase64(phone: Phone, id: string): Promise<string | undefined> {
  const collection = el(
    "AirSync:Collection",
    el("AirSync:SyncKey", "0"),
    el("AirSync:CollectionId", id),
  );
  const key = Number(phone.policyKey);
  const answer = await phone.send(
    "Sync",
    el("AirSync:Sync", el("AirSync:Collections", collection)),
    {
      query: base64Query("Sync", phone.deviceId, {}, { version: 121, key }),
      headers: { "MS-ASProtocolVersion": null, "X-MS-PolicyKey": null },
    },
  );
  expect(answer.status).toBe(200);
  const found = path(decode(answer.body), "AirSync:Collections", "AirSync:Collection");
  return found && text(found, "AirSync:Status");
}

/** MS-ASCMD 2.2.3.177.3, 2.2.2. */
const WRONG_KEY = "9";
const VERSION_NOT_SUPPORTED = "138";
const SYNCED = "1";
/** FolderSync is needed first (MS-ASCMD 2.2.3.177.17). */
const UNKNOWN_FOLDERS = "12";

/** Declares the tests of what is set right. */
export function testShielded(suite: Suite): void {
  describe("a fault of SOGo's that the gateway sets right", () => {
    it("SOGo takes a FolderSync key that it never gave for good; the gateway lets the phone begin anew", async () => {
      // Of a device that it does not know yet it asks for key 0: Status 9.
      const nonsense = async (client: Phone) => {
        await listFolders(client);
        return client.command("FolderSync", folderSync("nonsense-42"));
      };
      const direct = await nonsense(directClient(suite, "carol"));
      expect(text(direct, "FolderHierarchy:Status")).toBe("1");
      const changes = path(direct, "FolderHierarchy:Changes");
      expect(changes && text(changes, "FolderHierarchy:Count")).toBe("0");

      const phone = await readyPhone(suite, "carol");
      expect(text(await nonsense(phone), "FolderHierarchy:Status")).toBe(WRONG_KEY);
      const { key } = await listFolders(phone);
      const again = await phone.command("FolderSync", folderSync(key));
      expect(text(again, "FolderHierarchy:Status")).toBe("1");
    });

    it("SOGo serves 16.1 as if it had it; the gateway only what SOGo offers, of itself", async () => {
      const version = "16.1";
      const direct = await directClient(suite, "carol", version).send(
        "FolderSync",
        folderSync("0"),
      );
      expect(text(decode(direct.body), "FolderHierarchy:Status")).toBe("1");

      const phone = await readyPhone(suite, "carol");
      suite.watcher().forget();
      const answer = await phone.send("FolderSync", folderSync("0"), {
        headers: { "MS-ASProtocolVersion": version },
      });
      const status = text(decode(answer.body), "FolderHierarchy:Status");
      expect([answer.status, status]).toEqual([200, VERSION_NOT_SUPPORTED]);
      expect(suite.watcher().commands()).toEqual([]);
    });

    it("SOGo begins anew with a phone that changes the form of its query; the gateway writes one form", async () => {
      const inboxOf = async (client: Phone) =>
        (await listFolders(client)).ofType(FOLDER_TYPE.inbox);
      const client = directClient(suite, "carol");
      expect(await syncInBase64(client, await inboxOf(client))).toBe(UNKNOWN_FOLDERS);

      const before = await devicesOfCarol(suite);
      const phone = await readyPhone(suite, "carol");
      const inbox = await inboxOf(phone);
      suite.watcher().forget();
      // Token and policy key hold in both forms.
      expect(await syncInBase64(phone, inbox)).toBe(SYNCED);
      const [sent] = suite.watcher().commands();
      expect(sent?.url).toContain(`DeviceId=${phone.deviceId}&DeviceType=SP&Cmd=Sync`);
      expect(await devicesOfCarol(suite)).toBe(before + 1);
    });
  });
}

const devicesOfCarol = async ({ gateway }: Suite) =>
  (await gateway().admin.devices("peer")).filter(({ user }) => user === "carol").length;

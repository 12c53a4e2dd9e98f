// What the gateway cannot take from SOGo, and lets be seen: each sent to SOGo itself and through the
// gateway, so that nobody takes it for solved.
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

/** FolderSync is needed first (MS-ASCMD 2.2.3.177.17). */
const UNKNOWN_FOLDERS = "12";

/** Declares the tests of what stays as SOGo does it. */
export function testUnshielded(suite: Suite): void {
  describe("what stays as SOGo does it, through the gateway too", () => {
    const both = async () => [directClient(suite, "carol"), await readyPhone(suite, "carol")];

    it("a FolderSync key that SOGo never gave is answered by Status 1 and no change", async () => {
      for (const client of await both()) {
        // Of a device that it does not know yet it asks for key 0: Status 9.
        await listFolders(client);
        const root = await client.command("FolderSync", folderSync("nonsense-42"));
        expect(text(root, "FolderHierarchy:Status")).toBe("1");
        const changes = path(root, "FolderHierarchy:Changes");
        expect(changes && text(changes, "FolderHierarchy:Count")).toBe("0");
      }
    });

    it("16.1 is served as if SOGo had it, while the tenant names no highest version", async () => {
      for (const client of await both()) {
        const answer = await client.send("FolderSync", folderSync("0"), {
          headers: { "MS-ASProtocolVersion": "16.1" },
        });
        expect(text(decode(answer.body), "FolderHierarchy:Status")).toBe("1");
      }
    });

    it("a phone that changes the form of its query begins anew at SOGo, as one device of ours", async () => {
      for (const client of await both()) {
        const inbox = (await listFolders(client)).ofType(FOLDER_TYPE.inbox);
        expect(await syncInBase64(client, inbox)).toBe(UNKNOWN_FOLDERS);
      }
      const before = await devicesOfCarol(suite);
      const phone = await readyPhone(suite, "carol");
      const { ofType } = await listFolders(phone);
      // Token and policy key hold in both forms.
      expect(await syncInBase64(phone, ofType(FOLDER_TYPE.inbox))).toBe(UNKNOWN_FOLDERS);
      expect(await devicesOfCarol(suite)).toBe(before + 1);
    });
  });
}

const devicesOfCarol = async ({ gateway }: Suite) =>
  (await gateway().admin.devices("peer")).filter(({ user }) => user === "carol").length;

// What the phone makes of refusals and of answers that break the protocol: nothing it holds is
// lost.
import { describe, expect, test } from "vitest";
import { el } from "../../../worker/wire/wbxml-tree.ts";
import { collectionOf, folderList, folders, noFolderChanges, synced, tree } from "./eas-script.ts";
import { phoneWith } from "./mail-support.ts";
import { answer, phoneOn } from "./phone-support.ts";

describe("refusals", () => {
  test("401 raises the password alert, and nothing is sent until it is answered", async () => {
    let good = false;
    const { phone, requests, account, screens } = await phoneWith({
      FolderSync: (asked) => (good && typeof folders === "function" ? folders(asked) : answer(401)),
    });
    expect(await phone.mail.check()).toMatchObject({ reason: "password-alert" });
    expect(requests).toHaveLength(2);
    expect(screens.join()).toContain("password for alice@acme.example.com is wrong");
    good = true;
    phone.settings.changePassword(account()?.id ?? "", "new");
    expect((await phone.mail.check()).ok).toBe(true);
  });
  test("403 is 'cannot connect', and what the phone holds stays", async () => {
    let good = true;
    const { phone, account } = await phoneWith({
      FolderSync: (asked) => (good && typeof folders === "function" ? folders(asked) : answer(403)),
    });
    await phone.mail.check();
    good = false;
    expect(await phone.mail.check()).toMatchObject({
      ok: false,
      reason: "cannot-connect",
      status: 403,
    });
    expect(account()?.lastError).toBe("the server refused this phone");
    expect(phone.mail.messages()).toHaveLength(1);
  });
  test.each([
    ["120", 119_000],
    ["Mon, 03 Mar 2031 09:02:00 GMT", 119_000],
  ])("503 with Retry-After %s is obeyed", async (value, almost) => {
    let busy = true;
    const { phone, requests, clock } = await phoneWith({
      FolderSync: (asked) =>
        busy
          ? answer(503, { "Retry-After": value })
          : typeof folders === "function"
            ? folders(asked)
            : folders,
    });
    busy = false;
    const before = requests.length;
    await clock.advance(almost);
    expect(await phone.mail.check()).toMatchObject({ reason: "busy", status: 503 });
    expect(requests).toHaveLength(before);
    await clock.advance(1000);
    expect((await phone.mail.check()).ok).toBe(true);
  });
  test("an account removed while its request was on the way is gone for good", async () => {
    const { phone, account } = await phoneWith({});
    const id = account()?.id ?? "";
    const checking = phone.mail.check();
    phone.settings.deleteAccount(id);
    expect(await checking).toMatchObject({ ok: false, reason: "no-account" });
    expect(phone.mail.messages()).toEqual([]);
  });
  test("without an account there is nothing to do", async () => {
    const { phone } = phoneOn(() => answer(500));
    expect(await phone.mail.check()).toMatchObject({ reason: "no-account" });
  });
});

describe("protocol faults become notes, and the phone stays as it is", () => {
  const wbxml = { "Content-Type": "application/vnd.ms-sync.wbxml" };
  const syncFaults: [name: string, reply: ReturnType<typeof answer>, note: string][] = [
    ["an HTML page", answer(200, wbxml, "<html>"), "no WBXML"],
    ["another command's tree", noFolderChanges(), "answered by FolderHierarchy:FolderSync"],
    ["nothing for key 0", answer(200, wbxml), "answered by nothing"],
    ["no SyncKey", synced("in", {}), "without a SyncKey"],
    ["no Collection", tree(el("AirSync:Sync")), "without a Collection"],
  ];
  test.each(syncFaults)("Sync with %s", async (_, reply, note) => {
    const { phone, notes } = await phoneWith({ Sync: reply });
    expect(await phone.mail.check()).toMatchObject({ ok: false, reason: "protocol-error" });
    expect(notes.join()).toContain(note);
  });
  test("Sync that has more and never another key", async () => {
    const { phone, notes } = await phoneWith({
      Sync: ({ body }) => synced(collectionOf(body).folder, { key: "1", more: true }),
    });
    expect((await phone.mail.check()).ok).toBe(false);
    expect(notes.join()).toContain("the same SyncKey");
  });
  test("a wrong content type", async () => {
    const list = folderList();
    const { notes } = await phoneWith({
      FolderSync: { ...list, headers: [["content-type", "text/html"]] },
    });
    expect(notes).toEqual(["FolderSync was answered as text/html"]);
  });
  test("FolderSync that counts wrong", async () => {
    const wrong = tree(
      el(
        "FolderHierarchy:FolderSync",
        el("FolderHierarchy:Status", "1"),
        el("FolderHierarchy:SyncKey", "f1"),
        el("FolderHierarchy:Changes", el("FolderHierarchy:Count", "3")),
      ),
    );
    expect((await phoneWith({ FolderSync: wrong })).notes.join()).toContain("counts 3 changes");
  });
});

// My devices over the real objects: what users see of their own phones, and what they can order.
import { describe, expect, it } from "vitest";
import { basic, deviceObject, mySite, PASSWORD, phone } from "./my-site.ts";
import { DAY, HOUR, MINUTE, START } from "./world.ts";

describe("the list", () => {
  it("asks who is there before it says anything", async () => {
    const { request, tenant } = await mySite("my-asks");
    await tenant.noteDevice(phone("APPLSECRET"));
    for (const headers of [{}, { Authorization: basic("alice", "wrong") }]) {
      const answer = await request("/my", { headers });
      expect(answer.status).toBe(401);
      expect(answer.headers.get("WWW-Authenticate")).toContain('realm="my-asks Inc."');
      expect(await answer.text()).not.toContain("SECRET");
    }
  });

  it("shows the user's own phones and nobody else's", async () => {
    const { tenant, show, time } = await mySite("my-own");
    await tenant.noteDevice(phone("APPL11", { userAgent: "Apple-iPhone/705.18" }));
    await tenant.noteDevice({ ...phone("APPL99"), user: "bob" });
    time.now = START + 3 * DAY + HOUR;
    const { text } = await show("/my");
    expect(text).toContain("iPhone, iPhone OS 3");
    expect(text).toContain("Serial number: 11");
    expect(text).toContain("Last seen: 3 days ago");
    expect(text).not.toContain("99");
  });

  it("tells who runs an old version how to renew it, and what iPhone OS 3 needs first", async () => {
    const { tenant, show } = await mySite("my-old");
    await tenant.editPolicy("everyone", { minLength: 4 }, "owner");
    await tenant.lockPolicy("everyone", ["ios-profile"], "owner");
    const account = await tenant.account("alice");
    if (!account.ok) throw new Error(account.reason);
    const { version } = account.account.policy;
    await tenant.noteDevice(phone("APPL1", { policyVersion: "old" }));
    await tenant.noteDevice(
      phone("APPL3", { policyVersion: "old", userAgent: "Apple-iPhone/705.18" }),
    );
    const old = (await show("/my")).text;
    expect(old).toContain("an older version: please set it up again");
    expect(old).toContain("open https://my-old.example/iphone in Safari");
    expect(old).toContain("remove it first: Settings, General, Profile, Remove");
    for (const id of ["APPL1", "APPL3"])
      await tenant.noteDevice(phone(id, { policyVersion: version }));
    const current = (await show("/my")).text;
    expect(current).toContain("Settings: up to date");
    expect(current).not.toContain("older version");
  });

  it("says in words why a phone was last refused", async () => {
    const { tenant, show } = await mySite("my-refused");
    await tenant.noteDevice(phone("APPL1"));
    await tenant.noteRefusal({
      reason: "token-missing",
      user: "alice",
      deviceId: "APPL1",
      deviceType: "iPhone",
      userAgent: "",
    });
    expect((await show("/my")).text).toContain("The account was set up by hand.");
  });

  it("speaks German to who reads German", async () => {
    const { tenant, get } = await mySite("my-german");
    await tenant.noteDevice(phone("APPL1"));
    const answer = await get("/my", { headers: { "Accept-Language": "de-DE" } });
    const text = await answer.text();
    expect(answer.headers.get("Content-Language")).toBe("de");
    expect(answer.headers.get("Vary")).toBe("Accept-Language");
    expect(text).toContain('<html lang="de">');
    expect(text).toContain("Dieses iPhone als verloren melden");
  });
});

describe("a lost phone", () => {
  it("is blocked at once, and let in again when it is found", async () => {
    const { tenant, use } = await mySite("my-lost");
    const object = await deviceObject("my-lost", "APPL1");
    await tenant.noteDevice(phone("APPL1"));
    const lost = await use("lost", "APPL1");
    expect(lost.text).toContain("is reported as lost. It gets no more mail");
    expect(lost.text).toContain("You reported it as lost.");
    expect((await tenant.device("alice", "APPL1"))?.state).toBe("blocked");
    expect((await object.facts()).state).toBe("blocked");
    const found = await use("found", "APPL1");
    expect(found.text).toContain("may fetch mail again");
    expect((await object.facts()).state).toBe("active");
    const entries = (await tenant.audit(0, 100)).filter(({ actor }) => actor === "user:alice");
    expect(entries.map(({ action }) => action)).toEqual(["device-blocked", "device-allowed"]);
  });

  it("stays blocked if an administrator blocked it, before or after its user", async () => {
    const { tenant, use, show, post, fieldsFor } = await mySite("my-blocked");
    await deviceObject("my-blocked", "APPL1");
    await tenant.noteDevice(phone("APPL1"));
    await use("lost", "APPL1");
    const early = await fieldsFor("found", "APPL1");
    expect(early.token).not.toBe("");
    await tenant.setDeviceState("alice", "APPL1", "blocked", "ann");
    expect((await post("/my/found", early)).status).toBe(409);
    expect((await tenant.device("alice", "APPL1"))?.state).toBe("blocked");
    const { text } = await show("/my");
    expect(text).toContain("Blocked by the administrator of my-blocked Inc.");
    expect(text).not.toContain('action="/my/found"');
    expect((await show("/my/forget?device=APPL1")).status).toBe(409);
  });
});

describe("erasing", () => {
  const YES = { password: PASSWORD, agreed: "yes" };

  it("says what is erased, asks for the password again and for a tick", async () => {
    const { tenant, show, use } = await mySite("my-erase");
    const object = await deviceObject("my-erase", "APPL1");
    await tenant.noteDevice(phone("APPL1"));
    const page = (await show("/my/erase?device=APPL1")).text;
    expect(page).toContain("Everything on the iPhone: photos, messages, apps");
    const missing = await use("erase", "APPL1", { ...YES, password: "" });
    expect([missing.status, missing.text]).toMatchObject([403, /Please type your password/]);
    const unticked = await use("erase", "APPL1", { password: PASSWORD });
    expect([unticked.status, unticked.text]).toMatchObject([403, /Please tick the box/]);
    const wrong = await use("erase", "APPL1", { ...YES, password: "wrong" });
    expect([wrong.status, wrong.text]).toMatchObject([403, /password was not accepted/]);
    expect(wrong.text).toMatch(/id="agreed"[^>]*checked/);
    expect(wrong.text).not.toContain("wrong");
    expect((await object.facts()).wipe).toBeUndefined();
    const done = await use("erase", "APPL1", YES);
    expect(done.text).toContain("will be erased as soon as it asks for mail");
    expect((await object.facts()).wipe).toMatchObject({
      state: "requested",
      requestedBy: "user:alice",
    });
  });

  it("can be taken back by who ordered it, and by nobody else", async () => {
    const { tenant, use, show, post, fieldsFor } = await mySite("my-cancel");
    const object = await deviceObject("my-cancel", "APPL1");
    await tenant.noteDevice(phone("APPL1"));
    await use("erase", "APPL1", YES);
    const cancel = await fieldsFor("cancel", "APPL1");
    const taken = await use("cancel", "APPL1");
    expect(taken.text).toContain("will not be erased");
    expect((await object.facts()).wipe?.state).toBe("cancelled");
    const begun = await object.requestWipe("ann");
    if (!begun.ok) throw new Error(begun.reason);
    await tenant.noteWipe("alice", "APPL1", begun.wipe, "ann", "");
    expect((await show("/my")).text).toContain("ordered that it be erased");
    expect((await post("/my/cancel", cancel)).status).toBe(409);
    expect((await object.facts()).wipe?.state).toBe("requested");
  });

  it("slows wrong passwords down, though every request signs in with the right one", async () => {
    const { tenant, use, post, fieldsFor } = await mySite("my-guess");
    const object = await deviceObject("my-guess", "APPL1");
    await tenant.noteDevice(phone("APPL1"));
    const fields = await fieldsFor("erase", "APPL1");
    for (let tries = 0; tries < 6; tries++)
      await use("erase", "APPL1", { ...YES, password: `guess ${tries}` });
    const answer = await post("/my/erase", { ...fields, ...YES });
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get("Retry-After"))).toBeGreaterThan(0);
    expect(await answer.text()).toContain("There were several wrong passwords. Please wait");
    expect((await object.facts()).wipe).toBeUndefined();
  });

  it("takes a right password only: control characters and length are nobody's", async () => {
    const { tenant, use } = await mySite("my-odd");
    await deviceObject("my-odd", "APPL1");
    await tenant.noteDevice(phone("APPL1"));
    for (const password of [`${PASSWORD}\u0000`, `${PASSWORD}\r\n`, "x".repeat(1_001), "\u{1f600}"])
      expect((await use("erase", "APPL1", { ...YES, password })).status).toBe(403);
  });
});

describe("forgetting", () => {
  it("removes the phone from the list and voids its profile", async () => {
    const { tenant, use } = await mySite("my-forget");
    await deviceObject("my-forget", "APPL1");
    await tenant.handOut("alice", "hash", "v1");
    await tenant.bind("hash", "alice", "APPL1");
    const { text } = await use("forget", "APPL1");
    expect(text).toContain("is forgotten");
    expect(await tenant.devicesOf("alice")).toEqual([]);
    expect(await tenant.bind("hash", "alice", "APPL1")).toMatchObject({ ok: false });
  });

  it("is no way out of a block or a wipe", async () => {
    const { tenant, use, show, post, fieldsFor } = await mySite("my-escape");
    const object = await deviceObject("my-escape", "APPL1");
    await tenant.noteDevice(phone("APPL1"));
    const forget = await fieldsFor("forget", "APPL1");
    await use("lost", "APPL1");
    expect((await show("/my/forget?device=APPL1")).status).toBe(409);
    expect((await post("/my/forget", forget)).status).toBe(409);
    await use("erase", "APPL1", { password: PASSWORD, agreed: "yes" });
    expect((await post("/my/forget", forget)).status).toBe(409);
    expect((await object.facts()).wipe?.state).toBe("requested");
    expect((await object.facts()).state).toBe("blocked");
  });
});

it("a phone seen a moment ago, minutes and one day ago", async () => {
  const { tenant, show, time } = await mySite("my-ago");
  await tenant.noteDevice(phone("APPL1"));
  const seen: (string | undefined)[] = [];
  for (const later of [0, MINUTE, 5 * MINUTE, DAY]) {
    time.now = START + later;
    seen.push(/Last seen: ([^<]+)/.exec((await show("/my")).text)?.[1]);
  }
  expect(seen).toEqual(["just now", "1 minute ago", "5 minutes ago", "1 day ago"]);
});

// My devices against other sites, other users and hostile texts: a browser sends a Basic sign-in along
// with every form, whoever made it.
import { describe, expect, it } from "vitest";
import { basic, deviceObject, mySite, phone } from "./my-site.ts";
import { HOUR, handles, START } from "./world.ts";

describe("what comes from elsewhere", () => {
  const lost = async (name: string) => {
    const site = await mySite(name);
    const object = await deviceObject(name, "APPL1");
    await site.tenant.noteDevice(phone("APPL1"));
    const fields = await site.fieldsFor("lost", "APPL1");
    return { ...site, object, fields };
  };

  it("does nothing without the page's token, or with another form's", async () => {
    const { post, fields, tenant, time, fieldsFor } = await lost("my-token");
    await tenant.noteDevice(phone("APPL2"));
    await tenant.noteDevice({ ...phone("APPL1"), user: "bob" });
    const other = (await fieldsFor("lost", "APPL2")).token;
    const erase = (await fieldsFor("erase", "APPL1")).token;
    for (const token of ["", "x", other, erase, `${fields.token}x`])
      expect((await post("/my/lost", { ...fields, token })).status, token).toBe(403);
    expect((await post("/my/lost", { device: "APPL1" })).status).toBe(403);
    expect((await post("/my/lost", fields, { user: "bob" })).status).toBe(403);
    time.now = START + 2 * HOUR;
    const late = await post("/my/lost", fields);
    expect([late.status, await late.text()]).toMatchObject([403, /open for too long/]);
    expect((await tenant.device("alice", "APPL1"))?.state).toBe("active");
    expect((await tenant.device("bob", "APPL1"))?.state).toBe("active");
  });

  it.each([
    ["another site", { Origin: "https://evil.example" }],
    ["a page without an address", { Origin: "null" }],
    ["plain http on the same host", { Origin: "http://my-origin.example" }],
    ["what the browser calls cross-site", { "Sec-Fetch-Site": "cross-site" }],
    ["a host of the same domain", { "Sec-Fetch-Site": "same-site" }],
  ])("refuses a form from %s, even with a good token", async (_, headers) => {
    const { post, fields, tenant } = await lost("my-origin");
    const answer = await post("/my/lost", fields, { headers });
    expect([answer.status, await answer.text()]).toMatchObject([403, /form-of-another-site/]);
    expect((await tenant.device("alice", "APPL1"))?.state).toBe("active");
  });

  it("takes the form of a browser that says it is this site's, and of one that says nothing", async () => {
    const { post, fields, host } = await lost("my-same");
    const headers = { Origin: host, "Sec-Fetch-Site": "same-origin" };
    expect((await post("/my/lost", fields, { headers })).status).toBe(303);
    expect((await post("/my/lost", fields)).status).toBe(409);
  });

  it("reads forms only, and only so much of them", async () => {
    const { request, post, fields } = await lost("my-bodies");
    const headers = { Authorization: basic("alice"), "Content-Type": "application/json" };
    const json = await request("/my/lost", { method: "POST", headers, body: "{}" });
    expect(json.status).toBe(400);
    const long = await post("/my/lost", { ...fields, more: "x".repeat(20_000) });
    expect(long.status).toBe(400);
    expect((await request("/my/lost", { method: "POST" })).status).toBe(401);
    expect((await request("/my", { method: "PUT" })).status).toBe(405);
    expect((await request("/my/nothing", {})).status).toBe(404);
    expect((await request("/my/lost", {})).status).toBe(404);
  });

  it("leads nowhere else and sits in nobody's frame", async () => {
    const { get, post, fields } = await lost("my-frame");
    const page = await get("/my");
    expect(page.headers.get("X-Frame-Options")).toBe("DENY");
    expect(page.headers.get("Content-Security-Policy")).toContain("frame-ancestors 'none'");
    expect(page.headers.get("Referrer-Policy")).toBe("same-origin");
    expect(page.headers.get("Cache-Control")).toBe("no-store");
    const framed = await get("/my", { headers: { "Sec-Fetch-Dest": "iframe" } });
    expect(framed.status).toBe(403);
    for (const path of ["/my/lost?done=//evil.example", "/my/lost?next=https://evil.example"]) {
      const answer = await post(path, { ...fields, next: "https://evil.example" });
      const location = answer.headers.get("Location") ?? "/my";
      expect(location.startsWith("/my")).toBe(true);
    }
  });

  it("believes no address about what was done", async () => {
    const { show } = await lost("my-notice");
    for (const done of ["lost", "found", "erase", "cancel", "<b>x</b>", "constructor"]) {
      const { text } = await show(`/my?device=APPL1&done=${encodeURIComponent(done)}`);
      const says = /role="status">([^<]*)</.exec(text)?.[1];
      expect(says === undefined || done === "found", done).toBe(true);
      expect(text).not.toContain("<b>x");
    }
  });

  it("shows what phones say of themselves as text", async () => {
    const { tenant, show } = await lost("my-hostile");
    const hostile = '"><img src=x onerror=alert(1)>\u202e';
    await tenant.noteDevice(phone("BAD1", { deviceType: hostile, userAgent: hostile }));
    await tenant.noteDevice(phone(`BAD2${hostile}`));
    const { text } = await show("/my");
    expect(text).not.toContain("<img");
    expect(text).toContain("&lt;img");
    expect(text.match(/\u202e/g)?.length ?? 0).toBeLessThanOrEqual(2);
    expect((await show("/my/erase?device=BAD1")).text).not.toContain("<img");
    const odd = await show(`/my/erase?device=${encodeURIComponent(hostile)}`);
    expect([odd.status, odd.text.includes("<img")]).toEqual([404, false]);
  });

  it("finds no phone of another user or tenant", async () => {
    const { tenant, show } = await lost("my-others");
    await tenant.noteDevice({ ...phone("APPLBOB"), user: "bob" });
    await handles.tenant("my-frame").noteDevice(phone("APPLFAR"));
    for (const id of ["APPLBOB", "APPLFAR", "APPLNONE"])
      expect((await show(`/my/erase?device=${id}`)).status).toBe(404);
  });
});

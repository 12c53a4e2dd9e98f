// An operator's own account in workerd: sessions, password, language.
import { describe, expect, it } from "vitest";
import { secretHash } from "../../worker/core/session.ts";
import { type Browser, consoleAs, makeOperator, openBrowser, PASSWORD } from "./console-client.ts";
import { handles } from "./world.ts";

const { directory } = handles;
const COOKIE = "__Host-provost";
let visitors = 0;
const visitor = () => openBrowser({ client: `203.0.113.${++visitors}` });
const signIn = (browser: Browser, name: string, password: string) =>
  browser.post("/sign-in", { name, password });

describe("the own account", () => {
  it("lists the own sessions and ends one; another's session is not to be ended", async () => {
    const [browser, other] = [await consoleAs("owner"), await consoleAs("auditor:acme")];
    const elsewhere = await consoleAs("owner");
    const [theirs] = await directory.sessions("id-auditor.acme-operator");
    await browser.post(`/account/sessions/${theirs?.id}/end`);
    expect((await other.get("/account")).status).toBe(200);
    const second = await directory.session(secretHash(elsewhere.cookies.get(COOKIE) ?? ""));
    const ended = await browser.post(`/account/sessions/${second?.session.id}/end`);
    expect(ended.location).toBe("/account");
    expect((await elsewhere.get("/account")).status).toBe(303);
    expect((await browser.get("/account")).text).toContain("The session is ended.");
  });

  it("changes the password, and slows guesses at the current one down", async () => {
    await makeOperator("mover", "owner");
    const browser = visitor();
    await signIn(browser, "mover", PASSWORD);
    await browser.get("/account");
    const change = (current: string, password = "a quite new password") =>
      browser.post("/account/password", { current, password, repeat: password });
    const wrong = await change("not this one");
    expect(wrong.text).toContain("current password is not right");
    expect((await change(PASSWORD, "short")).text).toContain("12 characters or more");
    expect((await change(PASSWORD)).location).toBe("/account");
    expect((await signIn(visitor(), "mover", PASSWORD)).status).toBe(400);
    for (let guess = 0; guess < 6; guess++) await change(`guess ${guess}`);
    const right = await change("a quite new password", "the third one of them");
    expect(right.text).toContain("current password is not right");
  });

  it("speaks German to whoever chose it, before and after the sign-in", async () => {
    const browser = visitor();
    const chosen = await browser.post("/language", { language: "de", return: "/sign-in" });
    expect(chosen.location).toBe("/sign-in");
    expect((await browser.get("/sign-in")).text).toContain('<html lang="de">');
    const evil = await browser.post("/language", { language: "xx", return: "//evil.example" });
    expect(evil.location).toBe("/");
    const accepts = await visitor().get("/sign-in", { "Accept-Language": "de-AT" });
    expect(accepts.text).toContain("Anmelden");
  });
});

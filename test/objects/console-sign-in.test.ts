// Sign-in to the console, in workerd, as browsers and attackers do it.
import { describe, expect, it } from "vitest";
import { SET_UP_LIFETIME, secretHash } from "../../worker/core/session.ts";
import { consoleAs, makeOperator, openBrowser, PASSWORD } from "./console-client.ts";
import { env, handles, START, setClock, stubOf } from "./world.ts";

const directory = stubOf(env.DIRECTORY, "directory");
const COOKIE = "__Host-provost";
let visitors = 0;
/** A browser at an address of its own, so that tests do not slow each other down. */
const visitor = (at?: string) =>
  openBrowser({ client: `198.51.100.${++visitors}`, ...(at && { at }) });
const signIn = (browser: ReturnType<typeof visitor>, name: string, password: string, back = "") =>
  browser.post("/sign-in", { name, password, return: back });

describe("sign-in", () => {
  it("opens the page that was asked for, and it was asked for by an own path", async () => {
    await makeOperator("alice@acme.example", "owner");
    const browser = visitor();
    const asked = await browser.get("/operators?x=1");
    expect([asked.status, asked.location]).toEqual([303, "/sign-in?return=%2Foperators%3Fx%3D1"]);
    const form = await browser.get(asked.location ?? "");
    expect(form.text).toContain('name="return" value="/operators?x=1"');
    const done = await signIn(browser, " Alice@ACME.example ", PASSWORD, "/operators?x=1");
    expect([done.status, done.location]).toEqual([303, "/operators?x=1"]);
    expect((await browser.get("/account")).text).toContain("alice@acme.example");
  });
});

it("the first page", async () => {
  const browser = await consoleAs("owner");
  const page = await browser.get("/account");
  expect(page.status).toBe(200);
});

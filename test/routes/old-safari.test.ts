// Every page for users in HTML and CSS that iPhone OS 3's Safari renders, in both languages. That
// the reader finds what is new is tested first, or it would find nothing everywhere.
import { describe, expect, test } from "vitest";
import { iphoneProblems } from "../../worker/views/iphone-messages.ts";
import { documentOf } from "../../worker/views/layout.tsx";
import { ErasePage, ForgetPage } from "../../worker/views/my-deed-page.tsx";
import { MyPage } from "../../worker/views/my-page.tsx";
import { ProblemPage } from "../../worker/views/problem-page.tsx";
import { ios3, ios26, iphoneSite, switchingCenterSite } from "../support/front-site.ts";
import { myView, ownPhones } from "../support/my-view.ts";
import { oldSafariProblems } from "../support/old-safari.ts";

const LANGUAGES = ["en", "de"] as const;

test.each([
  ["<video></video>", "element video"],
  ["<svg></svg>", "element svg"],
  ['<input type="email"/>', "input of type email"],
  ['<p onclick="x()"></p>', "attribute onclick of p"],
  ['<p style="color:red"></p>', "attribute style of p"],
  ['<a href="javascript:x()">x</a>', "a script"],
  ["<style>p { display: flex; }</style>", "display flex"],
  ["<style>p { color: var(--x); }</style>", "value color: var(--x)"],
  ["<style>p { font-size: 1rem; }</style>", "value font-size: 1rem"],
  ["<style>p { gap: 1px; }</style>", "property gap"],
  ["<style>p { border-radius: 1px; }</style>", "border-radius without its prefix"],
  ["<style>p:has(a) { color: #fff; }</style>", "selector p:has(a)"],
  ["<style>@supports (x: y) {\np { color: #fff; }\n}\n</style>", "rule @supports"],
])("the reader finds what is new in %s", (markup, problem) => {
  expect(oldSafariProblems(`<!DOCTYPE html><html>${markup}</html>`)).toEqual([problem]);
});

test("the reader skips what such a Safari skips, and nothing else", () => {
  const dark = "@media (prefers-color-scheme: dark) {\np { gap: 1px; }\n}\n";
  const page = (style: string) => `<!DOCTYPE html><html><style>${style}</style></html>`;
  expect(oldSafariProblems(page(dark))).toEqual([]);
  expect(oldSafariProblems(page(`${dark}p { gap: 1px; }`))).toEqual(["property gap"]);
});

describe.each(LANGUAGES)("in %s", (language) => {
  const facts = { company: "Acme", address: "https://mail.acme.example/iphone", wait: "1 minute" };

  test("the alias page, with and without a notice", async () => {
    const site = switchingCenterSite({ tenants: {}, aliases: {}, wait: 0 });
    for (const path of ["/", "/?alias=nobody", "/nothing"]) {
      const headers = { "User-Agent": ios3, "Accept-Language": language };
      const html = await (await site.send(path, headers)).text();
      expect(oldSafariProblems(html), path).toEqual([]);
    }
  });

  test.each(Object.keys(iphoneProblems.en))("the page for %s", async (reason) => {
    const text = iphoneProblems[language][reason as keyof typeof iphoneProblems.en](facts);
    const said = { ...facts, language, reason, text, user: "alice", note: "note" };
    const html = String(await documentOf(ProblemPage(said)));
    const isForOthers = ["not-an-ios-device", "perhaps-an-ipad"].includes(reason);
    const expected = isForOthers ? ["element path", "element rect", "element svg"] : [];
    expect([...new Set(oldSafariProblems(html))].toSorted()).toEqual(expected);
  });

  test("the page before the profile", async () => {
    const answer = await iphoneSite().request("/iphone", {
      headers: {
        "User-Agent": ios26,
        "Accept-Language": language,
        Authorization: `Basic ${Buffer.from("alice:p\u00e4:ss <1>").toString("base64")}`,
      },
    });
    expect(answer.status).toBe(200);
    expect(oldSafariProblems(await answer.text())).toEqual([]);
  });

  test("my devices in every state, and the pages before a deed", async () => {
    const view = myView(language);
    const devices = ownPhones();
    const [on] = devices;
    if (!on) throw new Error("no phone");
    const problem = { field: "password", sentence: "no", agreed: true } as const;
    const pages = [
      MyPage({ view, devices, notice: "done" }),
      MyPage({ view, devices: [] }),
      ErasePage({ view, on, problem }),
      ForgetPage({ view, on }),
    ];
    for (const page of pages) expect(oldSafariProblems(String(await documentOf(page)))).toEqual([]);
  });
});

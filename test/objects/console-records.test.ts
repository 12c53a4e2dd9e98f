// The console's pages about refusals and the audit log, visited as a browser would.
import { describe, expect, it } from "vitest";
import { administered, main, wordsOf } from "./console-visits.ts";
import { DAY, HOUR, START, setClock } from "./world.ts";

describe("the page of refusals", () => {
  it("counts per reason and hour, says what to do, and lists the newest", async () => {
    const { tenant, stub, browser, at } = await administered("pg-refusals");
    expect(wordsOf(await browser.get(`${at}/refusals`))).toContain("Nobody was refused");
    const refusal = { user: "bob", deviceId: "appl1", deviceType: "iPhone", userAgent: "Mail/1" };
    await setClock(stub, START - 2 * DAY - HOUR);
    await tenant.noteRefusal({ ...refusal, reason: "token-expired" });
    await setClock(stub, START);
    await tenant.noteRefusal({ ...refusal, reason: "token-missing" });
    await tenant.noteRefusal({ ...refusal, reason: "token-missing", letThrough: true });
    const page = await browser.get(`${at}/refusals`);
    const words = wordsOf(page);
    expect(main(page)).toContain(
      'aria-label="2 refusals in the last 48 hours, at most 2 in one hour."',
    );
    expect(words).toContain("2011-03-03 00:00 2");
    expect(words).toContain(
      "The device was never provisioned 1 1 Let the user open the /iphone page",
    );
    expect(words).toContain("token-expired");
    expect(words).toContain("Mail/1 The device was never provisioned let through");
  });
});

describe("the page of the audit log", () => {
  it("goes back page by page, is searched, and says how to verify the chain", async () => {
    const { tenant, browser, at } = await administered("pg-audit");
    for (let index = 0; index < 60; index++) await tenant.note("ann", "noted", `n${index}`, "");
    const first = await browser.get(`${at}/audit`);
    expect(wordsOf(first)).toContain("npm run provost -- audit --tenant pg-audit --verify");
    expect(wordsOf(first)).toContain("ann noted n59");
    const next = /<a href="([^"]+)" rel="next">/.exec(first.text)?.[1] ?? "";
    const second = await browser.get(next);
    expect(wordsOf(second)).toContain("tenant-founded");
    expect(main(second)).not.toContain('rel="next"');
    expect(wordsOf(await browser.get(`${at}/audit?search=N33`))).toContain("ann noted n33");
    const whole = await browser.get(`${at}/audit.jsonl`);
    expect(whole.headers.get("content-disposition")).toContain("pg-audit-audit.jsonl");
    expect(whole.text.trimEnd().split("\n")).toHaveLength(61);
  });
});

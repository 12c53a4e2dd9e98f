// The pages for users in German: chosen by the browser's Accept-Language, said to caches and screen
// readers, and whole.
import { expect, test } from "vitest";
import { consentText } from "../../worker/views/consent-messages.ts";
import { iphoneProblems } from "../../worker/views/iphone-messages.ts";
import { waitInWords } from "../../worker/views/wait-in-words.ts";
import { basic, chrome, ios26, iphoneSite, switchingCenterSite } from "../support/front-site.ts";

const GERMAN = "de-DE,de;q=0.9,en;q=0.5";
const center = () => switchingCenterSite({ tenants: {}, aliases: {}, wait: 0 });
const headersIn = (language: string, userAgent: string, authorization?: string) => ({
  "User-Agent": userAgent,
  "Accept-Language": language,
  ...(authorization ? { Authorization: authorization } : {}),
});

test("the alias page is German for who reads German", async () => {
  const answer = await center().send("/", headersIn(GERMAN, chrome));
  const text = await answer.text();
  expect(answer.headers.get("Content-Language")).toBe("de");
  expect(answer.headers.get("Vary")).toBe("Accept-Language");
  expect(text).toContain('<html lang="de">');
  expect(text).toContain("iPhone oder iPad einrichten");
  expect(text).toContain('alt="QR-Code von https://get.example.com/"');
});

test("English pages say that they are English, and that another reader gets another page", async () => {
  const answer = await center().send("/", headersIn("en-us", chrome));
  expect(answer.headers.get("Content-Language")).toBe("en");
  expect(answer.headers.get("Vary")).toBe("Accept-Language");
  expect(await answer.text()).toContain('<html lang="en">');
});

test("a problem page keeps its status and code, whatever the language", async () => {
  const init = { headers: headersIn(GERMAN, ios26, basic("alice", "wrong")) };
  const answer = await iphoneSite().request("/iphone", init);
  const text = await answer.text();
  expect(answer.status).toBe(401);
  expect(text).toContain("Benutzername oder Passwort stimmt nicht");
  expect(text).toContain("<code>wrong-password</code>");
});

test("the page before the profile is German", async () => {
  const init = { headers: headersIn(GERMAN, ios26, basic("alice")) };
  const answer = await iphoneSite().request("/iphone", init);
  const text = await answer.text();
  expect(answer.headers.get("Content-Language")).toBe("de");
  expect(text).toContain("Mail auf diesem iPhone einrichten");
  expect(text).toContain("Was Acme Corporation löschen darf");
  expect(text).toContain('value="Profil laden"');
});

test("no sentence is left in English, and every one names what it must", () => {
  const facts = { company: "Acme", address: "https://mail.acme.example/iphone", wait: "4 Minuten" };
  for (const reason of Object.keys(iphoneProblems.en) as (keyof typeof iphoneProblems.en)[]) {
    const [english, german] = [iphoneProblems.en[reason](facts), iphoneProblems.de[reason](facts)];
    expect(german.title, reason).not.toBe(english.title);
    expect(german.todo.length, reason).toBe(english.todo.length);
    for (const fact of Object.values(facts)) {
      const [said, gesagt] = [english, german].map((text) => JSON.stringify(text).includes(fact));
      expect(gesagt, `${reason} names ${fact}`).toBe(said);
    }
  }
  const typical = { company: "Acme", device: "iPhone", version: [26, 0, 0] } as const;
  const phone = { ...typical, certificates: "off" } as const;
  for (const certificates of ["off", "with-password", "alone"] as const) {
    for (const part of ["sees", "steps"] as const) {
      const [de, en] = [consentText.de, consentText.en].map((text) =>
        text[part]({ ...phone, certificates }),
      );
      expect(de?.items.length).toBe(en?.items.length);
    }
  }
  expect(consentText.de.steps(phone).items[1]).toContain("VPN und Geräteverwaltung");
  expect(consentText.de.steps({ ...phone, version: [14, 0, 0] }).items[1]).toContain("Profile &");
});

test("waits are told in both languages", () => {
  expect([0.2, 40, 121].map((seconds) => waitInWords(seconds, "de"))).toEqual([
    "1 Sekunde",
    "40 Sekunden",
    "3 Minuten",
  ]);
});

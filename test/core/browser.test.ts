// What User-Agents are taken for. Origins: iPhone OS 3 to 4.3 are the documented forms of Safari
// (device, system, WebKit, Version, build); 12.2 from browscap issue 2097; 26 from WebKit's
// "Features in Safari 26.0" and ua-parser-js issue 818; the others are the forms that those
// browsers document or that public lists of User-Agents show.
import { expect, test } from "vitest";
import {
  type Browser,
  installsInSettings,
  profileTarget,
  readBrowser,
} from "../../worker/core/browser.ts";
import type { IosVersion } from "../../worker/core/ios.ts";

const webkit = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
const mac = `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${webkit}`;
const phone = (system: string) => `Mozilla/5.0 (iPhone; CPU iPhone OS ${system} like Mac OS X)`;
const ios = (
  device: "iPhone" | "iPod" | "iPad",
  version: readonly [number, number, number],
  browser: "safari" | "other" = "safari",
): Browser => ({ kind: "ios", device, version, browser });

const table: readonly (readonly [what: string, userAgent: string, browser: Browser])[] = [
  [
    "iPhone OS 3.0",
    "Mozilla/5.0 (iPhone; U; CPU iPhone OS 3_0 like Mac OS X; en-us) AppleWebKit/528.18 (KHTML, like Gecko) Version/4.0 Mobile/7A341 Safari/528.16",
    ios("iPhone", [3, 0, 0]),
  ],
  [
    "iPhone OS 3.1.3 on an iPod",
    "Mozilla/5.0 (iPod; U; CPU iPhone OS 3_1_3 like Mac OS X; fr-fr) AppleWebKit/528.18 (KHTML, like Gecko) Version/4.0 Mobile/7E18 Safari/528.16",
    ios("iPod", [3, 1, 3]),
  ],
  [
    "iPhone OS 3.2 on the first iPad",
    "Mozilla/5.0 (iPad; U; CPU OS 3_2 like Mac OS X; en-us) AppleWebKit/531.21.10 (KHTML, like Gecko) Version/4.0.4 Mobile/7B367 Safari/531.21.10",
    ios("iPad", [3, 2, 0]),
  ],
  [
    "iOS 4.2.1, whose Safari is version 5.0.2",
    "Mozilla/5.0 (iPhone; U; CPU iPhone OS 4_2_1 like Mac OS X; en-us) AppleWebKit/533.17.9 (KHTML, like Gecko) Version/5.0.2 Mobile/8C148 Safari/6533.18.5",
    ios("iPhone", [4, 2, 1]),
  ],
  [
    "iOS 4.3.3 on an iPad",
    "Mozilla/5.0 (iPad; U; CPU OS 4_3_3 like Mac OS X; en-us) AppleWebKit/533.17.9 (KHTML, like Gecko) Version/5.0.2 Mobile/8J2 Safari/6533.18.5",
    ios("iPad", [4, 3, 3]),
  ],
  [
    "iOS 7 on an iPod touch",
    "Mozilla/5.0 (iPod touch; CPU iPhone OS 7_0_3 like Mac OS X) AppleWebKit/537.51.1 (KHTML, like Gecko) Version/7.0 Mobile/11B511 Safari/9537.53",
    ios("iPod", [7, 0, 3]),
  ],
  [
    "iOS 12.2, whose Safari called itself 12.0",
    `${phone("12_2")} ${webkit} Version/12.0 Mobile/15E148 Safari/604.1`,
    ios("iPhone", [12, 2, 0]),
  ],
  [
    "iOS 18.5",
    `${phone("18_5")} ${webkit} Version/18.5 Mobile/15E148 Safari/604.1`,
    ios("iPhone", [18, 5, 0]),
  ],
  [
    "iOS 26.0, frozen at 18_6",
    `${phone("18_6")} ${webkit} Version/26.0 Mobile/15E148 Safari/604.1`,
    ios("iPhone", [26, 0, 0]),
  ],
  [
    "iOS 26.2, frozen at 18_7",
    `${phone("18_7")} ${webkit} Version/26.2 Mobile/15E148 Safari/604.1`,
    ios("iPhone", [26, 2, 0]),
  ],
  [
    "iPhone OS 1, which told no version",
    "Mozilla/5.0 (iPhone; U; CPU like Mac OS X; en) AppleWebKit/420+ (KHTML, like Gecko) Version/3.0 Mobile/1A543a Safari/419.3",
    ios("iPhone", [0, 0, 0]),
  ],
  [
    "Chrome for iOS",
    `${phone("12_2")} ${webkit} CriOS/71.0.3578.89 Mobile/15E148 Safari/605.1`,
    ios("iPhone", [12, 2, 0], "other"),
  ],
  [
    "Firefox for iOS",
    `${phone("12_1_3")} ${webkit} FxiOS/14.0b12646 Mobile/16D39 Safari/605.1.15`,
    ios("iPhone", [12, 1, 3], "other"),
  ],
  [
    "Edge for iOS, which also says Version",
    `${phone("17_5")} ${webkit} Version/17.0 EdgiOS/125.0.2535.60 Mobile/15E148 Safari/605.1.15`,
    ios("iPhone", [17, 5, 0], "other"),
  ],
  [
    "DuckDuckGo for iOS",
    `${phone("18_6")} ${webkit} Version/18.6 Mobile/15E148 DuckDuckGo/7 Safari/605.1.15`,
    ios("iPhone", [18, 6, 0], "other"),
  ],
  [
    "a chat program that adds itself at the end",
    `${phone("18_6")} ${webkit} Version/18.6 Mobile/15E148 Safari/604.1 Line/14.12.0`,
    ios("iPhone", [18, 6, 0], "other"),
  ],
  [
    "an in-app web view",
    `${phone("18_6")} ${webkit} Mobile/15E148 [FBAN/FBIOS;FBAV/480.0.0.40.108]`,
    ios("iPhone", [18, 6, 0], "other"),
  ],
  [
    "a bare web view of iOS 4",
    "Mozilla/5.0 (iPhone; U; CPU iPhone OS 4_2_1 like Mac OS X; en-us) AppleWebKit/533.17.9 (KHTML, like Gecko) Mobile/8C148",
    ios("iPhone", [4, 2, 1], "other"),
  ],
  ["a Mac's Safari, or an iPad's", `${mac} Version/17.4 Safari/605.1.15`, { kind: "mac-safari" }],
  [
    "Chrome for iPad in desktop mode",
    `${mac} CriOS/120 Version/11.1.1 Safari/605.1.15`,
    ios("iPad", [11, 1, 1], "other"),
  ],
  [
    "Chrome on a Mac",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
    { kind: "desktop" },
  ],
  ["DuckDuckGo on a Mac", `${mac} Version/17.5 DuckDuckGo/7 Safari/605.1.15`, { kind: "desktop" }],
  [
    "Windows",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0",
    { kind: "desktop" },
  ],
  [
    "an Android phone",
    "Mozilla/5.0 (Linux; Android 13; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
    { kind: "other-phone" },
  ],
  [
    "a Windows phone that claims to be like an iPhone",
    "Mozilla/5.0 (Mobile; Windows Phone 8.1; Android 4.0; ARM; Trident/7.0; Touch; rv:11.0; IEMobile/11.0; NOKIA; Lumia 520) like iPhone OS 7_0_3 Mac OS X AppleWebKit/537 (KHTML, like Gecko) Mobile Safari/537",
    { kind: "other-phone" },
  ],
  ["curl", "curl/8.5.0", { kind: "desktop" }],
  ["no User-Agent at all", "", { kind: "desktop" }],
];
test.each(table)("knows %s", (_, userAgent, browser) => {
  expect(readBrowser(userAgent)).toEqual(browser);
});

test("believes the user that a Macintosh Safari is an iPad, and reads its version", () => {
  const userAgent = `${mac} Version/17.4 Safari/605.1.15`;
  expect(readBrowser(userAgent, "ipad")).toEqual(ios("iPad", [17, 4, 0]));
});

test("does not believe it of a Safari older than iPadOS 13", () => {
  const userAgent = `${mac} Version/12.1.2 Safari/605.1.15`;
  expect(readBrowser(userAgent, "ipad")).toEqual({ kind: "mac-safari" });
});

test("does not believe it of any other browser", () => {
  expect(readBrowser("curl/8.5.0", "ipad")).toEqual({ kind: "desktop" });
});

test("reads hostile User-Agents of any length in bounded time", () => {
  const hostile = `Mozilla/5.0 (iPhone; ${"OS 9".repeat(100_000)}`;
  expect(readBrowser(hostile)).toEqual({ kind: "desktop" });
});

const safariOn = (version: IosVersion) =>
  profileTarget({ kind: "ios", version, device: "iPhone", browser: "safari" });

test("profiles begin with iPhone OS 3.0", () => {
  expect(safariOn([2, 2, 1])).toEqual({ ok: false, reason: "ios-too-old" });
  expect(safariOn([2, 99, 0])).toEqual({ ok: false, reason: "ios-too-old" });
  expect(safariOn([3, 0, 0])).toMatchObject({ ok: true, version: [3, 0, 0] });
});

test("profiles wait in Settings from iOS 12.2 on", () => {
  expect(installsInSettings([12, 1, 4])).toBe(false);
  expect(installsInSettings([12, 2, 0])).toBe(true);
});

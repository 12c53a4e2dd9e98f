// Lists of known devices as the other servers write them: what can be read is read, every other line
// is named, and no user is guessed.
import { describe, expect, test } from "vitest";
import {
  devicesOfLines,
  devicesOfTable,
  formatOfList,
  type KnownRules,
  textOfFile,
  withoutTypeLine,
} from "../../worker/core/known-devices.ts";
import { readCsv } from "../../worker/wire/csv.ts";
import { canonicalDeviceId } from "../../worker/wire/eas-query.ts";

const rules: KnownRules = {
  adapter: { loginForm: "ACME\\user", mailDomain: "acme.example" },
  byDisplayName: new Map([["alice example", "alice"]]),
  canonicalDeviceId,
};

/** Get-ActiveSyncDevice | Select ... | Export-Csv, Windows PowerShell 5.1 without -NoTypeInformation. */
const EXCHANGE_2010 = [
  "#TYPE Selected.Microsoft.Exchange.Data.Directory.SystemConfiguration.ActiveSyncDevice",
  '"FriendlyName","DeviceId","DeviceType","DeviceUserAgent","UserDisplayName","Identity"',
  '"","Appl87941C1N3NS","iPhone","Apple-iPhone2C1/801.293","acme.example/Staff/Alice Example","acme.example/Staff/Alice Example/ExchangeActiveSyncDevices/iPhone§Appl87941C1N3NS"',
  '"","ApplGB0251W5A4T","iPhone","Apple-iPhone3C1/801.306","acme.example/Staff/Nobody Known","acme.example/Staff/Nobody Known/ExchangeActiveSyncDevices/iPhone§ApplGB0251W5A4T"',
  '"","validate","TestActiveSyncConnectivity","TestActiveSyncConnectivity","acme.example/Users/extest_1","acme.example/Users/extest_1/ExchangeActiveSyncDevices/x"',
  "",
].join("\r\n");

/** Get-MobileDeviceStatistics with the mailbox's account name put before it. */
const EXCHANGE_2016 = [
  "User;ClientType;DeviceId;DeviceType",
  "ACME\\Bob;EAS;APPLDNQK1;iPhone",
  "carol@acme.example;EAS;4170706C53494D30303031;iPad",
  "dave;Outlook;0123456789ABCDEF;Outlook",
  "eve@other.example;EAS;ApplEVE1;iPhone",
  'mallory;EAS;"Appl/1";iPhone',
  "bob;EAS;ApplDnqk1;iPhone",
].join("\n");

const Z_PUSH_LIST = `
All synchronized devices

Device id                           Synchronized users
-----------------------------------------------------
applsim0001                         alice
f04016a5gd9d3f5b4b16c8b0f0a3a5c1    bob,carol@acme.example
broken-line
`;
const Z_PUSH_LAST_SYNC = `
All known devices and users and their last synchronization time

Device id                           Synchronized user              Last sync time      Short Ids
-----------------------------------------------------------------------------------------------------
applsim0001                         alice                          2010-06-21 10:00    Yes
applsim0002                         bob                            never               No
`;

const exchange = (text: string) => devicesOfTable(readCsv(withoutTypeLine(text)), rules);
const pairs = (list: { devices: readonly { user: string; deviceId: string }[] }) =>
  list.devices.map(({ user, deviceId }) => `${user} ${deviceId}`);
const bad = (list: { problems: readonly { line: number; code: string }[] }) =>
  list.problems.map(({ line, code }) => `${line} ${code}`);

describe("a list of Exchange", () => {
  test("names users by what they are called only where exactly one user is called so", () => {
    const list = exchange(EXCHANGE_2010);
    expect(list.devices).toEqual([
      { user: "alice", deviceId: "appl87941c1n3ns", deviceType: "iPhone" },
    ]);
    expect(bad(list)).toEqual(["3 bad-user", "4 bad-user"]);
  });

  test("is read by login names, each device once, other clients and hosts left out by name", () => {
    const list = exchange(EXCHANGE_2016);
    expect(pairs(list)).toEqual(["bob appldnqk1", "carol applsim0001"]);
    expect(bad(list)).toEqual(["4 not-eas", "5 bad-user", "6 bad-device-id"]);
    expect(list.problems[1]?.shown).toBe("eve@other.example");
  });

  test.each([
    ["", ["1 no-lines"]],
    ["Name,Type\nalice,iPhone", ["1 no-device-column", "1 no-user-column"]],
    ["DeviceId,DeviceType\nAppl1,iPhone", ["1 no-user-column"]],
  ])("without the columns it needs is refused: %j", (text, problems) => {
    const list = exchange(text);
    expect(bad(list)).toEqual(problems);
    expect(list.devices).toEqual([]);
  });

  test("shows a hostile cell cut and in one line", () => {
    const hostile = `User,DeviceId\n"a@b\u202e\n${"x".repeat(500)}",Appl1`;
    const [problem] = exchange(hostile).problems;
    expect(problem?.code).toBe("bad-user");
    expect(problem?.shown.length).toBeLessThanOrEqual(80);
    expect(problem?.shown).not.toMatch(/[\n\u202e]/);
  });
});

describe("a list of Z-Push", () => {
  test("may name several users of a device, and lines that are none are named", () => {
    const list = devicesOfLines(Z_PUSH_LIST, "z-push", rules);
    expect(pairs(list)).toEqual([
      "alice applsim0001",
      "bob f04016a5gd9d3f5b4b16c8b0f0a3a5c1",
      "carol f04016a5gd9d3f5b4b16c8b0f0a3a5c1",
    ]);
    expect(bad(list)).toEqual(["8 bad-line"]);
  });

  test("may be the one with the times of the last synchronization", () => {
    const list = devicesOfLines(Z_PUSH_LAST_SYNC, "z-push", rules);
    expect(pairs(list)).toEqual(["alice applsim0001", "bob applsim0002"]);
    expect(list.problems).toEqual([]);
  });

  test("may be empty", () => {
    const list = devicesOfLines("\n\tno devices found\n", "z-push", rules);
    expect(bad(list)).toEqual(["1 no-lines"]);
  });
});

describe("a list of SOGo", () => {
  test("is a user and a DeviceId on each line", () => {
    const text = "alice,androidc316986417\nBob ApplSIM0001\ncarol\tappl2\njust-one\n";
    const list = devicesOfLines(text, "sogo", rules);
    expect(pairs(list)).toEqual(["alice androidc316986417", "bob applsim0001", "carol appl2"]);
    expect(bad(list)).toEqual(["4 bad-line"]);
  });
});

describe("a hostile list", () => {
  const blanks = " ".repeat(400_000);

  test.each([
    ["z-push", `appl1${blanks}alice`, []],
    ["z-push", `appl1 alice${blanks}1`, []],
    ["sogo", `alice${blanks},,`, ["1 bad-line"]],
    ["sogo", `alice${blanks}appl1${blanks}x`, ["1 bad-line"]],
    ["sogo", "\n".repeat(4_000_000), ["1 no-lines"]],
  ] as const)(
    "of %s is judged in one pass, however blank it is, row %#",
    (format, text, problems) => {
      const started = performance.now();
      expect(bad(devicesOfLines(text, format, rules))).toEqual(problems);
      expect(performance.now() - started).toBeLessThan(5_000);
    },
  );

  test.each([
    ["z-push", "appl1 alice\n".repeat(100_001), "100001 too-many"],
    ["z-push", `appl1 ${"alice,".repeat(1_000_000)}`, "1 too-many"],
    ["sogo", "alice,appl1\n".repeat(100_001), "100001 too-many"],
  ] as const)(
    "of %s with more devices than fit is not read on, row %#",
    (format, text, problem) => {
      const list = devicesOfLines(text, format, rules);
      expect([list.devices, bad(list)]).toEqual([[], [problem]]);
    },
  );
});

describe("a list's origin", () => {
  test.each([
    [EXCHANGE_2010, "exchange"],
    [EXCHANGE_2016, "exchange"],
    [Z_PUSH_LIST, "z-push"],
    [Z_PUSH_LAST_SYNC, "z-push"],
    ["alice,appl1", "sogo"],
    ["", "sogo"],
  ])("is seen by how it begins, row %#", (text, format) => {
    expect(formatOfList(text)).toBe(format);
  });
});

describe("a list's file", () => {
  const text = "User,DeviceId\r\nJürgen,Appl1";
  test.each([
    ["UTF-8", Buffer.from(text)],
    ["UTF-8 with a byte order mark", Buffer.from(`\ufeff${text}`)],
    ["UTF-16, as PowerShell's Unicode", Buffer.from(`\ufeff${text}`, "utf16le")],
    ["UTF-16 big-endian", Buffer.from(`\ufeff${text}`, "utf16le").swap16()],
    ["Windows-1252", Buffer.from(text, "latin1")],
  ])("may be in %s", (_name, bytes) => {
    expect(textOfFile(bytes).replace(/^\ufeff/, "")).toBe(text);
  });
});

// Which profiles a phone can install: the table of keys, types, ranges and systems, walked.
import { describe, expect, test } from "vitest";
import type { System } from "../../../simulator/phone/traits.ts";
import {
  exchangePayload,
  type Keys,
  passcodePayload,
  phoneOn,
  plist,
  profile,
  profileAnswer,
  removalPayload,
  restrictionsPayload,
  xml,
} from "./phone-support.ts";

async function arrive(body: string, system: System = "4.2.1") {
  const { phone, notes, screens } = phoneOn(() => profileAnswer(body), { system });
  await phone.safari.open("http://acme.example.com/iphone");
  return { screen: phone.installer.screen, pending: phone.state.pending, notes, screens };
}
const refusals = (notes: readonly string[]) =>
  notes.filter((note) => note.startsWith("profile refused"));

describe("a profile that is in order", () => {
  test.each(["3.0", "3.1.3", "4.0", "4.1", "4.2.1", "4.3.5"] as const)(
    "reaches the screen of %s",
    async (system) => {
      const body = profile([exchangePayload(), passcodePayload(), restrictionsPayload()]);
      const { screen, notes } = await arrive(body, system);
      expect(notes).toEqual([]);
      expect(screen).toMatchObject({
        name: "Acme Exchange",
        organization: "Acme Ltd",
        trust: "Unsigned",
        payloads: ["Exchange Account", "Passcode Policy", "Restrictions"],
        asks: ["password", "passcode"],
        replaces: false,
      });
      expect(screen?.warnings).toEqual(["The profile is not signed: anybody may have made it."]);
    },
  );
  test("asks for whatever the account leaves open", async () => {
    const open = exchangePayload({ EmailAddress: undefined, UserName: undefined });
    expect((await arrive(profile([open]))).screen?.asks).toEqual([
      "emailAddress",
      "userName",
      "password",
    ]);
  });
  test("says that it cannot be removed, or only with a password", async () => {
    const locked = { PayloadRemovalDisallowed: true };
    expect((await arrive(profile([], locked))).screen?.warnings.at(-1)).toContain("removed not");
    const key = profile([removalPayload("x")], { ...locked, HasRemovalPasscode: true });
    expect((await arrive(key)).screen?.warnings.at(-1)).toContain("only with a password");
  });
});

describe("a profile that is refused whole", () => {
  const payloads: [string, Keys][] = [
    ["Host is missing", exchangePayload({ Host: undefined })],
    ["Host is empty", exchangePayload({ Host: "" })],
    ["Host is no host name", exchangePayload({ Host: "https://acme.example.com" })],
    ["SSL is string, not boolean", exchangePayload({ SSL: "YES" })],
    ["SSL is integer, not boolean", exchangePayload({ SSL: 1 })],
    ["UserName is integer", exchangePayload({ UserName: 7 })],
    [
      "MailNumberOfPastDaysToSync has the value 5",
      exchangePayload({ MailNumberOfPastDaysToSync: 5 }),
    ],
    ["minLength is 17", passcodePayload({ minLength: 17 })],
    ["minLength is real", passcodePayload({ minLength: 4.5 })],
    ["minLength is string", passcodePayload({ minLength: "6" })],
    ["maxFailedAttempts is 1", passcodePayload({ maxFailedAttempts: 1 })],
    ["pinHistory is 0", passcodePayload({ pinHistory: 0 })],
    ["allowCamera is string", restrictionsPayload({ allowCamera: "false" })],
    ["safariAcceptCookies has the value 3", restrictionsPayload({ safariAcceptCookies: 3 })],
    ["ratingRegion has the value xx", restrictionsPayload({ ratingRegion: "xx" })],
    ["PayloadVersion is 2", passcodePayload({ PayloadVersion: 2 })],
    ["PayloadUUID is missing", passcodePayload({ PayloadUUID: undefined })],
    ["PayloadIdentifier is empty", passcodePayload({ PayloadIdentifier: "" })],
    ["has no PayloadType", passcodePayload({ PayloadType: undefined })],
    ["the same identifier twice", passcodePayload({ PayloadIdentifier: "com.example.acme" })],
    [
      "does not act com.apple.wifi.managed",
      passcodePayload({ PayloadType: "com.apple.wifi.managed" }),
    ],
  ];
  test.each(payloads)("%s", async (problem, payload) => {
    const { screen, notes, screens } = await arrive(profile([payload]));
    expect(screen).toBeNull();
    expect(refusals(notes).join()).toContain(problem);
    expect(screens.at(-1)).toContain("Invalid profile");
  });
  test.each([
    ["PayloadType is unknown", profile([], { PayloadType: "Settings" })],
    ["PayloadContent is array", profile([], { PayloadType: "Profile Service" })],
    ["PayloadContent is dict", profile([], { PayloadContent: {} })],
    ["PayloadContent is missing", profile([], { PayloadContent: undefined })],
    ["PayloadRemovalDisallowed is string", profile([], { PayloadRemovalDisallowed: "YES" })],
    ["a payload is not a dictionary", profile([], { PayloadContent: ["x"] })],
    ["not a dictionary", plist([])],
    ["<plist> expected", "<html>sign in</html>"],
  ])("%s", async (problem, body) => {
    const { screen, notes } = await arrive(body);
    expect(screen).toBeNull();
    expect(refusals(notes).join()).toContain(problem);
  });
  test("a display name is missing: OS 3 refuses, iOS 4 shows the identifier", async () => {
    const body = profile([], { PayloadDisplayName: undefined });
    expect((await arrive(body, "3.1.3")).screen).toBeNull();
    expect((await arrive(body, "4.0")).screen?.name).toBe("com.example.acme");
  });
});

describe("keys the phone does not know are skipped and reported", () => {
  const rows: [key: string, last: System, first: System, payload: Keys][] = [
    ["allowScreenShot", "3.0", "3.1.3", restrictionsPayload({ allowScreenShot: false })],
    ["safariAllowPopups", "3.1.3", "4.0", restrictionsPayload({ safariAllowPopups: false })],
    [
      "allowMultiplayerGaming",
      "4.0",
      "4.1",
      restrictionsPayload({ allowMultiplayerGaming: false }),
    ],
    ["allowAppRemoval", "4.1", "4.2.1", restrictionsPayload({ allowAppRemoval: false })],
    ["safariAcceptCookies", "3.1.3", "4.0", restrictionsPayload({ safariAcceptCookies: 1.5 })],
    [
      "MailNumberOfPastDaysToSync",
      "3.1.3",
      "4.0",
      exchangePayload({ MailNumberOfPastDaysToSync: 7 }),
    ],
  ];
  test.each(rows)("%s: not on %s, known on %s", async (key, last, first, payload) => {
    const before = await arrive(profile([payload]), last);
    expect(before.notes).toEqual([expect.stringContaining(`key ${key} came with`)]);
    expect(before.pending?.profile.payloads[0]?.values).not.toHaveProperty(key);
    const after = await arrive(profile([payload]), first);
    expect(after.notes).toEqual([]);
    expect(after.pending?.profile.payloads[0]?.values).toHaveProperty(key);
  });
  test("keys of iOS 5 and later are new to all of them", async () => {
    const { notes } = await arrive(profile([exchangePayload({ PreventMove: true })]), "4.3.5");
    expect(notes.join()).toContain("key PreventMove came with 5.0");
    const removal = await arrive(
      profile([], { RemovalDate: xml("<date>2010-06-21T00:00:00Z</date>") }),
    );
    expect(removal.notes.join()).toContain("key RemovalDate is unknown");
  });
  test("an unknown payload is skipped", async () => {
    const { screen, notes } = await arrive(
      profile([passcodePayload({ PayloadType: "com.apple.mdm" })]),
    );
    expect(screen?.payloads).toEqual([]);
    expect(notes).toEqual([expect.stringContaining("payload type com.apple.mdm is unknown")]);
  });
  test.each([
    ["SSL is not said", exchangePayload({ SSL: undefined })],
    ["a password in a profile that is not encrypted", exchangePayload({ Password: "x" })],
    ["is no UUID", exchangePayload({ PayloadUUID: "one" })],
  ])("a questionable profile is taken and reported: %s", async (note, payload) => {
    const { screen, notes } = await arrive(profile([payload]));
    expect(screen).not.toBeNull();
    expect(notes).toEqual([expect.stringContaining(note)]);
  });
});

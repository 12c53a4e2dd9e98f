// The profile of an account: where it points, what names it, how it is removed, what people read.
import { describe, expect, it } from "vitest";
import { lock, type PolicyValues } from "../../worker/core/policy.ts";
import { profileSummary } from "../../worker/core/profile-summary.ts";
import { encodeProfile, type MobileConfig } from "../../worker/wire/mobileconfig.ts";
import { parsePlist } from "../../worker/wire/plist.ts";
import {
  build,
  type Change,
  EAS,
  ownKeys,
  payloadOf,
  REMOVAL,
  TODAY,
  TOKEN,
} from "../support/profiles.ts";

describe("the account in a profile", () => {
  it("is all that a profile holds when the policy sets nothing", () => {
    const profile = build();
    expect(profile.PayloadContent).toHaveLength(1);
    expect(ownKeys(profile)).toEqual(["PayloadContent"]);
    expect(ownKeys(profile.PayloadContent[0])).toEqual(["EmailAddress", "Host", "SSL", "UserName"]);
  });

  it("points to the gateway, with the token as the user name's domain and no password", () => {
    const account = payloadOf(build(), EAS);
    expect(account).toMatchObject({
      Host: "mail.acme.example",
      SSL: true,
      EmailAddress: "alice@acme.example",
      UserName: `${TOKEN}\\alice`,
      PayloadDisplayName: "Acme",
    });
    expect(JSON.stringify(account)).not.toMatch(/password/i);
  });

  it.each([
    ["https://mail.acme.example", "mail.acme.example", true],
    ["https://mail.acme.example:443", "mail.acme.example", true],
    ["https://mail.acme.example:8443", "mail.acme.example:8443", true],
    ["https://192.0.2.7:8443", "192.0.2.7:8443", true],
    ["https://[2001:db8::7]:8443", "[2001:db8::7]:8443", true],
    ["http://127.0.0.1:8787", "127.0.0.1:8787", false],
    ["http://acme.localhost:8787", "acme.localhost:8787", false],
  ])("of the origin %s has host %s and SSL %s", (origin, Host, SSL) => {
    expect(payloadOf(build({ tenant: { origin } }), EAS)).toMatchObject({ Host, SSL });
  });
});

describe("identifiers and UUIDs", () => {
  it("build on the tenant's name and the user", () => {
    const profile = build({ values: { forcePIN: true, allowCamera: false } });
    expect(profile.PayloadIdentifier).toBe("provost.acme.alice");
    expect(profile.PayloadContent.map((payload) => payload.PayloadIdentifier)).toEqual([
      "provost.acme.alice.exchange",
      "provost.acme.alice.passcode",
      "provost.acme.alice.restrictions",
    ]);
  });

  it("keep the identifier whatever token, policy, iOS version, host or display name", () => {
    const changes: Change[] = [
      { token: "ZYXWVUTSRQPONMLKJIHGFEDCBA" },
      { values: { forcePIN: true } },
      { ios: [3, 1, 3] },
      { ios: TODAY },
      { tenant: { origin: "https://moved.example.net:8443", displayName: "Acme Ltd" } },
      { account: { emailAddress: "a.smith@acme.example", displayName: "A" } },
    ];
    for (const change of changes) {
      const profile = build(change);
      expect(profile.PayloadIdentifier).toBe(build().PayloadIdentifier);
      expect(payloadOf(profile, EAS)?.PayloadIdentifier).toBe(
        payloadOf(build(), EAS)?.PayloadIdentifier,
      );
    }
  });

  it("differ between users, however odd their names, and hold only safe characters", () => {
    const users = [
      "alice",
      "bob",
      "a.lice",
      "a-lice",
      "älice",
      "alice ",
      "a\\lice",
      "ALICE",
      "爱丽丝",
    ];
    const ids = users.map((user) => build({ account: { user } }).PayloadIdentifier);
    expect(new Set(ids).size).toBe(users.length);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/);
    expect(build({ account: { user: "x".repeat(1000) } }).PayloadIdentifier.length).toBeLessThan(
      120,
    );
  });

  it("differ between tenants", () => {
    const ids = ["acme", "other"].map((name) => build({ tenant: { name } }).PayloadIdentifier);
    expect(ids).toEqual(["provost.acme.alice", "provost.other.alice"]);
  });

  it("give the same content the same UUIDs, and changed payloads new ones", () => {
    const before = build({ values: { forcePIN: true, allowCamera: false } });
    const again = build({ values: { allowCamera: false, forcePIN: true } });
    expect(encodeProfile(again)).toEqual(encodeProfile(before));
    const after = build({ values: { forcePIN: true, allowCamera: true } });
    expect(after.PayloadUUID).not.toBe(before.PayloadUUID);
    expect(uuids(after).map((uuid, index) => uuid === uuids(before)[index])).toEqual([
      true,
      true,
      false,
    ]);
    for (const uuid of [before.PayloadUUID, ...uuids(before)]) {
      expect(uuid).toMatch(/^[0-9A-F]{8}-[0-9A-F]{4}-5[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$/);
    }
  });
});

const uuids = (profile: MobileConfig) => profile.PayloadContent.map((one) => one.PayloadUUID);

describe("Prevent Policy Removal", () => {
  const removal = (values: PolicyValues) => {
    const profile = build({ values });
    return [
      profile.PayloadRemovalDisallowed,
      profile.HasRemovalPasscode,
      payloadOf(profile, REMOVAL)?.RemovalPassword,
    ];
  };
  it("leaves the profile removable unless it says otherwise", () => {
    expect(removal({})).toEqual([undefined, undefined, undefined]);
    expect(removal({ preventPolicyRemoval: "no" })).toEqual([undefined, undefined, undefined]);
  });
  it("locks the profile", () => {
    expect(removal({ preventPolicyRemoval: "yes" })).toEqual([true, undefined, undefined]);
  });
  it("locks it with a password that the phone asks for", () => {
    const values = { preventPolicyRemoval: "with-password", removalPassword: "open sesame" };
    expect(removal(values)).toEqual([true, true, "open sesame"]);
  });
  it("keeps a password to itself that nothing asks for", () => {
    const values = { preventPolicyRemoval: "yes", removalPassword: "open sesame" };
    expect(removal(values)).toEqual([true, undefined, undefined]);
  });
});

describe("what people see", () => {
  it.each([
    ["Acme\u0000\u202e Ltd\n", "Acme Ltd"],
    ["\u0007", "acme"],
    ["</string>&", "</string>&"],
    ["🐎".repeat(300), "🐎".repeat(100)],
    ["half \ud83d", "half"],
  ])("shows the tenant's name %j as %j", (displayName, shown) => {
    const profile = build({ tenant: { displayName } });
    expect(profile.PayloadOrganization).toBe(shown);
    expect(parsePlist(encodeProfile(profile))).toEqual(profile);
  });

  it("calls the account what the policy says", () => {
    const account = payloadOf(build({ values: { accountDescription: "Acme Mail" } }), EAS);
    expect(account?.PayloadDisplayName).toBe("Acme Mail");
  });

  it("says in words what the profile holds for this phone, and no secret", () => {
    const values = {
      minLength: 6,
      allowCamera: false,
      allowMultiplayerGaming: false,
      mailDaysToSync: 7,
      preventPolicyRemoval: "with-password",
      removalPassword: "open sesame",
    };
    expect(profileSummary(lock(values, 0), [4, 0, 0], "en")).toEqual([
      {
        title: "Exchange account",
        lines: [
          "Adds an account for mail, contacts and calendars",
          "Past days of mail to sync: 1 week",
        ],
      },
      { title: "Passcode", lines: ["Minimum passcode length: 6 characters"] },
      { title: "Restrictions", lines: ["Allow the camera: no"] },
      {
        title: "Removing the profile",
        lines: ["Prevent Policy Removal: With password", "Removal password: set"],
      },
    ]);
    const today = profileSummary(lock(values, 0), TODAY, "en").flatMap(({ lines }) => lines);
    expect(today).toContain("Allow multiplayer games: no (supervised phones only)");
    expect(today).toContain("Allow the camera: no");
  });

  it("says only what an empty policy does", () => {
    expect(profileSummary(lock({ preventPolicyRemoval: "no" }, 0), TODAY, "en")).toHaveLength(1);
  });
});

import { describe, expect, it } from "vitest";
import type { IosVersion } from "../../worker/core/ios.ts";
import { lock, type PolicyValue, type PolicyValues } from "../../worker/core/policy.ts";
import { buildProfile, type ProfileParts, profileSummary } from "../../worker/core/profile.ts";
import { SETTINGS } from "../../worker/core/settings.ts";
import type { SettingRow } from "../../worker/core/settings-row.ts";
import { encodeProfile, type MobileConfig } from "../../worker/wire/mobileconfig.ts";
import { parsePlist } from "../../worker/wire/plist.ts";

const TODAY: IosVersion = [26, 1, 0];
const TOKEN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const PARTS = {
  tenant: { name: "acme", displayName: "Acme", origin: "https://mail.acme.example" },
  account: { user: "alice", emailAddress: "alice@acme.example", displayName: "Alice Smith" },
  token: TOKEN,
  ios: [4, 2, 1],
} as const;

interface Change {
  readonly tenant?: Partial<ProfileParts["tenant"]>;
  readonly account?: Partial<ProfileParts["account"]>;
  readonly token?: string;
  readonly ios?: IosVersion;
  readonly values?: PolicyValues;
}
function build({ tenant, account, values = {}, ...rest }: Change = {}): MobileConfig {
  return buildProfile({
    ...PARTS,
    ...rest,
    tenant: { ...PARTS.tenant, ...tenant },
    account: { ...PARTS.account, ...account },
    policy: lock(values, 0),
  });
}
type Keys = Record<string, unknown>;
const payloadOf = (profile: MobileConfig, type: string): Keys | undefined =>
  profile.PayloadContent.find((payload) => payload.PayloadType === type) as Keys | undefined;
const EAS = "com.apple.eas.account";
const PASSCODE = "com.apple.mobiledevice.passwordpolicy";
const RESTRICTIONS = "com.apple.applicationaccess";
const REMOVAL = "com.apple.profileRemovalPassword";
const COMMON = /^Payload(Type|Version|Identifier|UUID|DisplayName|Description|Organization)$/;
const ownKeys = (payload: object | undefined) =>
  Object.keys(payload ?? {})
    .filter((key) => !COMMON.test(key))
    .sort();

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
  it("build on the tenant's host and the user", () => {
    const profile = build({ values: { forcePIN: true, allowCamera: false } });
    expect(profile.PayloadIdentifier).toBe("example.acme.mail.provost.alice");
    expect(profile.PayloadContent.map((payload) => payload.PayloadIdentifier)).toEqual([
      "example.acme.mail.provost.alice.exchange",
      "example.acme.mail.provost.alice.passcode",
      "example.acme.mail.provost.alice.restrictions",
    ]);
  });

  it("keep the identifier whatever token, policy, iOS version, port or display name", () => {
    const changes: Change[] = [
      { token: "ZYXWVUTSRQPONMLKJIHGFEDCBA" },
      { values: { forcePIN: true } },
      { ios: [3, 1, 3] },
      { ios: TODAY },
      { tenant: { origin: "https://mail.acme.example:8443", displayName: "Acme Ltd" } },
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

  it("differ between tenants, also where the host is an address", () => {
    const tenants = [
      {},
      { name: "other", origin: "https://mail.other.example" },
      { origin: "https://192.0.2.7" },
      { name: "other", origin: "https://192.0.2.7:8443" },
      { origin: "https://[2001:db8::7]" },
    ];
    const ids = tenants.map((tenant) => build({ tenant }).PayloadIdentifier);
    expect(new Set(ids).size).toBe(tenants.length);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/);
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

// Restated from the documents, not from the table: what each version adds.
const ADDED: readonly (readonly [IosVersion, string, readonly string[]])[] = [
  [
    [3, 0, 0],
    PASSCODE,
    "allowSimple forcePIN manualFetchingWhenRoaming maxFailedAttempts maxGracePeriod maxInactivity maxPINAgeInDays minComplexChars minLength pinHistory requireAlphanumeric".split(
      " ",
    ),
  ],
  [
    [3, 0, 0],
    RESTRICTIONS,
    "allowAppInstallation allowCamera allowExplicitContent allowSafari allowYouTube allowiTunes".split(
      " ",
    ),
  ],
  [[3, 1, 0], RESTRICTIONS, ["allowScreenShot"]],
  [[4, 0, 0], EAS, ["MailNumberOfPastDaysToSync"]],
  [
    [4, 0, 0],
    RESTRICTIONS,
    "allowGlobalBackgroundFetchWhenRoaming allowInAppPurchases allowVideoConferencing allowVoiceDialing forceEncryptedBackup ratingApps ratingMovies ratingRegion ratingTVShows safariAcceptCookies safariAllowAutoFill safariAllowJavaScript safariAllowPopups safariForceFraudWarning".split(
      " ",
    ),
  ],
  [[4, 1, 0], RESTRICTIONS, ["allowMultiplayerGaming"]],
  [[4, 2, 1], RESTRICTIONS, ["allowAddingGameCenterFriends", "allowAppRemoval"]],
  [[5, 0, 0], EAS, ["PreventAppSheet", "PreventMove", "SMIMEEnabled"]],
  [
    [5, 0, 0],
    RESTRICTIONS,
    "allowAssistant allowCloudBackup allowCloudDocumentSync allowPhotoStream allowUntrustedTLSPrompt".split(
      " ",
    ),
  ],
  [[6, 0, 0], RESTRICTIONS, ["allowDiagnosticSubmission"]],
];
const GONE: readonly (readonly [IosVersion, string])[] = [
  [[6, 0, 0], "allowYouTube"],
  [[10, 0, 0], "SMIMEEnabled"],
];
const order = ([major, minor, patch]: IosVersion) => major * 10_000 + minor * 100 + patch;
const known = (type: string, ios: IosVersion) =>
  ADDED.filter(([since, payload]) => payload === type && order(since) <= order(ios))
    .flatMap(([, , keys]) => keys)
    .filter((key) => !GONE.some(([until, gone]) => gone === key && order(until) <= order(ios)))
    .sort();

const rows: readonly SettingRow[] = SETTINGS;
/** Every setting set to a value that its rule takes. */
const EVERYTHING: PolicyValues = {
  ...Object.fromEntries(rows.map((row) => [row.id, boundaries(row)[0] as PolicyValue])),
  preventPolicyRemoval: "with-password",
};

describe("keys by version", () => {
  const VERSIONS: IosVersion[] = [
    [3, 0, 0],
    [3, 1, 0],
    [3, 1, 3],
    [4, 0, 0],
    [4, 1, 0],
    [4, 2, 0],
    [4, 2, 1],
    [4, 3, 5],
    [5, 0, 0],
    [6, 0, 0],
    TODAY,
  ];
  it.each(VERSIONS)("iOS %i.%i.%i gets the keys it knows and no other", (...ios) => {
    const profile = build({ ios: ios as IosVersion, values: EVERYTHING });
    expect(ownKeys(payloadOf(profile, PASSCODE))).toEqual(known(PASSCODE, ios));
    expect(ownKeys(payloadOf(profile, RESTRICTIONS))).toEqual(known(RESTRICTIONS, ios));
    const account = ["EmailAddress", "Host", "SSL", "UserName", ...known(EAS, ios)].sort();
    expect(ownKeys(payloadOf(profile, EAS))).toEqual(account);
  });

  it("a payload without a key that the phone knows stays away", () => {
    const values = { allowMultiplayerGaming: false };
    expect(payloadOf(build({ ios: [4, 0, 0], values }), RESTRICTIONS)).toBeUndefined();
    expect(payloadOf(build({ ios: [4, 1, 0], values }), RESTRICTIONS)).toBeDefined();
  });

  it("cookies from visited sites were value 1 before iOS 8", () => {
    const cookies = (ios: IosVersion, value: number) =>
      payloadOf(build({ ios, values: { safariAcceptCookies: value } }), RESTRICTIONS)
        ?.safariAcceptCookies;
    expect([cookies([4, 2, 1], 1.5), cookies([8, 0, 0], 1.5), cookies([4, 2, 1], 2)]).toEqual([
      1, 1.5, 2,
    ]);
  });
});

describe("every setting", () => {
  const inProfile = rows.filter((row) => row.id !== "preventPolicyRemoval");
  const cases = inProfile.flatMap((row) =>
    boundaries(row).map((value) => [row.id, value] as const),
  );
  it.each(cases)("%s reaches the phone's property list as %j", (id, value) => {
    const row = rows.find((one) => one.id === id);
    const removal = id === "removalPassword" ? { preventPolicyRemoval: "with-password" } : {};
    const ios = row?.profile?.until ? ([5, 1, 1] as const) : TODAY;
    const profile = build({ ios, values: { [id]: value, ...removal } });
    const read = parsePlist(encodeProfile(profile)) as { PayloadContent: Keys[] };
    const payload = read.PayloadContent.find((one) => one.PayloadType === row?.profile?.payload);
    expect(payload?.[row?.profile?.key ?? ""]).toBe(value);
  });
});

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
    expect(profileSummary(lock(values, 0), [4, 0, 0])).toEqual([
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
    const today = profileSummary(lock(values, 0), TODAY).flatMap(({ lines }) => lines);
    expect(today).toContain("Allow multiplayer games: no (supervised phones only)");
    expect(today).toContain("Allow the camera: no");
  });

  it("says only what an empty policy does", () => {
    expect(profileSummary(lock({ preventPolicyRemoval: "no" }, 0), TODAY)).toHaveLength(1);
  });
});

/** The ends of a setting's range, or all its values. */
function boundaries(row: SettingRow): PolicyValue[] {
  switch (row.value.kind) {
    case "boolean":
      return [false, true];
    case "integer":
      return [row.value.min, row.value.max];
    case "choice":
      return row.value.choices.map((choice) => choice.value);
    case "text":
      return ["x", "<&> 🐎".padEnd(row.value.maxLength - 1, "x")];
  }
}

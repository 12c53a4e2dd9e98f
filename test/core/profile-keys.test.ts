// Which keys of which settings reach which version of iOS.
import { describe, expect, it } from "vitest";
import type { IosVersion } from "../../worker/core/ios.ts";
import type { PolicyValue, PolicyValues } from "../../worker/core/policy.ts";
import { IOS_CLASSES } from "../../worker/core/policy-preview.ts";
import { encodeProfile } from "../../worker/wire/mobileconfig.ts";
import { parsePlist } from "../../worker/wire/plist.ts";
import {
  build,
  EAS,
  type Keys,
  ownKeys,
  PASSCODE,
  payloadOf,
  RESTRICTIONS,
  TODAY,
} from "../support/profiles.ts";
import { boundaries, ROWS } from "../support/setting-values.ts";

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
  [[5, 1, 0], RESTRICTIONS, ["allowAssistantWhileLocked"]],
  [
    [6, 0, 0],
    RESTRICTIONS,
    "allowBookstoreErotica allowDiagnosticSubmission allowPassbookWhileLocked allowSharedStream forceITunesStorePasswordEntry".split(
      " ",
    ),
  ],
  [
    [7, 0, 0],
    RESTRICTIONS,
    "allowCloudKeychainSync allowFingerprintForUnlock allowLockScreenControlCenter allowLockScreenNotificationsView allowLockScreenTodayView allowOTAPKIUpdates allowOpenFromManagedToUnmanaged allowOpenFromUnmanagedToManaged forceLimitAdTracking".split(
      " ",
    ),
  ],
  [[7, 1, 0], RESTRICTIONS, ["forceAirPlayOutgoingRequestsPairingPassword"]],
  [
    [8, 0, 0],
    RESTRICTIONS,
    "allowActivityContinuation allowManagedAppsCloudSync allowSpotlightInternetResults".split(" "),
  ],
  [[8, 2, 0], RESTRICTIONS, ["forceWatchWristDetection"]],
  [
    [9, 0, 0],
    RESTRICTIONS,
    "allowCloudPhotoLibrary allowEnterpriseAppTrust forceAirDropUnmanaged".split(" "),
  ],
  [[9, 2, 0], EAS, ["allowMailDrop"]],
  [[14, 0, 0], RESTRICTIONS, ["allowApplePersonalizedAdvertising"]],
  [[14, 5, 0], RESTRICTIONS, ["allowAutoUnlock", "forceOnDeviceOnlyDictation"]],
  [[15, 0, 0], RESTRICTIONS, ["forceOnDeviceOnlyTranslation", "requireManagedPasteboard"]],
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

const rows = ROWS.filter((row) => row.profile !== undefined);
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
    [5, 1, 0],
    [6, 0, 0],
    [7, 0, 0],
    [7, 1, 0],
    [8, 0, 0],
    [8, 2, 0],
    [9, 0, 0],
    [9, 2, 0],
    [13, 0, 0],
    [14, 0, 0],
    [14, 5, 0],
    [15, 0, 0],
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

/** One version of each class of phones that get the same keys. */
const CLASSES = [...IOS_CLASSES, TODAY];

describe.each(rows)("$id, given to each class of phones,", (row) => {
  const removal = row.id === "removalPassword" ? { preventPolicyRemoval: "with-password" } : {};
  const read = (ios: IosVersion, value: PolicyValue) => {
    const profile = build({ ios, values: { [row.id]: value, ...removal } });
    const plist = parsePlist(encodeProfile(profile)) as Keys & { PayloadContent: Keys[] };
    if (row.profile?.payload === "Configuration") return plist;
    return plist.PayloadContent.find((one) => one.PayloadType === row.profile?.payload);
  };
  const key = row.profile?.key ?? "";
  const since = order(row.profile?.since ?? [0, 0, 0]);
  const until = row.profile?.until ? order(row.profile.until) : Number.POSITIVE_INFINITY;

  it.each(boundaries(row))("reaches those that know it as %j", (value) => {
    for (const ios of CLASSES.filter((one) => order(one) >= since && order(one) < until)) {
      const written = row.id === "preventPolicyRemoval" ? value !== "no" || undefined : value;
      const cookies = key === "safariAcceptCookies" && value === 1.5 && order(ios) < 80_000;
      expect(read(ios, value)?.[key], ios.join(".")).toBe(cookies ? 1 : written);
    }
  });

  it("stays out of the others, and out of all when it is Not Set", () => {
    const [value = true] = boundaries(row).slice(-1);
    for (const ios of CLASSES.filter((one) => order(one) < since || order(one) >= until)) {
      const found = read(ios, value)?.[key];
      // The account always has a name.
      expect(key === "PayloadDisplayName" || found === undefined, ios.join(".")).toBe(true);
    }
    for (const ios of CLASSES) {
      const profile = build({ ios }) as unknown as Keys;
      const text = JSON.stringify(profile);
      expect(key === "PayloadDisplayName" || !text.includes(`"${key}"`)).toBe(true);
    }
  });
});

// Which keys of which settings reach which version of iOS.
import { describe, expect, it } from "vitest";
import type { IosVersion } from "../../worker/core/ios.ts";
import type { PolicyValue, PolicyValues } from "../../worker/core/policy.ts";
import { SETTINGS } from "../../worker/core/settings.ts";
import type { SettingRow } from "../../worker/core/settings-row.ts";
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

const rows = (SETTINGS as readonly SettingRow[]).filter((row) => row.profile !== undefined);
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

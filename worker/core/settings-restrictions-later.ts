// Restrictions that came after iOS 5.0 and that phones still obey without supervision. Rule: a phone
// is given only what its version knows. Source: Apple's device-management schema
// (com.apple.applicationaccess), release of iOS 18.1: versions, defaults, and where it says that
// support without supervision is deprecated. "Managed" is what a device management server installed.
import type { IosVersion } from "./ios.ts";
import type { SettingRow } from "./settings-row.ts";

/** A restriction whose key is its id, in force by a yes or a no. */
function restriction<const Id extends string>(
  id: Id,
  since: IosVersion,
  phoneDefault: boolean,
  text: { readonly label: string; readonly help: string },
  supervision?: "announced",
): SettingRow & { readonly id: Id } {
  const key = { payload: "com.apple.applicationaccess", key: id, since } as const;
  return {
    id,
    section: "restrictions",
    ...text,
    value: { kind: "boolean" },
    phoneDefault,
    profile: supervision ? { ...key, supervisionAnnounced: true } : key,
  };
}

export const LATER_RESTRICTION_SETTINGS = [
  restriction("allowAssistantWhileLocked", [5, 1, 0], true, {
    label: "Allow Siri while locked",
    help: "If not, Siri listens only on an unlocked phone.",
  }),
  restriction("allowPassbookWhileLocked", [6, 0, 0], true, {
    label: "Allow Wallet notifications while locked",
    help: "If not, the lock screen shows no passes.",
  }),
  restriction(
    "allowSharedStream",
    [6, 0, 0],
    true,
    {
      label: "Allow shared albums",
      help: "If not, no photo streams or albums are shared through iCloud.",
    },
    "announced",
  ),
  restriction(
    "allowBookstoreErotica",
    [6, 0, 0],
    true,
    {
      label: "Allow erotica from Apple Books",
      help: "If not, books marked as erotica cannot be downloaded.",
    },
    "announced",
  ),
  restriction("forceITunesStorePasswordEntry", [6, 0, 0], false, {
    label: "Ask for the password at every purchase",
    help: "Every purchase in Apple's stores needs the password of the account.",
  }),
  restriction(
    "allowFingerprintForUnlock",
    [7, 0, 0],
    true,
    {
      label: "Allow Touch ID and Face ID",
      help: "If not, only the passcode unlocks the phone.",
    },
    "announced",
  ),
  restriction("allowLockScreenControlCenter", [7, 0, 0], true, {
    label: "Allow Control Center on the lock screen",
    help: "If not, Control Center opens only on an unlocked phone.",
  }),
  restriction("allowLockScreenNotificationsView", [7, 0, 0], true, {
    label: "Allow past notifications on the lock screen",
    help: "If not, the lock screen shows notifications only while they arrive.",
  }),
  restriction("allowLockScreenTodayView", [7, 0, 0], true, {
    label: "Allow the Today view on the lock screen",
    help: "If not, the Today view is hidden until the phone is unlocked.",
  }),
  restriction("allowOpenFromManagedToUnmanaged", [7, 0, 0], true, {
    label: "Allow documents of managed apps in other apps",
    help: "If not, documents of managed apps and accounts open only in managed ones.",
  }),
  restriction("allowOpenFromUnmanagedToManaged", [7, 0, 0], true, {
    label: "Allow documents of other apps in managed apps",
    help: "If not, documents of unmanaged apps and accounts open only in unmanaged ones.",
  }),
  restriction(
    "allowCloudKeychainSync",
    [7, 0, 0],
    true,
    {
      label: "Allow iCloud Keychain",
      help: "If not, passwords are not kept in iCloud.",
    },
    "announced",
  ),
  restriction("allowOTAPKIUpdates", [7, 0, 0], true, {
    label: "Allow updates of trusted certificates",
    help: "If not, the list of trusted roots changes only with the system.",
  }),
  restriction("forceLimitAdTracking", [7, 0, 0], false, {
    label: "Limit ad tracking",
    help: "Apps cannot follow the user for advertising.",
  }),
  restriction("forceAirPlayOutgoingRequestsPairingPassword", [7, 1, 0], false, {
    label: "Require a pairing password for AirPlay",
    help: "A device that this phone sends to must ask for a password once.",
  }),
  restriction(
    "allowActivityContinuation",
    [8, 0, 0],
    true,
    {
      label: "Allow Handoff",
      help: "If not, work on the phone cannot be continued on another device.",
    },
    "announced",
  ),
  restriction("allowManagedAppsCloudSync", [8, 0, 0], true, {
    label: "Allow iCloud for managed apps",
    help: "If not, managed apps keep nothing in iCloud.",
  }),
  restriction(
    "allowSpotlightInternetResults",
    [8, 0, 0],
    true,
    {
      label: "Allow internet results in Spotlight",
      help: "If not, searching on the phone asks nothing of the internet.",
    },
    "announced",
  ),
  restriction("forceWatchWristDetection", [8, 2, 0], false, {
    label: "Force wrist detection on Apple Watch",
    help: "A paired watch locks as soon as it is taken off.",
  }),
  restriction(
    "allowCloudPhotoLibrary",
    [9, 0, 0],
    true,
    {
      label: "Allow iCloud Photos",
      help: "If not, photos are not kept in iCloud, and those not on the phone are removed from it.",
    },
    "announced",
  ),
  restriction("allowEnterpriseAppTrust", [9, 0, 0], true, {
    label: "Allow trusting company apps",
    help: "If not, users cannot trust the developer of an app that is not from the App Store.",
  }),
  restriction("forceAirDropUnmanaged", [9, 0, 0], false, {
    label: "Treat AirDrop as unmanaged",
    help: "Documents of managed apps that must stay there cannot leave through AirDrop.",
  }),
  restriction("allowApplePersonalizedAdvertising", [14, 0, 0], true, {
    label: "Allow personalized ads by Apple",
    help: "If not, Apple's own ads are not fitted to the user.",
  }),
  restriction(
    "allowAutoUnlock",
    [14, 5, 0],
    true,
    {
      label: "Allow unlocking by Apple Watch",
      help: "If not, a paired watch does not unlock the phone.",
    },
    "announced",
  ),
  restriction("forceOnDeviceOnlyDictation", [14, 5, 0], false, {
    label: "Keep dictation on the phone",
    help: "What is dictated is not sent to Siri's servers.",
  }),
  restriction("forceOnDeviceOnlyTranslation", [15, 0, 0], false, {
    label: "Keep translation on the phone",
    help: "What is translated is not sent to Siri's servers.",
  }),
  restriction("requireManagedPasteboard", [15, 0, 0], false, {
    label: "Copy and paste follows the rules for documents",
    help: "What may not be opened in another app may not be pasted there either.",
  }),
] as const satisfies readonly SettingRow[];

// What the installer knows of each payload: ONE table of keys with type, need, range and the system
// that brought them. Sources: Enterprise Deployment Guide (EDG1: OS 2, EDG2: 3.1/3.2), Apple's
// device-management schema (DM), class dumps of ManagedConfiguration (HDR). Where a source is weak,
// the comment says so.

export interface KeyRule {
  readonly type: "string" | "integer" | "real" | "boolean" | "data" | "date" | "array" | "dict";
  /** "asked": the installer asks the user when it is missing. */
  readonly need: "required" | "asked" | "optional";
  /** First system that knows the key. */
  readonly since: string;
  readonly range?: readonly [least: number, most: number];
  readonly among?: readonly (number | string)[];
}
export type KeyTable = Readonly<Record<string, KeyRule>>;

const required = (type: KeyRule["type"]): KeyRule => ({ type, need: "required", since: "2.0" });
const optional = (type: KeyRule["type"], since = "2.0"): KeyRule => ({
  type,
  need: "optional",
  since,
});
const asked: KeyRule = { type: "string", need: "asked", since: "2.0" };
const whole = (least: number, most: number, since = "2.0"): KeyRule => ({
  ...{ type: "integer", need: "optional", since },
  range: [least, most],
});

/** Keys common to the profile and to every payload (EDG2 p. 71, DM). Display names: see traits. */
export const COMMON_KEYS: KeyTable = {
  PayloadType: required("string"),
  PayloadVersion: { ...required("integer"), range: [1, 1] },
  PayloadIdentifier: required("string"),
  PayloadUUID: required("string"),
  PayloadDisplayName: optional("string"),
  PayloadDescription: optional("string"),
  PayloadOrganization: optional("string"),
};

/**
 * The profile's own keys. RemovalDate, ConsentText and their like came with iOS 6 (HDR) and are not
 * known.
 */
export const PROFILE_KEYS: KeyTable = {
  ...COMMON_KEYS,
  PayloadContent: required("array"),
  PayloadRemovalDisallowed: optional("boolean", "3.0"), // EDG2 p. 71
  HasRemovalPasscode: optional("boolean", "4.0"), // HDR 4.0 has its field; for OS 3 only an inference
  IsEncrypted: optional("boolean", "4.0"), // as above
  EncryptedPayloadContent: optional("data", "3.0"), // Apple's Over-the-Air document; HDR 3.0
  PayloadExpirationDate: optional("date", "3.0"), // HDR 3.0
};

/** A profile whose payloads are encrypted: EncryptedPayloadContent stands in the place of PayloadContent. */
export const ENCRYPTED_PROFILE_KEYS: KeyTable = {
  ...PROFILE_KEYS,
  PayloadContent: optional("array"),
};

/** The Profile Service's own keys: PayloadContent is a dictionary (Apple's Over-the-Air document). */
export const PROFILE_SERVICE_KEYS: KeyTable = {
  ...COMMON_KEYS,
  PayloadContent: required("dict"),
  PayloadRemovalDisallowed: optional("boolean", "3.0"),
};

/** com.apple.eas.account (EDG1 p. 53, EDG2 p. 79). */
const EXCHANGE: KeyTable = {
  EmailAddress: asked,
  Host: required("string"),
  SSL: optional("boolean"),
  UserName: asked,
  Password: optional("string", "3.0"),
  Certificate: optional("data", "3.0"),
  CertificateName: optional("string", "3.0"),
  CertificatePassword: optional("string", "3.0"),
  // Payload class of iOS 4 (HDR); the list of values is from memory and matches the client's
  // choices.
  MailNumberOfPastDaysToSync: { ...optional("integer", "4.0"), among: [0, 1, 3, 7, 14, 31] },
  PayloadCertificateUUID: optional("string", "5.0"), // HDR 5.0, absent from 4.0 to 4.3
  PreventMove: optional("boolean", "5.0"),
  PreventAppSheet: optional("boolean", "5.0"),
  SMIMEEnabled: optional("boolean", "5.0"),
};

/**
 * com.apple.mobiledevice.passwordpolicy: exactly these eleven are in the class of iOS 4 (HDR).
 * Ranges: DM.
 */
const PASSCODE: KeyTable = {
  allowSimple: optional("boolean"),
  forcePIN: optional("boolean"),
  maxFailedAttempts: whole(2, 11),
  maxInactivity: whole(0, 15), // minutes
  maxPINAgeInDays: whole(0, 730),
  minComplexChars: whole(0, 4),
  minLength: whole(0, 16),
  requireAlphanumeric: optional("boolean"),
  pinHistory: whole(1, 50, "3.0"), // EDG2 p. 73
  manualFetchingWhenRoaming: optional("boolean", "3.0"), // EDG2 p. 73
  maxGracePeriod: whole(0, 240, "3.0"), // EDG2 p. 73, minutes; upper end from memory
};

const since = (first: string, ...names: readonly string[]): KeyTable =>
  Object.fromEntries(names.map((name) => [name, optional("boolean", first)]));

/**
 * com.apple.applicationaccess. DM's floor is 4.0; the OS 3 keys are those of EDG2's list of
 * restrictions.
 */
const RESTRICTIONS: KeyTable = {
  ...since("3.0", "allowAppInstallation", "allowCamera", "allowExplicitContent", "allowSafari"),
  ...since("3.0", "allowYouTube", "allowiTunes"),
  ...since("3.1", "allowScreenShot"), // DM; the method is new between the dumps of 3.0 and 3.1
  ...since("4.0", "allowVideoConferencing", "allowVoiceDialing", "allowInAppPurchases"),
  ...since("4.0", "allowGlobalBackgroundFetchWhenRoaming", "forceEncryptedBackup"),
  ...since("4.0", "safariAllowAutoFill", "safariAllowJavaScript", "safariAllowPopups"),
  ...since("4.0", "safariForceFraudWarning"),
  ...since("4.1", "allowMultiplayerGaming"),
  ...since("4.2.1", "allowAddingGameCenterFriends", "allowAppRemoval"),
  ...since("5.0", "allowAssistant", "allowCloudBackup", "allowCloudDocumentSync"),
  ...since("5.0", "allowPhotoStream", "allowUntrustedTLSPrompt", "allowDiagnosticSubmission"),
  ratingApps: whole(0, 1000, "4.0"),
  ratingMovies: whole(0, 1000, "4.0"),
  ratingTVShows: whole(0, 1000, "4.0"),
  ratingRegion: {
    ...optional("string", "4.0"),
    among: ["us", "au", "ca", "de", "fr", "ie", "jp", "nz", "gb"],
  },
  safariAcceptCookies: { ...optional("real", "4.0"), among: [0, 1, 1.5, 2] },
};

export type PayloadKind = keyof typeof PAYLOADS_BY_KIND;

const PAYLOADS_BY_KIND = {
  exchange: {
    type: "com.apple.eas.account",
    words: "Exchange Account",
    keys: EXCHANGE,
  },
  passcode: {
    type: "com.apple.mobiledevice.passwordpolicy",
    words: "Passcode Policy",
    keys: PASSCODE,
  },
  restrictions: {
    type: "com.apple.applicationaccess",
    words: "Restrictions",
    keys: RESTRICTIONS,
  },
  "removal-password": {
    type: "com.apple.profileRemovalPassword", // EDG2 p. 72; handler in OS 3.0
    words: "Removal Password",
    keys: { RemovalPassword: required("string") },
  },
  root: {
    type: "com.apple.security.root",
    words: "Certificate",
    keys: { PayloadContent: required("data"), PayloadCertificateFileName: optional("string") },
  },
  // An intermediate, shown along with an identity; it makes nothing trusted.
  certificate: {
    type: "com.apple.security.pkcs1",
    words: "Certificate",
    keys: { PayloadContent: required("data"), PayloadCertificateFileName: optional("string") },
  },
  pkcs12: {
    type: "com.apple.security.pkcs12",
    words: "Identity Certificate",
    keys: {
      PayloadContent: required("data"),
      Password: optional("string"),
      PayloadCertificateFileName: optional("string"),
    },
  },
  scep: {
    type: "com.apple.security.scep",
    words: "SCEP Enrollment",
    keys: { PayloadContent: { ...required("dict"), since: "3.0" } },
  },
  "web-clip": {
    type: "com.apple.webClip.managed",
    words: "Web Clip",
    keys: {
      Label: { ...required("string"), since: "3.0" },
      URL: { ...required("string"), since: "3.0" },
      Icon: optional("data", "3.0"),
      IsRemovable: optional("boolean", "3.0"),
    },
  },
} as const satisfies Record<string, { type: string; words: string; keys: KeyTable }>;

export const PAYLOADS: readonly {
  readonly kind: PayloadKind;
  readonly type: string;
  readonly words: string;
  readonly keys: KeyTable;
}[] = Object.entries(PAYLOADS_BY_KIND).map(([kind, row]) => ({
  kind: kind as PayloadKind,
  ...row,
}));

/**
 * Payload types the era knew and this phone does not act yet: installing one is refused, never half
 * done.
 */
export const NOT_PLAYED: ReadonlySet<string> = new Set([
  "com.apple.security.pem",
  "com.apple.wifi.managed",
  "com.apple.vpn.managed",
  "com.apple.mail.managed",
  "com.apple.ldap.account",
  "com.apple.caldav.account",
  "com.apple.subscribedcalendar.account",
  "com.apple.apn.managed",
]);

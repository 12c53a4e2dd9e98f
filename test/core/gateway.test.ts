// Admission rule by rule and in its order (every cell: admission-table.test.ts), who counts as an
// iOS device, and which body belongs to which command.
import { describe, expect, test } from "vitest";
import { ADMISSION_RULES, type GatewayFacts, judge, mayBind } from "../../worker/core/gateway.ts";
import { COMMAND_RULES, expectedBody } from "../../worker/core/gateway-commands.ts";
import { looksLikeIos } from "../../worker/core/ios-client.ts";
import { CODE_PAGES } from "../../worker/wire/codepages.ts";
import { EAS_COMMANDS } from "../../worker/wire/eas-commands.ts";

const CODE_TAGS = new Set(
  CODE_PAGES.flatMap(({ name, tokens }) => Object.values(tokens).map((tag) => `${name}:${tag}`)),
);

const strict = {
  onlyProvisioned: true,
  otherClients: "deny",
  reportOnly: false,
  retypedToken: "record",
} as const;
const provisioned: GatewayFacts = {
  adapter: strict,
  command: "Sync",
  ios: true,
  easAllowed: true,
  blocked: false,
  exempt: false,
  access: undefined,
  grace: false,
  cannotProvision: false,
  versionTooNew: false,
  bearerUnproven: false,
  tooMany: false,
  retyped: false,
  token: "good",
  certificates: "off",
  certificate: "none",
};
const ruleOff = { ...strict, onlyProvisioned: false } as const;
const othersAllowed = { ...strict, otherClients: "allow" } as const;
const verdict = (change: Partial<GatewayFacts>) => {
  const judged = judge({ ...provisioned, ...change });
  return judged.verdict === "deny" ? judged.reason : "pass";
};
const TOKEN_REASONS = [
  "token-unknown",
  "token-expired",
  "token-of-another-user",
  "token-on-another-device",
  "token-superseded",
] as const;

describe("admission", () => {
  test.each<[string, Partial<GatewayFacts>, string]>([
    ["a provisioned iOS device passes", {}, "pass"],
    [
      "a user who is not allowed EAS is denied, provisioned or not",
      { easAllowed: false },
      "eas-not-allowed",
    ],
    ["a blocked device is denied, provisioned or not", { blocked: true }, "device-blocked"],
    ["an iOS device without a token is denied", { token: "none" }, "token-missing"],
    ["another client is denied", { ios: false, token: "none" }, "other-client-denied"],
    ["another client is denied even with a good token", { ios: false }, "other-client-denied"],
    [
      "another client passes where the adapter allows it",
      { ios: false, token: "none", adapter: othersAllowed },
      "pass",
    ],
    [
      "allowing other clients allows no iOS device",
      { token: "none", adapter: othersAllowed },
      "token-missing",
    ],
    ["with the rule off a hand-made account passes", { token: "none", adapter: ruleOff }, "pass"],
    [
      "with the rule off another client passes",
      { ios: false, token: "none", adapter: ruleOff },
      "pass",
    ],
    [
      "with the rule off a blocked device is still denied",
      { blocked: true, adapter: ruleOff },
      "device-blocked",
    ],
    [
      "with the rule off a user without EAS is still denied",
      { easAllowed: false, adapter: ruleOff },
      "eas-not-allowed",
    ],
    ["OPTIONS needs no token", { command: "OPTIONS", token: "none" }, "pass"],
    [
      "OPTIONS is answered to any client",
      { command: "OPTIONS", ios: false, token: "none" },
      "pass",
    ],
    [
      "OPTIONS is refused to a user without EAS",
      { command: "OPTIONS", easAllowed: false },
      "eas-not-allowed",
    ],
    ["a token that is not looked up yet denies nothing", { token: "presented" }, "pass"],
  ])("%s", (_name, change, expected) => {
    expect(verdict(change)).toBe(expected);
  });

  test.each(TOKEN_REASONS)("%s denies, unless the rule is off", (token) => {
    expect(verdict({ token })).toBe(token);
    expect(verdict({ token, adapter: ruleOff })).toBe("pass");
    expect(verdict({ token, ios: false, adapter: othersAllowed })).toBe("pass");
  });

  test("every command but OPTIONS needs the token, Provision and Settings too", () => {
    for (const command of EAS_COMMANDS)
      expect(verdict({ command, token: "none" })).toBe("token-missing");
  });

  test("what an administrator forbade is said before what the phone lacks", () => {
    const everything = { easAllowed: false, blocked: true, ios: true, token: "none" } as const;
    expect(verdict(everything)).toBe("eas-not-allowed");
    expect(verdict({ ...everything, easAllowed: true })).toBe("device-blocked");
    expect(verdict({ ...everything, easAllowed: true, ios: false })).toBe("device-blocked");
    const wiped = { ...everything, easAllowed: true, wipe: "acknowledged" } as const;
    expect(verdict(wiped)).toBe("device-wiped");
  });

  test("each rule has a reason of its own", () => {
    const reasons = ADMISSION_RULES.map(({ reason }) => reason);
    expect(new Set(reasons).size).toBe(reasons.length);
  });
});

describe("a wipe", () => {
  test("that was refused lets nothing pass but the phone's second thoughts", () => {
    const refused = { ...provisioned, wipe: "refused" } as const;
    expect(judge(refused)).toEqual({ verdict: "deny", reason: "wipe-refused" });
    expect(judge({ ...refused, command: "Provision" })).toEqual({ verdict: "wipe" });
  });

  test("that was acknowledged keeps the device out until it is allowed", () => {
    const wiped = { ...provisioned, wipe: "acknowledged", blocked: true } as const;
    expect(judge(wiped)).toEqual({ verdict: "deny", reason: "device-wiped" });
    // It may say once more that it is erased.
    expect(judge({ ...wiped, command: "Provision" })).toEqual({ verdict: "wipe" });
  });
});

describe("grace", () => {
  test("stands in for a token that is not there, and for nothing else", () => {
    expect(verdict({ grace: true, token: "none" })).toBe("pass");
    expect(verdict({ grace: true, token: "none", ios: false })).toBe("pass");
    expect(verdict({ grace: true, token: "token-expired" })).toBe("token-expired");
    expect(verdict({ grace: true, blocked: true })).toBe("device-blocked");
  });
});

test("every command with a body has a place for a status of its own", () => {
  for (const { root, status } of Object.values(COMMAND_RULES)) {
    if (!root) expect(status).toBeUndefined();
    else expect(CODE_TAGS.has(String(status))).toBe(true);
  }
});

test("a token is looked up for iOS commands only, also while the rule is off", () => {
  const presented = { ...provisioned, token: "presented" } as const;
  expect(mayBind(presented)).toBe(true);
  expect(mayBind({ ...presented, adapter: ruleOff })).toBe(true);
  expect(mayBind({ ...presented, ios: false })).toBe(false);
  expect(mayBind({ ...presented, command: "OPTIONS" })).toBe(false);
  expect(mayBind({ ...presented, token: "none" })).toBe(false);
});

describe("an iOS device", () => {
  const android = { deviceId: "androidc123", deviceType: "Android", userAgent: "Android/4.0" };
  test.each([
    ["device type", { deviceType: "iPhone" }],
    ["device type in another case", { deviceType: "IPAD" }],
    ["device type with something around it", { deviceType: " iPod touch" }],
    ["DeviceId made of a serial number", { deviceId: "appl87837l1xy7h" }],
    ["user agent of iPhone OS 3", { userAgent: "Apple-iPhone/701.341" }],
    ["user agent of iOS 4", { userAgent: "Apple-iPad1C1/812.1" }],
  ])("is told by its %s alone", (_name, sign) => {
    expect(looksLikeIos({ ...android, ...sign })).toBe(true);
  });

  test("is none of these: Android, Windows Phone, Outlook, a client that says nothing", () => {
    for (const other of [
      android,
      { deviceId: "0123456789abcdef", deviceType: "WP8", userAgent: "MSFT-WP/8.0.9903" },
      { deviceId: "x", deviceType: "Outlook", userAgent: "Outlook-iOS/2.0" },
      { deviceId: "x", deviceType: "SmartPhone", userAgent: "" },
    ])
      expect(looksLikeIos(other)).toBe(false);
  });
});

describe("the body a command must have", () => {
  test("each command has one root, and no two share it", () => {
    const roots = EAS_COMMANDS.map((command) => COMMAND_RULES[command].root).filter(Boolean);
    expect(new Set(roots).size).toBe(roots.length);
    expect(roots).toHaveLength(EAS_COMMANDS.length - 5);
  });

  test.each([
    ["SendMail", "message/rfc822", "12.1", "mime"],
    ["SmartReply", "Message/RFC822; charset=x", "2.5", "mime"],
    ["SmartForward", "message/rfc822", "", "mime"],
    ["SendMail", "message/rfc822", "14.0", { root: "ComposeMail:SendMail" }],
    ["SendMail", "application/vnd.ms-sync.wbxml", "12.1", { root: "ComposeMail:SendMail" }],
    ["FolderSync", "message/rfc822", "12.1", { root: "FolderHierarchy:FolderSync" }],
    ["GetAttachment", "message/rfc822", "12.1", "none"],
  ] as const)("%s as %j in version %j", (command, type, version, expected) => {
    expect(expectedBody(command, type, version)).toEqual(expected);
  });
});

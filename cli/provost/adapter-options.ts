// The Exchange Adapter's settings as options of the command line: a row each, with the field of the
// API that it fills. What a setting means in practice stands in docs/operate.md.
import { type Call, count, type Option, optional, said } from "./command.ts";

interface AdapterOption extends Option {
  readonly field: string;
  /** A whole number; the API knows its bounds. */
  readonly isNumber?: true;
}

const YES_NO = ["yes", "no"];
const VERSIONS = ["any", "2.5", "12.0", "12.1", "14.0", "14.1", "16.0", "16.1"];

const text = (field: string, flags: string, says: string): AdapterOption => ({
  field,
  flags,
  text: says,
});
const choice = (field: string, flags: string, choices: readonly string[], says: string) => ({
  ...text(field, flags, says),
  choices,
});
const number = (field: string, flags: string, says: string): AdapterOption => ({
  ...text(field, flags, says),
  isNumber: true,
});

const ADAPTER_OPTIONS: readonly AdapterOption[] = [
  text("upstream", "--upstream <url>", "origin of the tenant's Exchange"),
  text(
    "loginForm",
    "--login-form <form>",
    "how Exchange wants the user: user, DOMAIN\\user or user@domain",
  ),
  text("mailDomain", "--mail-domain <domain>", "domain of users' e-mail addresses"),
  choice(
    "privateUpstream",
    "--private-upstream <yes|no>",
    YES_NO,
    "may Exchange have a private or loopback address?",
  ),
  choice(
    "credentialCheck",
    "--credential-check <way>",
    ["options", "folder-sync", "local-directory"],
    "who judges passwords",
  ),
  choice(
    "onlyProvisioned",
    "--only-provisioned <yes|no>",
    YES_NO,
    "allow only iOS devices that have been provisioned?",
  ),
  choice(
    "reportOnly",
    "--report-only <yes|no>",
    YES_NO,
    "decide and record, but let through what would be refused?",
  ),
  choice(
    "otherClients",
    "--other-clients <answer>",
    ["deny", "quarantine", "allow"],
    "answer to clients that are no iOS devices and that no access rule names",
  ),
  choice(
    "retypedToken",
    "--retyped-token <answer>",
    ["record", "refuse"],
    "accounts made anew by hand with a token in use",
  ),
  choice(
    "bearerTokens",
    "--bearer-tokens <answer>",
    ["deny", "allow"],
    "sign-in by bearer token (modern authentication)",
  ),
  choice(
    "partialCompliance",
    "--partial-compliance <answer>",
    ["allow", "refuse"],
    "phones that apply a part of their policy",
  ),
  choice(
    "policyRefusal",
    "--policy-refusal <answer>",
    ["allow", "refuse"],
    "phones that apply nothing of their policy",
  ),
  choice(
    "maxProtocolVersion",
    "--max-protocol-version <version>",
    VERSIONS,
    "the newest version of Exchange ActiveSync that is spoken",
  ),
  text(
    "redirectOrigins",
    "--redirect-origins <urls>",
    "further https origins of this Exchange, parted by spaces; '' for none",
  ),
  number("minHeartbeat", "--min-heartbeat <seconds>", "shortest heartbeat of Ping and Sync"),
  number("maxHeartbeat", "--max-heartbeat <seconds>", "longest heartbeat of Ping and Sync"),
  number(
    "upstreamHeartbeat",
    "--upstream-heartbeat <seconds>",
    "longest heartbeat asked of Exchange: 100 at Cloudflare's edge, 1680 beside Exchange",
  ),
  number("maxPingFolders", "--max-ping-folders <count>", "folders one Ping may watch"),
  number(
    "maxDevicesPerUser",
    "--max-devices-per-user <count>",
    "devices one user may have; 0 sets no limit",
  ),
  number(
    "maxConcurrentPerDevice",
    "--max-concurrent-per-device <count>",
    "requests of one device at a time; 0 sets no limit",
  ),
  number(
    "maxConcurrentPerTenant",
    "--max-concurrent-per-tenant <count>",
    "requests of all devices at a time; 0 sets no limit",
  ),
  number(
    "maxUpstreamWaits",
    "--max-upstream-waits <count>",
    "phones that wait at Exchange at a time, in turn; 0 sets no limit",
  ),
  number(
    "stalePasswordMinutes",
    "--stale-password-minutes <minutes>",
    "how long a refused password is not asked again; 0 switches this off",
  ),
  number(
    "maxCommandsPerMinute",
    "--max-commands-per-minute <count>",
    "commands of one device in a minute; 0 sets no limit",
  ),
  number(
    "maxClientChangesPerDay",
    "--max-client-changes-per-day <count>",
    "changes of a device's user agent in a day; 0 sets no limit",
  ),
  number(
    "behaviourBlockMinutes",
    "--behaviour-block-minutes <minutes>",
    "how long a device is kept out that went beyond one of the two",
  ),
  choice(
    "clientCertificates",
    "--client-certificates <way>",
    ["off", "with-password", "alone"],
    "how phones sign in: by password, by certificate and password, by certificate alone",
  ),
  text(
    "accountHost",
    "--account-host <host>",
    "host of Exchange's own front, for accounts with a certificate alone; '' for the gateway",
  ),
];

/** The adapter's options, those of `fields` required. */
export const adapterOptions = (fields: readonly string[]): readonly Option[] =>
  ADAPTER_OPTIONS.map((option) => ({ ...option, required: fields.includes(option.field) }));

/** What was said of the adapter's settings, as the API wants it; commander names options as the fields. */
export function adapterSettings(call: Call): Record<string, unknown> {
  const value = ({ field, isNumber, choices }: AdapterOption) => {
    const typed = optional(call, field);
    if (typed === undefined) return undefined;
    if (isNumber) return count(call, field, 0);
    return choices === YES_NO ? typed === "yes" : typed;
  };
  return said(Object.fromEntries(ADAPTER_OPTIONS.map((option) => [option.field, value(option)])));
}

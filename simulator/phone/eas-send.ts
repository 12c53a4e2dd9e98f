// One ActiveSync request over HTTP as the era's iPhone sends it (MS-ASHTTP 2.2.1; header names and
// the order User, DeviceId, DeviceType, Cmd as traces show them), and what each HTTP status means
// to the phone. A phone sets no time limit of its own here: against a virtual clock it would end
// requests that are still on their way.
import { createHash } from "node:crypto";
import { formatBasic } from "../../worker/wire/basic-auth.ts";
import { headerOf, type NetworkResponse } from "../network.ts";
import { endpointOf } from "./account.ts";
import { bodyOf } from "./http-answer.ts";
import { shownIdentity } from "./keychain.ts";
import { type MailFailure, mailFailure } from "./mail-outcome.ts";
import type { Account, Handset } from "./state.ts";
import { easUserAgent } from "./traits.ts";

export interface EasOrder {
  /** The Cmd parameter; OPTIONS has none. */
  readonly command: string | null;
  readonly contentType?: string;
  readonly body?: Uint8Array;
  readonly parameters?: readonly (readonly [name: string, value: string])[];
  /** Instead of the account's own policy key, while one is being negotiated. */
  readonly policyKey?: string;
}
export type EasAnswer =
  | {
      readonly ok: true;
      readonly response: NetworkResponse;
      readonly body: Uint8Array;
    }
  | { readonly ok: false; readonly failure: MailFailure; readonly provisioningDemanded: boolean };

/** The phone's name for itself: `Appl` and its serial number, or a name that says nothing. */
export function deviceIdOf({ state, traits }: Handset): string {
  const { pretend, serial } = state;
  if (pretend.deviceId !== undefined) return pretend.deviceId;
  if (!traits.easDeviceIdIsOpaque) return `Appl${serial}`;
  const digest = createHash("sha256").update(`name of ${serial}`).digest("hex");
  return digest.slice(0, OPAQUE_LENGTH).toUpperCase();
}

const OPAQUE_LENGTH = 26;

function addressOf(phone: Handset, account: Account, order: EasOrder): string {
  if (order.command === null) return endpointOf(account);
  const pairs = [
    ["User", account.user],
    ["DeviceId", deviceIdOf(phone)],
    ["DeviceType", phone.state.pretend.deviceType ?? phone.state.kind],
    ["Cmd", order.command],
    ...(order.parameters ?? []),
  ];
  const query = pairs.map(([name, value = ""]) => `${name}=${encodeURIComponent(value)}`).join("&");
  return `${endpointOf(account)}?${query}`;
}

function headersFor(phone: Handset, account: Account, order: EasOrder): [string, string][] {
  const { system, kind, model, pretend } = phone.state;
  const { user, password, version } = account;
  const charset = phone.traits.easBasicCharset;
  const headers: [string, string | null | undefined][] = [
    ["MS-ASProtocolVersion", order.command === null ? null : version],
    ["X-MS-PolicyKey", order.command === null ? null : (order.policyKey ?? account.policyKey)],
    ["User-Agent", pretend.userAgent ?? easUserAgent(system, kind, model)],
    ["Content-Type", order.contentType],
    ["Authorization", password === "" ? null : formatBasic({ user, password, charset })],
    ["Accept", "*/*"],
    ["Accept-Language", "en-us"],
    ["Accept-Encoding", "gzip, deflate"],
    ["Connection", "keep-alive"],
  ];
  return headers.filter((header): header is [string, string] => typeof header[1] === "string");
}

/**
 * Sends one request. A 200 comes back with its body; everything else as the failure the user would
 * meet.
 */
export async function sendEas(
  phone: Handset,
  account: Account,
  order: EasOrder,
): Promise<EasAnswer> {
  const held = blocked(phone, account);
  if (held) return { ok: false, failure: held, provisioningDemanded: false };
  let response: NetworkResponse;
  const identity = shownIdentity(phone, account);
  try {
    response = await phone.network.request({
      ...(identity ? { identity } : {}),
      method: order.command === null ? "OPTIONS" : "POST",
      url: addressOf(phone, account, order),
      headers: headersFor(phone, account, order),
      ...(order.body ? { body: order.body } : {}),
    });
  } catch {
    return failed(account, mailFailure("cannot-connect", "no connection to the server"));
  }
  if (response.status !== 200) return refused(phone, account, response);
  const body = bodyOf(response, phone.note);
  if (!body) return failed(account, mailFailure("protocol-error", "unreadable body", 200));
  account.lastError = null;
  return { ok: true, response, body };
}

/** Why nothing is sent at all: an unanswered password alert, or the server's Retry-After. */
function blocked(phone: Handset, account: Account): MailFailure | null {
  if (account.passwordAlert) return mailFailure("password-alert", "the password is wrong", 401);
  const wait = account.retryAt - phone.clock.now();
  if (wait <= 0) return null;
  return mailFailure("busy", `the server asked to wait ${Math.ceil(wait / 1000)} s more`, 503);
}

function failed(account: Account, failure: MailFailure): EasAnswer {
  account.lastError = failure.detail;
  return { ok: false, failure, provisioningDemanded: false };
}

function refused(phone: Handset, account: Account, response: NetworkResponse): EasAnswer {
  const { status } = response;
  const detail = STATUS_WORDS.get(status) ?? `the server answered ${status}`;
  if (status === 449) {
    return {
      ok: false,
      failure: mailFailure("cannot-connect", detail, 449),
      provisioningDemanded: true,
    };
  }
  if (status === 401) {
    account.passwordAlert = true;
    phone.screen(`Mail asks: the password for ${account.email} is wrong.`);
    return failed(account, mailFailure("password-alert", detail, status));
  }
  if (status === 503) {
    account.retryAt = phone.clock.now() + retryAfterMs(phone, response);
    return failed(account, mailFailure("busy", detail, status));
  }
  if (status === 400 || status === 505) account.version = null; // another version may be spoken now
  phone.screen("Mail: Cannot Get Mail. The connection to the server failed.");
  return failed(account, mailFailure("cannot-connect", detail, status));
}

const STATUS_WORDS = new Map([
  [401, "the user name or password is wrong"],
  [403, "the server refused this phone"],
  [449, "the server still demands its policy"],
  [503, "the server is busy"],
]);

/** Retry-After in seconds or as a date (RFC 9110, section 10.2.3); nothing means at once. */
function retryAfterMs(phone: Handset, response: NetworkResponse): number {
  const value = headerOf(response, "retry-after");
  if (value === undefined) return 0;
  if (/^\d{1,6}$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  if (Number.isNaN(date))
    phone.note(`Retry-After "${value.slice(0, 60)}" is neither seconds nor date`);
  return Number.isNaN(date) ? 0 : Math.max(0, date - phone.clock.now());
}

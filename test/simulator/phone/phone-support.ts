// What tests of the simulated phone share: a phone on a scripted network, profiles written as XML
// by hand, answers.
import { virtualClock } from "../../../simulator/clock.ts";
import type { Network, NetworkRequest, NetworkResponse } from "../../../simulator/network.ts";
import { createPhone, type PhoneOptions } from "../../../simulator/phone/phone.ts";

/** A Monday morning inside the validity of test/support/identity.ts. */
export const NOW = Date.UTC(2031, 2, 3, 9);

export type Script = (
  request: NetworkRequest,
  number: number,
) => NetworkResponse | Promise<NetworkResponse>;

/** A phone whose network is `script`. Everything it shows, notes and sends is kept. */
export function phoneOn(script: Script, options: Partial<PhoneOptions> = {}) {
  const screens: string[] = [];
  const notes: string[] = [];
  const requests: NetworkRequest[] = [];
  const clock = virtualClock(NOW);
  const network: Network = {
    request: async (request) => script(request, requests.push(request)),
  };
  const phone = createPhone({
    ...{ name: "Alice's iPhone", system: "4.2.1", network, clock },
    screen: (line) => screens.push(line),
    protocolNote: (note) => notes.push(note),
    ...options,
  });
  return { phone, screens, notes, requests, clock };
}

/** An answer; text bodies are UTF-8. */
export function answer(
  status: number,
  headers: Readonly<Record<string, string>> = {},
  body: string | Uint8Array = "",
): NetworkResponse {
  return {
    status,
    headers: Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const),
    body: typeof body === "string" ? new TextEncoder().encode(body) : body,
  };
}

export const page = (html: string, status = 200) =>
  answer(status, { "Content-Type": "text/html; charset=utf-8" }, html);
export const redirect = (location: string, status = 302) => answer(status, { Location: location });
export const challenge = (realm: string) =>
  answer(
    401,
    { "WWW-Authenticate": `Basic realm="${realm}"`, "Content-Type": "text/html" },
    "<h1>Sign in, please</h1>",
  );
export const profileAnswer = (body: string | Uint8Array) =>
  answer(200, { "Content-Type": "application/x-apple-aspen-config" }, body);
export const refuseAll: Script = () => answer(403);

export const sent = (request: NetworkRequest | undefined, name: string) =>
  request?.headers.find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];

/**
 * XML of one value: strings, whole numbers and booleans by their type, fractions as reals, XML
 * given as `xml`.
 */
type Value = string | number | boolean | { readonly xml: string } | readonly Value[] | Keys;
export interface Keys {
  readonly [key: string]: Value | undefined;
}
export const xml = (text: string) => ({ xml: text });

function write(value: Value): string {
  if (typeof value === "string") {
    return `<string>${value.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</string>`;
  }
  if (typeof value === "boolean") return value ? "<true/>" : "<false/>";
  if (typeof value === "number") {
    return Number.isInteger(value) ? `<integer>${value}</integer>` : `<real>${value}</real>`;
  }
  if (Array.isArray(value)) return `<array>${value.map(write).join("")}</array>`;
  if ("xml" in value && typeof value.xml === "string") return value.xml;
  const entries = Object.entries(value as Keys).filter(([, member]) => member !== undefined);
  return `<dict>${entries.map(([key, member]) => `<key>${key}</key>${write(member ?? "")}`).join("")}</dict>`;
}

/** A property list with `value` as its root. */
export const plist = (value: Value) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" ` +
  `"http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n<plist version="1.0">${write(value)}</plist>\n`;

const uuid = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
const common = (type: string, number: number): Keys => ({
  PayloadType: type,
  PayloadVersion: 1,
  PayloadIdentifier: `com.example.acme.part${number}`,
  PayloadUUID: uuid(number),
  PayloadDisplayName: `Part ${number}`,
});

export const exchangePayload = (change: Keys = {}): Keys => ({
  ...common("com.apple.eas.account", 1),
  Host: "acme.example.com",
  SSL: true,
  EmailAddress: "alice@acme.example.com",
  UserName: "TOKEN\\alice",
  ...change,
});
export const passcodePayload = (change: Keys = {}): Keys => ({
  ...common("com.apple.mobiledevice.passwordpolicy", 2),
  forcePIN: true,
  minLength: 6,
  ...change,
});
export const restrictionsPayload = (change: Keys = {}): Keys => ({
  ...common("com.apple.applicationaccess", 3),
  allowCamera: false,
  ...change,
});
export const removalPayload = (password: string): Keys => ({
  ...common("com.apple.profileRemovalPassword", 4),
  RemovalPassword: password,
});

/** A whole profile with these payloads, as XML. */
export const profile = (payloads: readonly Keys[], change: Keys = {}) =>
  plist({
    ...common("Configuration", 0),
    PayloadIdentifier: "com.example.acme",
    PayloadDisplayName: "Acme Exchange",
    PayloadOrganization: "Acme Ltd",
    PayloadContent: payloads,
    ...change,
  });

// What a connection test of the tenant's Exchange finds, each fault by its name. The rule: a finding
// is something that was seen; what cannot be told apart stays "unreachable". Certificates are judged
// as a TLS client judges them (RFC 5280, 6; RFC 6125, 6.4).
import type { ServerCertificate } from "../wire/server-certificate.ts";
import type { ServerGreeting } from "../wire/tls-hello.ts";
import type { AdapterSettings } from "./tenant.ts";

/** Everything a connection test can find. `warning`: it works, but somebody should know. */
export const FINDINGS = {
  "address-malformed": "error",
  "address-not-allowed": "error",
  "name-unknown": "error",
  "port-closed": "error",
  "plain-http-on-tls": "error",
  "tls-on-plain-http": "error",
  "tls-too-old": "error",
  "tls-failed": "error",
  "certificate-expired": "error",
  "certificate-not-yet-valid": "error",
  "certificate-wrong-name": "error",
  "certificate-self-signed": "error",
  "certificate-chain-incomplete": "error",
  "certificate-untrusted": "error",
  "time-out": "error",
  unreachable: "error",
  "not-eas": "error",
  "leads-elsewhere": "error",
  "server-error": "error",
  "basic-not-offered": "error",
  "wrong-password": "error",
  "eas-forbidden": "warning",
  "options-open": "warning",
  "folder-sync-open": "warning",
  "plain-http": "warning",
} as const satisfies Record<string, "error" | "warning">;
export type FindingCode = keyof typeof FINDINGS;

export interface Finding {
  readonly code: FindingCode;
  readonly level: "error" | "warning";
  /** What was seen, in the server's own words: a status, a name, a date. */
  readonly detail?: string;
}

export interface ConnectionCheck {
  /** Exchange ActiveSync answered there. */
  readonly reachable: boolean;
  readonly findings: readonly Finding[];
  /** EAS protocol versions and commands, where the server tells them. */
  readonly versions?: readonly string[];
  readonly commands?: readonly string[];
  /** True if OPTIONS is answered without a right password. */
  readonly openOptions: boolean;
  /** True if the test user's credentials were accepted; absent where none were given. */
  readonly signedIn?: boolean;
  /** The credential check that fits this server; "none" while it cannot be reached. */
  readonly advice: AdapterSettings["credentialCheck"] | "none";
}

export function finding(code: FindingCode, detail?: string): Finding {
  return { code, level: FINDINGS[code], ...(detail && { detail }) };
}

/** How a fetch ended that gave no answer. */
export type FetchFailure = "time-out" | "connection-lost" | "internal-error" | "unknown";

/**
 * What workerd's fetch throws, by its message: nothing but these two tells anything, and the reason
 * itself stands only in workerd's own log. A refused connection and one that the server drops are
 * "lost"; a name without an address and a failed TLS handshake are "internal error".
 */
const FETCH_MESSAGES: readonly (readonly [RegExp, FetchFailure])[] = [
  [/^network connection lost/i, "connection-lost"],
  [/^internal error/i, "internal-error"],
];

export function fetchFailure(message: string): FetchFailure {
  return FETCH_MESSAGES.find(([pattern]) => pattern.test(message))?.[1] ?? "unknown";
}

/**
 * What Cloudflare's edge answers in a server's place (Cloudflare, "Cloudflare 5xx errors"): 521
 * refused, 522 and 524 too slow, 525 handshake, 526 certificate, 530 name.
 */
export const EDGE_STATUSES: Readonly<Record<number, FindingCode>> = {
  521: "port-closed",
  522: "time-out",
  523: "unreachable",
  524: "time-out",
  525: "tls-failed",
  526: "certificate-untrusted",
  530: "name-unknown",
};

/** What a second look at the bare connection showed, after a fetch had failed. */
export type SecondLook =
  | { readonly opened: false; readonly timedOut: boolean }
  | {
      readonly opened: true;
      readonly greeting: ServerGreeting;
      readonly certificates: readonly ServerCertificate[];
    };

export interface Failed {
  readonly url: URL;
  readonly failure: FetchFailure;
  readonly look: SecondLook;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Why there was no answer: at least one finding. */
export function explainFailure({ url, failure, look, now }: Failed): Finding[] {
  if (!look.opened) return [finding(notOpened(url, failure, look.timedOut))];
  const { greeting, certificates } = look;
  const speaksTls = greeting.kind === "hello" || greeting.kind === "alert";
  if (url.protocol === "http:") {
    return [finding(speaksTls ? "tls-on-plain-http" : failedOpen(failure))];
  }
  if (greeting.kind === "not-tls") return [finding("plain-http-on-tls")];
  if (greeting.kind === "hello" && greeting.version < 0x0303) {
    return [finding("tls-too-old", tlsName(greeting.version))];
  }
  const faults = certificateFaults(certificates, bareHost(url.hostname), now);
  if (faults.length > 0) return faults;
  if (failure === "time-out") return [finding("time-out")];
  return [finding(failure === "internal-error" ? "tls-failed" : "unreachable")];
}

function notOpened(url: URL, failure: FetchFailure, timedOut: boolean): FindingCode {
  if (timedOut || failure === "time-out") return "time-out";
  if (failure === "connection-lost") return "port-closed";
  return failure === "internal-error" && !isAddress(url.hostname) ? "name-unknown" : "unreachable";
}

const failedOpen = (failure: FetchFailure): FindingCode =>
  failure === "time-out" ? "time-out" : "unreachable";

/** 0x0301 is TLS 1.0, 0x0300 SSL 3.0. */
const tlsName = (version: number) =>
  version === 0x0300 ? "SSL 3.0" : `TLS 1.${(version & 0xff) - 1}`;

/**
 * What a TLS client minds about these certificates. The trust in the root itself cannot be judged
 * here: it is the last explanation, when nothing else is wrong.
 */
export function certificateFaults(
  chain: readonly ServerCertificate[],
  hostname: string,
  now: number,
): Finding[] {
  const [leaf] = chain;
  if (!leaf) return [];
  const faults: Finding[] = [];
  const expired = chain.find(({ notAfter }) => notAfter < now);
  const early = chain.find(({ notBefore }) => notBefore > now);
  if (expired)
    faults.push(finding("certificate-expired", dated(expired.subject, expired.notAfter)));
  if (early) {
    faults.push(finding("certificate-not-yet-valid", dated(early.subject, early.notBefore)));
  }
  if (!leaf.names.some((name) => nameCovers(name, hostname))) {
    faults.push(finding("certificate-wrong-name", leaf.names.slice(0, NAMES_SHOWN).join(", ")));
  }
  const trust = trustFault(chain);
  // A self-signed or incomplete chain is a fault of its own; mere distrust only if all else is right.
  const isCertain = trust.code !== "certificate-untrusted";
  return isCertain || faults.length === 0 ? [...faults, trust] : faults;
}

const NAMES_SHOWN = 5;
const dated = (subject: string, at: number) => {
  const day = Number.isFinite(at) ? new Date(at).toISOString().slice(0, 10) : "?";
  return `${subject}: ${day}`;
};

function trustFault(chain: readonly ServerCertificate[]): Finding {
  const [leaf] = chain as [ServerCertificate, ...ServerCertificate[]];
  if (leaf.issuer === leaf.subject) return finding("certificate-self-signed", leaf.subject);
  const broken = chain.find((certificate, index) => {
    const next = chain[index + 1];
    return next ? next.subject !== certificate.issuer : index === 0;
  });
  return broken
    ? finding("certificate-chain-incomplete", broken.issuer)
    : finding("certificate-untrusted", chain.at(-1)?.issuer);
}

/** RFC 6125, 6.4.3: a star stands for the whole leftmost label and nothing else. */
export function nameCovers(name: string, hostname: string): boolean {
  if (!name.startsWith("*.")) return name === hostname;
  const dot = hostname.indexOf(".");
  return dot > 0 && !isAddress(hostname) && hostname.slice(dot) === name.slice(1);
}

/** A URL's hostname without the brackets of an IPv6 address. */
export const bareHost = (hostname: string) => hostname.replace(/^\[|\]$/g, "");

/** True for IPv4 and IPv6 addresses. */
export const isAddress = (hostname: string) => /^\[|^[0-9.]+$|:/.test(hostname);

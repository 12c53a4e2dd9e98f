// The secrets of a world: every password and every token that went over its network, mistyped ones
// too, because a person's next guess is often another of their passwords. Rule it serves: none of
// them, in any form, stands in a line the Worker logged or in a byte it stored (docs/security.md).
import type { NetworkRequest } from "./network.ts";

/** What was heard so far, and the search for it. */
export interface Secrets {
  /** Notes the credentials of a request on its way (RFC 7617 and RFC 6750). */
  hear(request: NetworkRequest): void;
  /** A short name for the first secret that a log line holds, or undefined. */
  inLine(line: string): string | undefined;
  /** The same for bytes of a file. */
  inBytes(bytes: Buffer): string | undefined;
}

/** Shorter passwords would be found in innocent words. */
const SHORTEST = 5;
/** A provisioning token as it stands alone: whoever logs one before it was used is found, too. */
const TOKEN_ALONE = /(?<![A-Za-z2-7])[A-Z2-7]{26}(?![A-Za-z2-7])/;
const TOKEN_IN_LOGIN = /^([A-Z2-7]{26})\\/i;
const BASE64_WORD = /[A-Za-z0-9+/_-]{8,}/g;

/** Nothing heard yet. */
export function makeSecrets(): Secrets {
  /** Bytes to look for, and what to call them in a failure: never the secret itself. */
  const forms = new Map<string, string>();
  const add = (name: string, secret: string) => {
    if (secret.length < SHORTEST) return;
    const escaped = JSON.stringify(secret).slice(1, -1);
    const ascii = secret.replace(/[^\x20-\x7e]/g, (character) => `\\u${hex(character)}`);
    for (const form of [secret, escaped, ascii, encodeURIComponent(secret)])
      for (const charset of ["utf8", "latin1"] as const)
        forms.set(Buffer.from(form, charset).toString("latin1"), name);
  };
  const inBytes = (bytes: Buffer) => {
    const text = bytes.toString("latin1");
    return [...forms].find(([form]) => text.includes(form))?.[1];
  };
  return {
    hear: (request) => {
      for (const [name, secret] of secretsOf(request)) add(name, secret);
    },
    inLine: (line) =>
      inBytes(Buffer.from(line)) ??
      (TOKEN_ALONE.test(line) ? "a provisioning token" : undefined) ??
      (line.match(BASE64_WORD) ?? [])
        .map((word) => inBytes(Buffer.from(word, "base64")))
        .find((name) => name !== undefined),
    inBytes,
  };
}

const hex = (character: string) => character.charCodeAt(0).toString(16).padStart(4, "0");

function secretsOf(request: NetworkRequest): [name: string, secret: string][] {
  const header = request.headers.find(([name]) => name.toLowerCase() === "authorization")?.[1];
  const [scheme = "", value = ""] = (header ?? "").split(" ");
  if (/^bearer$/i.test(scheme)) return [["an API token", value]];
  if (!/^basic$/i.test(scheme)) return [];
  const bytes = Buffer.from(value, "base64");
  const colon = bytes.indexOf(":");
  if (colon < 0) return [];
  const user = bytes.subarray(0, colon).toString();
  const password = bytes.subarray(colon + 1);
  const token = TOKEN_IN_LOGIN.exec(user)?.[1];
  return [
    ["an Authorization header", value],
    [`a password of ${user.replace(TOKEN_IN_LOGIN, "")}`, readable(password)],
    ...(token
      ? ([token.toUpperCase(), token.toLowerCase()] as const).map((form): [string, string] => [
          "a provisioning token",
          form,
        ])
      : []),
  ];
}

/** The password's characters, whether the client wrote UTF-8 or Latin-1. */
function readable(password: Buffer): string {
  const utf8 = password.toString("utf8");
  return utf8.includes("\ufffd") ? password.toString("latin1") : utf8;
}

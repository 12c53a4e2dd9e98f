// The secrets of a world: every password, token, challenge and private key that went over its
// network or was made in a phone, mistyped ones too, because a person's next guess is often another
// of their passwords; and any private key that stands open. Rule it serves: none of them, in any
// form, stands in a line the Worker logged or in a byte it stored (docs/security.md).
import type { KeyObject } from "node:crypto";
import type { NetworkRequest, NetworkResponse } from "./network.ts";

/** What was heard so far, and the search for it. */
export interface Secrets {
  /** Notes the credentials of a request on its way (RFC 7617 and RFC 6750). */
  hear(request: NetworkRequest): void;
  /** Notes what an answer of the API hands out once: a challenge, the password of an identity. */
  hearAnswer(response: NetworkResponse): void;
  /** A secret that a phone got or made. */
  add(name: string, secret: string | KeyObject): void;
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
    const known = [...forms].find(([form]) => text.includes(form))?.[1];
    return known ?? (holdsOpenKey(text) ? "a private key" : undefined);
  };
  return {
    hear: (request) => {
      for (const [name, secret] of secretsOf(request)) add(name, secret);
    },
    hearAnswer: ({ headers, body }) => {
      const isJson = headers.some(([name, value]) => name === "content-type" && /json/.test(value));
      const text = isJson ? Buffer.from(body).toString("utf8") : "";
      for (const [, name = "", secret = ""] of text.matchAll(HANDED_OUT)) add(`a ${name}`, secret);
    },
    add: (name, secret) => {
      if (typeof secret === "string") add(name, secret);
      else for (const form of formsOfKey(secret)) forms.set(form, name);
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

/** In a document of the API. */
const HANDED_OUT = /"(challenge|password)":\s*"((?:[^"\\]|\\.)+)"/g;

/**
 * Any private key in the open: PKCS#8 of RSA or an elliptic curve as bytes, the same in base64 after
 * the first bytes of a PEM block, the words around one, and a JSON Web Key with its secret part.
 */
const OPEN_KEY_BYTES = [
  "020100300d06092a864886f70d010101050004",
  "020100301306072a8648ce3d0201",
].map((bytes) => Buffer.from(bytes, "hex").toString("latin1"));
const OPEN_KEY_TEXT = /IBADANBgkqhkiG9w0BAQEFAASC|PRIVATE KEY-----|"d"\s*:\s*"[A-Za-z0-9_-]{40,}"/;
const holdsOpenKey = (text: string) =>
  OPEN_KEY_TEXT.test(text) || OPEN_KEY_BYTES.some((bytes) => text.includes(bytes));

/** A key in whichever form: its first prime as bytes, its PKCS#8 in base64, its numbers as in a JSON Web Key. */
function formsOfKey(key: KeyObject): string[] {
  const { p = "", d = "" } = key.export({ format: "jwk" });
  const whole = key.export({ type: "pkcs8", format: "der" }).toString("base64");
  const lines = [whole.slice(64, 128), whole.slice(128, 192)];
  return [Buffer.from(p, "base64url").toString("latin1"), p, d, ...lines].filter(Boolean);
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

// A certificate with its private key as a caller sends it: PEM, or PKCS#12 in base64 with its
// password. The rule: what is said of it names the part that is wrong and never holds any of it.
import * as v from "valibot";
import type { IdentityRefusal } from "../../core/signing-identity.ts";
import { identitySentences } from "../../views/console/messages/identity-sentences.ts";
import { decodeBase64 } from "../../wire/base64.ts";
import type { IdentitySource } from "../../wire/identity-file.ts";
import { WireError } from "../../wire/wire-error.ts";
import { type Answer, refused } from "./answer.ts";

const PASSWORD_MAX_LENGTH = 1_000;

const pem = v.pipe(v.string(), v.minLength(1, "is empty"));
/** Body of an import: certificates and privateKey, or pkcs12 and password. */
export const IdentityImport = v.strictObject({
  certificates: v.exactOptional(pem),
  privateKey: v.exactOptional(pem),
  pkcs12: v.exactOptional(pem),
  password: v.exactOptional(v.pipe(v.string(), v.maxLength(PASSWORD_MAX_LENGTH, "is too long"))),
});

/** What the body holds, or why it holds neither form. */
export function sourceOf(
  body: v.InferOutput<typeof IdentityImport>,
): IdentitySource | (Answer & { refusal: object }) {
  const { certificates, privateKey, pkcs12, password } = body;
  if (pkcs12 === undefined) {
    if (certificates === undefined || privateKey === undefined) return halfBody();
    return password === undefined ? { form: "pem", certificates, privateKey } : halfBody();
  }
  if (certificates !== undefined || privateKey !== undefined) return halfBody();
  const file = bytesOf(pkcs12);
  if (!file) return notBase64();
  return { form: "pkcs12", file, password: password ?? "" };
}

const halfBody = () => ({
  refusal: {
    reason: "bad-body",
    message: "Send certificates and privateKey (PEM), or pkcs12 (base64) and password.",
  } as const,
});
const notBase64 = () => ({
  refusal: { reason: "bad-body", message: "pkcs12 is no base64.", field: "pkcs12" } as const,
});

/** Base64 in lines is as good as in one. */
function bytesOf(base64: string): Uint8Array | undefined {
  try {
    return decodeBase64(base64.replace(/\s/g, ""), "pkcs12");
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}

const PASSWORD_PROBLEMS: readonly string[] = ["wrong-password"];
const KEY_PROBLEM = /key/;

/** The sentence, the field it is about, and the problem for programs. */
export function badIdentity(
  form: IdentitySource["form"],
  { problem, detail }: IdentityRefusal,
  reason: "bad-identity" | "bad-authority" = "bad-identity",
): Answer {
  const inPem = KEY_PROBLEM.test(problem) ? "privateKey" : "certificates";
  const inPkcs12 = PASSWORD_PROBLEMS.includes(problem) ? "password" : "pkcs12";
  return refused(reason, {
    message: identitySentences.en.problems[problem](detail ?? ""),
    field: form === "pem" ? inPem : inPkcs12,
    problems: [{ problem, ...(detail !== undefined && { detail }) }],
  });
}

// A certificate with its private key as it is uploaded in a form: a file (PKCS#12 or PEM) with its
// password, or pasted PEM. The rule: key and password go to the API and nowhere else; a refusal is
// said at the field that was filled in.
import type { IdentityProblem } from "../../core/signing-identity.ts";
import { identityText } from "../../views/console/messages/identity.ts";
import { identitySentences } from "../../views/console/messages/identity-sentences.ts";
import { encodeBase64 } from "../../wire/base64.ts";
import type { Refusal } from "../api/answer.ts";
import type { ConsoleContext } from "./context.ts";
import { type Form, sentenceOf } from "./frame.tsx";

/** What was refused, and its sentence. */
interface Refused {
  readonly refusal: Refusal;
  readonly problem: string;
}

/** What the form holds: the API's body, or why there is none. `certificates` may be shown again. */
export type IdentityUpload =
  | {
      readonly ok: true;
      readonly body: object;
      readonly certificates: string;
      /** What the API refused, said at this form's field. */
      readonly refused: (refusal: Refusal) => Refused;
    }
  | ({ readonly ok: false; readonly certificates: string } & Refused);

/** Reads the fields of ImportForm. */
export async function identityUpload(c: ConsoleContext, form: Form): Promise<IdentityUpload> {
  const certificates = form.text("certificates");
  const privateKey = form.secret("privateKey");
  const file = await form.bytes("file");
  if (!file && !(certificates && privateKey)) {
    const problem = identityText[c.get("language")].nothingSent;
    const refusal: Refusal = { reason: "bad-body", message: problem, field: "file" };
    return { ok: false, certificates, refusal, problem };
  }
  const body = file ? bodyOf(file, form.secret("password")) : { certificates, privateKey };
  const refused = (refusal: Refusal) => {
    const placed = file ? atFile(refusal) : refusal;
    return { refusal: placed, problem: problemOf(c, placed) };
  };
  return { ok: true, body, certificates, refused };
}

/** A file is PEM if it says so, whatever it is called. */
function bodyOf(file: Uint8Array, password: string) {
  const text = new TextDecoder().decode(file);
  return text.includes("-----BEGIN ")
    ? { certificates: text, privateKey: text }
    : { pkcs12: encodeBase64(file), password };
}

/** Whatever was wrong with a file is said at the file; a wrong password at the password. */
const atFile = (refusal: Refusal): Refusal =>
  refusal.field === "password" ? refusal : { ...refusal, field: "file" };

/** The API's sentence about an identity, in the operator's language. */
function problemOf(c: ConsoleContext, refusal: Refusal): string {
  const [named] = (refusal.problems ?? []) as { problem?: IdentityProblem; detail?: string }[];
  if (!named?.problem) return sentenceOf(c, refusal);
  return identitySentences[c.get("language")].problems[named.problem](named.detail ?? "");
}

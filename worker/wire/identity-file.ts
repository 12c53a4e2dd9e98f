// A signing identity as people bring it: PEM texts, or a PKCS#12 file with its password. Rule: what
// comes out is one RSA private key and the certificates beside it, in the file's order; whether they
// belong together is for worker/core/signing-identity.ts.
import { createHash } from "node:crypto";
import { type Certificate, readCertificate } from "./certificate.ts";
import { type PemBlock, readPem } from "./pem.ts";
import { openPkcs12 } from "./pkcs12.ts";
import type { PasswordProblem } from "./pkcs12-password.ts";
import { type KeyAnswer, type RsaKey, readPemKey, readPkcs8 } from "./private-key.ts";

export type IdentitySource =
  | { readonly form: "pem"; readonly certificates: string; readonly privateKey: string }
  | { readonly form: "pkcs12"; readonly file: Uint8Array; readonly password: string };

/** Why a whole file holds no identity; `detail` names what it holds instead. */
interface FileProblem {
  readonly ok: false;
  readonly problem: "no-private-key" | "several-private-keys" | "key-encrypted" | "key-not-rsa";
  readonly detail?: string;
}

export type FileAnswer =
  | { readonly ok: true; readonly key: RsaKey; readonly certificates: readonly Certificate[] }
  | FileProblem
  | PasswordProblem;

const CERTIFICATE_LABELS: readonly string[] = ["CERTIFICATE", "X509 CERTIFICATE"];

/** @throws WireError for bytes that are no PEM, PKCS#12, key or certificate. */
export function readIdentityFile(source: IdentitySource): FileAnswer {
  if (source.form === "pkcs12") {
    const opened = openPkcs12(source.file, source.password);
    return opened.ok ? together(opened.certificates, opened.keys.map(readPkcs8)) : opened;
  }
  // Both texts may hold everything: many files do, and people paste them as they are.
  return readBlocks([...readPem(source.certificates), ...readPem(source.privateKey)]);
}

function readBlocks(blocks: readonly PemBlock[]): FileAnswer {
  const encrypted = blocks.find((block) => block.encrypted);
  if (encrypted) return { ok: false, problem: "key-encrypted", detail: encrypted.label };
  const certificates = blocks.filter(({ label }) => CERTIFICATE_LABELS.includes(label));
  const keys = blocks.map(readPemKey).filter((key) => key !== undefined);
  return together(
    certificates.map(({ bytes }) => bytes),
    keys,
  );
}

function together(certificates: readonly Uint8Array[], keys: readonly KeyAnswer[]): FileAnswer {
  const known = new Map<string, RsaKey>();
  for (const answer of keys) {
    if (!answer.ok) return answer;
    known.set(answer.key.publicId, answer.key);
  }
  const [key, another] = [...known.values()];
  if (!key) return { ok: false, problem: "no-private-key" };
  if (another) return { ok: false, problem: "several-private-keys", detail: String(known.size) };
  const distinct = new Map(certificates.map((der) => [sha256(der), der]));
  return { ok: true, key, certificates: [...distinct.values()].map(readCertificate) };
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

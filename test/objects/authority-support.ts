// What the tests of a tenant's authority share: a time within the test files' certificates, and a
// reader of what was signed.
import * as asn1js from "asn1js";
import * as pkijs from "pkijs";
import { expect } from "vitest";
import { PKCS12, PKCS12_PASSWORD } from "../support/identity-files.ts";
import { DAY, env, handles, setClock, stubOf } from "./world.ts";

/** The test files' certificates are valid from November 2026 for nearly 25 years. */
export const NOW = Date.UTC(2027, 5, 1);
export const YEAR = 365 * DAY;
export const ORGANIZATION = "Acme Inc.";
export const CONTENT = new TextEncoder().encode("<plist/>");
export const FILE = { form: "pkcs12", file: PKCS12.aes, password: PKCS12_PASSWORD } as const;

export async function authorityAt(tenant: string, now = NOW) {
  const stub = stubOf(env.AUTHORITY, tenant);
  await setClock(stub, now);
  return { authority: handles.authority(tenant), stub };
}

/** Subjects of the signer's and its issuers' certificates in what was signed, if it verifies. */
export async function signersOf(signed: Uint8Array, date = NOW): Promise<string[]> {
  const info = new pkijs.ContentInfo({ schema: asn1js.fromBER(signed).result });
  const message = new pkijs.SignedData({ schema: info.content });
  const certificates = (message.certificates ?? []) as pkijs.Certificate[];
  const trustedCerts = certificates.slice(-1);
  const checks = { signer: 0, trustedCerts, checkDate: new Date(date), checkChain: true };
  expect(await message.verify(checks)).toBe(true);
  return certificates.map(
    ({ subject }) => subject.typesAndValues.at(-1)?.value.valueBlock.value as string,
  );
}

export async function sign(tenant: string): Promise<Uint8Array> {
  const answer = await handles.authority(tenant).sign(CONTENT, "SHA-256", ORGANIZATION);
  if (!answer.ok) throw new Error(answer.reason);
  return answer.signed;
}

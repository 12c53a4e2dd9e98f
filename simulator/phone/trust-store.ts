// Roots a phone trusts: those it was sold with, and those that installed profiles brought
// (com.apple.security.root).
import type { Certificate } from "./certificate.ts";
import { readPem } from "./chain.ts";
import type { PhoneState } from "./state.ts";

/** PEM around base64. */
const pem = (base64: string) => `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----`;

/** All roots of this phone, now. */
export function trustedRoots(state: PhoneState): Certificate[] {
  const installed = state.profiles.flatMap(({ payloads }) =>
    payloads
      .filter(({ kind }) => kind === "root")
      .map(({ values }) => pem(`${values.PayloadContent}`)),
  );
  return readPem([...state.roots, ...installed]);
}

// A user's identity as an administrator gets it from the API, in Node's own forms, and the connections that show it.
import { execFileSync } from "node:child_process";
import { createHash, createPrivateKey, type KeyObject, sign } from "node:crypto";
import { request as httpsRequest } from "node:https";
import type { Admin } from "../../../simulator/admin.ts";
import type { Network } from "../../../simulator/network.ts";

export interface Identity {
  /** DER. */
  readonly certificate: Uint8Array;
  readonly key: KeyObject;
  readonly fingerprint: string;
}

const PEM =
  /-----BEGIN (?:CERTIFICATE|PRIVATE KEY)-----[^-]+-----END (?:CERTIFICATE|PRIVATE KEY)-----/g;

/** Makes and opens a user's PKCS#12, by OpenSSL. */
export async function identityOf(admin: Admin, tenant: string, user: string): Promise<Identity> {
  const made = await admin.call("POST", `/tenants/${tenant}/users/${user}/identity-file`);
  const { pkcs12, password } = made.body as { pkcs12: string; password: string };
  const opened = execFileSync(
    "openssl",
    ["pkcs12", "-legacy", "-nodes", "-clcerts", "-passin", "env:PASSWORD"],
    {
      input: Buffer.from(pkcs12, "base64"),
      env: { ...process.env, PASSWORD: password },
      stdio: "pipe",
    },
  );
  const parts = opened.toString().match(PEM) ?? [];
  const text = parts.find((part) => part.includes("CERTIFICATE")) ?? "";
  const certificate = Buffer.from(text.replace(/-----[^-]+-----|\s/g, ""), "base64");
  const key = createPrivateKey(parts.find((part) => part.includes("PRIVATE KEY")) ?? "");
  const fingerprint = createHash("sha256").update(certificate).digest("hex");
  return { certificate, key, fingerprint };
}

/** The same way, taken by a client that has this identity. */
export const showing = (network: Network, { certificate, key }: Identity): Network => ({
  request: (request) =>
    network.request({
      ...request,
      identity: { certificate, sign: async (nonce) => sign("SHA256", nonce, key) },
    }),
});

const pem = (der: Uint8Array) =>
  `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString("base64")}\n-----END CERTIFICATE-----\n`;

/** A connection by TLS that shows `identity`, or no certificate, and trusts the server's `ca` (PEM). */
export const byTls = (identity: Identity | null, ca: string): Network => ({
  request: ({ method, url, headers, body }) =>
    new Promise((resolve, reject) => {
      const mine = identity && {
        cert: pem(identity.certificate),
        key: identity.key.export({ type: "pkcs8", format: "pem" }),
      };
      const sent = httpsRequest(
        url,
        { method, headers: Object.fromEntries(headers), ca, agent: false, ...mine },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on("data", (chunk: Buffer) => chunks.push(chunk));
          answer.once("error", reject);
          answer.once("end", () => {
            const pairs = Object.entries(answer.headers).map(([name, value]): [string, string] => [
              name,
              String(value),
            ]);
            resolve({
              status: answer.statusCode ?? 0,
              headers: pairs,
              body: Buffer.concat(chunks),
            });
          });
        },
      );
      sent.once("error", reject);
      sent.end(body);
    }),
});

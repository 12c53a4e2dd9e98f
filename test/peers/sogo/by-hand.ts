// A user's identity as an administrator gets it from the API, in Node's own forms, and the connections that show it.
import { execFileSync } from "node:child_process";
import { createHash, createPrivateKey, type KeyObject, sign } from "node:crypto";
import { request as httpsRequest } from "node:https";
import type { Admin } from "../../../simulator/admin.ts";
import type { Network } from "../../../simulator/network.ts";
import { readPem, writePem } from "../../../worker/wire/pem.ts";

export interface Identity {
  /** DER. */
  readonly certificate: Uint8Array;
  readonly key: KeyObject;
  readonly fingerprint: string;
}

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
  const blocks = readPem(opened.toString());
  const bytesOf = (label: string) =>
    Buffer.from(blocks.find((block) => block.label === label)?.bytes ?? []);
  const certificate = bytesOf("CERTIFICATE");
  const key = createPrivateKey({ key: bytesOf("PRIVATE KEY"), format: "der", type: "pkcs8" });
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

/** A connection by TLS that shows `identity`, or no certificate, and trusts the server's `ca` (PEM). */
export const byTls = (identity: Identity | null, ca: string): Network => ({
  request: ({ method, url, headers, body }) =>
    new Promise((resolve, reject) => {
      const mine = identity && {
        cert: writePem("CERTIFICATE", identity.certificate),
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

// A front of one's own before the gateway, as docs/certificates.md describes it: nginx ends TLS, asks phones for their
// certificates and hands them on as Client-Cert (RFC 9440) with the front's secret. What it is set up with is read from
// that document, so that the document is what was tried.
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer, request as httpRequest, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Network } from "../../simulator/network.ts";
import { writePem } from "../../worker/wire/pem.ts";
import { needs } from "../support/tools.ts";
import { byTls, type Identity, identityOf } from "./sogo/by-hand.ts";
import { type Daemon, freePorts, listening, startDaemon, stopDaemon } from "./sogo/daemons.ts";
import { folderSync } from "./sogo/folders.ts";
import { SCRIPT_MODULE } from "./sogo/fronts.ts";
import { type Gateway, startGateway } from "./sogo/gateway.ts";
import { makePhone } from "./sogo/phone.ts";

const DOCUMENT = readFileSync("docs/certificates.md", "utf8");
const FRONT_SECRET = randomBytes(24).toString("hex");

const script = existsSync(SCRIPT_MODULE) ? [] : ["libnginx-mod-http-js"];

needs(
  "nginx",
  "openssl",
  ...script,
)("a front of one's own, set up as the document says", () => {
  const folder = mkdtempSync(join(tmpdir(), "provost-dmz-front-"));
  let gateway: Gateway;
  let exchange: Server;
  let front: Daemon;
  let origin: string;
  let alice: Identity;
  let bob: Identity;
  const asked: (string | undefined)[] = [];

  beforeAll(async () => {
    chmodSync(folder, 0o755);
    exchange = createServer((incoming, answer) => {
      asked.push(incoming.headers["provost-identity"] as string | undefined);
      answer.writeHead(200, { "MS-ASProtocolVersions": "2.5,12.0,12.1" }).end();
    });
    await new Promise<void>((resolve) => exchange.listen(0, "127.0.0.1", resolve));
    const upstream = `http://127.0.0.1:${(exchange.address() as AddressInfo).port}`;
    const bindings = { CLIENT_CERTIFICATES: "front", FRONT_SECRET };
    gateway = await startGateway(upstream, { clientCertificates: "alone" }, bindings);
    alice = await identityOf(gateway.admin, "peer", "alice");
    bob = await identityOf(gateway.admin, "peer", "bob");
    const [port = 0] = await freePorts(1);
    origin = `https://localhost:${port}`;
    await makeFiles(port);
    const args = ["-c", join(folder, "nginx.conf"), "-p", folder];
    front = startDaemon({ name: "nginx", command: "nginx", args }, folder);
    await listening(front, port);
  });
  afterAll(async () => {
    if (front) await stopDaemon(front);
    await gateway?.close();
    exchange?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function makeFiles(port: number): Promise<void> {
    const key = ["-newkey", "rsa:2048", "-nodes", "-keyout", join(folder, "server.key")];
    const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
    const out = ["-days", "2", "-out", join(folder, "server.pem")];
    execFileSync("openssl", ["req", "-x509", ...key, ...names, ...out], { stdio: "pipe" });
    const chain = await gateway.network.request({
      ...{ method: "GET", url: `${gateway.origin}/scep?operation=GetCACert`, headers: [] },
    });
    writeFileSync(join(folder, "ca.pem"), writePem("CERTIFICATE", chain.body));
    writeFileSync(join(folder, "client-certificate.js"), blockOf("js"));
    mkdirSync(join(folder, "temporary"));
    writeFileSync(join(folder, "nginx.conf"), configuration(port));
  }

  /** The document's own block, with this test's ports and files. */
  function configuration(port: number): string {
    const { host } = new URL(gateway.origin);
    const http = blockOf("nginx")
      .replace("/etc/nginx/client-certificate.js", join(folder, "client-certificate.js"))
      .replace("/etc/nginx/mail.acme.example.pem", join(folder, "server.pem"))
      .replace("/etc/nginx/mail.acme.example.key", join(folder, "server.key"))
      .replace("/etc/nginx/acme-ca.pem", join(folder, "ca.pem"))
      .replace("listen 443 ssl", `listen 127.0.0.1:${port} ssl`)
      .replace("http://127.0.0.1:8787", `http://127.0.0.1:${new URL(gateway.origin).port}`)
      .replace("Host $http_host", `Host ${host}`)
      .replace("the same as FRONT_SECRET", FRONT_SECRET);
    const places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
      .map((name) => `${name}_temp_path ${folder}/temporary/${name};`)
      .join(" ");
    return `load_module ${SCRIPT_MODULE};
daemon off; pid ${folder}/nginx.pid; error_log stderr; events {}
http { access_log off; ${places}
${http}
}`;
  }

  const trusting = (identity: Identity | null): Network =>
    byTls(identity, readFileSync(join(folder, "server.pem"), "utf8"));

  async function answerTo(network: Network, headers: Record<string, string> = {}) {
    const on = { origin, login: "alice", user: "alice", deviceId: "APPLDMZ00001" };
    const phone = makePhone({ ...on, network, version: "12.1" });
    const without = { Authorization: null, ...headers };
    return (await phone.send("FolderSync", folderSync("0"), { headers: without })).status;
  }

  it("hands a phone's certificate on: it is let in, and asked for its policy", async () => {
    expect(await answerTo(trusting(alice))).toBe(449);
  });

  it("lets nobody in who shows none, or somebody else's", async () => {
    expect(await answerTo(trusting(null))).toBe(401);
    expect(await answerTo(trusting(bob))).not.toBe(449);
  });

  it("replaces a Client-Cert that a client wrote by itself", async () => {
    const forged = { "Client-Cert": `:${Buffer.from(alice.certificate).toString("base64")}:` };
    expect(await answerTo(trusting(null), forged)).toBe(401);
    expect(await answerTo(trusting(alice), { "Client-Cert": ":AAAA:" })).toBe(449);
  });

  it("is the only way in: the same field past it is refused", async () => {
    const forged = { "Client-Cert": `:${Buffer.from(alice.certificate).toString("base64")}:` };
    expect(await answerTo(pastFront(gateway.origin), forged)).toBe(400);
    expect(
      await answerTo(pastFront(gateway.origin), { ...forged, "Provost-Front-Secret": "guessed" }),
    ).toBe(400);
  });

  it("told Exchange of nobody who was not let in", () => {
    for (const identity of asked) expect(identity).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  });
});

/** The document's first block in this language. */
function blockOf(language: string): string {
  const [, block] = new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(DOCUMENT) ?? [];
  if (block === undefined) throw new Error(`docs/certificates.md has no block of ${language}`);
  return block;
}

/** Straight to the Worker's own port. */
const pastFront = (gateway: string): Network => ({
  request: ({ method, url, headers, body }) =>
    new Promise((resolve, reject) => {
      const { port, host } = new URL(gateway);
      const { pathname, search } = new URL(url);
      const on = { host: "127.0.0.1", port, method, path: `${pathname}${search}`, setHost: false };
      const sent = httpRequest(
        { ...on, headers: { ...Object.fromEntries(headers), Host: host } },
        (answer) => {
          answer.resume();
          const status = answer.statusCode ?? 0;
          answer.once("end", () => resolve({ status, headers: [], body: new Uint8Array() }));
        },
      );
      sent.once("error", reject);
      sent.end(body);
    }),
});

// Certificate alone at the gateway, before a SOGo that trusts its front: nginx verifies the signed identity that the
// gateway sends in place of a password, with the tenant's public keys, and tells SOGo who asks.

import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loopbackNetwork } from "../../simulator/loopback.ts";
import { ALL_TOOLS_REQUIRED } from "../support/tools.ts";
import { identityOf, showing } from "./sogo/by-hand.ts";
import { FOLDER_TYPE, folderSync, listFolders } from "./sogo/folders.ts";
import { identityFront, identityScript, SCRIPT_MODULE } from "./sogo/fronts.ts";
import { type Gateway, startGateway } from "./sogo/gateway.ts";
import { makePhone, type Phone, provision } from "./sogo/phone.ts";
import { type Sogo, startSogo, whyNoSogo } from "./sogo/sogo.ts";
import { type Watcher, watch } from "./sogo/watcher.ts";

const noScripts = existsSync(SCRIPT_MODULE) ? undefined : `not installed: ${SCRIPT_MODULE}`;
const reason = whyNoSogo() ?? noScripts;
const NAME = `SOGo behind a front that believes the gateway${reason === undefined ? "" : ` (${reason})`}`;
const FIRST_SYNC = folderSync("0");

describe.skipIf(reason !== undefined && !ALL_TOOLS_REQUIRED)(NAME, () => {
  const folder = mkdtempSync(join(tmpdir(), "provost-identity-front-"));
  const trustFile = join(folder, "trust.json");
  let sogo: Sogo;
  let watcher: Watcher;
  let gateway: Gateway;
  let trust: { issuer: string; audience: string; keys: unknown };

  beforeAll(async () => {
    if (reason !== undefined) throw new Error(`PROVOST_ALL is 1, but ${reason}`);
    chmodSync(folder, 0o755);
    writeFileSync(join(folder, "identity.js"), identityScript(trustFile));
    sogo = await startSogo(undefined, identityFront({ script: "identity.js", folder }));
    watcher = await watch(sogo.origin);
    const adapter = { clientCertificates: "alone" };
    const FRONT_SECRET = randomBytes(24).toString("hex");
    const bindings = { CLIENT_CERTIFICATES: "front", FRONT_SECRET };
    gateway = await startGateway(watcher.origin, adapter, bindings);
    const { origin, network } = gateway;
    const url = `${origin}/.well-known/provost-identity-keys.json`;
    const answer = await network.request({ method: "GET", url, headers: [] });
    const { keys } = JSON.parse(Buffer.from(answer.body).toString());
    trust = { issuer: origin, audience: watcher.origin, keys };
    writeFileSync(trustFile, JSON.stringify(trust));
  });
  afterAll(async () => {
    await gateway?.close();
    await watcher?.close();
    await sogo?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A phone that signs in by its certificate alone: it sends no Authorization. */
  async function certified(user: string, deviceId: string) {
    const { network, origin, admin } = gateway;
    const identity = await identityOf(admin, "peer", user);
    const on = { network: showing(network, identity), origin, login: user, user, deviceId };
    const phone = makePhone({ ...on, version: "12.1" });
    return { phone: silent(phone), identity };
  }

  const silent = (phone: Phone): Phone => {
    const { send } = phone;
    const without: Phone["send"] = (command, body, differences = {}) =>
      send(command, body, {
        ...differences,
        headers: { ...differences.headers, Authorization: null },
      });
    phone.send = without;
    return phone;
  };

  it("serves a phone that shows its certificate and no password", async () => {
    const { phone } = await certified("alice", "APPLCERT0001");
    await provision(phone);
    watcher.forget();
    expect((await listFolders(phone)).ofType(FOLDER_TYPE.inbox)).not.toBe("");
    const headers = watcher.commands().at(-1)?.headers ?? {};
    expect([headers.authorization, typeof headers["provost-identity"]]).toEqual([
      undefined,
      "string",
    ]);
    expect([headers["client-cert"], headers["provost-front-secret"]]).toEqual([
      undefined,
      undefined,
    ]);
  });

  it("gives each user the own mailbox", async () => {
    const { phone } = await certified("bob", "APPLCERT0002");
    await provision(phone);
    expect((await phone.send("FolderSync", FIRST_SYNC)).status).toBe(200);
    const as = (user: string) => ({
      query: `?User=${user}&DeviceId=APPLCERT0002&DeviceType=iPhone&Cmd=FolderSync`,
    });
    expect((await phone.send("FolderSync", FIRST_SYNC, as("alice"))).status).toBe(400);
  });

  it("hears nothing of a phone without a certificate, nor of one whose certificate is revoked", async () => {
    const { network, origin, admin } = gateway;
    const on = { network, origin, login: "carol", user: "carol", deviceId: "APPLCERT0003" };
    watcher.forget();
    expect(
      (await silent(makePhone({ ...on, version: "12.1" })).send("FolderSync", FIRST_SYNC)).status,
    ).toBe(401);
    const { phone, identity } = await certified("carol", "APPLCERT0003");
    await admin.call("POST", `/tenants/peer/certificates/${identity.fingerprint}/revoke`, {});
    expect((await phone.send("FolderSync", FIRST_SYNC)).status).toBe(403);
    expect(watcher.commands()).toEqual([]);
  });

  it("is closed to everybody else: without an identity, with a forged, old or foreign one", async () => {
    const { phone } = await certified("dave", "APPLCERT0004");
    await provision(phone);
    const good = String(watcher.commands().at(-1)?.headers["provost-identity"]);
    const direct = loopbackNetwork({
      port: () => Number(new URL(sogo.origin).port),
      knows: () => true,
      clientAddress: "203.0.113.8",
    });
    const on = { network: direct, origin: sogo.origin, user: "dave", deviceId: "APPLCERT0004" };
    const client = makePhone({ ...on, login: "dave@example.test", version: "12.1" });
    const status = async (identity: string | null, more: Record<string, string> = {}) => {
      const headers = { "Provost-Identity": identity, Authorization: null, ...more };
      return (await client.send("FolderSync", FIRST_SYNC, { headers })).status;
    };
    expect(await status(good)).toBe(200);
    expect(await status(null)).toBe(401);
    expect(await status(null, { "x-webobjects-remote-user": "dave@example.test" })).toBe(401);
    const [head = "", claims = "", signature = ""] = good.split(".");
    const others = {
      ...JSON.parse(Buffer.from(claims, "base64url").toString()),
      sub: "alice@example.test",
    };
    const forged = Buffer.from(JSON.stringify(others)).toString("base64url");
    expect(await status(`${head}.${forged}.${signature}`)).toBe(401);
    const none = Buffer.from(JSON.stringify({ alg: "none" })).toString("base64url");
    expect(await status(`${none}.${forged}.`)).toBe(401);
    for (const change of [
      { issuer: "https://rival.example" },
      { audience: "https://x.example" },
      { keys: [] },
    ]) {
      writeFileSync(trustFile, JSON.stringify({ ...trust, ...change }));
      expect(await status(good)).toBe(401);
    }
    writeFileSync(trustFile, JSON.stringify(trust));
  });

  it("that does not believe the gateway any more makes phones come back later, not ask for passwords", async () => {
    const { phone } = await certified("erin", "APPLCERT0005");
    await provision(phone);
    writeFileSync(trustFile, JSON.stringify({ ...trust, keys: [] }));
    expect((await phone.send("FolderSync", FIRST_SYNC)).status).toBe(503);
    writeFileSync(trustFile, JSON.stringify(trust));
    expect((await phone.send("FolderSync", FIRST_SYNC)).status).toBe(200);
  });
});

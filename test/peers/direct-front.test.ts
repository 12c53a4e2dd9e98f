// Exchange's own front takes the tenant's certificates, and the gateway is not on the way: nginx asks phones for them by
// mutual TLS, checks them by the CA and the revocation list that the gateway serves, and tells SOGo who asks.
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ALL_TOOLS_REQUIRED } from "../support/tools.ts";
import { byTls, type Identity, identityOf } from "./sogo/by-hand.ts";
import { FOLDER_TYPE, folderSync, listFolders } from "./sogo/folders.ts";
import { directFront } from "./sogo/fronts.ts";
import { type Gateway, startGateway } from "./sogo/gateway.ts";
import { makePhone } from "./sogo/phone.ts";
import { type Sogo, startSogo, whyNoSogo } from "./sogo/sogo.ts";

const reason = whyNoSogo();
const NAME = `SOGo behind a front that asks for certificates${reason === undefined ? "" : ` (${reason})`}`;
const FIRST_SYNC = folderSync("0");
/** What nginx says to a certificate that it does not take, and to none. */
const BAD = "400 The SSL certificate error";
const NONE = "400 No required SSL certificate was sent";

describe.skipIf(reason !== undefined && !ALL_TOOLS_REQUIRED)(NAME, () => {
  const folder = mkdtempSync(join(tmpdir(), "provost-direct-front-"));
  const at = (name: string) => join(folder, name);
  const files = {
    key: at("key.pem"),
    certificate: at("server.pem"),
    ca: at("ca.pem"),
    crl: at("crl.pem"),
  };
  let sogo: Sogo;
  let gateway: Gateway;
  let alice: Identity;
  let bob: Identity;
  let foreign: Identity;

  beforeAll(async () => {
    if (reason !== undefined) throw new Error(`PROVOST_ALL is 1, but ${reason}`);
    chmodSync(folder, 0o755);
    openssl(
      "req",
      "-x509",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-days",
      "2",
      "-subj",
      "/CN=localhost",
      "-addext",
      "subjectAltName=DNS:localhost,IP:127.0.0.1",
      "-keyout",
      files.key,
      "-out",
      files.certificate,
    );
    gateway = await startGateway("http://127.0.0.1:9", { clientCertificates: "alone" });
    alice = await identityOf(gateway.admin, "peer", "alice");
    bob = await identityOf(gateway.admin, "peer", "bob");
    await gateway.admin.createTenant({
      ...{ name: "rival", displayName: "Rival", origins: ["http://rival.localhost"] },
      ...{ upstream: "http://127.0.0.1:9", privateUpstream: true },
    });
    foreign = await identityOf(gateway.admin, "rival", "alice");
    writeFileSync(at("ca.der"), await fetched("/scep?operation=GetCACert"));
    openssl("x509", "-inform", "DER", "-in", at("ca.der"), "-out", files.ca);
    await fetchList();
    sogo = await startSogo(undefined, directFront(files));
  });
  afterAll(async () => {
    await sogo?.stop();
    await gateway?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: "pipe" });

  async function fetched(path: string): Promise<Uint8Array> {
    const { origin, network } = gateway;
    const url = `${origin}${path}`;
    return (await network.request({ method: "GET", url, headers: [] })).body;
  }

  /** As a scheduled task of the front does it. */
  async function fetchList(): Promise<void> {
    const { body } = await gateway.admin.call("GET", "/tenants/peer/authority");
    const { crlPath } = (body as { authorities: { crlPath: string }[] }).authorities[0] ?? {
      crlPath: "",
    };
    writeFileSync(at("crl.der"), await fetched(crlPath));
    openssl("crl", "-inform", "DER", "-in", at("crl.der"), "-out", files.crl);
  }

  function phoneOf(identity: Identity | null, user: string) {
    const { port } = new URL(sogo.origin);
    const origin = `https://localhost:${port}`;
    const network = byTls(identity, readFileSync(files.certificate, "utf8"));
    const on = { network, origin, login: user, user, deviceId: "APPLDIRECT01", version: "12.1" };
    const phone = makePhone(on);
    const { send } = phone;
    phone.send = (command, body) => send(command, body, { headers: { Authorization: null } });
    return phone;
  }
  /** "200", or the status and what the page says. */
  const answerTo = async (identity: Identity | null, user: string) => {
    const { status, body } = await phoneOf(identity, user).send("FolderSync", FIRST_SYNC);
    const [, says = ""] =
      /<center>([^<]*)<\/center>/.exec(Buffer.from(body).toString("latin1")) ?? [];
    return status === 200 ? "200" : `${status} ${says}`;
  };

  it("serves a phone by its certificate alone, each user the own mailbox", async () => {
    const folders = await listFolders(phoneOf(alice, "alice"));
    expect(folders.ofType(FOLDER_TYPE.inbox)).not.toBe("");
    expect(await answerTo(bob, "bob")).toBe("200");
  });

  it("refuses a phone without a certificate, and one with another authority's", async () => {
    expect(await answerTo(null, "alice")).toBe(NONE);
    expect(await answerTo(foreign, "alice")).toBe(BAD);
  });

  it("refuses a certificate without its key: the handshake fails", async () => {
    const copied = { ...alice, key: bob.key };
    await expect(answerTo(copied, "alice")).rejects.toThrow();
  });

  it("refuses a revoked certificate once it has read the list anew, and no other", async () => {
    const path = `/tenants/peer/certificates/${bob.fingerprint}/revoke`;
    await gateway.admin.call("POST", path, { reason: "keyCompromise" });
    await fetchList();
    sogo.reloadFront();
    await expect.poll(() => answerTo(bob, "bob"), { timeout: 10_000 }).toBe(BAD);
    expect(await answerTo(alice, "alice")).toBe("200");
  });
});

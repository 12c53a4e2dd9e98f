// `npm start` as its users meet it: what it prints is true, a profile comes from the address it
// prints, its state survives a restart, and --fresh begins anew. Where openssl and plistutil are
// there, they read the profile.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "../bench/workerd.ts";
import { buildWorker } from "../simulator/bundle.ts";
import { loopbackNetwork } from "../simulator/loopback.ts";
import { type Started, startService } from "./support/start.ts";
import { needs } from "./support/tools.ts";

const IOS4 =
  "Mozilla/5.0 (iPhone; U; CPU iPhone OS 4_2_1 like Mac OS X; en-us) AppleWebKit/533.17.9 (KHTML, like Gecko) Version/5.0.2 Mobile/8C148 Safari/6533.18.5";
const folder = mkdtempSync(join(tmpdir(), "provost-start-"));
let port: number;
let service: Started;

beforeAll(async () => {
  await buildWorker("worker");
  port = await freePort();
  service = await startService(port, folder);
});

afterAll(async () => {
  await service.stop();
  rmSync(folder, { recursive: true, force: true });
});

const profile = (user: string, password: string) =>
  fetch(`${service.origin}/iphone`, {
    headers: { "User-Agent": IOS4, Authorization: `Basic ${btoa(`${user}:${password}`)}` },
  });

const signingChain = async () => {
  const answer = await fetch(`${service.origin}/api/v1/tenants/acme/ca`, {
    headers: { Authorization: `Bearer ${service.printed("token")}` },
  });
  return answer.text();
};

test("alice and bob get a signed profile with the printed passwords, and nobody else", async () => {
  for (const user of ["alice", "bob"]) {
    const answer = await profile(user, service.printed(user));
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("application/x-apple-aspen-config");
  }
  expect((await profile("alice", service.printed("bob"))).status).toBe(401);
});

/** A visit to the console, at the address that `npm start` printed. */
async function visitConsole(path: string, fields?: Record<string, string>, cookie = "") {
  const network = loopbackNetwork({ port: () => port, knows: () => true, clientAddress: "local" });
  const origin = `http://console.localhost:${port}`;
  const answer = await network.request({
    method: fields ? "POST" : "GET",
    url: `${origin}${path}`,
    headers: [
      ["Origin", origin],
      ["Cookie", cookie],
      ...(fields ? [["Content-Type", "application/x-www-form-urlencoded"] as const] : []),
    ],
    ...(fields && { body: new TextEncoder().encode(new URLSearchParams(fields).toString()) }),
  });
  const header = (name: string) => answer.headers.find(([known]) => known === name)?.[1] ?? "";
  return { status: answer.status, header, text: new TextDecoder().decode(answer.body) };
}

test("the printed link sets the password of the console's first owner, once", async () => {
  const link = new URL(service.printed("set-up"));
  expect(link.origin).toBe(`http://console.localhost:${port}`);
  expect((await visitConsole(link.pathname)).text).toContain("admin");
  const password = "four words in a row";
  const set = await visitConsole(link.pathname, { password, repeat: password });
  expect([set.status, set.header("location")]).toEqual([303, "/"]);
  expect((await visitConsole(link.pathname)).status).toBe(404);
  const signedIn = await visitConsole("/sign-in", { name: "admin", password });
  const session = signedIn.header("set-cookie").split(";")[0] ?? "";
  const start = await visitConsole("/", undefined, session);
  expect(start.status).toBe(200);
  expect(start.text).toContain("Acme Ltd");
});

test("the state survives a restart; --fresh begins anew", async () => {
  const [alice, token, chain] = [
    service.printed("alice"),
    service.printed("token"),
    await signingChain(),
  ];
  await service.stop();
  service = await startService(port, folder);
  expect([service.printed("alice"), service.printed("token")]).toEqual([alice, token]);
  // The first owner has a password by now (the test above): there is nothing to set up.
  expect(service.printed("set-up")).toBe("");
  expect(await signingChain()).toBe(chain);
  expect((await profile("alice", alice)).status).toBe(200);
  await service.stop();
  service = await startService(port, folder, "--fresh");
  expect(service.printed("alice")).not.toBe(alice);
  expect((await profile("alice", service.printed("alice"))).status).toBe(200);
  expect(await signingChain()).not.toBe(chain);
});

test("a port that is in use is named, with what to do", async () => {
  const other = mkdtempSync(join(tmpdir(), "provost-start-"));
  const failure = await startService(port, other).then(
    () => "it started",
    (error: Error) => error.message,
  );
  rmSync(other, { recursive: true, force: true });
  expect(failure).toContain(`another program uses port ${port}. Set PORT to a free one.`);
});

needs("openssl", "plistutil")("read by openssl and plistutil", () => {
  test("the profile verifies against the printed chain, parses, and is DER throughout", async () => {
    const [signed, chain, plist, binary] = ["p.mobileconfig", "chain.pem", "p.plist", "p.bin"].map(
      (name) => join(folder, name),
    ) as [string, string, string, string];
    const answer = await profile("alice", service.printed("alice"));
    writeFileSync(signed, new Uint8Array(await answer.arrayBuffer()));
    writeFileSync(chain, await signingChain());
    const der = ["-inform", "DER", "-in", signed];
    execFileSync(
      "openssl",
      ["cms", "-verify", ...der, "-CAfile", chain, "-binary", "-out", plist],
      {
        stdio: "pipe",
      },
    );
    // plistutil copies XML to XML unparsed, and its exit code is 0 on errors: only a file made from
    // it is proof.
    execFileSync("plistutil", ["-i", plist, "-f", "bin", "-o", binary]);
    expect(existsSync(binary)).toBe(true);
    const structure = execFileSync("openssl", ["asn1parse", ...der], { encoding: "utf8" });
    expect(structure).not.toContain("l=inf");
  });
});

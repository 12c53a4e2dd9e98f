// The command line against the built Worker in workerd: what the small API of the other tests only
// plays, the real one must do, from a new tenant to a verified audit log.
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { buildWorker } from "../../simulator/bundle.ts";
import { type Runtime, startRuntime } from "../../simulator/runtime.ts";
import { type Ran, runCli } from "./fake-api.ts";

const OWNER_TOKEN = "owner-token-of-this-test";
const SECRET = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const folder = mkdtempSync(join(tmpdir(), "provost-cli-worker-"));
let runtime: Runtime;
/** What the Worker wrote. */
const lines: string[] = [];

beforeAll(async () => {
  runtime = await startRuntime({
    bundle: await buildWorker("worker"),
    bindings: {
      SWITCHING_CENTER_HOST: "get.localhost",
      CONSOLE_HOST: "console.localhost",
      API_HOSTS: "console.localhost",
      CLIENT_ADDRESS_HEADER: "CF-Connecting-IP",
      WRAPPING_SECRET: SECRET,
      VERIFIER_SECRET: SECRET,
      OWNER_TOKEN,
    },
    state: join(folder, "objects"),
    port: 0,
    onLog: (line) => lines.push(JSON.stringify(line)),
  });
});
afterAll(async () => {
  await runtime?.close();
  rmSync(folder, { recursive: true, force: true });
});

function provost(args: string, token = OWNER_TOKEN, input = ""): Promise<Ran> {
  const environment = {
    PROVOST_URL: `http://console.localhost:${runtime.port}`,
    PROVOST_TOKEN: token,
  };
  return runCli(args.split(" "), folder, environment, input);
}

/** Runs a command that must succeed; its output. */
async function done(args: string, input = ""): Promise<string> {
  const ran = await provost(args, OWNER_TOKEN, input);
  expect(ran, args).toMatchObject({ code: 0, err: "" });
  return ran.out;
}

it("makes a tenant ready for its first phone and leaves a whole audit log", async () => {
  await done(
    "tenant create acme --origin https://acme.example.com --upstream https://mail.acme.example " +
      "--login-form ACME\\user",
  );
  expect(await done("alias claim Acme --tenant acme")).toBe("acme leads to acme now.\n");
  await done("adapter set --tenant acme --max-heartbeat 900 --revision 0");
  expect(await done("adapter show --tenant acme")).toMatch(
    /maxHeartbeat +1680 +900 +does not run yet[\s\S]*revision 1\n$/,
  );
  await done("adapter restart --tenant acme --revision 1");
  expect((await provost("adapter restart --tenant acme --revision 0")).err).toContain(
    "adapter-changed",
  );
  expect(await done("top --tenant acme --once")).toContain("0 under way, 0 held");
  await done("tenant rename acme --display-name Acme");
  await done("policy set forcePIN=yes minLength=6 --tenant acme");
  await done(
    "policy set removalPassword=- preventPolicyRemoval=with-password --tenant acme",
    "1234\n",
  );
  expect(await done("policy show --tenant acme")).toContain("not Locked");
  await done("policy lock --tenant acme");
  expect(await done("policy show --tenant acme")).toMatch(/minLength +6 +6/);
  await done("group add sales --tenant acme");
  await done("user add alice --tenant acme --group sales --password-stdin", "secret\n");
  expect(await done("user list --tenant acme")).toMatch(/alice +.*sales/);
  expect(await done("tenant show acme")).toMatch(/loginForm +ACME\\user +ACME\\user/);
  expect(await done("device list --tenant acme")).toBe("No devices.\n");
  expect(await done("handouts --tenant acme")).toBe("No profile was handed out yet.\n");
  expect(await done("refusals --tenant acme")).toBe("Nobody was refused.\n");
  expect((await done("ca --tenant acme")).match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
  expect(await done("audit --tenant acme")).toContain("tenant-founded");
  expect(await done("audit --tenant acme --verify")).toContain("The chain is whole");
});

it("keeps an auditor's token to reading one tenant", async () => {
  const made = JSON.parse(await done("token create eve --scope auditor:acme --days 1 --json"));
  const locked = await provost("policy lock --tenant acme", made.token);
  expect(locked).toMatchObject({ code: 1, out: "" });
  expect(locked.err).toContain("refused, scope-too-small");
  expect((await provost("tenant list", made.token)).out).toContain("acme");
  await done(`token revoke ${made.id}`);
  expect((await provost("tenant list", made.token)).err).toContain("refused, token-unknown");
});

it("says why a policy cannot be", async () => {
  const { code, err } = await provost("policy set minLength=99 colour=red --tenant acme");
  expect(code).toBe(1);
  expect(err).toMatch(/ {2}minLength: .+\n {2}colour: .+/);
});

it("works with client certificates: challenge, authority, a file by hand, revocation", async () => {
  await done(
    "tenant create certified --origin https://c.example --upstream https://mail.c.example",
  );
  await done("group certificates everyone with-password --tenant certified");
  await done("group eas everyone yes --tenant certified");
  expect(await done("group list --tenant certified")).toContain("with-password");
  await done("user add alice --tenant certified --principal-name alice@c.example");
  const challenge = await done("challenge --tenant certified --user alice");
  expect(challenge).toMatch(/^[A-Za-z2-7]{26}\n$/);
  const challenges = await done("enrolment challenges --tenant certified");
  expect(challenges).toMatch(/alice +exchange +open/);
  expect(challenges).not.toContain(challenge.trim());
  expect(await done("enrolment list --tenant certified")).toBe("Nobody has tried yet.\n");
  expect(await done("authority rules --tenant certified --validity-days 90")).toMatch(
    /validityDays +90/,
  );
  const file = join(folder, "alice.p12");
  const made = await done(`identity-file alice --tenant certified --out ${file}`);
  const [, password = ""] = /password +(\S+)/.exec(made) ?? [];
  const [, fingerprint = ""] = /SHA-256 +(\S+)/.exec(made) ?? [];
  expect(readFileSync(file)[0]).toBe(0x30);
  expect(await done("certificate list --tenant certified --user alice")).toContain(fingerprint);
  await done(`certificate revoke ${fingerprint} --tenant certified --reason superseded`);
  expect(await done("certificate list --tenant certified --state revoked")).toContain(fingerprint);
  const current = await done("authority chain --tenant certified");
  await done("authority prepare --tenant certified");
  const next = await done("authority chain --tenant certified --next");
  await done("authority roll-over --tenant certified --confirm certified");
  expect(await done("authority chain --tenant certified")).toBe(next);
  expect(next).not.toBe(current);
  expect(new X509Certificate(next).ca).toBe(true);
  expect(await done("authority crl --tenant certified")).toContain("BEGIN X509 CRL");
  const audit = await done("audit --tenant certified");
  expect(audit).toContain("identity-file-made");
  for (const secret of [password, challenge.trim()]) expect(audit).not.toContain(secret);
  expect(lines.join("\n")).not.toContain(password);
});

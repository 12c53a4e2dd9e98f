// The administrator's command line as a process: what it asks of the API, what it prints, and how
// it ends.
import { describe, expect, it } from "vitest";
import { useFakeApi } from "./fake-api.ts";

const cli = useFakeApi();

describe("each command asks the API for one thing", () => {
  const CREATE =
    "tenant create acme --origin https://acme.example.com --upstream https://mail.acme.example " +
    "--login-form ACME\\user --private-upstream yes";
  const REQUESTS: readonly (readonly [command: string, request: string, body?: unknown])[] = [
    [
      CREATE,
      "POST /tenants",
      {
        name: "acme",
        origins: ["https://acme.example.com"],
        upstream: "https://mail.acme.example",
        loginForm: "ACME\\user",
        privateUpstream: true,
      },
    ],
    [
      "tenant origins acme --origin https://a.example --origin https://b.example",
      "PATCH /tenants/acme",
      { origins: ["https://a.example", "https://b.example"] },
    ],
    [
      "adapter set --tenant acme --other-clients allow --only-provisioned no",
      "PATCH /tenants/acme/adapter",
      { otherClients: "allow", onlyProvisioned: false },
    ],
    ["tenant rename acme --display-name Acme", "PATCH /tenants/acme", { displayName: "Acme" }],
    ["adapter restart --tenant acme", "POST /tenants/acme/adapter/restart"],
    ["alias release Acme --tenant acme", "DELETE /aliases/Acme/claims/acme"],
    [
      "alias approve acme --tenant rival --owner acme",
      "POST /aliases/acme/claims/rival/approve",
      { owner: "acme" },
    ],
    [
      "policy set forcePIN=yes minLength=6 --tenant acme",
      "PATCH /tenants/acme/groups/everyone/policy",
      { forcePIN: true, minLength: 6 },
    ],
    [
      'policy set removalPassword="1234" other=a=b --tenant acme --group sales',
      "PATCH /tenants/acme/groups/sales/policy",
      { removalPassword: "1234", other: "a=b" },
    ],
    [
      "policy unset minLength --tenant acme",
      "PATCH /tenants/acme/groups/everyone/policy",
      { minLength: null },
    ],
    ["policy lock --tenant acme", "POST /tenants/acme/groups/everyone/policy/lock"],
    ["policy unlock --tenant acme", "POST /tenants/acme/groups/everyone/policy/unlock"],
    ["group add sales --tenant acme", "POST /tenants/acme/groups", { name: "sales" }],
    ["group default --tenant acme", "PUT /tenants/acme/default-group", { group: null }],
    [
      "user add alice --tenant acme --mail alice@acme.example --eas no",
      "PUT /tenants/acme/users/alice",
      { emailAddress: "alice@acme.example", easAllowed: false },
    ],
    ["user remove alice --tenant acme", "DELETE /tenants/acme/users/alice"],
    ["device block alice ApplX1 --tenant acme", "POST /tenants/acme/devices/alice/ApplX1/block"],
    ["device allow alice ApplX1 --tenant acme", "POST /tenants/acme/devices/alice/ApplX1/allow"],
    ["token revoke t1", "DELETE /tokens/t1"],
    [
      "policy lock --tenant acme --family eas-security",
      "POST /tenants/acme/groups/everyone/policy/lock",
      { families: ["eas-security"] },
    ],
    ["group remove sales --tenant acme", "DELETE /tenants/acme/groups/sales"],
    ["group eas sales no --tenant acme", "PUT /tenants/acme/groups/sales/eas", { allowed: false }],
    [
      "group certificates sales alone --tenant acme",
      "PUT /tenants/acme/groups/sales/certificates",
      { clientCertificates: "alone" },
    ],
    [
      "group certificates sales as-adapter --tenant acme",
      "PUT /tenants/acme/groups/sales/certificates",
      { clientCertificates: null },
    ],
    [
      "authority roll-over --tenant acme --confirm acme",
      "POST /tenants/acme/authority/roll-over",
      { confirm: "acme" },
    ],
    ["authority prepare --tenant acme", "POST /tenants/acme/authority/prepare"],
    ["authority drop --tenant acme", "DELETE /tenants/acme/authority/next"],
    ["enrolment drop c1 --tenant acme", "DELETE /tenants/acme/challenges/c1"],
    [
      "device wipe alice ApplX1 --confirm ApplX1 --tenant acme",
      "POST /tenants/acme/devices/alice/ApplX1/wipe",
      { confirm: "ApplX1" },
    ],
    [
      "device cancel-wipe alice ApplX1 --tenant acme",
      "DELETE /tenants/acme/devices/alice/ApplX1/wipe",
    ],
    ["device forget alice ApplX1 --tenant acme", "DELETE /tenants/acme/devices/alice/ApplX1"],
    [
      "device export --tenant acme --filter blocked --sort lastSeen --descending",
      "GET /tenants/acme/devices.csv?filter=blocked&sort=lastSeen&descending=true",
    ],
    ["user export --tenant acme", "GET /tenants/acme/users.csv"],
    [
      "access-rule add quarantine 3.1* --looks-at os --tenant acme",
      "POST /tenants/acme/access-rules",
      { level: "quarantine", value: "3.1*", characteristic: "os" },
    ],
    ["access-rule remove r1 --tenant acme", "DELETE /tenants/acme/access-rules/r1"],
    [
      "access-rule try --user alice --user-agent Android/2.3 --device-type Android --tenant acme",
      "POST /tenants/acme/access-rules/try",
      { user: "alice", userAgent: "Android/2.3", deviceType: "Android", provisioned: false },
    ],
    ["device exempt alice droid1 --tenant acme", "POST /tenants/acme/devices/alice/droid1/exempt"],
    [
      "device withdraw alice droid1 --tenant acme",
      "DELETE /tenants/acme/devices/alice/droid1/exempt",
    ],
    ["known-device forget --tenant acme", "DELETE /tenants/acme/known-devices"],
    ["identity prepare --tenant acme", "POST /tenants/acme/identity/prepare"],
    ["identity drop --tenant acme", "DELETE /tenants/acme/identity/next"],
    [
      "identity roll-over --confirm acme --tenant acme",
      "POST /tenants/acme/identity/roll-over",
      { confirm: "acme" },
    ],
    [
      "adapter set --tenant acme --report-only yes",
      "PATCH /tenants/acme/adapter",
      { reportOnly: true },
    ],
    [
      "adapter set --tenant acme --max-heartbeat 900 --stale-password-minutes 0 --revision 3 --other-clients quarantine",
      "PATCH /tenants/acme/adapter",
      { maxHeartbeat: 900, stalePasswordMinutes: 0, otherClients: "quarantine", revision: 3 },
    ],
    [
      "adapter restart --tenant acme --revision 4",
      "POST /tenants/acme/adapter/restart",
      { revision: 4 },
    ],
  ];

  const cases = REQUESTS.map(([command, request, body]) => ({ command, request, body }));
  it.each(cases)("$command", async ({ command, request, body }) => {
    const ran = await cli.provost(command);
    expect(ran).toMatchObject({ code: 0, err: "" });
    expect(cli.api.asked.map(({ method, path }) => `${method} ${path}`)).toEqual([request]);
    expect(cli.api.asked[0]?.body).toEqual(body);
    expect(cli.api.asked[0]?.authorization).toBe(`Bearer test-token-of-the-owner`);
  });

  it("keeps a slash in a name from becoming another path", async () => {
    await cli.provost("user remove ../../tokens/x?y --tenant acme");
    expect(cli.api.asked[0]?.path).toBe("/tenants/acme/users/..%2F..%2Ftokens%2Fx%3Fy");
  });
});

describe("what people and programs see", () => {
  const DEVICE = {
    user: "alice",
    deviceId: "APPL1",
    deviceType: "iPhone",
    userAgent: "Apple-iPhone2C1/801.293",
    protocolVersion: "12.1",
    state: "active",
    proof: "token",
    policyVersion: "0123456789abcdef",
    firstSeenAt: 0,
    lastSeenAt: 1_293_840_000_000,
  };

  it("prints devices as an aligned table with times in UTC", async () => {
    const second = { ...DEVICE, user: "bartholomew", state: "blocked" };
    cli.api.answer("GET /tenants/acme/devices", 200, { devices: [DEVICE, second] });
    const lines = (await cli.provost("device list --tenant acme")).out.trimEnd().split("\n");
    expect(lines).toHaveLength(3);
    expect(lines[1]).toContain("0123456789ab  12.1  2011-01-01 00:00:00Z");
    const stateColumns = [
      lines[0]?.indexOf("STATE"),
      lines[1]?.indexOf("active"),
      lines[2]?.indexOf("blocked"),
    ];
    expect(new Set(stateColumns).size).toBe(1);
  });

  it("asks for the rest of a long list with the cursor it was given", async () => {
    cli.api.answer("GET /tenants/acme/devices?limit=1", 200, {
      devices: [DEVICE],
      next: "alice|APPL1",
    });
    expect((await cli.provost("device list --tenant acme --limit 1")).out).toContain(
      "--after 'alice|APPL1'",
    );
  });

  it("prints the API's JSON and nothing else with --json", async () => {
    cli.api.answer("GET /tenants/acme/devices", 200, { devices: [DEVICE] });
    const { out, err } = await cli.provost("device list --tenant acme --json");
    expect(JSON.parse(out)).toEqual({ devices: [DEVICE] });
    expect(err).toBe("");
  });

  it("does not let a hostile user agent command the terminal", async () => {
    const userAgent = "\u001b[2Jgone\u009b2J\u202e";
    cli.api.answer("GET /tenants/acme/devices", 200, { devices: [{ ...DEVICE, userAgent }] });
    for (const flag of ["", " --json"]) {
      const { out } = await cli.provost(`device list --tenant acme${flag}`);
      expect(out).toContain("gone");
      for (const command of ["\u001b", "\u009b", "\u202e"]) expect(out).not.toContain(command);
    }
  });

  it("prints the signing chain as PEM", async () => {
    const pem = "-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n";
    cli.api.answer("GET /tenants/acme/ca", 200, pem, "application/x-pem-file");
    expect((await cli.provost("ca --tenant acme")).out).toBe(pem);
  });

  it("says that a second claim waits for the owner", async () => {
    cli.api.answer("POST /aliases/acme/claims", 201, {
      alias: "acme",
      claim: { tenant: "rival", state: "waiting" },
    });
    expect((await cli.provost("alias claim acme --tenant rival")).out).toContain(
      "waits for that owner's approval",
    );
  });

  it("shows a new API token once, and its id", async () => {
    cli.api.answer("POST /tokens", 201, { id: "t1", token: "secret-shown-once" });
    const { out } = await cli.provost("token create ci --scope auditor:acme");
    expect(out).toBe("id t1\ntoken secret-shown-once\n");
    expect(cli.api.asked[0]?.body).toEqual({ name: "ci", scope: "auditor:acme", days: 90 });
  });

  it("ends with 1 when Exchange cannot be reached", async () => {
    cli.api.answer("POST /tenants/acme/adapter/check", 200, {
      reachable: false,
      findings: [
        { code: "port-closed", level: "error", says: "Nothing listens.", remedy: "Open it." },
      ],
      openOptions: false,
      advice: "none",
    });
    const { code, err } = await cli.provost("adapter check --tenant acme");
    expect(code).toBe(1);
    expect(err).toMatch(/reachable +no\n[\s\S]*error: Nothing listens\.\n {2}Open it\./);
  });
});

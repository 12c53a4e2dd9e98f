// The administrator's command line as a process: mistakes, refusals, and where address and token
// come from.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, expectTypeOf, it } from "vitest";
import type { REMEDIES } from "../../cli/provost/remedies.ts";
import type { ApiReason } from "../../worker/routes/api/answer.ts";
import { runCli, useFakeApi } from "./fake-api.ts";

const cli = useFakeApi();

describe("what cannot be understood ends with 2 and asks nothing", () => {
  const MISTAKES: readonly (readonly [command: string, advice: string])[] = [
    ["tenent list", "Did you mean tenant?"],
    ["policy lokc --tenant acme", "Did you mean lock?"],
    ["tenant create acme --orign https://a.example", "Did you mean --origin?"],
    ["tenant create acme --origin https://a.example", "--upstream <url> is missing"],
    ["policy lock", "--tenant <name> is missing"],
    ["policy set forcePIN --tenant acme", "Not KEY=VALUE: forcePIN"],
    [
      "adapter set --tenant acme --other-clients maybe",
      "Allowed choices are deny, quarantine, allow",
    ],
    ["audit --tenant acme --limit many", "--limit takes a number"],
    ["tenant list --url ftp://x", "Not an http or https address"],
    ["tenant list --url http://provost.example", "sent over https only"],
    ["tenant", "Usage: provost tenant"],
  ];
  it.each(MISTAKES)("%s", async (command, advice) => {
    const { code, err, out } = await cli.provost(command);
    expect(code).toBe(2);
    expect(err).toContain(advice);
    expect(out).toBe("");
    expect(cli.api.asked).toEqual([]);
  });
});

describe("what the server refuses ends with 1", () => {
  it("has a remedy only for reasons that the API can give", () => {
    expectTypeOf<keyof typeof REMEDIES>().toExtend<ApiReason>();
  });

  it("says reason, message and what to do", async () => {
    cli.api.answer("POST /aliases/acme/claims", 409, {
      error: { reason: "already-claimed", message: "This tenant claims acme already." },
    });
    const { code, err, out } = await cli.provost("alias claim acme --tenant acme");
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toBe(
      "provost: refused, already-claimed: This tenant claims acme already.\n" +
        "What to do: See who claims it: provost alias show ALIAS\n",
    );
  });

  it("names every bad setting", async () => {
    cli.api.answer("PATCH /tenants/acme/groups/everyone/policy", 400, {
      error: {
        reason: "bad-settings",
        message: "2 settings cannot be taken.",
        problems: [
          { setting: "minLength", problem: "must be between 1 and 16" },
          { setting: "colour", problem: "is not known" },
        ],
      },
    });
    const { err } = await cli.provost("policy set minLength=99 colour=red --tenant acme");
    expect(err).toContain("  minLength: must be between 1 and 16\n  colour: is not known\n");
  });

  it("gives programs the API's own error", async () => {
    const error = { reason: "no-such-tenant", message: "There is no tenant of this name." };
    cli.api.answer("GET /tenants/acme", 404, { error });
    const { code, out, err } = await cli.provost("tenant show acme --json");
    expect({ code, err }).toEqual({ code: 1, err: "" });
    expect(JSON.parse(out)).toEqual({ error });
  });

  it("says that what answers is no Provost", async () => {
    cli.api.answer("GET /tenants", 404, "<h1>Not found</h1>", "text/html");
    const { code, err } = await cli.provost("tenant list");
    expect(code).toBe(1);
    expect(err).toContain("is not Provost's API");
  });

  it("says where nothing listens and how to start", async () => {
    const { code, err } = await cli.provost("tenant list --url http://127.0.0.1:9");
    expect(code).toBe(1);
    expect(err).toContain(
      "http://127.0.0.1:9: nothing listens there. Start Provost with: npm start",
    );
  });
});

describe("where the address and the token come from", () => {
  const leaveState = (url: string) => {
    mkdirSync(join(cli.folder, ".provost"));
    writeFileSync(
      join(cli.folder, ".provost/start.json"),
      JSON.stringify({ url, token: "local-token" }),
    );
  };

  beforeEach(() => cli.api.answer("GET /tenants", 200, { tenants: [] }));

  it("takes both from what npm start left", async () => {
    leaveState(cli.api.origin);
    expect((await runCli(["tenant", "list"], cli.folder)).code).toBe(0);
    expect(cli.api.asked[0]?.authorization).toBe("Bearer local-token");
  });

  it("knows its own machine by its other names", async () => {
    leaveState(cli.api.origin);
    const { code } = await runCli(
      ["tenant", "list", "--url", `http://console.localhost:${cli.api.port}`],
      cli.folder,
    );
    expect(code).toBe(0);
    expect(cli.api.asked[0]?.authorization).toBe("Bearer local-token");
  });

  it("does not send the local token to another address", async () => {
    leaveState("http://127.0.0.1:1");
    await runCli(["tenant", "list", "--url", cli.api.origin], cli.folder);
    expect(cli.api.asked[0]).not.toHaveProperty("authorization");
  });

  it("prefers the option to the environment, and the environment to the file", async () => {
    leaveState(cli.api.origin);
    await runCli(["tenant", "list"], cli.folder, { PROVOST_TOKEN: "from-environment" });
    await runCli(["tenant", "list", "--token", "from-option"], cli.folder, {
      PROVOST_TOKEN: "from-environment",
    });
    expect(cli.api.asked.map(({ authorization }) => authorization)).toEqual([
      "Bearer from-environment",
      "Bearer from-option",
    ]);
  });

  it("dials names under localhost at 127.0.0.1 with their own Host", async () => {
    const { code } = await cli.provost(
      `tenant list --url http://console.localhost:${cli.api.port}`,
    );
    expect(code).toBe(0);
    expect(cli.api.asked[0]?.host).toBe(`console.localhost:${cli.api.port}`);
  });
});

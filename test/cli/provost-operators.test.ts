// The command line's operators of the console: what it asks of the API and what it prints.
import { describe, expect, it } from "vitest";
import { useFakeApi } from "./fake-api.ts";

const cli = useFakeApi();
const LINK = "https://console.example.com/set-up/code-shown-once";
const SET_UP = { id: "o1", name: "alice", link: LINK, expiresAt: 1_293_840_000_000 };
const ALICE = {
  id: "o1",
  name: "alice",
  scope: "administrator:acme",
  madeAt: 1_293_753_600_000,
  hasPassword: true,
};

describe("operators", () => {
  it("are added with a link that is printed once", async () => {
    cli.api.answer("POST /operators", 201, SET_UP);
    const { code, out } = await cli.provost("operator add Alice --scope administrator:acme");
    expect(code).toBe(0);
    expect(out.split("\n")[0]).toBe(LINK);
    expect(out).toContain("2011-01-01 00:00:00Z");
    expect(cli.api.asked[0]?.body).toEqual({ name: "Alice", scope: "administrator:acme" });
    expect((await cli.provost("operator add alice")).code).toBe(2);
  });

  it("are listed, renewed and removed by name", async () => {
    cli.api.answer("GET /operators", 200, { operators: [ALICE] });
    cli.api.answer("POST /operators/o1/set-up", 201, SET_UP);
    expect((await cli.provost("operator list")).out).toMatch(/alice +administrator:acme.*yes/);
    expect((await cli.provost("operator renew ALICE")).out.split("\n")[0]).toBe(LINK);
    expect((await cli.provost("operator remove alice")).code).toBe(0);
    expect(cli.api.asked.at(-1)).toMatchObject({ method: "DELETE", path: "/operators/o1" });
  });

  it("who are not there are not removed", async () => {
    cli.api.answer("GET /operators", 200, { operators: [ALICE] });
    const { code, err } = await cli.provost("operator remove bob");
    expect(code).toBe(1);
    expect(err).toContain("provost operator list");
    expect(cli.api.asked.map(({ method }) => method)).toEqual(["GET"]);
  });
});

it("reads and verifies the service's own audit log", async () => {
  cli.api.answer("GET /service-audit?after=0&limit=500", 200, { entries: [] });
  expect((await cli.provost("service-audit")).out).toBe("The log is empty.\n");
  expect((await cli.provost("service-audit --verify")).out).toContain("The chain is whole");
});

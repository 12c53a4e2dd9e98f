// MS-ASHTTP S02 to S04: HTTP statuses, request headers, and what OPTIONS offers.
import { describe, expect, it } from "vitest";
import { encode } from "../../worker/wire/wbxml.ts";
import { el } from "../../worker/wire/wbxml-tree.ts";
import { arrived, type Suite } from "./ashttp-suite.ts";
import { post } from "./mailbox.ts";
import { type Ask, base64Query, openServer } from "./server.ts";

const hierarchyOf = ({ server }: Suite, more: Ask = {}) =>
  post(
    server(),
    "FolderSync",
    el("FolderHierarchy:FolderSync", el("FolderHierarchy:SyncKey", "0")),
    more,
  );

/** Declares the tests. */
export function testStatuses(suite: Suite): void {
  testHttpStatuses(suite);
  testRequestHeaders(suite);
  testOptions(suite);
}

function testHttpStatuses(suite: Suite): void {
  describe("MS-ASHTTP S02: statuses", () => {
    it("MSASHTTP_S02_TC01_Verify400StatusCode", async () => {
      const broken = base64Query("FolderSync", "INTEROP", {}, { version: 191 });
      const body = encode(el("FolderHierarchy:FolderSync", el("FolderHierarchy:SyncKey", "0")));
      for (const _twice of [1, 2])
        expect((await suite.server().ask({ query: broken, body })).status).toBe(400);
      expect((await suite.server().ask({ query: "?Cmd=FolderSync", body })).status).toBe(400);
      suite.ledger.holds("R176", "R177", "R188");
    });

    it("MSASHTTP_S02_TC02_Verify401StatusCode", async () => {
      const anonymous = await suite.server().ask({ password: null, method: "OPTIONS", query: "" });
      expect([anonymous.status, anonymous.header("www-authenticate")]).toEqual([
        401,
        expect.stringMatching(/^Basic /),
      ]);
      expect(
        (await suite.server().ask({ password: "wrong", method: "OPTIONS", query: "" })).status,
      ).toBe(401);
      suite.ledger.holds("R178", "R523");
    });

    it("MSASHTTP_S02_TC03_Verify403StatusCode", async () => {
      await suite.server().world.admin.putUser("acme", "alice", { easAllowed: false });
      await suite.server().world.clock.advance(6000);
      expect((await hierarchyOf(suite)).status).toBe(403);
      await suite.server().world.admin.putUser("acme", "alice", { easAllowed: true });
      await suite.server().world.clock.advance(6000);
      expect((await hierarchyOf(suite)).status).toBe(200);
      suite.ledger.holds("R180");
    });

    it("MSASHTTP_S02_TC04_Verify404StatusCode", async () => {
      for (const path of ["/Microsoft-Server-NotExistService", "/Microsoft-Server-ActiveSync/x"])
        expect((await suite.server().ask({ path })).status).toBe(404);
      suite.ledger.holds("R182", "R441");
    });

    it("MSASHTTP_S02_TC05_Verify501StatusCode", async () => {
      const answer = await suite.server().ask({ method: "PUT", command: "FolderSync" });
      expect(answer.status).toBe(501);
      suite.ledger.holds("R186", "R465");
    });
  });
}

function testRequestHeaders(suite: Suite): void {
  describe("MS-ASHTTP S03: request headers", () => {
    it("MSASHTTP_S03_TC02_SetUserAgentRequestHeader", async () => {
      expect((await hierarchyOf(suite)).status).toBe(200);
      expect(arrived(suite)?.userAgent).toBe("Interop");
    });

    it("MSASHTTP_S03_TC03_SetPolicyKeyRequestHeader", async () => {
      const device = "POLICYKEY";
      await suite.server().lock({ easPasswordEnabled: true });
      const demanded = await hierarchyOf(suite, { device, key: "123456" });
      expect(demanded.status).toBe(449);
      await suite.server().lock({ easPasswordEnabled: null });
      expect((await hierarchyOf(suite, { device, key: "0" })).status).toBe(200);
    });

    it("MSASHTTP_S03_TC04_LimitChangesToUserAgentHeader", async () => {
      await suite.server().adapt({ maxClientChangesPerDay: 2, behaviourBlockMinutes: 30 });
      const statusAs = async (agent: string) =>
        (await hierarchyOf(suite, { device: "CHANGING", userAgent: agent })).status;
      for (const agent of ["One/1", "Two/1", "Three/1"]) expect(await statusAs(agent)).toBe(200);
      expect(await statusAs("Four/1")).toBe(503);
      await suite.server().world.clock.advance(31 * 60_000);
      expect(await statusAs("Four/1")).toBe(200);
      await suite.server().adapt({ maxClientChangesPerDay: 0 });
      suite.ledger.holds("R456", "R457");
    });
  });
}

function testOptions(suite: Suite): void {
  describe("MS-ASHTTP S04: OPTIONS", () => {
    it("MSASHTTP_S04_TC01_HTTPOPTIONS", async () => {
      const answer = await suite.server().ask({ method: "OPTIONS", query: "" });
      expect([answer.status, answer.body.length]).toEqual([200, 0]);
      const listed = (name: string) => (answer.header(name) ?? "").split(",");
      expect(listed("ms-asprotocolversions")).toEqual(
        expect.arrayContaining(["2.5", "12.0", "12.1", "14.0"]),
      );
      expect(listed("ms-asprotocolcommands")).toEqual(
        expect.arrayContaining(["Sync", "FolderSync", "Provision", "Ping"]),
      );
      suite.ledger.holds(
        "R319",
        "R238",
        "R239",
        "R240",
        "R241",
        "R244",
        "R247",
        "R249",
        "R296",
        "R450",
      );
      suite.ledger.holds("R1107", "R459", "R460");
    });

    it("offers what the Exchange behind it speaks, and no more", async () => {
      const versionsOf = async (trait: "2007" | "2016") => {
        const other = await openServer({ trait });
        try {
          const answer = await other.ask({ method: "OPTIONS", query: "" });
          return (answer.header("ms-asprotocolversions") ?? "").split(",");
        } finally {
          await other.close();
        }
      };
      const old = await versionsOf("2007");
      for (const version of ["14.0", "14.1", "16.0", "16.1"]) expect(old).not.toContain(version);
      suite.ledger.holds("R298");
      expect(await versionsOf("2016")).toEqual(expect.arrayContaining(["14.1", "16.0", "16.1"]));
      suite.ledger.holds("R461", "R1201", "R12011");
    });
  });
}

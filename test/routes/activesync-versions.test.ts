// Protocol versions at the gateway: what a tenant's cap hides in answers, and which requests are refused (MS-ASHTTP
// 2.2.1.1.2.6 and 2.2.4.1.2.2; MS-ASCMD 2.2.2, status 138).
import { describe, expect, test } from "vitest";
import { formatEasQuery } from "../../worker/wire/eas-query.ts";
import { decode } from "../../worker/wire/wbxml.ts";
import { text } from "../../worker/wire/wbxml-tree.ts";
import { gatewayPerTest } from "./activesync-per-test.ts";
import {
  type Answer,
  exchange2007,
  FOLDER_SYNC,
  FOLDER_SYNC_ANSWER,
  type Gateway,
  plainQuery,
} from "./activesync-support.ts";

const { start, seen } = gatewayPerTest();
const COMMANDS = "Sync,SendMail,Find,Provision";
/** A FolderSync of 14.0. */
const BASE64 = formatEasQuery({
  form: "base64",
  command: "FolderSync",
  deviceId: "v140Device",
  deviceType: "iPad",
  protocolVersion: "14.0",
});
const OFFERED = "2.5,12.0,12.1,14.0,14.1";

/** SOGo repeats its versions on every answer. */
const sogo: Answer = (request, response) => {
  response.setHeader("MS-ASProtocolVersions", OFFERED);
  response.setHeader("MS-ASProtocolCommands", COMMANDS);
  response.setHeader("MS-Server-ActiveSync", "14.1");
  response.setHeader("X-MS-RP", OFFERED);
  response.end(request.method === "OPTIONS" ? "" : FOLDER_SYNC_ANSWER);
};

describe("with a cap at 12.1", () => {
  const capped = { exchange: sogo, adapter: { maxProtocolVersion: "12.1" } } as const;

  test.each(["OPTIONS", "POST"])(
    "an answer to %s names no newer version, all commands, and no newer server",
    async (method) => {
      const { request } = await start(capped);
      const { status, headers } = await request({ method });
      expect(status).toBe(200);
      expect(headers.get("ms-asprotocolversions")).toBe("2.5,12.0,12.1");
      expect(headers.get("x-ms-rp")).toBe("2.5,12.0,12.1");
      expect(headers.get("ms-asprotocolcommands")).toBe(COMMANDS);
      expect(headers.get("ms-server-activesync")).toBeNull();
    },
  );

  test("the body of a capped answer arrives whole", async () => {
    const { request } = await start(capped);
    expect(Buffer.from(await (await request({})).arrayBuffer())).toEqual(FOLDER_SYNC_ANSWER);
  });

  test("also an error names no newer version", async () => {
    const { request } = await start({
      ...capped,
      exchange: (asked, response) => {
        if (asked.method === "OPTIONS") return sogo(asked, response);
        response.writeHead(503, { "MS-ASProtocolVersions": OFFERED }).end();
      },
    });
    const { status, headers } = await request({});
    expect([status, headers.get("ms-asprotocolversions")]).toEqual([503, "2.5,12.0,12.1"]);
  });

  test("a phone of 14.1 hears 138 in its command's own words, and Exchange hears nothing", async () => {
    const { request, kept } = await start(capped);
    const answer = await request({ headers: { "ms-asprotocolversion": "14.1" } });
    const said = decode(new Uint8Array(await answer.arrayBuffer()));
    expect([answer.status, text(said, "FolderHierarchy:Status")]).toEqual([200, "138"]);
    expect(seen()).toEqual([]);
    expect(kept.refusals.map(({ reason }) => reason)).toEqual(["version-too-new"]);
  });

  test("a command that has no words for it hears 505", async () => {
    const { request } = await start(capped);
    const headers = { "ms-asprotocolversion": "14.1" };
    const answer = await request({ query: plainQuery("GetAttachment"), body: null, headers });
    expect(answer.status).toBe(505);
  });

  test("the version in a base64 query is judged, too", async () => {
    const { request } = await start({ ...capped, adapter: { maxProtocolVersion: "2.5" } });
    const answer = await request({
      query: BASE64,
      headers: { "ms-asprotocolversion": "14.0" },
    });
    expect([answer.status, seen().length]).toEqual([200, 0]);
    const older = await request({ headers: { "ms-asprotocolversion": "12.1" } });
    expect(older.status).toBe(505);
  });
});

describe("without a cap", () => {
  test("what Exchange says of its versions arrives as it says it", async () => {
    const { request } = await start({ exchange: sogo });
    for (const method of ["OPTIONS", "POST"]) {
      const { headers } = await request({ method });
      expect(headers.get("ms-asprotocolversions")).toBe(OFFERED);
      expect(headers.get("ms-server-activesync")).toBe("14.1");
    }
  });
});

describe("a version that Exchange does not offer", () => {
  const newer = { headers: { "ms-asprotocolversion": "16.1" } };
  const asks = ({ received }: Gateway) =>
    received.filter(({ method }) => method === "OPTIONS").length;

  test("is refused by 138 or 505, and Exchange hears nothing of the command", async () => {
    const gateway = await start({ exchange: sogo });
    const answer = await gateway.request(newer);
    const said = decode(new Uint8Array(await answer.arrayBuffer()));
    expect([answer.status, text(said, "FolderHierarchy:Status")]).toEqual([200, "138"]);
    const older = await gateway.request({ headers: { "ms-asprotocolversion": "2.0" } });
    expect(older.status).toBe(505);
    expect(seen()).toEqual([]);
    expect(gateway.kept.refusals.map(({ reason }) => reason)).toContain("version-too-new");
    expect((await gateway.request({})).status).toBe(200);
  });

  test("is not refused where Exchange never said what it offers", async () => {
    const { request } = await start({
      exchange: (_asked, response) => void response.end(FOLDER_SYNC_ANSWER),
      adapter: { credentialCheck: "local-directory" },
    });
    for (let count = 0; count < 2; count++) expect((await request(newer)).status).toBe(200);
  });

  test("is heard from the answers to commands, too, and asked about before anybody is refused", async () => {
    const gateway = await start({
      exchange: sogo,
      adapter: { credentialCheck: "local-directory" },
    });
    expect((await gateway.request({})).status).toBe(200);
    expect(asks(gateway)).toBe(0);
    await gateway.clock.advance(61_000);
    expect(await said138(await gateway.request(newer))).toBe(true);
    expect(asks(gateway)).toBe(1);
    expect(await said138(await gateway.request(newer))).toBe(true);
    expect(asks(gateway)).toBe(1);
  });

  test("is taken at the next request after Exchange was upgraded", async () => {
    let offered = OFFERED;
    const gateway = await start({
      exchange: (asked, response) => {
        if (asked.method === "POST") return void response.end(FOLDER_SYNC_ANSWER);
        response.setHeader("MS-ASProtocolVersions", offered);
        response.end();
      },
    });
    expect(await said138(await gateway.request(newer))).toBe(true);
    offered = `${OFFERED},16.0,16.1`;
    await gateway.clock.advance(61_000);
    expect((await gateway.request(newer)).headers.get("content-length")).not.toBe("0");
    expect(seen()).toHaveLength(1);
  });

  test("is taken while Exchange cannot be asked", async () => {
    let isThere = true;
    const gateway = await start({
      exchange: (asked, response) => {
        if (asked.method === "OPTIONS" && !isThere) return void response.writeHead(503).end();
        return sogo(asked, response);
      },
      adapter: { credentialCheck: "local-directory" },
    });
    await gateway.request({});
    isThere = false;
    await gateway.clock.advance(61_000);
    await gateway.request(newer);
    expect(seen()).toHaveLength(2);
  });
});

/** Version not supported, in the words of FolderSync. */
async function said138(answer: Response): Promise<boolean> {
  const said = decode(new Uint8Array(await answer.arrayBuffer()));
  return text(said, "FolderHierarchy:Status") === "138";
}

describe("a version that is none", () => {
  test.each(["", "3.0", "12.10", "16.2", "12.1, 14.0", "twelve"])(
    "%j is refused with 400",
    async (version) => {
      const { request } = await start({ exchange: exchange2007 });
      const answer = await request({ headers: { "ms-asprotocolversion": version } });
      expect([answer.status, seen()]).toEqual([400, []]);
    },
  );
  test("is that of byte 191 in a base64 query, and one that its header contradicts", async () => {
    const { request } = await start();
    const bytes = Buffer.from(BASE64.slice(1), "base64");
    bytes[0] = 191;
    expect(
      (await request({ query: `?${bytes.toString("base64")}`, body: FOLDER_SYNC })).status,
    ).toBe(400);
    expect((await request({ query: BASE64 })).status).toBe(400);
    expect(seen()).toEqual([]);
  });
  test("does not come before the question for the password", async () => {
    const { request } = await start();
    const headers = { "ms-asprotocolversion": "99" };
    expect((await request({ authorization: null, headers })).status).toBe(401);
  });
});

// SOGo's faults, each sent to SOGo itself, which shows that it is still there, and through the
// gateway, which refuses it or sets it right: what must not reach SOGo is not seen on the way to it.
import { describe, expect, it } from "vitest";
import { headerOf, type NetworkResponse } from "../../../simulator/network.ts";
import { decode, encode } from "../../../worker/wire/wbxml.ts";
import { type Node, text } from "../../../worker/wire/wbxml-tree.ts";
import { folderSync } from "./folders.ts";
import { startGateway } from "./gateway.ts";
import { type Differences, makePhone, type Phone } from "./phone.ts";
import { directClient, readyPhone, type Suite } from "./suite.ts";
import { watch } from "./watcher.ts";

/** MS-ASCMD 2.2.2. */
const VERSION_NOT_SUPPORTED = "138";
const FIRST_SYNC = folderSync("0");
const INBOX = Buffer.from("INBOX");

interface Fault {
  readonly name: string;
  readonly command?: string;
  readonly body?: Node | Uint8Array | null;
  readonly differences?: (phone: Phone) => Differences;
  /** SOGo's answer without the gateway. */
  readonly direct: number;
  /** True if it serves what it must not. */
  readonly serves: boolean;
  /** The gateway's answer. */
  readonly refused: number;
}

const query = (parts: Readonly<Record<string, string>>, more = "") => ({
  query: `?${new URLSearchParams(parts)}${more}`,
});
const without = (phone: Phone, command?: string) => ({
  ...{ User: phone.user, DeviceId: phone.deviceId, DeviceType: "iPhone" },
  ...(command !== undefined && { Cmd: command }),
});
const header = (name: string, value: string | null) => () => ({ headers: { [name]: value } });

const served = { direct: 200, serves: true, refused: 400 } as const;
const broken = { direct: 500, serves: false, refused: 400 } as const;
const FAULTS: readonly Fault[] = [
  { ...served, name: "serves FolderSync under Cmd=Provision", command: "Provision" },
  { ...served, name: "serves FolderSync under Cmd=Ping", command: "Ping" },
  { ...served, name: "serves without Cmd", differences: (phone) => query(without(phone)) },
  { ...served, name: "serves an unknown Cmd", command: "Bogus" },
  { ...served, name: "serves Cmd in lower case", command: "foldersync" },
  {
    ...served,
    name: "serves a Cmd that is there twice",
    differences: (phone) => query(without(phone, "Provision"), "&Cmd=FolderSync"),
  },
  {
    ...served,
    name: "serves whoever names somebody else as User",
    differences: (phone) => query({ ...without(phone, "FolderSync"), User: "alice" }),
  },
  {
    ...served,
    name: "serves a protocol version that does not exist",
    differences: header("MS-ASProtocolVersion", "99.9"),
  },
  {
    ...served,
    name: "serves without a protocol version",
    differences: header("MS-ASProtocolVersion", null),
  },
  {
    ...served,
    name: "serves with a policy key it never gave",
    differences: header("X-MS-PolicyKey", "12345"),
    refused: 449,
  },
  {
    ...served,
    name: "serves without a policy key",
    differences: header("X-MS-PolicyKey", null),
    refused: 449,
  },
  {
    ...broken,
    name: "breaks without DeviceId",
    differences: () => query({ Cmd: "FolderSync", User: "bob", DeviceType: "iPhone" }),
  },
  {
    ...broken,
    name: "breaks at a GET",
    body: null,
    differences: () => ({ method: "GET", query: "" }),
    refused: 405,
  },
  {
    name: "leads a GET with a query to its pages for people",
    body: null,
    differences: () => ({ method: "GET" }),
    ...{ direct: 302, serves: false, refused: 405 },
  },
  { ...broken, name: "breaks at a body that is no WBXML", body: Buffer.from("no such thing") },
  {
    ...broken,
    name: "breaks at WBXML that is cut off",
    body: encode(FIRST_SYNC).subarray(0, 4),
  },
  {
    name: "asks nobody for credentials who has none: 403",
    differences: header("Authorization", null),
    ...{ direct: 403, serves: false, refused: 401 },
  },
];

const servesFolders = ({ body }: NetworkResponse) => Buffer.from(body).includes(INBOX);

/** Declares the tests of SOGo's faults. */
export function testFaults(suite: Suite): void {
  describe("a fault of SOGo's that cannot be reached through the gateway", () => {
    const clients = new Map<string, Promise<Phone>>();
    /** One phone for all rows, which none of them harms. */
    const thePhone = () => {
      const known = clients.get("phone") ?? readyPhone(suite, "bob");
      clients.set("phone", known);
      return known;
    };

    it.each(FAULTS.map((fault) => [fault.name, fault] as const))(
      "SOGo %s",
      async (_name, fault) => {
        const { command = "FolderSync", body = FIRST_SYNC, differences } = fault;
        const client = directClient(suite, "bob");
        const direct = await client.send(command, body, differences?.(client));
        expect([direct.status, servesFolders(direct)]).toEqual([fault.direct, fault.serves]);

        const phone = await thePhone();
        suite.watcher().forget();
        const answer = await phone.send(command, body, differences?.(phone));
        expect([answer.status, answer.body.length]).toEqual([fault.refused, 0]);
        expect(suite.watcher().commands()).toEqual([]);
        // The phone is none the worse for it.
        expect(servesFolders(await phone.send("FolderSync", FIRST_SYNC))).toBe(true);
      },
    );

    it("SOGo asks for a password with a scheme in lower case; the gateway with its own", async () => {
      const client = makePhone({ ...directClient(suite, "bob"), password: "not his" });
      const asked = headerOf(await client.send("FolderSync", FIRST_SYNC), "www-authenticate");
      expect(asked).toMatch(/^basic /);
      const phone = makePhone({ ...(await readyPhone(suite, "bob")), password: "not his" });
      suite.watcher().forget();
      const answer = await phone.send("FolderSync", FIRST_SYNC);
      expect(answer.status).toBe(401);
      expect(headerOf(answer, "www-authenticate")).toMatch(/^Basic realm="Peer Ltd"/);
      expect(suite.watcher().commands()).toEqual([]);
    });

    it("SOGo knows its path in one spelling; the gateway in any, and sends on that one", async () => {
      const path = "/microsoft-server-activesync";
      const direct = await directClient(suite, "bob").send("FolderSync", FIRST_SYNC, { path });
      expect(direct.status).toBeGreaterThanOrEqual(400);
      const phone = await readyPhone(suite, "bob");
      suite.watcher().forget();
      expect(servesFolders(await phone.send("FolderSync", FIRST_SYNC, { path }))).toBe(true);
      expect(suite.watcher().commands()[0]?.url).toMatch(/^\/Microsoft-Server-ActiveSync\?/);
    });

    it("SOGo says its versions at every answer and takes any: the tenant's highest holds at both", async () => {
      const direct = await directClient(suite, "bob", "16.1").send("FolderSync", FIRST_SYNC);
      expect(servesFolders(direct)).toBe(true);
      expect(headerOf(direct, "ms-asprotocolversions")).toBe("2.5,12.0,12.1,14.0,14.1");
      const watcher = await watch(suite.sogo().origin);
      const capped = await startGateway(watcher.origin, { maxProtocolVersion: "12.1" });
      try {
        const within = { ...suite, gateway: () => capped };
        const phone = await readyPhone(within, "bob");
        const answer = await phone.send("FolderSync", FIRST_SYNC);
        expect(headerOf(answer, "ms-asprotocolversions")).toBe("2.5,12.0,12.1");
        watcher.forget();
        for (const version of ["14.1", "16.1"]) {
          const above = await phone.send("FolderSync", FIRST_SYNC, {
            headers: { "MS-ASProtocolVersion": version },
          });
          const status = text(decode(above.body), "FolderHierarchy:Status");
          expect([above.status, status]).toEqual([200, VERSION_NOT_SUPPORTED]);
        }
        expect(watcher.commands()).toEqual([]);
      } finally {
        await capped.close();
        await watcher.close();
      }
    });
  });
}

// Exchange breaks off in every phase of every command, in three forms, on real sockets with the built Worker between
// them. The rules: the phone gets 503 with Retry-After, or an answer that its framing shows to be cut; Exchange is asked
// each command once and no more; what was known of the phone before is known after; and the next try works.
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type ProvisionedGateway, startGateway } from "../../bench/gateway-tenant.ts";
import { COMMAND_RULES } from "../../worker/core/gateway-commands.ts";
import { EAS_COMMANDS, type EasCommand } from "../../worker/wire/eas-commands.ts";
import { formatEasQuery } from "../../worker/wire/eas-query.ts";
import { encode, type Node } from "../../worker/wire/wbxml.ts";
import { el } from "../../worker/wire/wbxml-tree.ts";
import {
  type BrokenExchange,
  brokenExchange,
  CLOSED,
  HALF,
  inBatches,
  LONG,
  OWN_QUESTION,
  PAGES,
  RESETS,
  SHORT,
} from "./activesync-broken-exchange.ts";
import { pingBody } from "./activesync-ping-support.ts";

/** A form of request: version, and how the query is written. */
interface Form {
  readonly name: string;
  readonly version: string;
  readonly query: "plain" | "base64";
  readonly deviceId: string;
  /** Its Syncs ask to be held. */
  readonly waits?: true;
}
const FORMS: readonly Form[] = [
  { name: "12.1", version: "12.1", query: "plain", deviceId: "ApplPLAIN121" },
  { name: "12.1 in base64", version: "12.1", query: "base64", deviceId: "ApplBASE121" },
  { name: "14.1", version: "14.1", query: "plain", deviceId: "ApplPLAIN141" },
];
type Command = EasCommand | "OPTIONS";
const COMMANDS: readonly Command[] = ["OPTIONS", ...EAS_COMMANDS];
/** Held here and asked again: tested by itself. */
const AT_ONCE = COMMANDS.filter((command) => command !== "Ping");
const FAULTS = [...RESETS, ...CLOSED];

let exchange: BrokenExchange;
let gateway: ProvisionedGateway;
const printed: string[] = [];

beforeAll(async () => {
  exchange = await brokenExchange();
  gateway = await startGateway(exchange.port, { onOutput: (text) => void printed.push(text) });
  const change = { onlyProvisioned: false, maxDevicesPerUser: 0 };
  await gateway.admin.saveAdapter("acme", change);
  await gateway.admin.restartAdapter("acme");
  // The settings in force may be three seconds old.
  const isLetIn = async () => (await ask(FORMS[0] as Form, "FolderSync", "")).status === 200;
  await vi.waitUntil(isLetIn, { timeout: 10_000, interval: 200 });
});
afterAll(async () => {
  await gateway.worker.close();
  await exchange.shut();
});

interface Came {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly size: number;
  /** Does the framing say that nothing is missing? */
  readonly isWhole: boolean;
}
const WHOLE: Came = { status: 200, retryAfter: undefined, size: SHORT.length, isWhole: true };

/** Sends one command, of which `fault` is to go wrong, and reads until the connection ends. */
function ask(form: Form, command: Command, fault: string, deviceId = form.deviceId): Promise<Came> {
  const { type, bytes } = bodyOf(form, command);
  const method = command === "OPTIONS" ? "OPTIONS" : "POST";
  const lines = [
    `${method} /Microsoft-Server-ActiveSync${queryOf(form, command, deviceId)} HTTP/1.1`,
    `Host: ${gateway.host}`,
    `Authorization: Basic ${Buffer.from("alice:correct horse").toString("base64")}`,
    ...(form.query === "plain" ? [`MS-ASProtocolVersion: ${form.version}`] : []),
    ...["User-Agent: Apple-iPhone/705.18", "Accept-Encoding: gzip", "Connection: close"],
    ...(fault === "" ? [] : [`X-Fault: ${encodeURIComponent(fault)}`]),
    ...(bytes.length > 0 ? [`Content-Type: ${type}`] : []),
    ...(method === "POST" ? [`Content-Length: ${bytes.length}`] : []),
    "\r\n",
  ];
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect(gateway.worker.port, "127.0.0.1", () => {
      socket.write(lines.join("\r\n"));
      socket.write(bytes);
    });
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(readingOf(Buffer.concat(chunks))));
  });
}

function queryOf({ query, version }: Form, command: Command, deviceId: string): string {
  if (command === "OPTIONS") return "";
  const named = { command, deviceId, deviceType: "iPhone" };
  return query === "plain"
    ? formatEasQuery({ form: "plain", user: "alice", ...named })
    : formatEasQuery({ form: "base64", protocolVersion: version, ...named });
}

const WAITING_SYNC = el(
  "AirSync:Sync",
  el(
    "AirSync:Collections",
    el("AirSync:Collection", el("AirSync:SyncKey", "7"), el("AirSync:CollectionId", "5")),
  ),
  el("AirSync:Wait", "5"),
);

function bodyOf({ version, waits }: Form, command: Command): { type: string; bytes: Uint8Array } {
  const rule = command === "OPTIONS" ? undefined : COMMAND_RULES[command];
  if (!rule?.root) return { type: "", bytes: new Uint8Array(0) };
  if (rule.mime && version === "12.1")
    return { type: "message/rfc822", bytes: Buffer.from("Subject: One\r\n\r\nHello.\r\n") };
  const other = command === "Sync" && waits ? WAITING_SYNC : el(rule.root);
  const root: Node = command === "Ping" ? pingBody(600, "5") : other;
  return { type: "application/vnd.ms-sync.wbxml", bytes: encode(root) };
}

function readingOf(bytes: Buffer): Came {
  const end = bytes.indexOf("\r\n\r\n");
  const [first = "", ...lines] = bytes
    .subarray(0, Math.max(end, 0))
    .toString("latin1")
    .split("\r\n");
  const headers = new Map(
    lines.map((line) => [line.split(": ")[0]?.toLowerCase(), line.split(": ")[1]] as const),
  );
  const body = bytes.subarray(end + 4);
  const length = headers.get("content-length");
  const isWhole =
    length === undefined ? body.toString("latin1").endsWith("0\r\n\r\n") : body.length === +length;
  const status = Number(first.split(" ")[1]);
  return { status, retryAfter: headers.get("retry-after"), size: body.length, isWhole };
}

const is503 = ({ status, retryAfter, isWhole }: Came) =>
  status === 503 && Number(retryAfter) > 0 && isWhole;
/** Is this an answer that a phone takes for none? */
const isNone = (came: Came) => is503(came) || (came.status === 200 && !came.isWhole);

/** Who is known and how, for whoever looks at the device. */
const states = async () =>
  (await gateway.admin.devices("acme")).map(({ deviceId, state, wipe, proof, quarantinedAt }) =>
    JSON.stringify({ deviceId, state, wipe, proof, quarantinedAt }),
  );

describe.each(FORMS)("a command in the form $name", (form) => {
  const each = (commands: readonly Command[], faults: readonly string[]) =>
    commands.flatMap((command) => faults.map((fault) => ({ command, fault })));
  /** Those of `asked` whose answer is not `right`, or that Exchange was not asked `times` times. */
  const wrongOf = async (
    asked: readonly { readonly command: Command; readonly fault: string }[],
    right: (came: Came, fault: string) => boolean,
    times = 1,
  ) => {
    const wrong = await inBatches(asked, async ({ command, fault }) => {
      const name = `${form.name} ${command}|${fault}`;
      const came = await ask(form, command, name);
      const heard = exchange.asked.get(name) ?? 0;
      const isRight = right(came, fault) && heard === times;
      return isRight ? [] : [`${name}: ${heard} ${JSON.stringify(came)}`];
    });
    return wrong.flat();
  };

  test("that Exchange breaks off in any phase is no answer to the phone, and is asked once", async () => {
    expect(await wrongOf(each(AT_ONCE, FAULTS), isNone)).toEqual([]);
  });

  test("whose Exchange cannot be reached is 503, and is tried again by the phone alone", async () => {
    await exchange.shut();
    const wrong = await wrongOf(each(AT_ONCE, ["nobody there"]), is503, 0);
    await exchange.open();
    expect(wrong).toEqual([]);
  });

  test("that a proxy answers by a page of its own has Exchange's status and wait, and no page", async () => {
    const isPage = ({ status, retryAfter, size }: Came, fault: string) =>
      status === Number(fault) && retryAfter === "2" && size === 0;
    expect(await wrongOf(each(AT_ONCE, PAGES), isPage)).toEqual([]);
  });

  test("that is answered by half a document arrives as it came, its length that of the half", async () => {
    const isHalf = ({ status, size, isWhole }: Came) =>
      status === 200 && isWhole && size === LONG.length / 2;
    const named = AT_ONCE.filter((command) => command !== "OPTIONS");
    expect(await wrongOf(each(named, [HALF]), isHalf)).toEqual([]);
  });

  test("passes at the next try, and the phone is known as before", async () => {
    const before = await states();
    const questions = exchange.asked.get(OWN_QUESTION);
    for (const command of AT_ONCE) {
      const came = await ask(form, command, "");
      const size = command === "OPTIONS" ? 0 : SHORT.length;
      expect([command, came]).toEqual([command, { ...WHOLE, size }]);
    }
    expect(await states()).toEqual(before);
    expect(before).toContainEqual(expect.stringContaining(form.deviceId.toLowerCase()));
    // OPTIONS names no device whose verifier could be kept.
    expect((exchange.asked.get(OWN_QUESTION) ?? 0) - (questions ?? 0)).toBeLessThanOrEqual(2);
  });

  test("that is a Ping hears nothing of a connection that broke, and then the news", async () => {
    const faults = [...FAULTS, "502", "503", "504"];
    const phoneOf = (fault: string) => `Appl${faults.indexOf(fault)}${form.deviceId}`;
    await inBatches(faults, (fault) => ask(form, "FolderSync", "", phoneOf(fault)));
    const wrong = await inBatches(
      faults,
      async (fault) => {
        const name = `once|${form.name} Ping|${fault}`;
        const came = await ask(form, "Ping", name, phoneOf(fault));
        return came.status === 200 && came.isWhole && exchange.asked.get(name) === 2
          ? []
          : [`${name}: ${exchange.asked.get(name)} ${JSON.stringify(came)}`];
      },
      faults.length,
    );
    expect(wrong.flat()).toEqual([]);
  });
});

test("a Sync that waits, and whose news breaks off, is no answer; before news it is asked again", async () => {
  const form = FORMS[2] as Form;
  const phoneOf = (fault: string) => `ApplSYNC${FAULTS.indexOf(fault)}`;
  await inBatches(FAULTS, (fault) => ask(form, "FolderSync", "", phoneOf(fault)));
  const wrong = await inBatches(
    FAULTS,
    async (fault) => {
      const name = `once|waiting Sync|${fault}`;
      const came = await ask({ ...form, waits: true }, "Sync", name, phoneOf(fault));
      const times = exchange.asked.get(name);
      // News that has begun to stream cannot be asked for again: the phone does that.
      const isRight =
        times === 1 ? isNone(came) : times === 2 && came.status === 200 && came.isWhole;
      return isRight ? [] : [`${name}: ${times} ${JSON.stringify(came)}`];
    },
    FAULTS.length,
  );
  expect(wrong.flat()).toEqual([]);
  expect(exchange.asked.get(`once|waiting Sync|${FAULTS[0]}`)).toBe(2);
});

test("no fault of Exchange was one of ours: nothing unexpected was logged", () => {
  expect(printed.join("").match(/"?unexpected"?[^\n]*/g) ?? []).toEqual([]);
});

// Who is kept out gets nothing of Exchange's, whatever it asks for: every command, in every version, in both forms of query,
// with each kind of key, in quarantine, blocked, or to be erased.
import { describe, expect, test } from "vitest";
import { COMMAND_RULES } from "../../worker/core/gateway-commands.ts";
import { EAS_COMMANDS, type EasCommand } from "../../worker/wire/eas-commands.ts";
import { formatEasQuery } from "../../worker/wire/eas-query.ts";
import { encode } from "../../worker/wire/wbxml.ts";
import { el } from "../../worker/wire/wbxml-tree.ts";
import { wipeStep } from "./activesync-objects.ts";
import { gatewayPerTest } from "./activesync-per-test.ts";
import {
  type Answer,
  basic,
  type Gateway,
  PASSWORD,
  type Setting,
  START,
} from "./activesync-support.ts";

const { start, seen } = gatewayPerTest();
const SECRET = Buffer.from("what stands in the mailbox");
const VERSIONS = ["2.5", "12.0", "12.1", "14.0", "14.1", "16.0", "16.1"];

/** An Exchange that answers everything with what nobody here may see. */
const exchange: Answer = (request, response) => {
  response.setHeader("MS-ASProtocolVersions", VERSIONS.join(","));
  response.setHeader("Content-Type", "application/vnd.ms-sync.wbxml");
  response.end(request.method === "OPTIONS" ? "" : SECRET);
};

const DEVICE = { deviceId: "droid7", deviceType: "Droid" };

function queryOf(command: EasCommand, version: string, form: "plain" | "base64"): string {
  const user = form === "plain" ? { user: "alice" } : {};
  const base64 = { protocolVersion: version, locale: 1033, policyKey: 7 };
  return formatEasQuery({ form, command, ...DEVICE, ...user, ...(form === "base64" && base64) });
}

const bodiesOf = (command: EasCommand): (Uint8Array | null)[] => {
  const { root, mime, empty } = COMMAND_RULES[command];
  return [
    ...(root ? [encode(el(root))] : []),
    ...(mime ? [new TextEncoder().encode("From: alice\r\n\r\nx")] : []),
    ...(empty ? [null] : []),
  ];
};

/** Sends everything; gives what was answered. */
async function everything(gateway: Gateway): Promise<{ asked: string; answer: string }[]> {
  const answers: { asked: string; answer: string }[] = [];
  const signal = AbortSignal.abort();
  for (const command of EAS_COMMANDS)
    for (const version of VERSIONS)
      for (const form of ["plain", "base64"] as const)
        for (const body of bodiesOf(command)) {
          const isMime = body !== null && body[0] === 0x46;
          if ((form === "base64" && Number(version) < 12) || (isMime && Number(version) >= 14))
            continue;
          const response = await gateway.request({
            ...{ query: queryOf(command, version, form), body, signal },
            authorization: basic("alice", PASSWORD),
            headers: {
              "user-agent": "Droid",
              "ms-asprotocolversion": form === "plain" ? version : "",
              "x-ms-policykey": form === "plain" ? "7" : "",
              ...(isMime && { "content-type": "message/rfc822" }),
            },
          });
          const answer = Buffer.from(await response.arrayBuffer()).toString("latin1");
          answers.push({ asked: `${command} ${version} ${form}`, answer });
        }
  return answers;
}

describe("nothing of the mailbox reaches a device", () => {
  test.each<[string, Setting, (gateway: Gateway) => void, string[]]>([
    ["in quarantine", { adapter: { otherClients: "quarantine" } }, () => {}, []],
    ["that is blocked", { adapter: { otherClients: "allow" }, blocked: true }, () => {}, []],
    [
      "that is to be erased",
      { adapter: { otherClients: "allow" } },
      ({ kept }) => void wipeStep(kept, "request", START),
      // It is asked once whether it orders a wipe, too.
      ["Provision"],
    ],
  ])("%s", async (_name, setting, prepare, mayHear) => {
    const adapter = { maxCommandsPerMinute: 0, ...setting.adapter };
    const gateway = await start({ ...setting, adapter, exchange });
    prepare(gateway);
    const leaks = (await everything(gateway)).filter(({ answer }) =>
      answer.includes(SECRET.toString()),
    );
    expect(leaks).toEqual([]);
    const heard = seen().map(({ url }) => /Cmd=(\w+)/.exec(url)?.[1] ?? `base64 ${url}`);
    const isBase64Provision = (name: string) =>
      name.startsWith("base64") && mayHear.includes("Provision");
    expect(heard.filter((name) => !mayHear.includes(name) && !isBase64Provision(name))).toEqual([]);
  });
});

test("the same requests bring all of it to a device that may come in", async () => {
  const gateway = await start({
    exchange,
    adapter: { maxCommandsPerMinute: 0, otherClients: "allow" },
  });
  const answers = await everything(gateway);
  const empty = answers.filter(({ answer }) => !answer.includes(SECRET.toString()));
  // A Ping that names no folder is answered here.
  expect(empty.filter(({ asked }) => !asked.startsWith("Ping"))).toEqual([]);
});

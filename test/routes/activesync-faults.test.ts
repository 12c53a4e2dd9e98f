// What happens twice, too late or never: Exchange that does not answer at all, in every command; the phone's requests that
// arrive twice, late or in another order; answers that are overtaken. The rules: the phone hears in time that it shall come
// back, nothing is sent twice by the gateway, and an old word changes nothing.
import { describe, expect, test, vi } from "vitest";
import { COMMAND_RULES, OPTIONS_ANSWER_WITHIN_MS } from "../../worker/core/gateway-commands.ts";
import { EAS_COMMANDS, type EasCommand } from "../../worker/wire/eas-commands.ts";
import { formatEasQuery } from "../../worker/wire/eas-query.ts";
import { encode } from "../../worker/wire/wbxml.ts";
import { el } from "../../worker/wire/wbxml-tree.ts";
import { gatewayPerTest } from "./activesync-per-test.ts";
import { type Answer, type Gateway, type GatewayRequest, TOKEN } from "./activesync-support.ts";
import { POLICY, provisioned, withoutPolicies } from "./provision-support.ts";

const { start } = gatewayPerTest();
const DEVICE = { deviceId: "Appl87837L1XY7H", deviceType: "iPhone" };
type Form = "12.1" | "12.1 in base64" | "14.1";
type Command = EasCommand | "OPTIONS";

/** A command of a phone under the policy key `key`. */
function commandOf(command: Command, form: Form, key: string): GatewayRequest {
  if (command === "OPTIONS") return { method: "OPTIONS" };
  const version = form.slice(0, 4);
  const { root, mime } = COMMAND_RULES[command];
  const isMail = mime && version === "12.1";
  const body = isMail ? Buffer.from("Subject: One\r\n\r\n1") : root ? encode(el(root)) : null;
  const named = { command, ...DEVICE };
  const base64 = { form: "base64", protocolVersion: version, policyKey: Number(key) } as const;
  const query =
    form === "12.1 in base64"
      ? formatEasQuery({ ...base64, ...named })
      : formatEasQuery({ form: "plain", user: `${TOKEN}\\alice`, ...named });
  const headers = {
    ...(isMail && { "content-type": "message/rfc822" }),
    ...(form !== "12.1 in base64" && { "ms-asprotocolversion": version, "x-ms-policykey": key }),
  };
  return { query, body: body && new Uint8Array(body), headers };
}

/** Where WBXML of ours names the code page of its root, and Provision's (MS-ASWBXML 2.1.2.1.15). */
const PAGE_AT = 5;
const PROVISION_PAGE = 14;

/** An Exchange that says nothing to the phone while `state.isSilent`, and counts what it was asked. */
function silentExchange() {
  const state = { isSilent: false, asked: 0 };
  const answer: Answer = (request, response) => {
    const isOwnQuestion = request.headers["user-agent"] === "Provost";
    // A base64 query names its command by a number; the root of the body says it, too.
    const isProvision = request.body[PAGE_AT] === PROVISION_PAGE;
    const url = isProvision ? `${request.url}&Cmd=Provision` : request.url;
    if (!state.isSilent || isOwnQuestion) return withoutPolicies({ ...request, url }, response);
    state.asked++;
  };
  return { state, answer };
}

const limitOf = (command: Command) =>
  command === "OPTIONS" ? OPTIONS_ANSWER_WITHIN_MS : COMMAND_RULES[command].answerWithinMs;

/** What must be so after a fault as it was before. */
const whole = ({ kept }: Gateway) =>
  JSON.stringify([
    ...[kept.handshake.held, kept.wipe, kept.wipes, kept.state, kept.proof, kept.bound],
    ...[kept.retyped, [...kept.lastVerifiers]],
  ]);

describe.each(["12.1", "12.1 in base64", "14.1"] as const)(
  "an Exchange that never answers, in the form %s,",
  (form) => {
    test("is waited for as long as the command may take; then the phone is to come back, and all is as before", async () => {
      const { state, answer } = silentExchange();
      const gateway = await start({ easPolicy: POLICY, exchange: answer });
      const key = await provisioned(gateway);
      expect((await gateway.request(commandOf("FolderSync", form, key))).status).toBe(200);
      const before = whole(gateway);
      for (const command of ["OPTIONS", ...EAS_COMMANDS] as const) {
        if (command === "Ping") continue;
        // So that the standing is fresh, and no password is asked about meanwhile.
        await gateway.request(commandOf("FolderSync", form, key));
        Object.assign(state, { isSilent: true, asked: 0 });
        const seen = { answered: false };
        const asked = gateway.request(commandOf(command, form, key));
        void asked.then(() => Object.assign(seen, { answered: true }));
        await vi.waitFor(() => expect(state.asked).toBe(1), { timeout: 5000, interval: 1 });
        await gateway.clock.advance(limitOf(command) - 1000);
        expect([command, seen.answered]).toEqual([command, false]);
        await gateway.clock.advance(1000);
        const { status, headers } = await asked;
        const said = [command, status, Number(headers.get("retry-after")) > 0, state.asked];
        expect(said).toEqual([command, 503, true, 1]);
        state.isSilent = false;
        const next = await gateway.request(commandOf(command, form, key));
        expect([command, next.status]).toEqual([command, 200]);
        await next.arrayBuffer();
      }
      expect(whole(gateway)).toBe(before);
    });
  },
);

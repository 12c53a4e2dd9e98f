// What the gateway tells of the requests it answers. The rule that matters most: nothing at all while
// nobody watches, neither a call nor work behind the answer.
import { afterEach, describe, expect, it } from "vitest";
import type { LiveReport } from "../../worker/core/live.ts";
import type { Gate } from "../../worker/routes/activesync/admission.ts";
import { enter, noteHeld, noteWatched } from "../../worker/routes/activesync/presence.ts";
import {
  basic,
  exchange2007,
  type Gateway,
  PASSWORD,
  plainQuery,
  type Setting,
  START,
  startGateway,
  TOKEN,
} from "./activesync-support.ts";

const SECOND = 1000;
const HOUR = 3600 * SECOND;
let gateway: Gateway;
afterEach(() => gateway.close());

/** An Exchange that answers Ping only when it is let to. */
function patientExchange() {
  const waiting: (() => void)[] = [];
  const exchange: Setting["exchange"] = (request, response) => {
    if (!request.url.includes("Cmd=FolderDelete")) return exchange2007(request, response);
    waiting.push(() => exchange2007(request, response));
  };
  return { exchange, waiting };
}
/** A command that the patient Exchange leaves unanswered; its body is its root and nothing more. */
const SLOW = { query: plainQuery("FolderDelete"), body: Uint8Array.of(3, 1, 0x6a, 0, 0, 7, 0x14) };

const until = async (holds: () => boolean) => {
  for (let tries = 0; !holds() && tries < 500; tries++)
    await new Promise((resolve) => setTimeout(resolve, 5));
  expect(holds()).toBe(true);
};
const realPause = () => new Promise((resolve) => setTimeout(resolve, 30));
/** Lets time pass, half a second at a time, until so many reports came. */
const reported = (count: number) =>
  until(() => {
    void gateway.clock.advance(SECOND / 2);
    return gateway.kept.reports.length >= count;
  });
const summary = ({ isWhole, present, ended, refusals }: LiveReport) => ({
  isWhole,
  present: present.map(({ command }) => command),
  ended: ended.map(({ command, status }) => `${command} ${status}`),
  refusals: refusals.map(({ reason }) => reason),
});

describe("presence at the gateway", () => {
  it("tells nothing while nobody watches", async () => {
    const { exchange, waiting } = patientExchange();
    gateway = await startGateway({ exchange });
    const held = gateway.request(SLOW);
    await until(() => waiting.length === 1);
    for (let i = 0; i < 20; i++) await gateway.request({});
    await gateway.request({ authorization: null });
    await gateway.request({ authorization: basic(`${TOKEN}\\alice`, "wrong") });
    await gateway.clock.advance(60 * SECOND);
    waiting[0]?.();
    expect((await held).status).toBe(200);
    expect(gateway.kept.reports).toEqual([]);
    expect(gateway.background).toBe(0);
  });

  it("tells a watcher who is being answered, and nothing secret", async () => {
    const { exchange, waiting } = patientExchange();
    gateway = await startGateway({ exchange, watchedUntil: START + HOUR });
    const held = gateway.request(SLOW);
    await until(() => gateway.kept.reports.length === 1);
    const [first] = gateway.kept.reports;
    expect(first?.isWhole).toBe(true);
    expect(first?.present).toEqual([
      {
        id: expect.any(Number),
        user: "alice",
        deviceId: "appl87837l1xy7h",
        deviceType: "iPhone",
        userAgent: "Apple-iPhone/705.18",
        protocolVersion: "12.1",
        command: "FolderDelete",
        client: "203.0.113.7",
        since: START,
      },
    ]);
    await until(() => waiting.length === 1);
    waiting[0]?.();
    await held;
    await reported(2);
    expect(summary(gateway.kept.reports[1] as LiveReport)).toEqual({
      isWhole: false,
      present: [],
      ended: ["FolderDelete 200"],
      refusals: [],
    });
    expect(JSON.stringify(gateway.kept.reports)).not.toContain(PASSWORD);
  });

  it("tells a watcher at most every two seconds, whatever happens", async () => {
    gateway = await startGateway({ watchedUntil: START + HOUR });
    for (let i = 0; i < 30; i++) await gateway.request({});
    await until(() => gateway.kept.reports.length === 1);
    await realPause();
    await gateway.clock.advance(1999);
    await gateway.request({});
    await realPause();
    expect(gateway.kept.reports).toHaveLength(1);
    await gateway.clock.advance(1);
    await until(() => gateway.kept.reports.length === 2);
    const ended = gateway.kept.reports.flatMap((report) => report.ended);
    expect(ended).toHaveLength(31);
  });

  it("tells a watcher every refusal with its reason, before and after the password", async () => {
    gateway = await startGateway({ watchedUntil: START + HOUR, blocked: true });
    await gateway.request({});
    await gateway.request({ authorization: null });
    await gateway.request({ authorization: basic(`${TOKEN}\\alice`, "wrong") });
    await until(() => {
      void gateway.clock.advance(SECOND / 2);
      return gateway.kept.reports.flatMap((each) => each.refusals).length === 3;
    });
    const refusals = gateway.kept.reports.flatMap((each) => each.refusals);
    expect(refusals.map(({ reason, user }) => [reason, user])).toEqual([
      ["device-blocked", "alice"],
      ["credentials-missing", ""],
      ["wrong-password", "alice"],
    ]);
  });

  it("stops when the tenant's object says that nobody watches any more", async () => {
    const setting: Setting = { watchedUntil: START + HOUR };
    gateway = await startGateway(setting);
    await gateway.request({});
    await until(() => gateway.kept.reports.length === 1);
    setting.watchedUntil = undefined;
    await reported(2);
    const told = gateway.background;
    for (let i = 0; i < 5; i++) await gateway.request({});
    await gateway.clock.advance(HOUR);
    expect(gateway.kept.reports).toHaveLength(2);
    expect(gateway.background).toBe(told);
  });

  it("forgets requests that the platform ended without a word", async () => {
    gateway = await startGateway({});
    const { clock } = gateway;
    const reports: LiveReport[] = [];
    const work: Promise<unknown>[] = [];
    const watchedUntil = START + 3 * HOUR;
    const reportLive = async (report: LiveReport) => {
      reports.push(report);
      return { watchedUntil, wantsWhole: false };
    };
    const gate = {
      ...{ clock, client: "203.0.113.7", tenant: { name: "lost", watchedUntil } },
      handles: { tenant: () => ({ reportLive }) },
      waitUntil: (more: Promise<unknown>) => void work.push(more),
    } as unknown as Gate;
    const report = async () => {
      noteWatched(gate);
      await Promise.all(work);
      return reports.at(-1)?.present.map(({ command }) => command);
    };
    const request = { user: "alice", login: "alice", search: "" };
    enter(gate, { ...request, command: "SendMail" });
    const ping = enter(gate, { ...request, command: "Ping" });
    noteHeld(ping, START + 600 * SECOND);
    expect(await report()).toEqual(["SendMail", "Ping"]);
    await clock.advance(600 * SECOND + 61 * SECOND);
    expect(await report()).toEqual(["SendMail"]);
    await clock.advance(HOUR);
    expect(await report()).toEqual([]);
  });

  it("tells all again once a minute", async () => {
    const { exchange, waiting } = patientExchange();
    gateway = await startGateway({ exchange, watchedUntil: START + HOUR });
    const held = gateway.request(SLOW);
    await until(() => waiting.length === 1 && gateway.kept.reports.length > 0);
    await gateway.clock.advance(60 * SECOND);
    await gateway.request({});
    const whole = () => gateway.kept.reports.slice(1).find(({ isWhole }) => isWhole);
    await until(() => {
      void gateway.clock.advance(SECOND / 2);
      return whole() !== undefined;
    });
    expect(whole()?.present.map(({ command }) => command)).toContain("FolderDelete");
    waiting[0]?.();
    await held;
  });
});

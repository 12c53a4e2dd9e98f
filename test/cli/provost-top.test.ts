// `provost top`: what it prints once and again, how it ends, and that it leaves the terminal as it was.
import { spawn } from "node:child_process";
import { EventEmitter } from "node:events";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { openScreen } from "../../cli/provost/screen.ts";
import { duration, type Live, liveText } from "../../cli/provost/top-text.ts";
import { useFakeApi } from "./fake-api.ts";

const cli = useFakeApi();
const AT = Date.UTC(2010, 5, 21, 9, 0, 0);
const SECOND = 1000;
const DIM = "\u001b[2m";
const PLAIN = "\u001b[0m";
const LIVE: Live = {
  at: AT,
  watchedSince: AT - 60 * SECOND,
  connections: [
    {
      user: "alice",
      deviceId: "APPL1",
      deviceType: "iPhone",
      userAgent: "Apple-iPhone/705.18\u001b[2J",
      protocolVersion: "12.1",
      command: "Ping",
      client: "203.0.113.7",
      since: AT - 245 * SECOND,
      endsAt: AT + 3720 * SECOND,
    },
    {
      user: "bob",
      deviceId: "APPL2",
      deviceType: "iPad",
      userAgent: "",
      protocolVersion: "14.1",
      command: "Sync",
      client: "203.0.113.8",
      since: AT - 12 * SECOND,
      endedAt: AT - 2 * SECOND,
      status: 200,
    },
  ],
  refusals: [
    {
      at: AT,
      reason: "token-missing",
      user: "carol",
      deviceId: "APPL3",
      command: "FolderSync",
      client: "x",
    },
  ],
  counts: { underWay: 1, held: 1, devices: 1, users: 1 },
  isCut: false,
};

describe("provost top", () => {
  it("prints one look and ends with --once", async () => {
    cli.api.answer("GET /tenants/acme/live", 200, LIVE);
    const { code, out, err } = await cli.provost("top --tenant acme --once");
    expect([code, err]).toEqual([0, ""]);
    const lines = out.split("\n");
    expect(lines[0]).toBe("acme  2010-06-21 09:00:00Z  1 under way, 1 held, 1 devices, 1 users");
    expect(lines[3]).toMatch(/^alice +iPhone +APPL1 +Ping +held +4m05s +1h02m +203\.0\.113\.7/);
    expect(lines[4]).toMatch(/^bob +iPad +APPL2 +Sync +ended 200 +10s +203\.0\.113\.8/);
    expect(out).toMatch(/2010-06-21 09:00:00Z +token-missing +carol +APPL3 +FolderSync/);
    expect(out).not.toContain("\u001b");
    expect(cli.api.asked).toHaveLength(1);
  });

  it("looks twice where nobody was looking, because only then there is something to see", async () => {
    const begun = { ...LIVE, watchedSince: LIVE.at };
    cli.api.answer("GET /tenants/acme/live?find=ali", 200, begun);
    const { code, out } = await cli.provost("--json top --tenant acme --filter ali");
    expect(code).toBe(0);
    expect(cli.api.asked.map(({ path }) => path)).toEqual(
      Array.from({ length: 2 }, () => "/tenants/acme/live?find=ali"),
    );
    expect(JSON.parse(out)).toEqual(begun);
  });

  it("prints look after look into a pipe, and ends with an interrupt, code 0", async () => {
    cli.api.answer("GET /tenants/acme/live", 200, LIVE);
    const flags = ["--experimental-strip-types", "--no-warnings"];
    const file = `${import.meta.dirname}/../../cli/provost.ts`;
    const args = ["top", "--tenant", "acme", "--every", "1"];
    const child = spawn(process.execPath, [...flags, file, ...args], {
      cwd: cli.folder,
      env: {
        PATH: process.env.PATH ?? "",
        PROVOST_URL: cli.api.origin,
        PROVOST_TOKEN: "test-token",
      },
    });
    const printed = text(child.stdout);
    while (cli.api.asked.length < 3) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill("SIGINT");
    const code = await new Promise((resolve) => child.once("exit", resolve));
    expect(code).toBe(0);
    const looks = (await printed).split("1 under way").length - 1;
    expect(looks).toBeGreaterThanOrEqual(2);
    expect(await printed).not.toContain("\u001b");
  });

  it("ends with the refusal where the token may not look", async () => {
    const error = { reason: "no-such-tenant", message: "There is no such tenant." };
    cli.api.answer("GET /tenants/acme/live", 404, { error });
    const { code, err } = await cli.provost("top --tenant acme");
    expect(code).toBe(1);
    expect(err).toContain("no-such-tenant");
  });

  it.each(["0", "26", "x"])("takes no pace of %s seconds", async (every) => {
    expect((await cli.provost(`top --tenant acme --every ${every}`)).code).toBe(2);
    expect(cli.api.asked).toEqual([]);
  });
});

describe("the text of a look", () => {
  it("is cut to the terminal, and what ended is grey", () => {
    const drawn = liveText(LIVE, "acme", { rows: 24, columns: 40 });
    const lines = drawn.split("\n");
    expect([lines[4]?.startsWith(`${DIM}bob`), lines[4]?.endsWith(PLAIN)]).toEqual([true, true]);
    for (const line of lines)
      expect(line.replace(DIM, "").replace(PLAIN, "").length).toBeLessThanOrEqual(40);
    const many = { ...LIVE, connections: Array(500).fill(LIVE.connections[0]) };
    expect(liveText(many, "acme", { rows: 24, columns: 80 }).split("\n").length).toBeLessThan(24);
  });

  it("says times as people do", () => {
    const said = [-5, 0, 59_999, 60_000, 3_599_000, 3_600_000].map(duration);
    expect(said).toEqual(["0s", "0s", "59s", "1m00s", "59m59s", "1h00m"]);
  });
});

describe("a screen on a terminal", () => {
  function terminal() {
    const written: string[] = [];
    const raw: boolean[] = [];
    const input = Object.assign(new EventEmitter(), {
      isTTY: true,
      setRawMode: (on: boolean) => raw.push(on),
      resume: () => input,
      pause: () => input,
    });
    const output = Object.assign(new EventEmitter(), {
      isTTY: true,
      rows: 24,
      columns: 80,
      write: (part: string) => written.push(part),
    });
    return { screen: openScreen(input as never, output as never), input, output, written, raw };
  }

  it.each(["q", "Q", "\u0003"])("ends by the key %j and gives the terminal back", (key) => {
    const { screen, input, written, raw } = terminal();
    screen.show("one\ntwo");
    input.emit("data", Buffer.from("x"));
    expect(screen.ended.aborted).toBe(false);
    input.emit("data", Buffer.from(key));
    expect(screen.ended.aborted).toBe(true);
    screen.close();
    expect(raw).toEqual([true, false]);
    expect(written[0]).toBe("\u001b[?1049h\u001b[?25l");
    expect(written[1]).toBe("\u001b[Hone\u001b[K\ntwo\u001b[K\u001b[J");
    expect(written.at(-1)).toBe("\u001b[?25h\u001b[?1049l");
    expect(input.listenerCount("data")).toBe(0);
  });

  it("draws for 24 lines of 80 characters where the terminal does not know its size", () => {
    const { screen, output } = terminal();
    expect(screen.size()).toEqual({ rows: 24, columns: 80 });
    Object.assign(output, { rows: 0, columns: 0 });
    expect(screen.size()).toEqual({ rows: 24, columns: 80 });
    Object.assign(output, { rows: 50, columns: 132 });
    expect(screen.size()).toEqual({ rows: 50, columns: 132 });
    screen.close();
  });

  it("ends when nobody reads on", () => {
    const { screen, output } = terminal();
    output.emit("error", new Error("EPIPE"));
    expect(screen.ended.aborted).toBe(true);
    screen.close();
  });
});

// One gateway per test, ended after it; and after every test the rule that no log line holds a
// secret.
import { afterEach, beforeEach, expect, vi } from "vitest";
import {
  basic,
  type Gateway,
  PASSWORD,
  type Received,
  type Setting,
  startGateway,
  TOKEN,
} from "./activesync-support.ts";

const SECRETS = [
  PASSWORD,
  "pä:ss",
  TOKEN,
  TOKEN.toLowerCase(),
  basic(`${TOKEN}\\alice`, PASSWORD),
  basic("alice", PASSWORD),
];

export interface PerTest {
  start(setting?: Setting): Promise<Gateway>;
  /** The commands that reached Exchange; its own questions about passwords are not among them. */
  seen(): Received[];
  /** What the gateway logged. */
  logged(): string;
}

/** Registers the hooks of a test file. */
export function gatewayPerTest(): PerTest {
  let gateway: Gateway | undefined;
  const lines: string[] = [];
  beforeEach(() => {
    lines.length = 0;
    vi.spyOn(console, "log").mockImplementation((line: string) => void lines.push(line));
  });
  afterEach(async () => {
    await gateway?.close();
    vi.restoreAllMocks();
    for (const secret of SECRETS) expect(lines.join("\n")).not.toContain(secret);
  });
  return {
    start: async (setting = {}) => {
      await gateway?.close();
      gateway = await startGateway(setting);
      return gateway;
    },
    seen: () => (gateway?.received ?? []).filter(({ method }) => method === "POST"),
    logged: () => lines.join("\n"),
  };
}

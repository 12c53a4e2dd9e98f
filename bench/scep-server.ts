// The peer of the SCEP benchmark: micromdm's `scepserver`, in a network of its own, because it
// listens on every address it finds. A small shell beside it posts files of messages to it.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { run } from "./bundle.ts";

const PORT = 2016;
export const SCEP_SERVER_CHALLENGE = "bench";
// USER_HZ, the unit of /proc/PID/stat, is 100 on every Linux that Node runs on.
const TICK_MS = 10;

export interface ScepServerPeer {
  /** Its CA's certificate, PEM. */
  readonly ca: string;
  /** Posts the messages; milliseconds of processor time the server spent. */
  post(messages: readonly Uint8Array[]): Promise<number>;
  close(): Promise<void>;
}

/** Undefined where it cannot run: not installed, or no right to a network of its own. */
export async function startScepServer(home: string): Promise<ScepServerPeer | undefined> {
  const can = ["scepserver", "curl", "ip", "unshare"].every(
    (tool) => spawnSync("sh", ["-c", `command -v ${tool}`]).status === 0,
  );
  if (!can || spawnSync("unshare", ["-n", "true"]).status !== 0) return undefined;
  run("scepserver", ["ca", "-init", "-depot", "depot", "-keySize", "2048"], home);
  const script = `ip link set lo up
scepserver -depot depot -port ${PORT} -challenge ${SCEP_SERVER_CHALLENGE} -allowrenew 0 >scepserver.log 2>&1 &
server=$!
trap 'kill $server' EXIT
until curl -sfo /dev/null "http://127.0.0.1:${PORT}/scep?operation=GetCACaps"; do sleep 0.1; done
ticks() { sed 's/.*) //' /proc/$server/stat | cut -d' ' -f12,13 | tr ' ' '+' ; }
echo ready
while read -r round; do
  before=$(($(ticks)))
  curl -sf -K "$round" >/dev/null || echo failed
  echo $(($(ticks) - before))
done
`;
  const child = spawn("unshare", ["-n", "sh", "-c", script], {
    cwd: home,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => String((await lines.next()).value);
  if ((await next()) !== "ready") throw new Error("scepserver did not start");
  return {
    ca: readFileSync(join(home, "depot", "ca.pem"), "utf8"),
    post: async (messages) => {
      child.stdin.write(`${writeRound(home, messages)}\n`);
      const said = await next();
      if (!/^\d+$/.test(said)) throw new Error(`scepserver: ${said}`);
      checkAnswers(home, messages.length);
      return Number(said) * TICK_MS;
    },
    close: () => ended(child),
  };
}

/** The messages in files, and the file that tells curl to post them; its name. */
function writeRound(home: string, messages: readonly Uint8Array[]): string {
  const lines = messages.flatMap((message, index) => {
    writeFileSync(join(home, `message-${index}.der`), message);
    return [
      ...(index > 0 ? ["next"] : []),
      `url = "http://127.0.0.1:${PORT}/scep?operation=PKIOperation"`,
      `data-binary = "@message-${index}.der"`,
      `output = "answer-${index}.der"`,
    ];
  });
  writeFileSync(join(home, "round.curl"), `${lines.join("\n")}\n`);
  return "round.curl";
}

/** An answer with a certificate has more than 1,500 bytes, a refusal far fewer. */
function checkAnswers(home: string, count: number): void {
  for (let index = 0; index < count; index++) {
    const { length } = readFileSync(join(home, `answer-${index}.der`));
    if (length < 1_500) throw new Error(`scepserver refused a message (${length} bytes)`);
  }
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.stdin?.end();
  });
}

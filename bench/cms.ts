// What a signed profile costs: profile, property list and CMS signature in bare workerd, against
// nothing but the RSA signature in the same Worker, and against an `openssl cms -sign` process that
// signs the same bytes. Alternated rounds of one run.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { IDENTITY_KEY_ALGORITHM } from "../worker/wire/key-algorithm.ts";
import { issue, makeRoot, toPem } from "../worker/wire/x509.ts";
import { buildBenchWorker, run } from "./bundle.ts";
import type { BenchIdentity } from "./cms-worker.ts";
import { median, type Ratio } from "./ratio.ts";
import { type BareWorker, startBareWorker } from "./workerd.ts";

const ROUNDS = 9;
/** Signatures in one request: about 0.3 s of work, long against the kernel's ticks of 10 ms. */
const SIGNATURES = 300;
/** Requests, and openssl processes, in one round of the other comparison. */
const REQUESTS = 20;
const WARM_UP_ROUNDS = 5;

/**
 * Two ratios; only the first, with a line saying so, where openssl is missing (an error if
 * PROVOST_ALL is 1).
 */
export async function measureCms(): Promise<Ratio[]> {
  const home = mkdtempSync(join(tmpdir(), "provost-bench-"));
  try {
    const identity = await makeIdentity(home);
    const worker = await startBareWorker({ bundle: buildBenchWorker("cms-worker.ts", home) });
    try {
      const body = JSON.stringify(identity);
      await ask(worker, "identity", { method: "POST", body });
      return [await againstBareSignature(worker), ...(await againstOpenssl(worker, home))];
    } finally {
      await worker.close();
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** In processor time of the Worker's process, which neighbours on a busy machine disturb least. */
async function againstBareSignature(worker: BareWorker): Promise<Ratio> {
  const ours: number[] = [];
  const bare: number[] = [];
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
    const signed = await processorTime(worker, `sign?n=${SIGNATURES}`);
    const raw = await processorTime(worker, `bare?n=${SIGNATURES}`);
    if (round < 0) continue;
    ours.push(signed / SIGNATURES);
    bare.push(raw / SIGNATURES);
  }
  const figures = `${median(bare).toFixed(2)} ms (ours ${median(ours).toFixed(2)} ms)`;
  return {
    name: "signed-profile-vs-rsa-sign",
    value: median(ours.map((time, round) => time / (bare[round] ?? Number.NaN))),
    aim: 2,
    must: 4,
    direction: "max",
    unit: "x",
    against: `crypto.subtle.sign RSA-2048 in the same workerd, CPU ${figures}`,
  };
}

async function againstOpenssl(worker: BareWorker, home: string): Promise<Ratio[]> {
  const version = spawnSync("openssl", ["version"], { encoding: "utf8" });
  if (version.status !== 0) {
    const missing = "signed-profile-vs-openssl-process needs openssl";
    if (process.env.PROVOST_ALL === "1") throw new Error(missing);
    console.log(`skipped: ${missing}`);
    return [];
  }
  await writeContent(worker, home);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = -1; round < ROUNDS; round++) {
    const served = await timed(async () => {
      for (let done = 0; done < REQUESTS; done++) await ask(worker, "");
    });
    const processes = await timed(async () => signWithOpenssl(home));
    if (round < 0) continue;
    ours.push(served / REQUESTS);
    theirs.push(processes / REQUESTS);
  }
  const figures = `${median(theirs).toFixed(2)} ms (ours over HTTP ${median(ours).toFixed(2)} ms)`;
  return [
    {
      name: "signed-profile-vs-openssl-process",
      value: median(ours.map((time, round) => time / (theirs[round] ?? Number.NaN))),
      must: 1,
      direction: "max",
      unit: "x",
      against: `openssl cms -sign process, ${version.stdout.split(" ", 2).join(" ")}, ${figures}`,
    },
  ];
}

/** The same content for both: what is inside one of the Worker's own profiles. */
async function writeContent(worker: BareWorker, home: string): Promise<void> {
  writeFileSync(join(home, "profile.der"), await ask(worker, ""));
  const args = ["-verify", "-inform", "DER", "-in", "profile.der", "-CAfile", "chain.pem"];
  run("openssl", ["cms", ...args, "-binary", "-out", "profile.plist"], home);
}

/**
 * Runs openssl REQUESTS times from one small shell, so that starting a process from here is not
 * measured.
 */
function signWithOpenssl(home: string): void {
  const sign = "openssl cms -sign -binary -nodetach -outform DER -md sha256 -signer leaf.pem";
  const files = "-inkey key.pem -certfile root.pem -in profile.plist -out signed.der";
  const loop = `i=0; while [ $i -lt ${REQUESTS} ]; do ${sign} ${files} || exit 1; i=$((i+1)); done`;
  run("sh", ["-c", loop], home);
}

async function makeIdentity(home: string): Promise<BenchIdentity> {
  const [rootKeys, leafKeys] = [await generateKeys(), await generateKeys()];
  const times = {
    notBefore: new Date("2026-01-01T00:00:00Z"),
    notAfter: new Date("2046-01-01T00:00:00Z"),
  };
  const serial = new Uint8Array(16).fill(1);
  const root = await makeRoot({
    ...times,
    serial,
    subject: { commonName: "root" },
    keys: rootKeys,
  });
  const leaf = await issue({
    ...times,
    serial: new Uint8Array(16).fill(2),
    subject: { commonName: "leaf" },
    publicKey: leafKeys.publicKey,
    issuer: { certificate: root, privateKey: rootKeys.privateKey },
  });
  const pkcs8 = (await crypto.subtle.exportKey("pkcs8", leafKeys.privateKey)) as ArrayBuffer;
  const key = Buffer.from(pkcs8).toString("base64");
  writeFileSync(join(home, "chain.pem"), toPem([leaf, root]));
  writeFileSync(join(home, "leaf.pem"), toPem([leaf]));
  writeFileSync(join(home, "root.pem"), toPem([root]));
  writeFileSync(
    join(home, "key.pem"),
    `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`,
  );
  return { key, chain: [leaf, root].map((der) => Buffer.from(der).toString("base64")) };
}

function generateKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(IDENTITY_KEY_ALGORITHM, true, [
    "sign",
    "verify",
  ]) as Promise<CryptoKeyPair>;
}

async function ask(worker: BareWorker, path: string, init?: RequestInit): Promise<Uint8Array> {
  const response = await fetch(`http://127.0.0.1:${worker.port}/${path}`, init);
  const answer = new Uint8Array(await response.arrayBuffer());
  if (!response.ok) throw new Error(`the benchmark's Worker failed: ${Buffer.from(answer)}`);
  return answer;
}

/** Milliseconds of processor time that the Worker spends on one request. */
async function processorTime(worker: BareWorker, path: string): Promise<number> {
  const before = worker.cpuMs();
  await ask(worker, path);
  return worker.cpuMs() - before;
}

/** Milliseconds that `deed` takes. */
async function timed(deed: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await deed();
  return performance.now() - begun;
}

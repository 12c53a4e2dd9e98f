// What an enrolment over SCEP costs, in processor time: the authority's work for a PKIOperation in bare
// workerd against nothing but its RSA in the same runtime; and the built Worker, with all of HTTP,
// Durable Objects, book and audit log, against micromdm's `scepserver`. Alternated rounds of one run.
import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readCertificate } from "../simulator/phone/certificate.ts";
import { encodeName, writeRequest } from "../simulator/phone/certificate-write.ts";
import {
  beginTransaction,
  type ScepServer,
  writeMessage,
} from "../simulator/phone/scep-message.ts";
import { type BuiltWorker, startBuiltWorker } from "./built-worker.ts";
import { buildBenchWorker } from "./bundle.ts";
import { median, type Ratio } from "./ratio.ts";
import { SCEP_SERVER_CHALLENGE, type ScepServerPeer, startScepServer } from "./scep-server.ts";
import type { BenchAuthority } from "./scep-worker.ts";
import { type BareWorker, startBareWorker } from "./workerd.ts";

const ROUNDS = 5;
const WARM_UP_ROUNDS = 2;
/** Messages in a round: 0.2 s of work, long against the kernel's ticks of 10 ms. */
const MESSAGES = 40;
/** The same without HTTP. */
const BARE = 100;
const TENANT = "acme";

/** Two ratios; only the first, with a line saying so, where scepserver cannot run (an error if PROVOST_ALL is 1). */
export async function measureScep(): Promise<Ratio[]> {
  const home = mkdtempSync(join(tmpdir(), "provost-bench-"));
  const floor = await startBareWorker({ bundle: buildBenchWorker("scep-worker.ts", home) });
  const service = await startBuiltWorker(withTenant);
  const peer = await startScepServer(home);
  try {
    return await measure(service, floor, peer);
  } finally {
    await Promise.all([service.worker.close(), floor.close(), peer?.close()]);
    rmSync(home, { recursive: true, force: true });
  }
}

async function measure(
  service: BuiltWorker,
  floor: BareWorker,
  peer: ScepServerPeer | undefined,
): Promise<Ratio[]> {
  const ours: number[] = [];
  const answers: number[] = [];
  const bare: number[] = [];
  const theirs: number[] = [];
  await giveAuthority(floor);
  const ca = await ask(service, "GET", "/scep?operation=GetCACert");
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
    const messages = await forService(service, ca);
    const served = await processorTime(service.worker, async () => {
      for (const message of messages)
        await ask(service, "POST", "/scep?operation=PKIOperation", message);
    });
    const answered = await processorTime(floor, () => deed(floor, `/answer?n=${BARE}`));
    const raw = await processorTime(floor, () => deed(floor, `/bare?n=${BARE}`));
    const peers = await peer?.post(forPeer(peer.ca, round));
    if (round < 0) continue;
    ours.push(served / MESSAGES);
    answers.push(answered / BARE);
    bare.push(raw / BARE);
    if (peers !== undefined) theirs.push(peers / MESSAGES);
  }
  await checkIssued(service);
  return [ratioToFloor(answers, bare), ...ratioToPeer(ours, theirs)];
}

const ms = (times: readonly number[]) => `${median(times).toFixed(2)} ms`;

function ratioToFloor(ours: readonly number[], bare: readonly number[]): Ratio {
  return {
    name: "scep-vs-its-rsa",
    value: median(ours.map((time, round) => time / (bare[round] ?? Number.NaN))),
    must: 2,
    direction: "max",
    unit: "x",
    against: `2 signatures, 1 decryption, 3 public operations in the same workerd, CPU ${ms(bare)} (ours ${ms(ours)})`,
  };
}

function ratioToPeer(ours: readonly number[], theirs: readonly number[]): Ratio[] {
  if (theirs.length === 0) {
    const missing = "scep-vs-scepserver needs scepserver, curl, ip and root";
    if (process.env.PROVOST_ALL === "1") throw new Error(missing);
    console.log(`skipped: ${missing}`);
    return [];
  }
  return [
    {
      name: "scep-vs-scepserver",
      value: median(ours.map((time, round) => time / (theirs[round] ?? Number.NaN))),
      must: 1,
      direction: "max",
      unit: "x",
      against: `micromdm scepserver, same messages but for the CA, CPU ${ms(theirs)} (ours ${ms(ours)})`,
    },
  ];
}

/** A tenant whose authority has its CA. */
async function withTenant(service: BuiltWorker): Promise<BuiltWorker> {
  await service.admin.createTenant({
    ...{ name: TENANT, displayName: "Acme Ltd", origins: [`http://${service.hostOf(TENANT)}`] },
    ...{ upstream: "http://127.0.0.1:9", privateUpstream: true, mailDomain: "acme.example.com" },
  });
  // Who looks at the authority makes its CA; a stranger's question does not.
  await service.admin.call("GET", `/tenants/${TENANT}/authority`);
  return service;
}

/** One key for all messages: making keys is the phones' work, not measured here. */
const KEYS = generateKeyPairSync("rsa", { modulusLength: 2048 });

function message(ca: Uint8Array, name: string, challenge: string): Uint8Array {
  const authority = readCertificate(ca);
  const server: ScepServer = {
    ...{ certificates: [authority], authority, recipient: authority, byPost: true },
    ...{ digest: "SHA256", cipher: "aes-128" },
  };
  const subject = [[["CN", name]]] as const;
  const on = { subject, digest: "SHA256", now: Date.now() } as const;
  const transaction = beginTransaction(KEYS, on);
  const request = writeRequest({
    ...{ subject: encodeName(subject), ...KEYS, digest: "SHA256", challenge },
  });
  return writeMessage(transaction, server, { type: "PKCSReq", request }).bytes;
}

/** A CA for the Worker that only answers: a certificate of our own making, and a message for it. */
async function giveAuthority(worker: BareWorker): Promise<void> {
  const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const on = { subject: [[["CN", "Bench CA"]]], digest: "SHA256", now: Date.now() } as const;
  const { certificate } = beginTransaction(keys, on).signer;
  const body: BenchAuthority = {
    certificate: Buffer.from(certificate).toString("base64"),
    key: keys.privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
    message: Buffer.from(message(certificate, "alice", "X")).toString("base64"),
  };
  await deed(worker, "/authority", { method: "POST", body: JSON.stringify(body) });
}

async function deed(worker: BareWorker, path: string, init?: RequestInit): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${worker.port}${path}`, init);
  if ((await answer.text()) !== "done") throw new Error(`the benchmark's Worker failed: ${path}`);
}

/** Each with a challenge of its own. */
async function forService({ admin }: BuiltWorker, ca: Uint8Array): Promise<Uint8Array[]> {
  const messages: Uint8Array[] = [];
  for (let made = 0; made < MESSAGES; made++) {
    const order = { user: "alice", purpose: "exchange" };
    const { body } = await admin.call("POST", `/tenants/${TENANT}/challenges`, order);
    messages.push(message(ca, "alice", body.challenge));
  }
  return messages;
}

/** scepserver refuses a common name that has a certificate. */
function forPeer(pem: string, round: number): Uint8Array[] {
  const ca = new Uint8Array(new X509Certificate(pem).raw);
  return Array.from({ length: MESSAGES }, (_, index) =>
    message(ca, `phone ${round} ${index}`, SCEP_SERVER_CHALLENGE),
  );
}

/** A refusal would be quicker than a certificate. */
async function checkIssued({ admin }: BuiltWorker): Promise<void> {
  const { body } = await admin.call("GET", `/tenants/${TENANT}/enrolment-attempts`);
  const refused = body.attempts.find(({ outcome }: { outcome: string }) => outcome !== "ok");
  if (refused || body.attempts.length < MESSAGES * ROUNDS)
    throw new Error(`SCEP refused a message: ${JSON.stringify(refused)}`);
}

async function ask(
  { network, hostOf }: BuiltWorker,
  method: string,
  path: string,
  body?: Uint8Array,
): Promise<Uint8Array> {
  const url = `http://${hostOf(TENANT)}${path}`;
  const answer = await network.request({ method, url, headers: [], ...(body && { body }) });
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
  return answer.body;
}

/** Milliseconds of processor time that `worker` spends while `deed` runs. */
async function processorTime(worker: BareWorker, deed: () => Promise<unknown>): Promise<number> {
  const before = worker.cpuMs();
  await deed();
  return worker.cpuMs() - before;
}

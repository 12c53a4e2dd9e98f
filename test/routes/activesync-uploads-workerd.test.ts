// A large mail that is cut in the middle of its upload, on real sockets: by the phone, by Exchange, and by the end of the
// Worker's process. The rule: half a mail is never a whole one to Exchange, and the phone knows that it was not sent.
import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ProvisionedGateway, startGateway } from "../../bench/gateway-tenant.ts";

/** What Exchange saw of one mail. */
interface Upload {
  bytes: number;
  state: "coming" | "whole" | "broken";
  readonly socket: Socket;
}

let gateway: ProvisionedGateway;
const uploads: Upload[] = [];
const exchange = createServer((request, response) => {
  if (request.method === "OPTIONS") {
    response.setHeader("MS-ASProtocolVersions", "12.1");
    return void response.end();
  }
  const upload: Upload = { bytes: 0, state: "coming", socket: request.socket };
  uploads.push(upload);
  request.on("data", (chunk: Buffer) => {
    upload.bytes += chunk.length;
  });
  request.on("error", () => undefined);
  request.on("close", () => {
    upload.state = request.complete ? "whole" : "broken";
  });
  request.on("end", () => response.writeHead(200, { "Content-Length": "0" }).end());
});

beforeAll(async () => {
  await new Promise<void>((resolve) => exchange.listen(0, "127.0.0.1", resolve));
  gateway = await startGateway((exchange.address() as AddressInfo).port);
});
afterAll(() => {
  // The last test ended the Worker.
  exchange.closeAllConnections();
  exchange.close();
});
beforeEach(() => {
  uploads.length = 0;
});

const MAIL = Buffer.from(`Subject: One\r\n\r\n${"Hello. ".repeat(150_000)}`);
const HALF = MAIL.length >> 1;
/** As many halves are more than the gateway takes. */
const TOO_MANY = 52;
type Framing = "of a known length" | "in chunks";

/** Sends the first half of a mail and leaves the connection open; `answer` is all that comes back. */
function half(framing: Framing): {
  socket: Socket;
  answer: Promise<string>;
  rest(): void;
  more(): void;
} {
  const isChunked = framing === "in chunks";
  const head = [
    "POST /Microsoft-Server-ActiveSync?User=alice&DeviceId=ApplMAIL&DeviceType=iPhone&Cmd=SendMail HTTP/1.1",
    `Host: ${gateway.host}`,
    `Authorization: ${gateway.authorization}`,
    ...["MS-ASProtocolVersion: 12.1", "Content-Type: message/rfc822", "Connection: close"],
    isChunked ? "Transfer-Encoding: chunked" : `Content-Length: ${MAIL.length}`,
    "\r\n",
  ].join("\r\n");
  const framed = (bytes: Buffer) =>
    isChunked
      ? Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from("\r\n")])
      : bytes;
  const chunks: Buffer[] = [];
  const socket = connect(gateway.worker.port, "127.0.0.1", () => {
    socket.write(head);
    socket.write(framed(MAIL.subarray(0, HALF)));
  });
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  const answer = new Promise<string>((resolve) => {
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(Buffer.concat(chunks).toString("latin1")));
  });
  return {
    socket,
    answer,
    more: () => void socket.write(framed(MAIL.subarray(HALF))),
    rest: () => {
      socket.write(framed(MAIL.subarray(HALF)));
      if (isChunked) socket.write("0\r\n\r\n");
    },
  };
}

/** Once half a mail is under way to Exchange, or has arrived there. */
async function underWay(bytes = 1): Promise<Upload> {
  await expect
    .poll(() => uploads[0]?.bytes ?? 0, { timeout: 10_000 })
    .toBeGreaterThanOrEqual(bytes);
  return uploads[0] as Upload;
}

describe.each(["of a known length", "in chunks"] as const)("a large mail %s", (framing) => {
  test("arrives once and whole", async () => {
    const { answer, rest } = half(framing);
    await underWay();
    rest();
    expect(await answer).toMatch(/^HTTP\/1\.1 200/);
    expect(uploads.map(({ bytes, state }) => [bytes, state])).toEqual([[MAIL.length, "whole"]]);
  });

  test.each(["resets", "closes"] as const)(
    "that the phone cuts off (it %s) is no mail to Exchange",
    async (how) => {
      const { socket } = half(framing);
      const upload = await underWay();
      if (how === "resets") socket.resetAndDestroy();
      else socket.end();
      await expect.poll(() => upload.state, { timeout: 10_000 }).toBe("broken");
      expect(uploads).toHaveLength(1);
    },
  );

  test("that Exchange cuts off is 503 to the phone, and is not sent again", async () => {
    const { answer } = half(framing);
    // Nothing is left unread between them: a server that closes before it read everything resets, and
    // what it said may be lost with that.
    (await underWay(HALF)).socket.resetAndDestroy();
    const said = await answer;
    expect([said.slice(0, 12), /retry-after: [1-9]/i.test(said)]).toEqual(["HTTP/1.1 503", true]);
    expect(uploads).toHaveLength(1);
  });
});

test("a mail in chunks that turns out too large is 413 to the phone, and none to Exchange", async () => {
  const { answer, more } = half("in chunks");
  const upload = await underWay();
  for (let sent = 0; sent < TOO_MANY; sent++) more();
  expect(await answer).toMatch(/^HTTP\/1\.1 413/);
  await expect.poll(() => upload.state, { timeout: 10_000 }).toBe("broken");
});

// The last of all: the Worker is gone after it.
test("a large mail under way as the Worker ends is no mail to Exchange, and no success to the phone", async () => {
  const chunked = half("in chunks");
  await underWay();
  const known = half("of a known length");
  await expect.poll(() => uploads.length, { timeout: 10_000 }).toBe(2);
  const closed = gateway.worker.close();
  process.kill(gateway.worker.pid, "SIGKILL");
  await closed;
  expect(await Promise.all([chunked.answer, known.answer])).toEqual(["", ""]);
  await expect.poll(() => uploads.map(({ state }) => state)).toEqual(["broken", "broken"]);
});

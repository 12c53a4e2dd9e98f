// The first words of TLS: what we send is what node:tls understands, and whatever a server answers,
// whole or cut anywhere, is read without an exception.
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readGreeting, TLS_1_2, writeClientHello } from "../../worker/wire/tls-hello.ts";
import { seededRandom } from "../support/random.ts";
import { makeServerIdentities } from "../support/server-identities.ts";

let greeting: Uint8Array;
let stop: () => void;

beforeAll(async () => {
  const { untrusted } = await makeServerIdentities();
  const server = createTlsServer({ ...untrusted, maxVersion: "TLSv1.2" });
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stop = () => server.close();
  greeting = await firstWords((server.address() as AddressInfo).port);
});
afterAll(() => stop());

function firstWords(port: number): Promise<Uint8Array> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () =>
      socket.write(writeClientHello("mail.acme.example", new Uint8Array(32).fill(7))),
    );
    const chunks: Buffer[] = [];
    socket.on("data", (chunk) => {
      chunks.push(chunk);
      if (readGreeting(Buffer.concat(chunks)).kind !== "unfinished") socket.destroy();
    });
    socket.on("close", () => resolve(Buffer.concat(chunks)));
  });
}

describe("a server's first words", () => {
  test("name its version and show its certificates, its own first", () => {
    const read = readGreeting(greeting);
    expect(read).toMatchObject({ kind: "hello", version: TLS_1_2 });
    expect(read.kind === "hello" && read.certificates.length).toBe(2);
  });

  test("are unfinished or the same, wherever they are cut", () => {
    for (let length = 0; length < greeting.length; length++) {
      const { kind } = readGreeting(greeting.subarray(0, length));
      expect(["unfinished", "hello"]).toContain(kind);
    }
  });

  test("are read when they come in records of one byte", () => {
    const bytes: number[] = [];
    for (const byte of greeting.subarray(5, 5 + 80)) bytes.push(22, 3, 3, 0, 1, byte);
    expect(readGreeting(Uint8Array.from(bytes)).kind).toBe("unfinished");
  });

  test.each([
    ["HTTP/1.1 400 Bad Request\r\n\r\n", "not-tls"],
    ["220 mail ESMTP\r\n", "not-tls"],
    ["\x15\x03\x01\x00\x02\x02\x46", "alert"],
    ["\x15\x03\x01\x00\x02", "unfinished"],
    ["\x16\x03\x01\x00\x04\x0b\x00\x00\x00", "not-tls"],
    ["", "unfinished"],
  ])("%j are %s", (text, kind) => {
    expect(readGreeting(Buffer.from(text, "latin1")).kind).toBe(kind);
  });

  test("an old ServerHello is an answer by itself", () => {
    const bytes = Buffer.from([22, 3, 1, 0, 6, 2, 0, 0, 2, 3, 1]);
    expect(readGreeting(bytes)).toEqual({ kind: "hello", version: 0x0301, certificates: [] });
  });

  test("are read without an exception when bytes are damaged", () => {
    const random = seededRandom(20_100_621);
    for (let round = 0; round < 2_000; round++) {
      const damaged = greeting.slice(0, random.below(greeting.length));
      for (let index = 0; index < 5 && damaged.length > 0; index++) {
        damaged[random.below(damaged.length)] = random.below(256);
      }
      expect(["unfinished", "not-tls", "alert", "hello"]).toContain(readGreeting(damaged).kind);
    }
  });
});

describe("our first words", () => {
  test("name no address, only a host", () => {
    const hello = Buffer.from(writeClientHello("", new Uint8Array(32)));
    expect(hello.includes("mail")).toBe(false);
    expect(hello.readUInt16BE(3)).toBe(hello.length - 5);
  });
});

// Ping's documents in both directions, and what breaks the schema (MS-ASCMD 2.2.1.13).
import { describe, expect, test } from "vitest";
import { readPing, readPingAnswer, writePing } from "../../worker/wire/ping.ts";
import { decode, encode, type Node } from "../../worker/wire/wbxml.ts";
import { el } from "../../worker/wire/wbxml-tree.ts";
import { WireError } from "../../worker/wire/wire-error.ts";

const folder = (id: string, ...more: readonly Node[]) =>
  el("Ping:Folder", el("Ping:Id", id), ...more);
const ping = (...content: readonly Node[]) => encode(el("Ping:Ping", ...content));

describe("a phone's Ping", () => {
  test("says what it says and no more", () => {
    const folders = el("Ping:Folders", folder("5", el("Ping:Class", "Email")), folder("7"));
    const both = [{ id: "5", class: "Email" }, { id: "7" }];
    expect(readPing(new Uint8Array(0))).toEqual({});
    expect(readPing(ping())).toEqual({});
    expect(readPing(ping(el("Ping:HeartbeatInterval", "900")))).toEqual({ seconds: 900 });
    expect(readPing(ping(folders))).toEqual({ folders: both });
    expect(readPing(writePing(470, both))).toEqual({ seconds: 470, folders: both });
  });

  test("is written as Exchange knows it", () => {
    expect(Buffer.from(writePing(80, [{ id: "5", class: "Email" }])).toString("hex")).toBe(
      // Code page 13 (Ping): Ping, HeartbeatInterval, Folders, Folder, Id, Class (MS-ASWBXML 2.1.2.1.14).
      "03016a00000d45480338300001494a4b033500014c03456d61696c000101010 1".replace(" ", ""),
    );
  });

  test("of an older protocol may say what nobody knows any more", () => {
    const state = el("Ping:AutdState", "1");
    expect(readPing(ping(state, el("Ping:HeartbeatInterval", "60")))).toEqual({ seconds: 60 });
  });

  const whole = ping(el("Ping:HeartbeatInterval", "900"), el("Ping:Folders", folder("5")));
  test.each<[string, Uint8Array]>([
    ["another root", encode(el("AirSync:Sync"))],
    ["an interval that is no number", ping(el("Ping:HeartbeatInterval", "-1"))],
    ["an interval with a fraction", ping(el("Ping:HeartbeatInterval", "60.5"))],
    ["an empty interval", ping(el("Ping:HeartbeatInterval"))],
    ["a huge interval", ping(el("Ping:HeartbeatInterval", "9".repeat(10)))],
    ["an empty list", ping(el("Ping:Folders"))],
    ["two lists", ping(el("Ping:Folders", folder("5")), el("Ping:Folders", folder("6")))],
    ["an empty Id", ping(el("Ping:Folders", folder("")))],
    ["bytes behind its end", Uint8Array.from([...whole, 0])],
  ])("with %s is none", (_name, bytes) => {
    expect(() => readPing(bytes)).toThrow(WireError);
  });

  test("cut short anywhere is none", () => {
    for (let length = 1; length < whole.length; length++)
      expect(() => readPing(whole.subarray(0, length)), String(length)).toThrow(WireError);
  });

  test("over a thousand folders can be read", () => {
    const folders = Array.from({ length: 1000 }, (_, id) => ({ id: `5:${id}`, class: "Email" }));
    expect(readPing(writePing(60, folders)).folders).toEqual(folders);
  });
});

describe("a server's answer", () => {
  test("is read as far as the gateway needs it", () => {
    const changed = el("Ping:Folders", el("Ping:Folder", "5"));
    expect(readPingAnswer(ping(el("Ping:Status", "2"), changed))).toEqual({ status: "2" });
    const bound = ping(el("Ping:Status", "5"), el("Ping:HeartbeatInterval", "60"));
    expect(readPingAnswer(bound)).toEqual({ status: "5", seconds: 60 });
    expect(decode(bound).tag).toBe("Ping:Ping");
  });

  test.each([
    ["without a status", ping()],
    ["of another command", encode(el("AirSync:Sync", el("AirSync:Status", "1")))],
    ["that is no WBXML", new TextEncoder().encode("<html>")],
  ])("%s is none", (_name, bytes) => {
    expect(() => readPingAnswer(bytes)).toThrow(WireError);
  });
});

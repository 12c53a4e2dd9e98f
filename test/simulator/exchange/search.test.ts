// Search and Settings (MS-ASCMD 2.2.1.16, 2.2.1.18).
import { describe, expect, it } from "vitest";
import { child, children, el, type Node, path, text } from "../../../worker/wire/wbxml-tree.ts";
import { ask, openExchange } from "./eas-client.ts";
import { oneMail } from "./one-mail.ts";

describe("Search", () => {
  const storeOf = (document: Node | undefined) =>
    document && path(document, "Search:Response", "Search:Store");
  const inStore = (name: string, query: Node, ...rest: Node[]) =>
    el("Search:Search", el("Search:Store", el("Search:Name", name), query, ...rest));

  it("finds people by the beginning of any of their names, in the range asked for", async () => {
    const { exchange } = openExchange();
    exchange.addUser({ user: "bill", password: "x", displayName: "Bill Adamson" });
    const range = el("Search:Options", el("Search:Range", "0-0"));
    const body = inStore("GAL", el("Search:Query", "adam"), range);
    const store = storeOf((await ask(exchange, "Search", { body })).document);
    expect(store && text(store, "Search:Total")).toBe("2");
    expect(store && text(store, "Search:Range")).toBe("0-0");
    expect(store && children(store, "Search:Result")).toHaveLength(1);
    const properties = store && path(store, "Search:Result", "Search:Properties");
    expect(properties && text(properties, "GAL:EmailAddress")).toBe("alice@acme.test");
  });

  it("answers one empty result when nobody is found", async () => {
    const { exchange } = openExchange();
    const body = inStore("GAL", el("Search:Query", "zoe"));
    const store = storeOf((await ask(exchange, "Search", { body })).document);
    expect(store && text(store, "Search:Status")).toBe("1");
    expect(store && child(store, "Search:Result")).toEqual(el("Search:Result"));
  });

  it("finds mails by their text, never another user's", async () => {
    const { exchange, id } = await oneMail();
    exchange.deliver("bob", { from: "x@y.test", subject: "Plan too", body: "" });
    const query = el("Search:Query", el("Search:And", el("Search:FreeText", "plan")));
    const store = storeOf(
      (await ask(exchange, "Search", { body: inStore("Mailbox", query) })).document,
    );
    const results = store ? children(store, "Search:Result") : [];
    expect(results.map((result) => text(result, "Search:LongId"))).toEqual([id]);
  });

  it("is malformed in a store it does not have", async () => {
    const { exchange } = openExchange();
    const body = inStore("constructor", el("Search:Query", "x"));
    const store = storeOf((await ask(exchange, "Search", { body })).document);
    expect(store && text(store, "Search:Status")).toBe("2");
  });
});

describe("Settings", () => {
  it("keeps what a device says of itself", async () => {
    const { exchange } = openExchange();
    const set = el(
      "Settings:Set",
      el("Settings:Model", "iPhone2C1"),
      el("Settings:OS", "iOS 4.2.1 8C148"),
    );
    const body = el("Settings:Settings", el("Settings:DeviceInformation", set));
    const { document } = await ask(exchange, "Settings", { body });
    const answer = document && child(document, "Settings:DeviceInformation");
    expect(answer && text(answer, "Settings:Status")).toBe("1");
    const [kept] = Object.values(exchange.state.devices);
    expect(kept?.information).toEqual({ Model: "iPhone2C1", OS: "iOS 4.2.1 8C148" });
  });

  it("tells the user's address", async () => {
    const { exchange } = openExchange();
    const { document } = await ask(exchange, "Settings", {
      body: el("Settings:Settings", el("Settings:UserInformation", el("Settings:Get"))),
    });
    const addresses =
      document &&
      path(document, "Settings:UserInformation", "Settings:Get", "Settings:EmailAddresses");
    expect(addresses && text(addresses, "Settings:SMTPAddress")).toBe("alice@acme.test");
  });
});

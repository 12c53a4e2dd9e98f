// Small pieces of Sync requests and answers, for the tests of Sync.
import { el, type Node, text } from "../../../worker/wire/wbxml-tree.ts";
import { device, openExchange } from "./eas-client.ts";

/** A mail from Bob. */
export const mail = (subject: string, body = "Hello.") => ({
  from: "bob@acme.test",
  subject,
  body,
});

export const window = (size: number) => el("AirSync:WindowSize", String(size));
export const commands = (...nodes: Node[]) => el("AirSync:Commands", ...nodes);
export const change = (id: string, ...properties: Node[]) =>
  el("AirSync:Change", el("AirSync:ServerId", id), el("AirSync:ApplicationData", ...properties));
export const remove = (id: string) => el("AirSync:Delete", el("AirSync:ServerId", id));
export const addContact = (clientId: string, firstName: string) =>
  el(
    "AirSync:Add",
    el("AirSync:ClientId", clientId),
    el("AirSync:ApplicationData", el("Contacts:FirstName", firstName)),
  );

/** A collection's Status. */
export const statusOf = (collection: Node | undefined) =>
  collection && text(collection, "AirSync:Status");

/** A primed Inbox of alice with these subjects delivered, oldest first. */
export async function inboxWith(...subjects: string[]) {
  const world = openExchange();
  for (const subject of subjects) {
    world.exchange.deliver("alice", mail(subject));
    await world.clock.advance(1000);
  }
  const phone = device(world.exchange);
  const inbox = await phone.folderId("Inbox");
  await phone.sync(inbox);
  return { ...world, phone, inbox };
}

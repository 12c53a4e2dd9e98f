// The beginning of many tests: a phone with one mail.
import { device, firstItem, openExchange } from "./eas-client.ts";

/** A phone that has alice's Inbox with one mail in it, and that mail's id. */
export async function oneMail(attachment?: { name: string; base64: string }) {
  const world = openExchange();
  const more = attachment ? { attachment } : {};
  world.exchange.deliver("alice", {
    from: "bob@acme.test",
    subject: "Plan",
    body: "See.",
    ...more,
  });
  const phone = device(world.exchange);
  const inbox = await phone.folderId("Inbox");
  await phone.sync(inbox);
  const { collection } = await phone.sync(inbox);
  const id = Object.keys(world.exchange.state.mailboxes.alice?.items ?? {})[0] ?? "";
  return { ...world, phone, inbox, id, item: firstItem(collection) };
}

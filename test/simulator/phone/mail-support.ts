// A phone with an account made by hand on a scripted Exchange.
import type { PhoneOptions } from "../../../simulator/phone/phone.ts";
import { easServer, folders, mail, mailbox } from "./eas-script.ts";
import { phoneOn } from "./phone-support.ts";

const BY_HAND = {
  email: "alice@acme.example.com",
  server: "acme.example.com:8443",
  user: "TOKEN\\alice",
  password: "pä:ss",
  ssl: true,
};
type Replies = Parameters<typeof easServer>[0];

/** A phone with an account on a scripted server. */
export async function phoneWith(replies: Replies, options: Partial<PhoneOptions> = {}) {
  const server = easServer({ FolderSync: folders, Sync: mailbox(mail("m1", "One")), ...replies });
  const set = phoneOn(server.script, { serial: "88042TD3A4T", ...options });
  const added = await set.phone.settings.addExchangeAccount(BY_HAND);
  const account = () => set.phone.settings.accounts()[0];
  return { ...set, server, added, account };
}

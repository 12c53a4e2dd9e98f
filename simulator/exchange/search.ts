// Search (MS-ASCMD 2.2.1.16): the global address list, and text in the mailbox. The rule it keeps:
// at most the range the client asked for, and the number of all matches.
import { child, children, el, type Node, text } from "../../worker/wire/wbxml-tree.ts";
import { addressOf } from "./accounts.ts";
import { wholeItem } from "./collection.ts";
import { type Command, type CommandContext, cleanText, wbxml } from "./command.ts";
import { folderById, itemsIn } from "./mailbox.ts";
import type { EmailItem, User } from "./state.ts";
import { readOptions } from "./sync-options.ts";

/** MS-ASCMD, Status (Search): of the whole and of a store. */
const searchStatus = { success: 1, malformed: 2 } as const;

/** Exchange answers at most a hundred entries of the address list. */
const MAX_RESULTS = 100;

type StoreSearch = (context: CommandContext, store: Node) => Node[] | undefined;

const stores: Readonly<Record<string, StoreSearch>> = {
  gal: searchAddressList,
  mailbox: searchMailbox,
};

export const search: Command = (context) => {
  const store = context.body && child(context.body, "Search:Store");
  const name = (store && text(store, "Search:Name"))?.toLowerCase() ?? "";
  const find = Object.hasOwn(stores, name) ? stores[name] : undefined;
  const found = store && find ? find(context, store) : undefined;
  if (!store || !found) return answer(el("Search:Status", String(searchStatus.malformed)));
  const { first, last } = readRange(store);
  const results = found.slice(first, last + 1);
  return answer(
    el("Search:Status", String(searchStatus.success)),
    // An empty answer still has one empty Result (MS-ASCMD, Result).
    ...(results.length > 0 ? results : [el("Search:Result")]),
    ...(results.length > 0
      ? [
          el("Search:Range", `${first}-${first + results.length - 1}`),
          el("Search:Total", String(found.length)),
        ]
      : []),
  );
};

function answer(...store: Node[]) {
  return wbxml(
    el(
      "Search:Search",
      el("Search:Status", String(searchStatus.success)),
      el("Search:Response", el("Search:Store", ...store)),
    ),
  );
}

function readRange(store: Node): { first: number; last: number } {
  const options = child(store, "Search:Options");
  const range = /^(\d{1,4})-(\d{1,4})$/.exec((options && text(options, "Search:Range")) ?? "");
  const first = Number(range?.[1] ?? 0);
  return { first, last: Math.min(Number(range?.[2] ?? MAX_RESULTS - 1), first + MAX_RESULTS - 1) };
}

/**
 * People whose name or alias begins, in any of its words, with the query (ambiguous name
 * resolution).
 */
function searchAddressList(context: CommandContext, store: Node): Node[] | undefined {
  const query = text(store, "Search:Query")?.trim();
  if (!query) return undefined;
  return findPeople(context, query).map((user) =>
    el("Search:Result", el("Search:Properties", ...addressListProperties(context, user))),
  );
}

/**
 * The users a name means: by the beginning of a word of the name, of the alias, or of the address.
 */
export function findPeople({ server }: CommandContext, query: string): User[] {
  const wanted = query.toLowerCase();
  return Object.values(server.state.users).filter((user) => {
    const address = addressOf(user, server.options);
    const words = [user.displayName, user.user, address, ...user.displayName.split(/\s+/)];
    return words.some((word) => word.toLowerCase().startsWith(wanted));
  });
}

function addressListProperties({ server }: CommandContext, user: User): Node[] {
  const [firstName = "", ...lastNames] = user.displayName.split(/\s+/);
  return [
    el("GAL:DisplayName", cleanText(user.displayName)),
    el("GAL:Alias", user.user),
    el("GAL:FirstName", cleanText(firstName)),
    el("GAL:LastName", cleanText(lastNames.join(" "))),
    el("GAL:EmailAddress", addressOf(user, server.options)),
  ];
}

/** Mails that hold the text, newest first; from 12.0 (MS-ASCMD, Name). */
function searchMailbox(context: CommandContext, store: Node): Node[] | undefined {
  const query = child(store, "Search:Query");
  const and = query && child(query, "Search:And");
  const wanted = (and && text(and, "Search:FreeText"))?.toLowerCase();
  if (!and || !wanted || context.version < 120) return undefined;
  const { mailbox } = context;
  const named = children(and, "AirSync:CollectionId").map(({ content }) => String(content));
  const ids = named.length > 0 ? named : mailbox.folders.map(({ id }) => id);
  const mails = ids
    .filter((id) => folderById(mailbox, id)?.class === "Email")
    .flatMap((id) => itemsIn(mailbox, id))
    .filter((item): item is EmailItem => item.kind === "Email" && holds(item, wanted));
  const options = readOptions(child(store, "Search:Options"));
  return mails.map((mail) =>
    el(
      "Search:Result",
      el("AirSync:Class", "Email"),
      el("Search:LongId", mail.id),
      el("AirSync:CollectionId", mail.folderId),
      el("Search:Properties", ...wholeItem(mail, options, context.version)),
    ),
  );
}

function holds({ message }: EmailItem, wanted: string): boolean {
  const texts = [message.subject, message.body, message.from, message.to];
  return texts.some((part) => part.toLowerCase().includes(wanted));
}

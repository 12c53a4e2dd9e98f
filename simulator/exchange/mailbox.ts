// A mailbox: folders and items, and the change number by which devices notice what is new. The rule
// it keeps: every change of an item or folder takes the next change number. Folder types: MS-ASCMD,
// Type (FolderSync).
import type { EmailItem, Folder, Item, ItemClass, Mailbox, PropertyItem } from "./state.ts";

/** MS-ASCMD, Type (FolderSync): the numbers used here. */
export const folderTypes = {
  inbox: 2,
  drafts: 3,
  deletedItems: 4,
  sentItems: 5,
  outbox: 6,
  tasks: 7,
  calendar: 8,
  contacts: 9,
} as const;

const defaultFolders: readonly (readonly [name: string, type: number, itemClass: ItemClass])[] = [
  ["Calendar", folderTypes.calendar, "Calendar"],
  ["Contacts", folderTypes.contacts, "Contacts"],
  ["Deleted Items", folderTypes.deletedItems, "Email"],
  ["Drafts", folderTypes.drafts, "Email"],
  ["Inbox", folderTypes.inbox, "Email"],
  ["Outbox", folderTypes.outbox, "Email"],
  ["Sent Items", folderTypes.sentItems, "Email"],
  ["Tasks", folderTypes.tasks, "Tasks"],
];

/** What a client may create: MS-ASCMD, Type (FolderCreate). */
export const creatableTypes: Readonly<Record<string, ItemClass>> = {
  "1": "Email",
  "12": "Email",
  "13": "Calendar",
  "14": "Contacts",
  "15": "Tasks",
};

const defaultTypeOfClass: Readonly<Record<ItemClass, number>> = {
  Email: folderTypes.inbox,
  Contacts: folderTypes.contacts,
  Calendar: folderTypes.calendar,
  Tasks: folderTypes.tasks,
};

/** An empty mailbox with the folders every Exchange mailbox is born with. */
export function newMailbox(): Mailbox {
  const mailbox: Mailbox = { folders: [], items: {}, change: 1, nextFolder: 1, nextItem: 1 };
  for (const [name, type, itemClass] of defaultFolders) {
    addFolder(mailbox, { name, parentId: "0", type, class: itemClass });
  }
  return mailbox;
}

/** Adds a folder under a new id. */
export function addFolder(mailbox: Mailbox, folder: Omit<Folder, "id">): Folder {
  const added = { id: String(mailbox.nextFolder++), ...folder };
  mailbox.folders.push(added);
  mailbox.change++;
  return added;
}

/** The folder with this id. */
export function folderById(mailbox: Mailbox, id: string | undefined): Folder | undefined {
  return mailbox.folders.find((folder) => folder.id === id);
}

/** The folder with this display name, in any case of letters. */
export function folderByName(mailbox: Mailbox, name: string): Folder | undefined {
  return mailbox.folders.find((folder) => folder.name.toLowerCase() === name.toLowerCase());
}

/** One of the default folders; every mailbox has them and no client may delete them. */
export function defaultFolder(mailbox: Mailbox, type: number): Folder {
  const folder = mailbox.folders.find((candidate) => candidate.type === type);
  if (!folder) throw new Error(`a mailbox without its default folder of type ${type}`);
  return folder;
}

/** The default folder of a class: what a 2.5 client means when it names no CollectionId. */
export function defaultFolderOfClass(mailbox: Mailbox, itemClass: ItemClass): Folder {
  return defaultFolder(mailbox, defaultTypeOfClass[itemClass]);
}

type NewItem = Omit<EmailItem, "id" | "change"> | Omit<PropertyItem, "id" | "change">;

/** Stores an item under a new id ("5:17": folder at birth, then a number never used twice). */
export function addItem(mailbox: Mailbox, item: NewItem): Item {
  const id = `${item.folderId}:${mailbox.nextItem++}`;
  const added = { ...item, id, change: mailbox.change++ } as Item;
  mailbox.items[id] = added;
  return added;
}

/** The item with this id; ids come from clients, so only own properties count. */
export function itemById(mailbox: Mailbox, id: string | undefined): Item | undefined {
  return id !== undefined && Object.hasOwn(mailbox.items, id) ? mailbox.items[id] : undefined;
}

/** Marks an item as changed. */
export function touch(mailbox: Mailbox, item: Item): void {
  item.change = mailbox.change++;
}

/** Removes an item for good. */
export function removeItem(mailbox: Mailbox, id: string): void {
  delete mailbox.items[id];
  mailbox.change++;
}

/**
 * Moves an item to another folder. As on Exchange the moved item has a new ServerId (MS-ASCMD,
 * DstMsgId).
 */
export function moveItem(mailbox: Mailbox, item: Item, folderId: string): Item {
  removeItem(mailbox, item.id);
  const { id: _id, change: _change, ...rest } = item;
  return addItem(mailbox, { ...rest, folderId } as NewItem);
}

/** A folder's items, newest first, as Exchange sends them. */
export function itemsIn(mailbox: Mailbox, folderId: string): Item[] {
  const age = (item: Item) => (item.kind === "Email" ? item.received : item.change);
  return Object.values(mailbox.items)
    .filter((item) => item.folderId === folderId)
    .sort((a, b) => age(b) - age(a) || Number(b.id.split(":")[1]) - Number(a.id.split(":")[1]));
}

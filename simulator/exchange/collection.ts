// What Sync, Ping and GetItemEstimate share about one collection of one device.
import type { Node } from "../../worker/wire/wbxml-tree.ts";
import { type Pending, pendingChanges } from "./changes.ts";
import type { CommandContext } from "./command.ts";
import { changedEmailProperties, emailProperties } from "./email-properties.ts";
import { defaultFolderOfClass, folderById } from "./mailbox.ts";
import { itemProperties } from "./property-items.ts";
import type { CollectionRelation, Folder, Item, ItemClass, Known } from "./state.ts";
import { restoreNode } from "./stored-node.ts";
import { type BodyOptions, readOptions } from "./sync-options.ts";
import type { EasVersion } from "./traits.ts";

const classes: readonly string[] = ["Email", "Contacts", "Calendar", "Tasks"] satisfies ItemClass[];

/** The folder a collection names: by its id or, as 2.5 allows, only by its class. */
export function folderOfCollection(
  context: CommandContext,
  named: { readonly id: string | undefined; readonly class: string | undefined },
): Folder | undefined {
  if (named.id !== undefined) return folderById(context.mailbox, named.id);
  if (context.version >= 120 || !named.class || !classes.includes(named.class)) return undefined;
  return defaultFolderOfClass(context.mailbox, named.class as ItemClass);
}

/** The device's relationship with a folder, if it has begun one. */
export function relationOf(
  context: CommandContext,
  folderId: string,
): CollectionRelation | undefined {
  const { collections } = context.device;
  return Object.hasOwn(collections, folderId) ? collections[folderId] : undefined;
}

/** The options a relationship stands under: those last sent. */
export function standingOptions(relation: CollectionRelation | undefined): BodyOptions {
  return readOptions(relation?.options ? restoreNode(relation.options) : undefined);
}

/** What a device that knows `known` has yet to be told of a folder. */
export function pendingFor(
  context: CommandContext,
  folderId: string,
  known: Known,
  filterType: string,
): Pending {
  const now = context.server.options.clock.now();
  return pendingChanges(context.mailbox, folderId, known, { filterType, now });
}

/** ApplicationData of an item that a device gets for the first time, or asks for. */
export function wholeItem(item: Item, options: BodyOptions, version: EasVersion): Node[] {
  return item.kind === "Email"
    ? emailProperties(item, options, version)
    : itemProperties(item, options, version);
}

/** ApplicationData of an item that a device has, after a change. */
export function changedItem(item: Item, options: BodyOptions, version: EasVersion): Node[] {
  return item.kind === "Email"
    ? changedEmailProperties(item, version)
    : itemProperties(item, options, version);
}

// The server's half of a Sync: Commands with what the client does not know yet, up to the window
// (MS-ASCMD, Commands, WindowSize, MoreAvailable, SoftDelete).
import { el, type Node } from "../../worker/wire/wbxml-tree.ts";
import { changedItem, pendingFor, wholeItem } from "./collection.ts";
import type { CommandContext } from "./command.ts";
import type { CollectionRelation, Folder, Known } from "./state.ts";
import type { BodyOptions } from "./sync-options.ts";

/** A collection in the middle of a Sync; `known` is what the client will know after this answer. */
export interface OpenCollection {
  readonly folder: Folder;
  readonly relation: CollectionRelation;
  readonly known: Known;
  readonly options: BodyOptions;
}

/**
 * Up to `window` changes, entered into `known`; removals first, so that the client's store never
 * grows needlessly.
 */
export function serverChanges(
  context: CommandContext,
  collection: OpenCollection,
  window: number,
): { commands: Node[]; count: number; hasMore: boolean } {
  const { folder, known, options } = collection;
  const pending = pendingFor(context, folder.id, known, options.filterType);
  const steps: (() => Node)[] = [
    ...pending.deletes.map((id) => () => forget(known, id, "AirSync:Delete")),
    ...pending.softDeletes.map((id) => () => forget(known, id, "AirSync:SoftDelete")),
    ...pending.changes.map((item) => () => {
      known[item.id] = item.change;
      return itemCommand("AirSync:Change", item.id, changedItem(item, options, context.version));
    }),
    ...pending.adds.map((item) => () => {
      known[item.id] = item.change;
      return itemCommand("AirSync:Add", item.id, wholeItem(item, options, context.version));
    }),
  ];
  const commands = steps.slice(0, window).map((step) => step());
  return { commands, count: commands.length, hasMore: steps.length > window };
}

function forget(known: Known, id: string, tag: "AirSync:Delete" | "AirSync:SoftDelete"): Node {
  delete known[id];
  return el(tag, el("AirSync:ServerId", id));
}

function itemCommand(tag: "AirSync:Add" | "AirSync:Change", id: string, content: Node[]): Node {
  return el(tag, el("AirSync:ServerId", id), el("AirSync:ApplicationData", ...content));
}

// GetItemEstimate (MS-ASCMD 2.2.1.9): how many items a Sync would bring.
import { child, children, el, type Node, text } from "../../worker/wire/wbxml-tree.ts";
import { countChanges } from "./changes.ts";
import { folderOfCollection, pendingFor, relationOf, standingOptions } from "./collection.ts";
import { type Command, type CommandContext, httpStatus, wbxml } from "./command.ts";
import { knownAt } from "./relation.ts";
import { readOptions } from "./sync-options.ts";

/** MS-ASCMD, Status (GetItemEstimate). */
const estimateStatus = { success: 1, noCollection: 2, notPrimed: 3, wrongKey: 4 } as const;

export const getItemEstimate: Command = (context) => {
  const { body } = context;
  const collections = body && child(body, "GetItemEstimate:Collections");
  if (!collections) return httpStatus(400);
  const requests = children(collections, "GetItemEstimate:Collection");
  const responses = requests.map((request) => estimate(context, request));
  return wbxml(el("GetItemEstimate:GetItemEstimate", ...responses));
};

function estimate(context: CommandContext, request: Node): Node {
  const itemClass = text(request, "GetItemEstimate:Class");
  const id = text(request, "GetItemEstimate:CollectionId");
  const folder = folderOfCollection(context, { id, class: itemClass });
  const key = text(request, "AirSync:SyncKey");
  if (!folder) return response(estimateStatus.noCollection);
  const relation = relationOf(context, folder.id);
  if (!relation || !key || key === "0") return response(estimateStatus.notPrimed);
  const known = knownAt(relation, key);
  if (!known) return response(estimateStatus.wrongKey);
  const options = child(request, "AirSync:Options");
  const filterType =
    text(request, "AirSync:FilterType") ??
    (options ? readOptions(options) : standingOptions(relation)).filterType;
  const count = countChanges(pendingFor(context, folder.id, known, filterType));
  return response(
    estimateStatus.success,
    el(
      "GetItemEstimate:Collection",
      ...(context.version <= 121 ? [el("GetItemEstimate:Class", folder.class)] : []),
      el("GetItemEstimate:CollectionId", folder.id),
      el("GetItemEstimate:Estimate", String(count)),
    ),
  );
}

function response(code: number, ...rest: Node[]): Node {
  return el("GetItemEstimate:Response", el("GetItemEstimate:Status", String(code)), ...rest);
}

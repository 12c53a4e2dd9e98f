// MoveItems (MS-ASCMD 2.2.1.12). The rule it keeps: a moved item has a new ServerId, and the device
// that moved it is not told of its own move again.
import { children, el, type Node, text } from "../../worker/wire/wbxml-tree.ts";
import { relationOf } from "./collection.ts";
import { type Command, type CommandContext, httpStatus, wbxml } from "./command.ts";
import { folderById, itemById, moveItem } from "./mailbox.ts";

/** MS-ASCMD, Status (MoveItems): 3 is success. */
const moveStatus = { wrongSource: 1, wrongDestination: 2, success: 3, samePlace: 4 } as const;

export const moveItems: Command = (context) => {
  if (!context.body) return httpStatus(400);
  const moves = children(context.body, "Move:Move");
  if (moves.length === 0) return httpStatus(400);
  return wbxml(el("Move:MoveItems", ...moves.map((move) => moveOne(context, move))));
};

function moveOne(context: CommandContext, move: Node): Node {
  const { mailbox } = context;
  const sourceId = text(move, "Move:SrcMsgId") ?? "";
  const source = folderById(mailbox, text(move, "Move:SrcFldId"));
  const destination = folderById(mailbox, text(move, "Move:DstFldId"));
  const item = itemById(mailbox, sourceId);
  const respond = (code: number, ...rest: Node[]) =>
    el("Move:Response", el("Move:SrcMsgId", sourceId), el("Move:Status", String(code)), ...rest);
  if (!source || item?.folderId !== source.id) return respond(moveStatus.wrongSource);
  if (!destination || destination.class !== source.class)
    return respond(moveStatus.wrongDestination);
  if (destination === source) return respond(moveStatus.samePlace);
  const moved = moveItem(mailbox, item, destination.id);
  const from = relationOf(context, source.id);
  const to = relationOf(context, destination.id);
  if (from) delete from.known[sourceId];
  if (to) to.known[moved.id] = moved.change;
  return respond(moveStatus.success, el("Move:DstMsgId", moved.id));
}

// What a command is given and what it may answer. The rule it keeps: a command is a function of its
// context; it sees neither headers nor sockets, and whoever is not authenticated never reaches one.
import type { Tag } from "../../worker/wire/codepages.ts";
import type { EasQuery } from "../../worker/wire/eas-query.ts";
import { el, type Node } from "../../worker/wire/wbxml-tree.ts";
import type { Server } from "./server.ts";
import type { DeviceState, Mailbox, User } from "./state.ts";
import type { EasVersion } from "./traits.ts";

/** One authenticated, well-formed request. */
export interface CommandContext {
  readonly server: Server;
  readonly user: User;
  readonly mailbox: Mailbox;
  readonly device: DeviceState;
  readonly version: EasVersion;
  readonly query: EasQuery;
  /**
   * The WBXML document; undefined if the body is empty or not WBXML by nature (a mail, for
   * example).
   */
  readonly body: Node | undefined;
  readonly bytes: Uint8Array;
  readonly acceptMultiPart: boolean;
  readonly signal: AbortSignal;
  /** Tells of a departure from the protocol. */
  readonly note: (problem: string) => void;
}

/**
 * An answer: WBXML (with headers, if the command has some), nothing, raw bytes, or an HTTP status.
 */
export type CommandAnswer =
  | { readonly kind: "wbxml"; readonly root: Node; readonly headers?: Record<string, string> }
  | { readonly kind: "empty" }
  | { readonly kind: "bytes"; readonly contentType: string; readonly bytes: Uint8Array }
  | { readonly kind: "status"; readonly status: 400 | 404 | 449 | 500 | 501 };

export type Command = (context: CommandContext) => CommandAnswer | Promise<CommandAnswer>;

/** A WBXML answer. */
export function wbxml(root: Node, headers?: Record<string, string>): CommandAnswer {
  return headers ? { kind: "wbxml", root, headers } : { kind: "wbxml", root };
}

/** An HTTP status without a body. */
export function httpStatus(status: 400 | 404 | 449 | 500 | 501): CommandAnswer {
  return { kind: "status", status };
}

export const emptyAnswer: CommandAnswer = { kind: "empty" };

/** A root element that holds nothing but a status. */
export function statusOnly(root: Tag, statusTag: Tag, status: number): CommandAnswer {
  return wbxml(el(root, el(statusTag, String(status))));
}

/** Elements for all values that are there. */
export function optionalText(tag: Tag, value: string | undefined): Node[] {
  return value === undefined || value === "" ? [] : [el(tag, cleanText(value))];
}

/** Text that WBXML can carry: without NUL and without half a surrogate pair. */
export function cleanText(text: string): string {
  return text.replaceAll("\0", "").toWellFormed();
}

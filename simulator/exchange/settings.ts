// Settings (12.0+, MS-ASCMD 2.2.1.18): the device says what it is; out of office is off; the user's
// addresses.
import type { Tag } from "../../worker/wire/codepages.ts";
import { child, el, type Node, path } from "../../worker/wire/wbxml-tree.ts";
import { addressOf } from "./accounts.ts";
import { type Command, type CommandContext, statusOnly, wbxml } from "./command.ts";

/** MS-ASCMD, Status (Settings). */
const settingsStatus = { success: 1, protocolError: 2 } as const;

/** Longest value kept of what a device says of itself, in characters. */
const MAX_VALUE_CHARACTERS = 1000;

type SettingsAnswer = (context: CommandContext, request: Node) => Node;

const success = el("Settings:Status", String(settingsStatus.success));

const parts: Readonly<Partial<Record<Tag, SettingsAnswer>>> = {
  "Settings:DeviceInformation": (context, request) => {
    context.device.information = readInformation(request);
    return el("Settings:DeviceInformation", success);
  },
  "Settings:DevicePassword": () => el("Settings:DevicePassword", success),
  "Settings:Oof": (_context, request) =>
    child(request, "Settings:Get")
      ? el("Settings:Oof", success, el("Settings:Get", el("Settings:OofState", "0")))
      : el("Settings:Oof", success),
  "Settings:UserInformation": ({ server, user }) =>
    el(
      "Settings:UserInformation",
      success,
      el(
        "Settings:Get",
        el("Settings:EmailAddresses", el("Settings:SMTPAddress", addressOf(user, server.options))),
      ),
    ),
};

export const settings: Command = (context) => {
  const requests = context.body?.content;
  const answers = Array.isArray(requests)
    ? requests.flatMap((request: Node) => {
        const answer = parts[request.tag]?.(context, request);
        return answer ? [answer] : [];
      })
    : [];
  if (answers.length === 0) {
    return statusOnly("Settings:Settings", "Settings:Status", settingsStatus.protocolError);
  }
  return wbxml(el("Settings:Settings", success, ...answers));
};

/** Model, OS and so on, by their element's name. */
function readInformation(request: Node): Record<string, string> {
  const set = path(request, "Settings:Set")?.content;
  const values = Array.isArray(set) ? set : [];
  return Object.fromEntries(
    values.flatMap(({ tag, content }: Node) =>
      typeof content === "string"
        ? [[tag.slice(tag.indexOf(":") + 1), content.slice(0, MAX_VALUE_CHARACTERS)]]
        : [],
    ),
  );
}

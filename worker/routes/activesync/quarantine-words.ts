// Commands that the quarantine mailbox answers although it can do nothing for them, each in its own words below 14.0;
// from 14.0 on AccessDenied says it in all of them (MS-ASCMD 2.2.2). The rule: nothing pretends to have been done, and
// what a phone must get through before it synchronises at all (Settings, Provision) succeeds.
import type { Tag } from "../../wire/codepages.ts";
import { child, children, el, type Node, text } from "../../wire/wbxml-tree.ts";
import { POLICY_STATUS } from "./own-answers.ts";

/** MS-ASCMD 2.2.2, AccessDenied: the user may not do this. */
export const ACCESS_DENIED = 130;

const OK = "1";
/** MS-ASCMD, Status (Settings). */
const SETTINGS = { protocolError: "2", deniedByPolicy: "7" } as const;
/** MS-ASRM 3.2.5: rights management is switched off. */
const NO_RIGHTS_MANAGEMENT = "168";
const FIRST_VERSION_WITH_ACCOUNTS = 14.1;

type Part = (part: Node, on: { readonly address: string; readonly version: number }) => Node;

const settingsStatus = (status: string) => el("Settings:Status", status);

const PARTS: Readonly<Partial<Record<Tag, Part>>> = {
  "Settings:DeviceInformation": () => el("Settings:DeviceInformation", settingsStatus(OK)),
  "Settings:DevicePassword": () =>
    el("Settings:DevicePassword", settingsStatus(SETTINGS.deniedByPolicy)),
  // Out of office seems to be off, and cannot be switched from here.
  "Settings:Oof": (part) =>
    child(part, "Settings:Get")
      ? el("Settings:Oof", settingsStatus(OK), el("Settings:Get", el("Settings:OofState", "0")))
      : el("Settings:Oof", settingsStatus(SETTINGS.deniedByPolicy)),
  "Settings:UserInformation": (_part, { address, version }) => {
    const addresses = el("Settings:EmailAddresses", el("Settings:SMTPAddress", address));
    const inner =
      version >= FIRST_VERSION_WITH_ACCOUNTS
        ? el("Settings:Accounts", el("Settings:Account", addresses))
        : addresses;
    return el("Settings:UserInformation", settingsStatus(OK), el("Settings:Get", inner));
  },
  "Settings:RightsManagementInformation": () =>
    el("Settings:RightsManagementInformation", settingsStatus(NO_RIGHTS_MANAGEMENT)),
};

/** Settings. `address` is the user's own. */
export function settingsAnswer(body: Node, address: string, version: number): Node {
  const requested = Array.isArray(body.content) ? (body.content as readonly Node[]) : [];
  const answered = new Map<Tag, Node>();
  for (const part of requested) {
    const answer = PARTS[part.tag]?.(part, { address, version });
    if (answer && !answered.has(part.tag)) answered.set(part.tag, answer);
  }
  const status = answered.size > 0 ? OK : SETTINGS.protocolError;
  return el("Settings:Settings", settingsStatus(status), ...answered.values());
}

/** Access to the directory and to the mailbox is blocked (MS-ASCMD, Status (Search)). */
const SEARCH_BLOCKED = "13";
/** MS-ASCMD, Status (ResolveRecipients): nobody was found; (ValidateCert): failure; (MeetingResponse): no such request. */
const NOT_RESOLVED = "4";
const NOT_VALIDATED = "17";
const NO_SUCH_MEETING = "2";
const NAME_MAX_LENGTH = 256;
const ID_MAX_LENGTH = 64;

/** What versions below 14.0 hear, where the command has words for it; null is for HTTP to say. */
export function oldRefusal(body: Node): Node | null {
  if (body.tag === "Search:Search")
    return el(
      "Search:Search",
      el("Search:Status", OK),
      el("Search:Response", el("Search:Store", el("Search:Status", SEARCH_BLOCKED))),
    );
  if (body.tag === "ValidateCert:ValidateCert")
    return el("ValidateCert:ValidateCert", el("ValidateCert:Status", NOT_VALIDATED));
  if (body.tag === "ResolveRecipients:ResolveRecipients") return resolveAnswer(body);
  return body.tag === "MeetingResponse:MeetingResponse" ? meetingAnswer(body) : null;
}

function resolveAnswer(body: Node): Node {
  const responses = children(body, "ResolveRecipients:To").flatMap(({ content }) =>
    typeof content === "string" && content.length <= NAME_MAX_LENGTH
      ? [
          el(
            "ResolveRecipients:Response",
            el("ResolveRecipients:To", content),
            el("ResolveRecipients:Status", NOT_RESOLVED),
            el("ResolveRecipients:RecipientCount", "0"),
          ),
        ]
      : [],
  );
  return el(
    "ResolveRecipients:ResolveRecipients",
    el("ResolveRecipients:Status", OK),
    ...responses,
  );
}

function meetingAnswer(body: Node): Node | null {
  const results = children(body, "MeetingResponse:Request").map((request) => {
    const id = text(request, "MeetingResponse:RequestId") ?? "";
    return el(
      "MeetingResponse:Result",
      ...(id !== "" && id.length <= ID_MAX_LENGTH ? [el("MeetingResponse:RequestId", id)] : []),
      el("MeetingResponse:Status", NO_SUCH_MEETING),
    );
  });
  return results.length > 0 ? el("MeetingResponse:MeetingResponse", ...results) : null;
}

/** MS-ASPROV 2.2.2.54.1: there is no policy for this phone. */
const NO_POLICY = POLICY_STATUS.success + 1;

/** Provision where the tenant has no policy: there is none, and Exchange is not asked for its own. */
export function noPolicyAnswer(body: Node): Node {
  const policies = child(body, "Provision:Policies");
  const asked = policies ? children(policies, "Provision:Policy") : [];
  return el(
    "Provision:Provision",
    ...(child(body, "Settings:DeviceInformation")
      ? [el("Settings:DeviceInformation", settingsStatus(OK))]
      : []),
    el("Provision:Status", OK),
    el(
      "Provision:Policies",
      ...asked
        .slice(0, 1)
        .map((policy) =>
          el(
            "Provision:Policy",
            el("Provision:PolicyType", text(policy, "Provision:PolicyType") ?? ""),
            el("Provision:Status", String(NO_POLICY)),
          ),
        ),
    ),
  );
}

// ResolveRecipients, ValidateCert and MeetingResponse (MS-ASCMD 2.2.1.11, 2.2.1.15, 2.2.1.22): as
// much as a company without S/MIME certificates and without meeting requests can answer.
import { children, el, type Node, text } from "../../worker/wire/wbxml-tree.ts";
import { addressOf } from "./accounts.ts";
import { type Command, cleanText, httpStatus, statusOnly, wbxml } from "./command.ts";
import { findPeople } from "./search.ts";

/** MS-ASCMD, Status (ResolveRecipients): found one, found several, found none. */
const resolveStatus = { success: 1, ambiguous: 2, none: 4 } as const;
const noCertificate = "7";
/** MS-ASCMD, Status (MeetingResponse). */
const INVALID_MEETING_REQUEST = 2;
/** MS-ASCMD, Status (ValidateCert): the chain cannot be built. */
const CHAIN_BROKEN = 4;

/** Who is meant by each name. */
export const resolveRecipients: Command = (context) => {
  if (!context.body) return httpStatus(400);
  const wantsCertificates = children(context.body, "ResolveRecipients:Options").length > 0;
  const responses = children(context.body, "ResolveRecipients:To").map(({ content }) => {
    const name = String(content);
    const people = name.trim() === "" ? [] : findPeople(context, name.trim());
    const status =
      [resolveStatus.none, resolveStatus.success][people.length] ?? resolveStatus.ambiguous;
    return el(
      "ResolveRecipients:Response",
      el("ResolveRecipients:To", cleanText(name)),
      el("ResolveRecipients:Status", String(status)),
      el("ResolveRecipients:RecipientCount", String(people.length)),
      ...people.map((user) =>
        recipient(user.displayName, addressOf(user, context.server.options), wantsCertificates),
      ),
    );
  });
  return wbxml(
    el(
      "ResolveRecipients:ResolveRecipients",
      el("ResolveRecipients:Status", String(resolveStatus.success)),
      ...responses,
    ),
  );
};

function recipient(name: string, address: string, wantsCertificates: boolean): Node {
  const certificates = el(
    "ResolveRecipients:Certificates",
    el("ResolveRecipients:Status", noCertificate),
    el("ResolveRecipients:CertificateCount", "0"),
  );
  return el(
    "ResolveRecipients:Recipient",
    el("ResolveRecipients:Type", "1"),
    el("ResolveRecipients:DisplayName", cleanText(name)),
    el("ResolveRecipients:EmailAddress", address),
    ...(wantsCertificates ? [certificates] : []),
  );
}

/** No certificate is known here, so none is valid. */
export const validateCert: Command = () =>
  statusOnly("ValidateCert:ValidateCert", "ValidateCert:Status", CHAIN_BROKEN);

/** No mailbox here holds a meeting request, so every answer to one is invalid. */
export const meetingResponse: Command = (context) => {
  if (!context.body) return httpStatus(400);
  const results = children(context.body, "MeetingResponse:Request").map((request) =>
    el(
      "MeetingResponse:Result",
      el("MeetingResponse:RequestId", text(request, "MeetingResponse:RequestId") ?? ""),
      el("MeetingResponse:Status", String(INVALID_MEETING_REQUEST)),
    ),
  );
  return wbxml(el("MeetingResponse:MeetingResponse", ...results));
};

// What a phone says of itself on its way to Exchange: read from the small bodies of Settings and Provision, told to the
// tenant, and passed on as it came. The rule: it never holds a request up; what cannot be read is Exchange's affair.
import { informationIn } from "../../core/device-information.ts";
import { decode, type Node } from "../../wire/wbxml.ts";
import { COMMAND_LIMITS } from "../../wire/wbxml-limits.ts";
import type { Gate } from "./admission.ts";
import type { EasRequest } from "./request.ts";
import { wellFormed } from "./well-formed.ts";

/** Tells the tenant what the document of a Provision or Settings command says of the phone. */
export async function noteInformation(
  { handles, tenant: { name } }: Gate,
  { user, device }: EasRequest,
  root: Node,
): Promise<void> {
  const information = device && informationIn(root);
  if (device && information)
    await handles.tenant(name).noteInformation(user, device.deviceId, information);
}

/** As noteInformation, for the body of a Settings command; one that is no document says nothing. */
export async function noteSettings(
  gate: Gate,
  request: EasRequest,
  body: Uint8Array,
): Promise<void> {
  const root = wellFormed(() => decode(body, COMMAND_LIMITS));
  if (root) await noteInformation(gate, request, root);
}

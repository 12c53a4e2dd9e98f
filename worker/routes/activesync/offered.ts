// A protocol version that Exchange does not offer (MS-ASHTTP 2.2.2.1.1: 505; MS-ASCMD 2.2.2: status 138). The rule: SOGo
// serves any version in the words of those it knows, so what is not offered is refused here; nobody is kept out because
// nothing was heard yet.
import type { DeviceTraits } from "../../core/device.ts";
import type { GatewayFacts } from "../../core/gateway.ts";
import { lacksVersion } from "../../upstream.ts";
import type { Candidate, Gate } from "./admission.ts";

/** What it changes in the facts of a request. */
export async function offeredFacts(
  { tenant, clock }: Gate,
  { request, evidence, shown }: Candidate,
  { protocolVersion }: DeviceTraits,
): Promise<Partial<GatewayFacts>> {
  const { authorization, credentials } = evidence;
  // Who brings no password cannot ask for themselves; one that is sent beside a certificate is nobody's to try.
  if (authorization === "" || shown?.signIn.by === "certificate") return {};
  const asks = { ...credentials, login: request.login };
  const isLacking = await lacksVersion(tenant.adapter, protocolVersion, asks, clock);
  return isLacking ? { versionTooNew: true } : {};
}

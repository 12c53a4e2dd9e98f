// Certificates revoked, one or all of a device's. The rule: the authority's book says first what opens nothing any more,
// and the gateway asks it; then the tenant hears of it, so that a request that waits is judged again and the device's
// life tells of it. Each step may be repeated.
import type { RevocationReason } from "../core/certificates.ts";
import type { Handles } from "../objects/handles.ts";

type Doors = Pick<Handles, "authority" | "tenant">;

/** Revokes one certificate. */
export async function revoke(
  handles: Doors,
  order: {
    readonly tenant: string;
    readonly fingerprint: string;
    readonly reason: RevocationReason;
    readonly actor: string;
  },
) {
  const { tenant, fingerprint, reason, actor } = order;
  const revoked = await handles.authority(tenant).revokeCertificate(fingerprint, reason, actor);
  if (!revoked.ok) return revoked;
  const { user, deviceId } = revoked.certificate;
  if (deviceId !== undefined)
    await handles.tenant(tenant).noteRevoked(user, deviceId, actor, `${fingerprint} ${reason}`);
  return revoked;
}

/** Revokes all that a device proves itself by: it was forgotten or erased, or its account ended. */
export async function revokeCertificatesOf(
  handles: Doors,
  order: {
    readonly tenant: string;
    readonly user: string;
    readonly deviceId: string;
    readonly actor: string;
  },
): Promise<void> {
  const { tenant, user, deviceId, actor } = order;
  const reason = "cessationOfOperation";
  const revoked = await handles.authority(tenant).revokeDevice(user, deviceId, reason, actor);
  for (const { fingerprint } of revoked)
    await handles.tenant(tenant).noteRevoked(user, deviceId, actor, `${fingerprint} ${reason}`);
}

/** Revokes all that a user has, and drops the challenges that are open: nobody vouches for them any more. */
export async function revokeAllOf(
  handles: Doors,
  order: { readonly tenant: string; readonly user: string; readonly actor: string },
): Promise<void> {
  const { tenant, user, actor } = order;
  const authority = handles.authority(tenant);
  const reason = "cessationOfOperation";
  for (const { id, user: its, state } of await authority.challenges())
    if (its === user && state === "open") await authority.dropChallenge(id);
  for (;;) {
    const { certificates } = await authority.certificates({ user, state: "valid" });
    if (certificates.length === 0) return;
    for (const { fingerprint } of certificates) {
      await revoke(handles, { tenant, fingerprint, reason, actor });
      const detail = `${fingerprint} ${reason}`;
      await handles.tenant(tenant).note(actor, "certificate-revoked", user, detail);
    }
  }
}

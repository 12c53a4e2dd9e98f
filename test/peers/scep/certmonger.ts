// Red Hat's certmonger, a service that keeps certificates fresh, in a session of its own: GET only,
// percent-encoded standard base64. A session bus has to be there, so one shell does it all.
import { type Desktop, desktop, type Ran } from "./authority.ts";

export const certmongerDesktop = (): Desktop => desktop();

/** States of `getcert list` in which nothing more will happen for a while. */
const SETTLED = "MONITORING|CA_REJECTED|CA_UNREACHABLE|CA_UNCONFIGURED|NEED_GUIDANCE|NEED_CA";

/** What certmonger did: the last state of its request, and all that it said. */
export interface CertmongerRan extends Ran {
  readonly status: string;
}

/**
 * Asks for a certificate in client.pem with a challenge, or for its renewal; `status` is what came
 * of it. With a CA alone certmonger has to be told its certificate, in ca.pem.
 */
export async function certmonger(
  desk: Desktop,
  on: { readonly url: string; readonly withRa: boolean },
  order: { readonly challenge: string } | "renew",
): Promise<CertmongerRan> {
  const asks =
    order === "renew"
      ? 'getcert rekey -s -f "$PWD/client.pem"'
      : `getcert add-scep-ca -s -c peer -u "${on.url}" ${on.withRa ? "" : '-N "$PWD/ca.pem"'}
getcert request -s -c peer -f "$PWD/client.pem" -k "$PWD/client.key" -N "CN=somebody else" -L "${order.challenge}"`;
  desk.write(
    "session.sh",
    `set -u
mkdir -p "$HOME/.config/certmonger"
until getcert list-cas -s >/dev/null 2>&1; do sleep 0.2; done
${asks}
for i in $(seq 1 100); do
  sleep 0.2
  getcert list -s 2>/dev/null | grep -Eq 'status: (${SETTLED})' && break
done
getcert list -s 2>/dev/null
exit 0
`,
  );
  const ran = await desk.run("dbus-run-session", ["--", "sh", "session.sh"]);
  const [, status = ""] = /^\s*status: (\w+)$/m.exec(ran.said) ?? [];
  return { ...ran, status };
}

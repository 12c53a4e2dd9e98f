// The origin of another of Provost's own hosts, written into pages and invitations. The rule:
// https everywhere but on loopback hosts; the port is the one by which the asking host was reached,
// because all of them stand behind one door.
import { isLoopback } from "./origin.ts";

/**
 * The origin of `hostname`, one of the hosts this deployment is configured with, seen from a
 * request to `url` on another of its hosts.
 */
export function siblingOrigin(url: string, hostname: string): string {
  const { port } = new URL(url);
  const scheme = isLoopback(hostname) ? "http" : "https";
  return new URL(`${scheme}://${hostname}${port === "" ? "" : `:${port}`}`).origin;
}

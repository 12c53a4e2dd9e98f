// /iphone under a signing identity that has expired: nothing is handed out, and both the user and the
// tenant's records learn why.
import { expect, test } from "vitest";
import { ios4, ios26, iphoneSite } from "../support/front-site.ts";

test("hands nothing out under an expired signing identity, says so, and records it", async () => {
  for (const [path, userAgent] of [
    ["/iphone", ios4],
    ["/iphone/profile", ios26],
  ] as const) {
    const { get, seen } = iphoneSite({ expired: true });
    const answer = await get(path, userAgent);
    expect(answer.status).toBe(503);
    expect(answer.headers.get("Content-Type")).toContain("text/html");
    expect(await answer.text()).toContain("<code>signing-identity-expired</code>");
    expect(seen).toContain("refused signing-identity-expired");
    expect(seen.join()).not.toContain("handed out");
  }
});

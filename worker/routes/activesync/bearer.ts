// Sign-in by a bearer token, where the tenant allows it. The rules: whose it is, the token says, and Exchange alone can
// judge whether that is true, so it is asked with this very token; a device is proven by the provisioning token that was
// bound to it before, because a bearer token binds none; and nothing here that needs a password takes one instead.
import { canonicalUser, upstreamLogin } from "../../core/login.ts";
import type { AdapterSettings } from "../../core/tenant.ts";
import { parseBearer } from "../../wire/bearer-auth.ts";
import type { Evidence } from "./request.ts";

/**
 * What a bearer token brings. The name is the login that Exchange wants, so that the header travels on as it is. Throws a
 * WireError for a token that names nobody.
 */
export function bearerEvidence(authorization: string | null, adapter: AdapterSettings): Evidence {
  const { token, user } = parseBearer(authorization ?? "");
  const login = upstreamLogin(adapter, canonicalUser(user, adapter));
  const credentials = { user: login, password: token, charset: "utf-8", isBearer: true } as const;
  return { authorization: authorization ?? "", credentials };
}

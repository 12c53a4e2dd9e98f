// Who asks the simulated Exchange: by a signed identity of an issuer it trusts, else by Basic
// credentials. The rule it keeps: nobody learns whether the name or the password was wrong.
import { parseBasic } from "../../worker/wire/basic-auth.ts";
import { WireError } from "../../worker/wire/wire-error.ts";
import { accountOf, opensAccount } from "./accounts.ts";
import type { RequestEntry } from "./request-log.ts";
import type { Server } from "./server.ts";
import type { User } from "./state.ts";
import { IDENTITY_HEADER, loginOfIdentity } from "./trusted-identity.ts";

interface Arrival {
  readonly server: Server;
  readonly request: Request;
  readonly entry: RequestEntry;
  readonly note: (problem: string) => void;
}

/** The user who is proven, or undefined. What is known of it goes into `entry`. */
export async function signIn(arrival: Arrival): Promise<User | undefined> {
  return (await identified(arrival)) ?? authenticate(arrival);
}

/** The user of a signed identity, where its issuer is trusted: known, not disabled. */
async function identified({ entry, note, request, server }: Arrival): Promise<User | undefined> {
  const { trust, clock } = server.options;
  const token = request.headers.get(IDENTITY_HEADER);
  if (!trust || token === null) return undefined;
  if (request.headers.has("authorization")) note("a signed identity and a password at once");
  const on = { trust, audience: entry.site, now: clock.now() };
  const read = await loginOfIdentity(token, on);
  if ("problem" in read) {
    note(`Provost-Identity is not taken: ${read.problem}`);
    return undefined;
  }
  entry.login = read.login;
  const user = accountOf(server.state, server.options, read.login);
  if (!user || user.disabled) return undefined;
  entry.user = user.user;
  return user;
}

/** The user whose credentials these are: known, not disabled, right password. */
function authenticate({ entry, note, request, server }: Arrival): User | undefined {
  let credentials: ReturnType<typeof parseBasic>;
  try {
    credentials = parseBasic(request.headers.get("authorization"));
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    note(`Authorization is broken (${error.problem})`);
    return undefined;
  }
  if (!credentials) return undefined;
  entry.login = credentials.user;
  const user = accountOf(server.state, server.options, credentials.user);
  const { clock, lockout } = server.options;
  if (!user || user.disabled) return undefined;
  if (!opensAccount(user, credentials.password, { lockout, now: clock.now() })) return undefined;
  entry.user = user.user;
  return user;
}

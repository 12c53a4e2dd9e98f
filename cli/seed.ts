// Seeds the demo tenant "acme" through /api/v1, as an administrator's script would; run again it
// changes only what moved (ports).
import type { Admin } from "../simulator/admin.ts";
import type { Exchange } from "../simulator/exchange/exchange.ts";
import type { StartState } from "./start-state.ts";

const POLICY = {
  forcePIN: true,
  minLength: 6,
  maxInactivity: 5,
  allowiTunes: false,
  allowCamera: false,
};

export interface Demo {
  readonly admin: Admin;
  readonly exchange: Exchange;
  readonly exchangeOrigin: string;
  readonly port: number;
  readonly state: StartState;
}

/** Makes users, tenant, alias and Locked policy, or brings those of an earlier run up to date. */
export async function seedDemo({
  admin,
  exchange,
  exchangeOrigin,
  port,
  state,
}: Demo): Promise<void> {
  const origins = [`http://acme.localhost:${port}`, `http://127.0.0.1:${port}`];
  const found = await admin.call("GET", "/tenants/acme");
  if (found.status === 200) {
    await admin.call("PATCH", "/tenants/acme", { origins });
    await admin.saveAdapter("acme", { upstream: exchangeOrigin });
    await admin.restartAdapter("acme");
  } else {
    await admin.createTenant({
      name: "acme",
      displayName: "Acme Ltd",
      origins,
      upstream: exchangeOrigin,
      privateUpstream: true,
      loginForm: "ACME\\user",
      mailDomain: "acme.example.com",
    });
    await admin.claimAlias("acme", "acme");
    await admin.editPolicy("acme", POLICY);
    await admin.lockPolicy("acme");
  }
  if (exchange.messages("alice").length === 0) seedMailboxes(exchange, state);
}

function seedMailboxes(exchange: Exchange, state: StartState): void {
  exchange.addUser({ user: "alice", password: state.alice, displayName: "Alice Adams" });
  exchange.addUser({ user: "bob", password: state.bob, displayName: "Bob Brown" });
  exchange.deliver("alice", {
    from: "bob@acme.example.com",
    subject: "Welcome",
    body: "Your phone is set up.",
  });
  exchange.addContact("alice", {
    firstName: "Bob",
    lastName: "Brown",
    email: "bob@acme.example.com",
  });
}

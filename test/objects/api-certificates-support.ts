// What the tests of certificates through the API share: a tenant with its administrator, its audit log,
// and both clocks where the test puts them.
import type { AuthorityDocument } from "../../worker/routes/api/authority.ts";
import { administered } from "./api-client.ts";
import { env, START, setClock, stubOf } from "./world.ts";

type Call = Awaited<ReturnType<typeof administered>>;

/** A tenant, called by its administrator at `now`. */
export async function tenantNamed(name: string, now = START) {
  const call = await administered(name);
  await at(name, now);
  const show = async (): Promise<AuthorityDocument> => (await call("GET", "/authority")).body;
  const audit = async (): Promise<{ action: string; subject: string; detail: string }[]> =>
    (await call("GET", "/audit")).body.entries;
  return { call, show, audit };
}

/** Puts the clocks of a tenant and its authority to `now`; the API's own stands at START. */
export async function at(tenant: string, now: number) {
  await setClock(stubOf(env.AUTHORITY, tenant), now);
  await setClock(stubOf(env.TENANT, tenant), now);
}

/** A certificate of `user`, made for delivery by hand. */
export async function issue(call: Call, user: string) {
  const { body } = await call("POST", `/users/${user}/identity-file`);
  // Making keys can take longer than an idle object lives: the directory, made anew, would measure the
  // caller's token by the real clock.
  await setClock(stubOf(env.DIRECTORY, "directory"), START);
  return body;
}

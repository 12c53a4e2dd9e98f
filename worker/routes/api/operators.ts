// Operators of the console: made by the owner, with a one-time set-up link that is shown once and
// sets the password. With Cloudflare Access an operator is known by the e-mail address and needs no
// link.
import * as v from "valibot";
import { type Operator, operatorName } from "../../core/operator.ts";
import { tenantOf } from "../../core/scope.ts";
import { SESSION_RANDOM_BYTES, SET_UP_LIFETIME, secretHash } from "../../core/session.ts";
import { type Answer, created, DONE, ok, refused } from "./answer.ts";
import { type Call, findTenant, withBody } from "./call.ts";
import { randomText } from "./random-text.ts";
import type { ApiRoute } from "./route.ts";
import { scopeField } from "./tokens.ts";

const ID_BYTES = 9;

export interface OperatorsDocument {
  readonly operators: readonly Operator[];
}
/** The only document that ever holds the link. */
export interface SetUpDocument {
  readonly id: string;
  readonly name: string;
  readonly link: string;
  readonly expiresAt: number;
}

const NewOperator = v.strictObject({
  name: v.pipe(
    v.string(),
    v.check(
      (text) => operatorName(text) !== undefined,
      "is an e-mail address or a short name without blanks, and not owner or provost",
    ),
    v.transform((text) => operatorName(text) ?? ""),
  ),
  scope: scopeField,
});

/** GET /operators */
export async function listOperators({ handles }: Call) {
  return ok({ operators: await handles.directory.operators() } satisfies OperatorsDocument);
}

/** POST /operators */
export const addOperator = withBody(NewOperator, async (call: Call, { name, scope }) => {
  const { handles, caller, clock } = call;
  const tenant = tenantOf(scope);
  const found = tenant === undefined ? undefined : await findTenant(handles, tenant);
  if (found && !found.ok) return refused(found.reason, { field: "scope" });
  const id = randomText(ID_BYTES);
  const operator = { id, name, scope, madeAt: clock.now(), hasPassword: false };
  const setUp = freshSetUp(call);
  const added = await handles.directory.addOperator(operator, setUp.stored, caller.name);
  if (!added.ok) return refused(added.reason, { field: "name" });
  await found?.tenant.note(caller.name, "operator-added", name, scope);
  return created({ id, name, ...setUp.shown } satisfies SetUpDocument);
});

/** POST /operators/:id/set-up */
export const renewSetUp = onOperator(async (call, { id, name }) => {
  const setUp = freshSetUp(call);
  const renewed = await call.handles.directory.renewSetUp(id, setUp.stored, call.caller.name);
  if (!renewed.ok) return refused(renewed.reason);
  return created({ id, name, ...setUp.shown } satisfies SetUpDocument);
});

/** DELETE /operators/:id */
export const removeOperator = onOperator(async ({ handles, caller }, { id }) => {
  const removed = await handles.directory.removeOperator(id, caller.name);
  if (!removed.ok) return refused(removed.reason);
  const { name, scope } = removed.operator;
  const tenant = tenantOf(scope);
  if (tenant) await handles.tenant(tenant).note(caller.name, "operator-removed", name, scope);
  return DONE;
});

function onOperator(handler: (call: Call, operator: Operator) => Promise<Answer>) {
  return async (call: Call): Promise<Answer> => {
    const id = call.param("id");
    const operator = (await call.handles.directory.operators()).find((known) => known.id === id);
    return operator ? handler(call, operator) : refused("no-such-operator");
  };
}

/** A link that nobody had before: how it is stored, and how it is shown. */
function freshSetUp({ clock, consoleOrigin }: Call) {
  const code = randomText(SESSION_RANDOM_BYTES);
  const expiresAt = clock.now() + SET_UP_LIFETIME;
  return {
    stored: { codeHash: secretHash(code), expiresAt },
    shown: { link: `${consoleOrigin}/set-up/${code}`, expiresAt },
  };
}

export const OPERATOR_ROUTES: readonly ApiRoute[] = [
  ["GET", "/operators", "owner", listOperators],
  ["POST", "/operators", "owner", addOperator],
  ["POST", "/operators/:id/set-up", "owner", renewSetUp],
  ["DELETE", "/operators/:id", "owner", removeOperator],
];

// One call of the API as its handlers see it, and the two frames around them: a body that was
// checked, and a tenant that exists. Handlers are functions from a call to an answer; they know
// nothing of HTTP.
import * as v from "valibot";
import type { Clock } from "../../clock.ts";
import { canonicalUser } from "../../core/login.ts";
import { isTenantName } from "../../core/names.ts";
import { type Result, refuse } from "../../core/result.ts";
import type { TenantEntry } from "../../core/tenant.ts";
import type { TenantHandle } from "../../objects/handles/tenant.ts";
import type { Handles } from "../../objects/handles.ts";
import { type Answer, refused } from "./answer.ts";
import type { Caller } from "./caller.ts";

/** A call that was let in. */
export interface Call {
  readonly handles: Handles;
  readonly clock: Clock;
  readonly caller: Caller;
  /** Origin of the switching center, for texts that tell users where to begin. */
  readonly switchingCenter: string;
  /** Origin of the console, for links into it. */
  readonly consoleOrigin: string;
  readonly request: Request;
  /** A variable part of the path, decoded. */
  param(name: string): string;
  query(name: string): string | undefined;
}
/** A call about the tenant in its path. */
export interface TenantCall extends Call {
  readonly entry: TenantEntry;
  readonly tenant: TenantHandle;
}

export type Handler = (call: Call) => Promise<Answer>;
type BodySchema = v.GenericSchema<unknown>;

const BODY_MAX_BYTES = 64 * 1024;
/** Objects and lists in one body at most: millions of empty ones are more than a Worker can hold. */
const JSON_PARTS_MAX = 100_000;

/** What the bodies of handlers must be: for docs/openapi.json, which is made from it. */
const BODIES = new WeakMap<object, BodySchema>();

/** The schema of the body a handler takes, or undefined if it takes none. */
export const bodyOf = (handler: Handler): BodySchema | undefined => BODIES.get(handler);

/** A handler that is given the tenant of its path; 404 if there is none. */
export function onTenant(handler: (call: TenantCall) => Promise<Answer>): Handler {
  const onFound: Handler = async (call) => {
    const found = await findTenant(call.handles, call.param("tenant"));
    return found.ok ? handler({ ...call, ...found }) : refused(found.reason);
  };
  const body = BODIES.get(handler);
  if (body) BODIES.set(onFound, body);
  return onFound;
}

/** A tenant by name: in the directory, and founded. */
export async function findTenant(
  handles: Handles,
  name: string,
): Promise<Result<Pick<TenantCall, "entry" | "tenant">, "no-such-tenant" | "tenant-unfinished">> {
  const entry = isTenantName(name) ? await handles.directory.tenantByName(name) : null;
  if (!entry) return refuse("no-such-tenant");
  const tenant = handles.tenant(name);
  return (await tenant.running()) ? { ok: true, entry, tenant } : refuse("tenant-unfinished");
}

/**
 * The canonical name of the path's user, so that `Alice` and `alice@acme.example` find what is
 * alice's.
 */
export async function userOf({ tenant, param }: TenantCall): Promise<string> {
  const rules = await tenant.running();
  return rules ? canonicalUser(param("user"), rules) : param("user");
}

/** What is unusual about a body. */
interface BodyRules {
  /** Most bytes it may have; 64 KB if absent. */
  readonly maxBytes?: number;
  /** A request without body counts as one with an empty object. */
  readonly mayBeAbsent?: true;
}

/** A handler that is given the call's JSON body, checked against `schema`. */
export function withBody<Schema extends BodySchema, Kind extends Call>(
  schema: Schema,
  handler: (call: Kind, body: v.InferOutput<Schema>) => Promise<Answer>,
  { maxBytes = BODY_MAX_BYTES, mayBeAbsent }: BodyRules = {},
): (call: Kind) => Promise<Answer> {
  const checking = async (call: Kind): Promise<Answer> => {
    const { request } = call;
    const bytes = await bytesWithin(request, maxBytes);
    const isAbsent = mayBeAbsent && bytes?.length === 0;
    if (!isAbsent && !isJson(request.headers.get("content-type"))) return refused("not-json");
    if (!bytes) {
      return refused("body-too-large", { message: `The body has ${maxBytes / 1024} KB at most.` });
    }
    if (partsOf(bytes) > JSON_PARTS_MAX) {
      return refused("body-too-large", {
        message: `The body has ${JSON_PARTS_MAX} parts at most.`,
      });
    }
    const json = isAbsent ? { value: {} } : parsed(bytes);
    if (!json) return refused("bad-json");
    const odd = oddity(json.value);
    if (odd) return odd;
    const checked = v.safeParse(schema, json.value, { abortEarly: true });
    return checked.success ? handler(call, checked.output) : badBody(checked.issues[0]);
  };
  BODIES.set(checking, schema);
  return checking;
}

/** Names the field and what was expected; never what was received, which may be a password. */
function badBody(issue: v.BaseIssue<unknown>): Answer {
  const field = v.getDotPath(issue) ?? "";
  const sentence = issue.expected === "never" ? "is not a field of this body" : expectation(issue);
  const message = field ? `${field} ${sentence}.` : `The body ${sentence}.`;
  return refused("bad-body", { message, ...(field && { field }) });
}

const expectation = (issue: v.BaseIssue<unknown>) =>
  issue.expected ? `must be ${issue.expected}` : issue.message;

const isJson = (type: string | null) => /^application\/json(?:\s*;|$)/i.test(type ?? "");

/**
 * JSON is UTF-8 (RFC 8259, section 8.1); bytes that are none are refused, not replaced: they may be
 * a password's.
 */
function parsed(bytes: Uint8Array): { readonly value: unknown } | undefined {
  try {
    return {
      value: JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes)),
    };
  } catch {
    return undefined;
  }
}

/** How many objects and lists a JSON text may hold: one for each that is opened, also in a string. */
function partsOf(json: Uint8Array): number {
  let parts = 0;
  for (const byte of json) if (byte === 0x7b || byte === 0x5b) parts++;
  return parts;
}

/**
 * What a schema would let pass: a list for an object, and fields that every object inherits, such
 * as `constructor`.
 */
function oddity(body: unknown): Answer | undefined {
  if (Array.isArray(body)) return refused("bad-body", { message: "The body must be an object." });
  const field = Object.keys(body ?? {}).find((name) => name in Object.prototype);
  if (field === undefined) return undefined;
  return refused("bad-body", { message: `${field} is not a field of this body.`, field });
}

/**
 * The body, or undefined if it has more than `max` bytes; reading stops there, whatever was
 * announced.
 */
async function bytesWithin(request: Request, max: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > max) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

// What the API answers: JSON, a PEM file, or a refusal with a reason code. The rule: one table from
// reason to status and sentence, so that the same refusal reads the same everywhere.

/** Every refusal of the API. The sentence is for people, the reason for programs. */
const REFUSALS = {
  "token-missing": [401, "Send an API token: Authorization: Bearer TOKEN."],
  "token-unknown": [401, "This API token is unknown or has expired."],
  "scope-too-small": [403, "This API token may not do that."],
  "no-such-path": [404, "The API has nothing here."],
  "no-such-tenant": [404, "There is no such tenant."],
  "no-such-group": [404, "There is no such group."],
  "no-such-user": [404, "There is no record of this user."],
  "no-such-device": [404, "There is no such device."],
  "no-such-claim": [404, "There is no such claim of this alias."],
  "no-such-version": [404, "No such version of a policy was ever Locked here."],
  "no-such-operator": [404, "There is no such operator."],
  "no-such-token": [404, "There is no such API token."],
  "no-such-rule": [404, "There is no such access rule."],
  "no-such-certificate": [404, "This authority issued no such certificate."],
  "no-such-challenge": [404, "There is no such open challenge."],
  "no-such-authority": [404, "This tenant has no such certificate authority."],
  "alias-unknown": [404, "Nobody you may ask about claims this alias."],
  "tenant-exists": [409, "There is a tenant of this name already."],
  "tenant-unfinished": [409, "This tenant was not made completely; create it again."],
  "host-taken": [409, "Another tenant has this host, or Provost itself."],
  "group-exists": [409, "There is a group of this name already."],
  "already-claimed": [409, "This tenant claims the alias already."],
  "not-the-owner": [409, "Only the tenant that owns the alias can approve claims."],
  "too-many-aliases": [409, "A tenant claims 20 aliases at most; release one first."],
  "group-in-use": [409, "Users belong to this group, or it is the default; move them first."],
  "draft-changed": [409, "Somebody else changed the draft meanwhile; nothing was changed by you."],
  "adapter-changed": [409, "Somebody saved other settings meanwhile; nothing was done for you."],
  "rule-exists": [409, "There is a rule for this already; remove it first."],
  "too-many-rules": [409, "A tenant has 100 access rules at most; remove one first."],
  "operator-exists": [409, "There is an operator of this name already."],
  "wipe-under-way": [409, "A wipe of this device is under way already."],
  "no-wipe": [409, "No wipe of this device is under way."],
  "wipe-too-late": [409, "The phone acknowledged the wipe already."],
  "no-next-identity": [409, "No identity is prepared to follow the current one."],
  "authority-expired": [409, "The certificate authority has expired; roll over to another."],
  "no-next-authority": [409, "No certificate authority waits to follow the current one."],
  "signing-identity-expired": [
    409,
    "The prepared identity has expired; prepare or import another.",
  ],
  "user-in-no-group": [409, "The user belongs to no group."],
  "eas-not-allowed": [409, "Exchange ActiveSync is not allowed for this user."],
  "policy-not-locked": [409, "The policy of the user's group is not Locked."],
  "certificates-off": [409, "This user's phones sign in by password, not by certificate."],
  "not-locked": [409, "The policy is not Locked."],
  "not-confirmed": [400, "The confirmation is not what was asked for."],
  "bad-identity": [400, "This signing identity cannot be used."],
  "bad-authority": [400, "This cannot be a certificate authority."],
  "bad-rules": [400, "A certificate can be renewed for fewer days than it is valid."],
  "bad-certificate": [400, "This is no certificate that something can be encrypted to."],
  "bad-settings": [400, "Some settings cannot be as they are."],
  "bad-name": [400, "This name cannot be."],
  "bad-origin": [400, "An origin is https://HOST[:PORT] and nothing more; http is for loopback."],
  "bad-value": [
    400,
    "A rule's value is text without blanks at its ends, with a * at its end at most.",
  ],
  "bad-upstream": [
    400,
    "An upstream is https://HOST[:PORT]; private addresses need privateUpstream.",
  ],
  "bad-redirect-origins": [
    400,
    "Further origins are https://HOST[:PORT], parted by spaces; private addresses need the owner's leave.",
  ],
  "bad-account-host": [400, "The account host is a host name, with a port if need be."],
  "bad-heartbeats": [400, "The longest heartbeat is at least as long as the shortest."],
  "bad-login-form": [400, "A login form is user, DOMAIN\\user or user@domain."],
  "alias-malformed": [400, "An alias has letters a-z, digits, inner dots and hyphens."],
  "bad-lines": [400, "Some lines cannot be as they are; nothing was imported."],
  "bad-query": [400, "The query has a value that cannot be."],
  "bad-json": [400, "The body is not JSON."],
  "bad-body": [400, "The body has a field that cannot be."],
  "body-too-large": [413, "A body has 64 KB at most."],
  "not-json": [415, "Send the body as application/json."],
} as const satisfies Record<string, readonly [status: number, message: string]>;
export type ApiReason = keyof typeof REFUSALS;

/** A refusal; `message` replaces the table's sentence where more is known. */
export interface Refusal {
  readonly reason: ApiReason;
  readonly message?: string;
  /** Path of the body's field that is wrong. */
  readonly field?: string;
  readonly problems?: readonly object[];
  /** What stands there now, where somebody else was faster. */
  readonly state?: object;
}

/**
 * A document that is no JSON; with a `name` it is offered as a download. A long text is a stream of
 * UTF-8.
 */
export interface ApiFile {
  readonly type: string;
  readonly body: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;
  readonly name?: string;
}

export type Answer =
  | { readonly status: 200 | 201; readonly json: object }
  | { readonly status: 200; readonly file: ApiFile }
  | { readonly status: 204 }
  | { readonly refusal: Refusal };

/** 200 with a JSON body. */
export const ok = (json: object): Answer => ({ status: 200, json });
/** 201 with a JSON body. */
export const created = (json: object): Answer => ({ status: 201, json });
/** 200 with a document that is no JSON. */
export const fileAnswer = (file: ApiFile): Answer => ({ status: 200, file });
/** Done, and nothing to say. */
export const DONE: Answer = { status: 204 };
/** A refusal by its reason. */
export const refused = (reason: ApiReason, more: Omit<Refusal, "reason"> = {}): Answer => ({
  refusal: { reason, ...more },
});

/** A refusal's status and its sentence in English. */
export function statusAndSentence({ reason, message }: Refusal): readonly [number, string] {
  const [status, sentence] = REFUSALS[reason];
  return [status, message ?? sentence];
}

/** The answer on the wire. Nothing of the API may be kept by a cache. */
export function toResponse(answer: Answer): Response {
  const headers = { "cache-control": "no-store" };
  if ("refusal" in answer) {
    const { reason, ...more } = answer.refusal;
    const [status, message] = REFUSALS[reason];
    const challenge = status === 401 ? { "www-authenticate": 'Bearer realm="Provost"' } : {};
    const error = { reason, message, ...more };
    return Response.json({ error }, { status, headers: { ...headers, ...challenge } });
  }
  if ("json" in answer) return Response.json(answer.json, { status: answer.status, headers });
  if (!("file" in answer)) return new Response(null, { status: answer.status, headers });
  const { type, body, name } = answer.file;
  const offered = name ? { "content-disposition": `attachment; filename="${name}"` } : {};
  return new Response(body, { headers: { ...headers, "content-type": type, ...offered } });
}

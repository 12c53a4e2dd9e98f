// The OpenAPI document of /api/v1 (OpenAPI 3.1), made from the table of routes and the schemas that
// bodies are checked with.
import type { SettingRow } from "../../worker/core/settings-row.ts";
import { bodyOf } from "../../worker/routes/api/call.ts";
import type { Need } from "../../worker/routes/api/caller.ts";
import { API_ROUTES } from "../../worker/routes/api/perform.ts";
import { type ApiRoute, POLICY } from "../../worker/routes/api/route.ts";
import { jsonSchema } from "./json-schema.ts";
import { OPERATIONS, type Operation, QUERY } from "./openapi-operations.ts";
import { ROWS } from "./setting-values.ts";

type Json = Record<string, unknown>;

/** Who may, in words. */
const NEEDS: Readonly<Record<Need, string>> = {
  owner: "The owner of the service.",
  administer: "An administrator of the tenant.",
  read: "Whoever may read the tenant: administrators and auditors.",
  "read-devices": "Whoever may see the tenant's devices: also its help desk.",
  "act-on-devices": "Administrators and the help desk of the tenant.",
  "any-administrator": "An administrator of a tenant that is concerned.",
  anyone: "Every caller with a token; what they see depends on it.",
};

const ERROR = {
  type: "object",
  properties: {
    error: {
      type: "object",
      properties: {
        reason: { type: "string", description: "A code for programs." },
        message: { type: "string", description: "A sentence for people." },
        field: { type: "string", description: "The field or setting that is wrong." },
        problems: { type: "array", items: { type: "object" } },
      },
      required: ["reason", "message"],
    },
  },
  required: ["error"],
};

/** The whole document as JSON text. */
export function openApiDocument(): string {
  const paths: Record<string, Json> = {};
  for (const route of API_ROUTES) {
    const path = route[1].replace(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [route[0].toLowerCase()]: operationOf(route) };
  }
  const document = {
    openapi: "3.1.0",
    info: {
      title: "Provost",
      version: "1",
      description:
        "Everything that the console can do. Times are milliseconds since 1970. Lists that have more give `next`, which the next page's `after` takes.",
    },
    servers: [
      { url: "https://{apiHost}/api/v1", variables: { apiHost: { default: "localhost" } } },
    ],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer" } },
      schemas: { Error: ERROR },
      responses: {
        Refused: {
          description: "Refused: the reason is a code, the message a sentence.",
          content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
        },
      },
    },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function operationOf([method, path, need, handler]: ApiRoute): Json {
  const operation = OPERATIONS[`${method} ${path}`];
  if (!operation) throw new Error(`test/support/openapi-operations.ts lacks ${method} ${path}`);
  const body = bodyOf(handler);
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name = ""]) => name);
  const parameters = [
    ...names.map((name) => ({ name, in: "path", required: true, schema: { type: "string" } })),
    ...(operation.query ?? []).map((name) => ({ name, in: "query", ...QUERY[name] })),
  ];
  return {
    operationId: operationId(method, path),
    summary: operation.summary,
    description: NEEDS[need],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body && {
      requestBody: { content: { "application/json": { schema: bodySchema(path, body) } } },
    }),
    responses: responsesOf(operation),
  };
}

/** A change of a policy is checked by the settings table, not by valibot. */
function bodySchema(path: string, body: NonNullable<ReturnType<typeof bodyOf>>): Json {
  if (path !== POLICY) return { ...jsonSchema(body) };
  const properties = Object.fromEntries(ROWS.map((row) => [row.id, settingSchema(row)]));
  return { type: "object", properties, additionalProperties: false };
}

function settingSchema({ value, label }: SettingRow): Json {
  const orNotSet = (json: Json) => ({ description: label, anyOf: [json, { type: "null" }] });
  switch (value.kind) {
    case "boolean":
      return orNotSet({ type: "boolean" });
    case "integer":
      return orNotSet({ type: "integer", minimum: value.min, maximum: value.max });
    case "choice":
      return orNotSet({ enum: value.choices.map((choice) => choice.value) });
    case "text":
      return orNotSet({ type: "string", minLength: 1, maxLength: value.maxLength });
  }
}

function responsesOf({ answer }: Operation): Json {
  const refused = { default: { $ref: "#/components/responses/Refused" } };
  const json = { "application/json": { schema: { type: "object" } } };
  if (answer === "nothing") return { 204: { description: "Done." }, ...refused };
  if (answer === "made") return { 201: { description: "Made.", content: json }, ...refused };
  const content = answer ? { [answer]: { schema: { type: "string" } } } : json;
  return { 200: { description: "Done.", content }, ...refused };
}

/** `get-tenants-tenant-users`: unique, for a path has one row a method. */
function operationId(method: string, path: string): string {
  return `${method.toLowerCase()}${path.replaceAll(/\/:?|\./g, "-")}`;
}

// docs/openapi.json is what the routes and their bodies say; `-u` writes it anew.
import { join } from "node:path";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { API_ROUTES } from "../worker/routes/api/perform.ts";
import { jsonSchema } from "./support/json-schema.ts";
import { openApiDocument } from "./support/openapi.ts";
import { OPERATIONS, QUERY } from "./support/openapi-operations.ts";

const METHODS = ["get", "post", "put", "patch", "delete"];
interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
}
const { paths } = JSON.parse(openApiDocument()) as {
  paths: Record<string, Record<string, Operation>>;
};
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

describe("docs/openapi.json", () => {
  it("says what the routes say", async () => {
    const file = join(import.meta.dirname, "../docs/openapi.json");
    await expect(openApiDocument()).toMatchFileSnapshot(file);
  });

  it("has each route and no other", () => {
    const told = operations.map(({ path, method }) => `${method.toUpperCase()} ${path}`);
    const routes = API_ROUTES.map(
      ([method, path]) => `${method} ${path.replace(/:(\w+)/g, "{$1}")}`,
    );
    expect(told.sort()).toEqual(routes.sort());
    const rows = API_ROUTES.map(([method, path]) => `${method} ${path}`);
    expect(Object.keys(OPERATIONS).sort()).toEqual(rows.sort());
  });

  it.each(operations)("$method $path names its parameters and is named once", (one) => {
    const { path, method, operation } = one;
    expect(METHODS).toContain(method);
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const { parameters = [] } = operation;
    const named = parameters.filter((parameter) => parameter.in === "path");
    expect(named.map(({ name }) => name)).toEqual(inPath);
    for (const { name } of parameters.filter((parameter) => parameter.in === "query")) {
      expect(QUERY[name]).toBeDefined();
    }
    expect(operation.summary).toMatch(/^[A-Z].*[.]$|docs\/settings\.md\)\.$/);
    const same = operations.filter(
      ({ operation: other }) => other.operationId === operation.operationId,
    );
    expect(same).toHaveLength(1);
  });
});

describe("JSON Schema of a body", () => {
  it("says what valibot checks", () => {
    const body = v.strictObject({
      name: v.pipe(v.string(), v.minLength(1), v.maxLength(9)),
      list: v.pipe(v.array(v.picklist(["a", "b"])), v.minLength(1)),
      count: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(5))),
      either: v.optional(v.nullable(v.union([v.boolean(), v.string()])), null),
      more: v.record(v.string(), v.boolean()),
    });
    expect(jsonSchema(body)).toEqual({
      type: "object",
      properties: {
        name: { type: "string", minLength: 1, maxLength: 9 },
        list: { type: "array", items: { enum: ["a", "b"] }, minItems: 1 },
        count: { type: "integer", minimum: 1, maximum: 5 },
        either: {
          anyOf: [{ anyOf: [{ type: "boolean" }, { type: "string" }] }, { type: "null" }],
          default: null,
        },
        more: { type: "object", additionalProperties: { type: "boolean" } },
      },
      required: ["name", "list", "more"],
      additionalProperties: false,
    });
  });

  it("refuses a shape that it does not know", () => {
    expect(() => jsonSchema(v.date())).toThrow("valibot's date");
    expect(() => jsonSchema(v.pipe(v.string(), v.email()))).toThrow("valibot's email");
  });
});

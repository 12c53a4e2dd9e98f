// JSON Schema (draft 2020-12) of the valibot schemas that the API's bodies are checked with. Rule:
// a shape that is not known here is an error, so that none is described wrongly. Checks written in
// code have no counterpart and are left out.
import type * as v from "valibot";

type Schema = v.GenericSchema<unknown>;
/** What of valibot's schemas is looked at. */
interface Shape {
  readonly kind: string;
  readonly type: string;
  readonly entries?: Readonly<Record<string, Shape>>;
  readonly pipe?: readonly Shape[];
  readonly options?: readonly unknown[];
  readonly wrapped?: Shape;
  readonly item?: Shape;
  readonly value?: unknown;
  readonly default?: unknown;
  readonly requirement?: unknown;
}
type Json = Readonly<Record<string, unknown>>;

/** The JSON Schema of `schema`. Throws on a shape that it does not know. */
export function jsonSchema(schema: Schema): Json {
  return described(schema as unknown as Shape);
}

function described(shape: Shape): Json {
  const { pipe } = shape;
  if (!pipe) return base(shape);
  const isList = pipe[0]?.type === "array";
  return Object.assign(
    {},
    ...pipe.map((step) => (step.kind === "schema" ? base(step) : rule(step, isList))),
  );
}

function base(shape: Shape): Json {
  const { type, entries = {}, options = [], wrapped, item, value } = shape;
  switch (type) {
    case "string":
    case "boolean":
    case "number":
      return { type };
    case "picklist":
      return { enum: options };
    case "strict_object":
      return objectOf(entries);
    case "record":
      return { type: "object", additionalProperties: described(value as Shape) };
    case "array":
      return { type: "array", items: described(item as Shape) };
    case "union":
      return { anyOf: options.map((option) => described(option as Shape)) };
    case "nullable":
      return { anyOf: [described(wrapped as Shape), { type: "null" }] };
    case "optional":
    case "exact_optional":
      return {
        ...described(wrapped as Shape),
        ...(shape.default === undefined ? {} : { default: shape.default }),
      };
  }
  throw new Error(`no JSON Schema for valibot's ${type}`);
}

function objectOf(entries: Readonly<Record<string, Shape>>): Json {
  const required = Object.keys(entries).filter(
    (name) => !["optional", "exact_optional"].includes(entries[name]?.type ?? ""),
  );
  const properties = Object.fromEntries(
    Object.entries(entries).map(([name, entry]) => [name, described(entry)]),
  );
  return {
    type: "object",
    properties,
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
}

/** Counterparts of valibot's checks; on lists, lengths have other names. */
function rule({ type, requirement }: Shape, isList: boolean): Json {
  switch (type) {
    case "integer":
      return { type: "integer" };
    case "min_value":
      return { minimum: requirement };
    case "max_value":
      return { maximum: requirement };
    case "min_length":
      return { [isList ? "minItems" : "minLength"]: requirement };
    case "max_length":
      return { [isList ? "maxItems" : "maxLength"]: requirement };
    case "check":
    case "transform":
      return {};
  }
  throw new Error(`no JSON Schema for valibot's ${type}`);
}

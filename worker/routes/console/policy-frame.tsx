// What all pages of one policy share: whose it is, in which words, and the frame around them.
import type { Child } from "hono/jsx";
import { policiesText } from "../../views/console/messages/policies.ts";
import type { Speech } from "../../views/console/policy-parts.tsx";
import type { Refusal } from "../api/answer.ts";
import type { PolicyDocument } from "../api/policies.ts";
import type { ConsoleContext } from "./context.ts";
import { ask, path, sentenceOf, showPage, statusOf } from "./frame.tsx";

export const POLICY_PAGE = "/tenants/:tenant/policies/:group";

export const speechOf = (c: ConsoleContext): Speech => {
  const language = c.get("language");
  return { text: policiesText[language], language };
};
export const groupOf = (c: ConsoleContext): string => c.req.param("group") ?? "";
/** Path of the policy's pages in the console. */
export const pageOf = (c: ConsoleContext) =>
  path`/tenants/${c.req.param("tenant") ?? ""}/policies/${groupOf(c)}`;
/** Path of the policy in the API. */
export const policyOf = (c: ConsoleContext) =>
  path`/tenants/${c.req.param("tenant") ?? ""}/groups/${groupOf(c)}/policy`;
export const stateOf = (c: ConsoleContext) => ask<PolicyDocument>(c, policyOf(c));

/** A page of one policy; a refusal shows as its error summary. */
export function policyPage(
  c: ConsoleContext,
  page: {
    readonly title: string;
    readonly refusal?: Refusal | undefined;
    readonly problem?: string | undefined;
    readonly field?: string | undefined;
  },
  content: Child,
): Promise<Response> {
  const { title, refusal } = page;
  const problem = page.problem ?? (refusal && sentenceOf(c, refusal));
  const field = page.field ?? refusal?.field;
  const tenant = c.req.param("tenant");
  const status = refusal && statusOf(refusal);
  return showPage(c, { title, section: "policies", tenant, problem, field, status }, content);
}

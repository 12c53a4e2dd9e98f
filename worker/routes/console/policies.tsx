// The policies of a tenant at a glance: each group with the state of both families.
import { Hono } from "hono";
import { FAMILIES } from "../../core/settings-row.ts";
import { familyName } from "../../core/settings-words.ts";
import { State } from "../../views/console/policy-parts.tsx";
import { Badge, Table, Time } from "../../views/console/table.tsx";
import type { GroupsDocument } from "../api/groups.ts";
import type { PolicyDocument } from "../api/policies.ts";
import type { ConsoleContext, ConsoleEnv } from "./context.ts";
import { ask, path, showPage } from "./frame.tsx";
import { speechOf } from "./policy-frame.tsx";

export const policyListPages = new Hono<ConsoleEnv>().get("/tenants/:tenant/policies", listPage);

async function listPage(c: ConsoleContext): Promise<Response> {
  const speech = speechOf(c);
  const { text, language } = speech;
  const tenant = c.req.param("tenant") ?? "";
  const { groups } = await ask<GroupsDocument>(c, path`/tenants/${tenant}/groups`);
  const policies = await Promise.all(
    groups.map(({ name }) =>
      ask<PolicyDocument>(c, path`/tenants/${tenant}/groups/${name}/policy`),
    ),
  );
  const defaults = new Set(groups.filter((group) => group.isDefault).map(({ name }) => name));
  const families = FAMILIES.map((family) => familyName(family, language));
  return showPage(
    c,
    { title: text.title, section: "policies", tenant },
    <>
      <p>{text.intro}</p>
      <Table
        caption={text.caption}
        captionHidden
        head={[text.group, ...families, text.edited]}
        rows={policies.map(({ group, families: states, edited }) => [
          <>
            <a href={path`/tenants/${tenant}/policies/${group}`}>{group}</a>{" "}
            {defaults.has(group) && <Badge>{text.defaultGroup}</Badge>}
          </>,
          ...FAMILIES.map((family) => <State text={text} state={states[family]} />),
          edited && (
            <>
              <Time at={edited.at} /> {text.by(edited.by)}
            </>
          ),
        ])}
      />
      <p class="muted">{text.legend}</p>
    </>,
  );
}

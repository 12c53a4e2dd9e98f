// Every Lock of a policy, and what is different between any two of its states.
import { Hono } from "hono";
import { FAMILIES } from "../../core/settings-row.ts";
import { familyName } from "../../core/settings-words.ts";
import { Choice, type ChoiceOption } from "../../views/console/form.tsx";
import { Differences } from "../../views/console/policy-parts.tsx";
import { Badge, Short, Table, Time } from "../../views/console/table.tsx";
import type { VersionsDocument } from "../api/policies.ts";
import type { DiffDocument } from "../api/policy-views.ts";
import type { ConsoleContext, ConsoleEnv } from "./context.ts";
import { ask } from "./frame.tsx";
import { groupOf, POLICY_PAGE, pageOf, policyOf, policyPage, speechOf } from "./policy-frame.tsx";

export const policyVersionPages = new Hono<ConsoleEnv>()
  .get(`${POLICY_PAGE}/versions`, versionsPage)
  .get(`${POLICY_PAGE}/diff`, diffPage);

const versionsOf = async (c: ConsoleContext) =>
  (await ask<VersionsDocument>(c, `${policyOf(c)}/versions`)).versions;

async function versionsPage(c: ConsoleContext): Promise<Response> {
  const { text, language } = speechOf(c);
  const versions = await versionsOf(c);
  return policyPage(
    c,
    { title: `${text.versions}: ${groupOf(c)}` },
    <>
      <Table
        caption={text.versionsCaption}
        captionHidden
        head={[text.version, text.family, text.lockedAt, text.lockedBy, text.compare]}
        rows={versions.map(({ version, family, lockedAt, lockedBy, inForce }) => [
          <>
            <Short hash={version} /> {inForce && <Badge tone="good">{text.inForceMark}</Badge>}
          </>,
          familyName(family, language),
          <Time at={lockedAt} />,
          lockedBy,
          <a
            href={`${pageOf(c)}/diff?from=${version}&to=in-force`}
            aria-label={`${text.diff}: ${version.slice(0, 12)}`}
          >
            {text.diff}
          </a>,
        ])}
        empty={text.noVersions}
      />
      <Back c={c} />
    </>,
  );
}

function Back({ c }: { c: ConsoleContext }) {
  return (
    <p>
      <a href={pageOf(c)}>{speechOf(c).text.backToPolicy}</a>
    </p>
  );
}

/** The states of a policy that can be named: draft, in force, and every version. */
export async function stateOptions(c: ConsoleContext): Promise<ChoiceOption[]> {
  const { text, language } = speechOf(c);
  const versions = await versionsOf(c);
  const distinct = new Map(versions.map((version) => [version.version, version]));
  return [
    { value: "draft", label: text.draft },
    { value: "in-force", label: text.inForceName },
    ...[...distinct.values()].map(({ version, family, lockedAt }) => ({
      value: version,
      label: `${version.slice(0, 12)}, ${familyName(family, language)}, ${dayOf(lockedAt)}`,
    })),
  ];
}

const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);

async function diffPage(c: ConsoleContext): Promise<Response> {
  const speech = speechOf(c);
  const { text, language } = speech;
  const [from, to] = [c.req.query("from") ?? "in-force", c.req.query("to") ?? "draft"];
  const query = `from=${encodeURIComponent(from)}&to=${encodeURIComponent(to)}`;
  const [options, diff] = await Promise.all([
    stateOptions(c),
    ask<DiffDocument>(c, `${policyOf(c)}/diff?${query}`),
  ]);
  const { families, differences } = diff;
  return policyPage(
    c,
    { title: text.diffTitle(groupOf(c)) },
    <>
      <form method="get" action={`${pageOf(c)}/diff`} class="row">
        <Choice label={text.from} name="from" value={from} options={options} />
        <Choice label={text.to} name="to" value={to} options={options} />
        <button type="submit" class="quiet">
          {text.show}
        </button>
      </form>
      {families.length < FAMILIES.length && (
        <p>{families.map((family) => familyName(family, language)).join(", ")}</p>
      )}
      <Differences speech={speech} differences={differences} empty={text.noDifference} />
      <Back c={c} />
    </>,
  );
}

// Where a policy stands: the state of both families, what is in force and since when, who runs an
// old version and how to tell them, and the ways on.
import type { DeviceCounts } from "../../core/device.ts";
import { isAble } from "../../core/scope.ts";
import { FAMILIES, type Family } from "../../core/settings-row.ts";
import { familyName } from "../../core/settings-words.ts";
import { Hidden, PostForm, Submit } from "../../views/console/form.tsx";
import { State } from "../../views/console/policy-parts.tsx";
import { Short, Time } from "../../views/console/table.tsx";
import type { PolicyDocument } from "../api/policies.ts";
import type { ConsoleContext } from "./context.ts";
import { ask, path } from "./frame.tsx";
import { groupOf, pageOf, speechOf } from "./policy-frame.tsx";

interface Props {
  readonly c: ConsoleContext;
  readonly policy: PolicyDocument;
}

/** The head of the editor. */
export async function Standing({ c, policy }: Props) {
  const { text } = speechOf(c);
  const { edited } = policy;
  const at = pageOf(c);
  return (
    <>
      <div class="cards">
        {FAMILIES.map((family) => (
          <FamilyCard c={c} policy={policy} family={family} />
        ))}
      </div>
      {edited && (
        <p>
          {text.edited}: <Time at={edited.at} /> {text.by(edited.by)}
        </p>
      )}
      <nav class="actions" aria-label={text.links}>
        <a href={`${at}/versions`}>{text.versions}</a>
        <a href={`${at}/diff`}>{text.diff}</a>
        <a href={`${at}/preview`}>{text.preview}</a>
      </nav>
      <Outdated c={c} />
    </>
  );
}

function FamilyCard({ c, policy, family }: Props & { family: Family }) {
  const { text, language } = speechOf(c);
  const name = familyName(family, language);
  const [state, version] = [policy.families[family], policy.locked[family]];
  const mayLock = isAble(c.get("operator").scope, "administer");
  return (
    <section class="card" aria-label={name}>
      <h2>{name}</h2>
      <p>
        <State text={text} state={state} />
      </p>
      <p>
        {version ? (
          <>
            {text.version} <Short hash={version.version} /> {text.since}{" "}
            <Time at={version.lockedAt} />
          </>
        ) : (
          text.nothingInForce
        )}
      </p>
      {mayLock && (
        <div class="actions">
          <a
            class="button"
            href={`${pageOf(c)}/lock?family=${family}`}
            aria-label={text.lockOf(name)}
          >
            {text.lock}
          </a>
          {version && (
            <PostForm c={c} action={`${pageOf(c)}/unlock`}>
              <Hidden name="family" value={family} />
              <Submit label={text.unlock} kind="quiet" says={text.unlockOf(name)} />
            </PostForm>
          )}
        </div>
      )}
      {mayLock && version && <p class="muted">{text.unlockHelp}</p>}
    </section>
  );
}

/** Who runs an old profile, and how to tell them. */
async function Outdated({ c }: { c: ConsoleContext }) {
  const { text } = speechOf(c);
  const tenant = path`/tenants/${c.req.param("tenant") ?? ""}`;
  const { outdated } = await ask<DeviceCounts>(c, `${tenant}/device-counts`);
  if (outdated === 0) return <p>{text.noneOutdated}</p>;
  const invitations = `${tenant}/invitations?group=${encodeURIComponent(groupOf(c))}`;
  return (
    <div class="warning">
      <p>{text.outdated(outdated)}</p>
      <p class="actions">
        <a href={`${tenant}/devices?filter=outdated`}>{text.whoOutdated}</a>
        {isAble(c.get("operator").scope, "administer") && <a href={invitations}>{text.tellThem}</a>}
      </p>
    </div>
  );
}

// Two administrators, one draft: what the second one sees. Both sides stand beside each other,
// setting by setting; what only one of them changed is no question; the rest is asked. Nothing that
// was typed is lost: it travels on in this form, which is sent like the editor's own.
import {
  type Collision,
  collisions,
  type FormTexts,
  type SectionRows,
  typedValue,
} from "../../core/policy-form.ts";
import { Choice, Hidden, PostForm, Submit } from "../../views/console/form.tsx";
import { nameOf, said } from "../../views/console/policy-parts.tsx";
import { Table } from "../../views/console/table.tsx";
import type { PolicyDocument } from "../api/policies.ts";
import type { ConsoleContext } from "./context.ts";
import { pageOf, policyPage, speechOf } from "./policy-frame.tsx";

interface Conflict {
  readonly section: SectionRows;
  readonly typed: FormTexts;
  readonly shown: FormTexts;
  /** The policy as it stands now. */
  readonly now: PolicyDocument;
}

export function conflictPage(c: ConsoleContext, conflict: Conflict): Promise<Response> {
  const { section, typed, shown, now } = conflict;
  const { text } = speechOf(c);
  const sides = collisions(section.rows, typed, shown, now.draft);
  const problem = text.conflictIntro(now.edited?.by ?? "?");
  return policyPage(
    c,
    { title: text.conflictTitle, problem, refusal: { reason: "draft-changed" } },
    <>
      <Table
        caption={text.conflictCaption}
        head={[text.setting, text.yours, text.theirs, text.choose]}
        rows={sides.map((side) => sideRow(c, side))}
      />
      <PostForm c={c} action={pageOf(c)} class="card">
        <Hidden name="section" value={section.section} />
        <Hidden name="revision" value={now.revision} />
        {sides.map((side) => (
          <Side c={c} side={side} />
        ))}
        <div class="actions">
          <Submit label={text.saveChosen} />
          <a class="button quiet" href={pageOf(c)}>
            {text.discard}
          </a>
        </div>
      </PostForm>
    </>,
  );
}

function sideRow(c: ConsoleContext, side: Collision) {
  const { text } = speechOf(c);
  const [mine, theirs] = inWords(c, side);
  return [
    nameOf(speechOf(c), side.row.id),
    mine,
    theirs,
    side.isConflict ? (
      <a href={`#pick.${side.row.id}`}>{text.choose}</a>
    ) : side.mine === undefined ? (
      text.onlyTheirs
    ) : side.mine === side.theirs ? (
      text.sameOnBoth
    ) : (
      text.onlyYours
    ),
  ];
}

function inWords(c: ConsoleContext, { row, mine, theirs }: Collision): readonly [string, string] {
  const speech = speechOf(c);
  const words = (typed: string) => said(speech, row, typedValue(row, typed) ?? undefined);
  return [mine === undefined ? "" : words(mine), words(theirs)];
}

/** What a setting carries on: both texts, and the question if there is one. */
function Side({ c, side }: { c: ConsoleContext; side: Collision }) {
  const { text } = speechOf(c);
  const { row, mine, theirs, isConflict } = side;
  const [mineInWords, theirsInWords] = inWords(c, side);
  if (mine === undefined) return null;
  return (
    <>
      <Hidden name={row.id} value={mine} />
      <Hidden name={`was.${row.id}`} value={theirs} />
      {isConflict && (
        <Choice
          label={`${nameOf(speechOf(c), row.id)}: ${text.choose}`}
          name={`pick.${row.id}`}
          kind="radio"
          value="mine"
          options={[
            { value: "mine", label: text.keepMine(mineInWords) },
            { value: "theirs", label: text.keepTheirs(theirsInWords) },
          ]}
        />
      )}
    </>
  );
}

// The guided way from what signs or issues now to what follows it: prepare or import, drop, roll over.
// Signing identities and certificate authorities go it alike. The rule: a private key and a password
// go to the API and nowhere else; the roll-over asks for the tenant's name.
import type { Refusal } from "../api/answer.ts";
import type { ConsoleContext } from "./context.ts";
import { act, ConsoleProblemError, done, formOf, sentenceOf } from "./frame.tsx";
import { identityUpload } from "./identity-upload.ts";

/** What was typed, and why it was refused. */
export interface TypedSuccession {
  readonly refusal: Refusal;
  readonly problem: string;
  readonly certificates?: string;
  readonly confirm?: string;
}

/** What is told when it is done. */
interface Notices {
  readonly prepared: string;
  readonly dropped: string;
  readonly imported: string;
  readonly rolled: string;
}

/** The four acts of a page, as its routes' handlers. */
export function successionOf(on: {
  /** The page's path, which is the API's. */
  readonly page: (c: ConsoleContext) => string;
  readonly notices: (c: ConsoleContext) => Notices;
  /** The page once more, with what was typed and its problem. */
  readonly again: (c: ConsoleContext, typed: TypedSuccession) => Promise<Response>;
  /** Why a roll-over is refused where nothing waits. */
  readonly nothingWaits: string;
}) {
  const simply = async (
    c: ConsoleContext,
    method: "POST" | "DELETE",
    deed: "prepare" | "next",
    notice: keyof Notices,
  ) => {
    const acted = await act(c, method, `${on.page(c)}/${deed}`);
    if (!acted.ok) throw new ConsoleProblemError(acted.refusal);
    return done(c, on.page(c), on.notices(c)[notice]);
  };
  const takeIn = async (c: ConsoleContext) => {
    const upload = await identityUpload(c, await formOf(c));
    const { certificates } = upload;
    if (!upload.ok) return on.again(c, { ...upload, certificates });
    const acted = await act(c, "POST", `${on.page(c)}/import`, upload.body);
    if (acted.ok) return done(c, on.page(c), on.notices(c).imported);
    return on.again(c, { ...upload.refused(acted.refusal), certificates });
  };
  const rollOver = async (c: ConsoleContext) => {
    const confirm = (await formOf(c)).text("confirm");
    const acted = await act(c, "POST", `${on.page(c)}/roll-over`, { confirm });
    if (acted.ok) return done(c, on.page(c), on.notices(c).rolled);
    const { refusal } = acted;
    if (refusal.reason === on.nothingWaits) throw new ConsoleProblemError(refusal);
    return on.again(c, { refusal, confirm, problem: sentenceOf(c, refusal) });
  };
  return {
    prepare: (c: ConsoleContext) => simply(c, "POST", "prepare", "prepared"),
    dropNext: (c: ConsoleContext) => simply(c, "DELETE", "next", "dropped"),
    takeIn,
    rollOver,
  };
}

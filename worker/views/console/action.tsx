// An action of an audit log: in words, and as the word that programs and the search know.
import type { Language } from "../../core/language.ts";
import { actionText } from "./messages/audit-actions.ts";

/** What was done. */
export function Action({ language, action }: { language: Language; action: string }) {
  return (
    <>
      {actionText(language, action)}
      <br />
      <code>{action}</code>
    </>
  );
}

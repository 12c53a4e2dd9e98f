// An action of an audit log: in words, and as the word that programs and the search know.
import type { Language } from "../../core/language.ts";
import { actionText } from "./messages/audit-actions.ts";

/** What was done. */
export function Action({ language, action }: { language: Language; action: string }) {
  const words = actionText(language, action);
  if (words === action) return <code>{action}</code>;
  return (
    <>
      {words} <code>{action}</code>
    </>
  );
}

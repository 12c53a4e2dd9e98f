// A new account is tried against its server before it is saved: OPTIONS, then the folder list, with
// whatever policy the server demands on the way (class dumps: checkValidityWithConsumer; that a
// failure lets the user save is from memory).
import { syncFolders } from "./eas-folders.ts";
import type { MailReason } from "./mail-outcome.ts";
import type { Account, Handset } from "./state.ts";

export interface AccountCheck {
  readonly id: string;
  readonly verified: boolean;
  readonly reason: MailReason | null;
  /** HTTP status of the refusal, if it was one. */
  readonly status: number | null;
  readonly problem: string;
}

/** Tries the account. Nothing but the account itself changes. */
export async function checkAccount(phone: Handset, account: Account): Promise<AccountCheck> {
  phone.screen(`Verifying the Exchange account of ${account.email}.`);
  const outcome = await syncFolders(phone, account);
  const verdict = { id: account.id, status: null, reason: null, problem: "" };
  if (outcome.ok) return { ...verdict, verified: true };
  phone.screen("Exchange Account: verification failed.");
  const { reason, detail, status = null } = outcome;
  return { ...verdict, verified: false, reason, status, problem: detail };
}

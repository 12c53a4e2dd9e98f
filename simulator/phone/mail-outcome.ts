// How the mail client's work can end. A failure says what the user would see; nothing the phone
// holds is lost by it.

export type MailReason =
  | "no-account"
  /**
   * The server answered 401: the phone shows its password alert and stops until a new password is
   * entered.
   */
  | "password-alert"
  /** "Cannot Get Mail": the server refused, or cannot be reached. */
  | "cannot-connect"
  /** 503; nothing is asked before Retry-After has passed. */
  | "busy"
  /** The server's policy wants a passcode that the phone does not have. */
  | "passcode-needed"
  /** The answer broke the protocol; a note says how. */
  | "protocol-error"
  /** The server ordered a remote wipe, and it was done. */
  | "wiped";

export interface MailFailure {
  readonly ok: false;
  readonly reason: MailReason;
  /** HTTP status, if the server answered. */
  readonly status?: number;
  readonly detail: string;
}

/** A failure as a value. */
export function mailFailure(reason: MailReason, detail: string, status?: number): MailFailure {
  return { ok: false, reason, detail, ...(status === undefined ? {} : { status }) };
}

/** How many items came, changed and went. */
export interface Changes {
  added: number;
  changed: number;
  deleted: number;
}
export type MailOutcome = { readonly ok: true; readonly changes: Changes } | MailFailure;

export const noChanges = (): Changes => ({ added: 0, changed: 0, deleted: 0 });

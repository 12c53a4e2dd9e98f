// What to do about a refusal, by the reason code that /api/v1 gave: one row each. A reason without
// a row says enough with its own message.

export const REMEDIES = {
  "token-missing": "Give a token: --token, PROVOST_TOKEN, or run `npm start` in this folder.",
  "token-unknown": "Make another, with the owner's token: provost token create NAME --scope SCOPE",
  "scope-too-small": "Use the owner's token, or one with the scope administrator:TENANT.",
  "no-such-path": "The server is of another version than this command line.",
  "tenant-exists": "Choose another name, or look at that one: provost tenant show NAME",
  "tenant-unfinished": "Send the same `tenant create` again.",
  "no-such-tenant": "See which there are: provost tenant list",
  "host-taken": "A host belongs to one tenant only; that tenant's origins must change first.",
  "bad-upstream":
    "Name Exchange's origin; a private address needs --private-upstream yes, from the owner.",
  "alias-unknown": "Claim it: provost alias claim ALIAS --tenant NAME",
  "already-claimed": "See who claims it: provost alias show ALIAS",
  "no-such-claim": "See who claims it: provost alias show ALIAS",
  "no-such-group": "See which there are: provost group list --tenant NAME",
  "not-locked": "Look at the policy: provost policy show --tenant NAME",
  "no-such-user": "See who has a record: provost user list --tenant NAME",
  "no-such-version": "See which there are: provost policy versions --tenant NAME",
  "bad-settings": "Look at all findings: provost policy lint --tenant NAME",
  "adapter-changed":
    "Look at what is saved now, and name its revision: provost adapter show --tenant NAME",
  "draft-changed": "Look at the draft and try again: provost policy show --tenant NAME",
  "no-next-identity": "Make or import one: provost identity prepare --tenant NAME",
  "no-next-authority": "Make or import one: provost authority prepare --tenant NAME",
  "no-such-certificate": "See which there are: provost certificate list --tenant NAME",
  "no-such-challenge": "See which there are: provost enrolment challenges --tenant NAME",
  "no-such-device": "See which there are: provost device list --tenant NAME",
  "no-such-rule": "See which there are: provost access-rule list --tenant NAME",
  "rule-exists": "See which there are: provost access-rule list --tenant NAME",
  "operator-exists": "See who there is: provost operator list",
  "no-such-token": "See which there are: provost token list",
} as const satisfies Readonly<Record<string, string>>;

/** What to do about `reason`, if more can be said than the refusal itself says. */
export function remedyFor(reason: string): string | undefined {
  return (REMEDIES as Readonly<Record<string, string>>)[reason];
}

// What to do about a refusal, by the reason code that /api/v1 gave: one row each. A reason without a row says enough
// with its own message.

export const REMEDIES: Readonly<Record<string, string>> = {
  unauthorized:
    "Give a token that is valid: --token, PROVOST_TOKEN, or `npm start` in this folder.",
  "token-missing": "Give a token: --token, PROVOST_TOKEN, or `npm start` in this folder.",
  "token-unknown":
    "The token is wrong or revoked; make another: provost token create NAME --scope SCOPE",
  "token-expired": "Make another token: provost token create NAME --scope SCOPE",
  "scope-too-small": "Use the owner's token, or one with the scope administrator:TENANT.",
  forbidden: "Use the owner's token, or one with the scope administrator:TENANT.",
  "tenant-exists": "Choose another name, or look at that one: provost tenant show NAME",
  "no-such-tenant": "See which there are: provost tenant list",
  "host-taken": "Another tenant has this host; every host belongs to one tenant only.",
  "bad-origin": "An origin is https://HOST[:PORT] without a path; http is for loopback only.",
  "bad-upstream":
    "Name Exchange's origin, https://HOST[:PORT]; a private address needs --private-upstream yes.",
  "bad-login-form": "Write user, DOMAIN\\user or user@domain with your own domain in place.",
  "alias-malformed":
    "An alias has letters, digits, dots and hyphens, without look-alikes from other scripts.",
  "already-claimed": "This tenant claims the alias already: provost alias show ALIAS",
  "not-the-owner": "Only the tenant that claimed the alias first can approve others.",
  "no-such-claim": "See who claims it: provost alias show ALIAS",
  "no-such-group": "See which there are: provost group list --tenant NAME",
  "not-locked": "There is nothing to unlock: provost policy show --tenant NAME",
  "no-such-user": "See who has a record: provost user list --tenant NAME",
  "no-such-device": "See which there are: provost device list --tenant NAME",
};

// The status of each way in which a user's sign-in ends without one; /iphone and /my answer alike.

export const SIGN_IN_STATUS = {
  "sign-in-needed": 401,
  "credentials-malformed": 400,
  "wrong-password": 401,
  "slowed-down": 429,
  "eas-not-enabled-upstream": 403,
  "upstream-unreachable": 502,
  "upstream-timeout": 504,
  "upstream-not-eas": 502,
} as const;

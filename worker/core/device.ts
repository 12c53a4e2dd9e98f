// A device is one (tenant, user, canonical DeviceId), born when a handout is bound to it or when an
// EAS client is first admitted without one. Here: what is known of it. Its life as a table comes
// with the gateway's own issue.

/** What an EAS request says of the phone that sent it. */
export interface DeviceTraits {
  /** Canonical DeviceId (worker/wire/eas-query). */
  readonly deviceId: string;
  readonly deviceType: string;
  readonly userAgent: string;
  readonly protocolVersion: string;
}

/** One line of the tenant's device index. Times are milliseconds since 1970. */
export interface DeviceSummary extends DeviceTraits {
  readonly user: string;
  readonly state: "active" | "blocked";
  /** How the device was admitted: by a provisioning token, or without proof. */
  readonly proof: "token" | "none";
  /** Policy version of the profile it runs; absent without a profile. */
  readonly policyVersion?: string;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
}

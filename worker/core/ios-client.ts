// Who counts as an iOS device: by what a client says of itself, which it may choose. One sign of Apple's is enough.

const IOS_DEVICE_TYPE = /iphone|ipod|ipad/i;
/** iOS 2 to 6 make their DeviceId of "Appl" and the serial number; later ones are opaque. */
const IOS_DEVICE_ID = /^appl/i;
const IOS_USER_AGENT = /apple-i/i;

/**
 * True if anything the client says of itself is Apple's: one sign is enough, so a phone that calls
 * itself Android but keeps Apple's user agent is an iPhone. A client that fakes everything is an
 * "other client".
 * @param deviceId canonical DeviceId.
 */
export function looksLikeIos(says: {
  readonly deviceId: string;
  readonly deviceType: string;
  readonly userAgent: string;
}): boolean {
  return (
    IOS_DEVICE_TYPE.test(says.deviceType) ||
    IOS_DEVICE_ID.test(says.deviceId) ||
    isIosUserAgent(says.userAgent)
  );
}

/**
 * True for the user agents of Apple's Exchange client: `Apple-iPhone2C1/705.018`, `Apple-iPod/...`,
 * `Apple-iPad...`.
 */
export function isIosUserAgent(userAgent: string): boolean {
  return IOS_USER_AGENT.test(userAgent);
}

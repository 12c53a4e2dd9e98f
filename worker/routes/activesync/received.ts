// What is kept of a request that is held. The platform's own object takes several kilobytes for as long as anything refers to
// it, also when it is long read; its headers, written down, take a few hundred bytes. The rule: nothing that waits refers to
// the request itself.

/** A received request, as far as it is looked at once its body was read. */
export interface Received {
  readonly headers: Headers;
  /** Aborts when the client goes away, where that is said. */
  readonly signal?: AbortSignal;
}

/** The headers of `received` and nothing else of it; they are made anew for whoever asks. */
export function afterRead({ received }: { readonly received: Request }): Received {
  const written = JSON.stringify([...received.headers]);
  return {
    get headers() {
      return new Headers(JSON.parse(written) as [string, string][]);
    },
    ...(saysWhenGone() && { signal: received.signal }),
  };
}

/**
 * Does a request say when its client has gone? By the platform's compatibility flag alone: without it the platform just ends
 * the request, and a signal that never speaks would take 2 KB of each wait.
 */
const saysWhenGone = () => FLAGS?.enable_request_signal !== false;

/** Known to workerd alone. */
const FLAGS = (globalThis as { Cloudflare?: Cloudflare }).Cloudflare?.compatibilityFlags;

// The only way simulated parties meet: HTTP messages. A phone is given a Network and knows nothing
// of who answers.

/** An HTTP request as a simulated phone sends it: exactly these headers, in this order. */
export interface NetworkRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: Uint8Array;
  readonly signal?: AbortSignal;
  /** The client certificate shown in the TLS handshake, with what proves the possession of its key. */
  readonly identity?: ClientIdentity;
}

/** A client certificate (DER) and its key's RSA signature, PKCS#1 v1.5 with SHA-256, over what the server says. */
export interface ClientIdentity {
  readonly certificate: Uint8Array;
  sign(nonce: Uint8Array): Promise<Uint8Array>;
}

/** The whole answer. Header names are lower case; repeated headers stay apart. */
export interface NetworkResponse {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
}

/**
 * Carries one request to whoever owns its host. Rejects with an Error if the connection fails or
 * breaks.
 */
export interface Network {
  request(request: NetworkRequest): Promise<NetworkResponse>;
}

/** The first value of a header, or undefined. */
export function headerOf(response: NetworkResponse, name: string): string | undefined {
  return response.headers.find(([key]) => key === name.toLowerCase())?.[1];
}

// What a call of a Durable Object is to its caller: a message, and its answer later.

/** A method of a remote object as its caller sees it. */
export type Remote<T> = Promise<T>;

// How lists are asked for a page, and how a long one becomes a file that is never whole in memory.

/** What a request asks a list for: `search`, `after` (the `next` of the page before), `limit`. */
export function pageOf(query: (name: string) => string | undefined) {
  const [search, after, limit] = [query("search"), query("after"), wholeNumber(query("limit"))];
  return { ...(search && { search }), ...(after && { after }), ...(limit && { limit }) };
}

/** Text that is a whole number and no longer than one can count, or undefined. */
export function wholeNumber(text: string | undefined): number | undefined {
  return /^\d{1,15}$/.test(text ?? "") ? Number(text) : undefined;
}

/**
 * A stream of what `read` gives page by page: it is called with the mark of the page before
 * (undefined at first), and the page without a mark is the last.
 */
export function streamOf<Mark>(
  read: (mark: Mark | undefined) => Promise<{ readonly text: string; readonly mark?: Mark }>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let mark: Mark | undefined;
  return new ReadableStream({
    async pull(controller) {
      const page = await read(mark);
      mark = page.mark;
      controller.enqueue(encoder.encode(page.text));
      if (mark === undefined) controller.close();
    },
  });
}

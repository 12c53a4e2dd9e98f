// The Worker that the WBXML benchmark runs in bare workerd: decodes the posted document `rounds`
// times. Time is taken outside, because a Worker's own clock stands still while it computes.
import { decode } from "../worker/wire/wbxml.ts";

export default {
  async fetch(request: Request): Promise<Response> {
    const rounds = Number(new URL(request.url).searchParams.get("rounds"));
    const document = new Uint8Array(await request.arrayBuffer());
    let tag = "";
    for (let round = 0; round < rounds; round++) tag = decode(document).tag;
    return new Response(tag);
  },
};

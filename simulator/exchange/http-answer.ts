// HTTP answers as IIS and Exchange write them (MS-ASHTTP 2.2.2). The rule it keeps: Content-Length
// always, Content-Type only with a body (R212), never a Content-Encoding.
import { encode } from "../../worker/wire/wbxml.ts";
import type { CommandAnswer } from "./command.ts";
import { type Trait, versionHeaders } from "./traits.ts";

const WBXML_TYPE = "application/vnd.ms-sync.wbxml";

/** What IIS says beside a status that has no meaning of its own in RFC 9110. */
const reasons: Readonly<Record<number, string>> = {
  449: "Retry after sending a PROVISION command",
};

/** An answer that is only a status. */
export function bareAnswer(
  trait: Trait,
  status: number,
  headers: Record<string, string> = {},
): Response {
  return new Response(null, {
    status,
    statusText: reasons[status] ?? "",
    headers: { ...trait.headers, ...headers, "content-length": "0" },
  });
}

/** The answer to a request without valid credentials; IIS adds a page. */
export function unauthorized(trait: Trait, realm: string): Response {
  const page = "<html><body>You are not authorized to view this page.</body></html>";
  return bodyAnswer(trait, 401, "text/html", new TextEncoder().encode(page), {
    "www-authenticate": `Basic realm="${realm}"`,
  });
}

/** The answer to OPTIONS (MS-ASHTTP 3.2.5.2, sample 4.3). */
export function optionsAnswer(trait: Trait): Response {
  return bareAnswer(trait, 200, {
    allow: "OPTIONS,POST",
    public: "OPTIONS,POST",
    ...versionHeaders(trait),
  });
}

/** A command's answer over HTTP. */
export function commandResponse(trait: Trait, answer: CommandAnswer): Response {
  switch (answer.kind) {
    case "empty":
      return bareAnswer(trait, 200);
    case "status":
      return bareAnswer(trait, answer.status);
    case "bytes":
      return bodyAnswer(trait, 200, answer.contentType, answer.bytes);
    case "wbxml":
      return bodyAnswer(trait, 200, WBXML_TYPE, encode(answer.root), answer.headers);
  }
}

function bodyAnswer(
  trait: Trait,
  status: number,
  contentType: string,
  body: Uint8Array,
  headers: Record<string, string> = {},
): Response {
  const all = {
    ...trait.headers,
    ...headers,
    "content-type": contentType,
    "content-length": String(body.length),
  };
  return new Response(body, { status, headers: all });
}

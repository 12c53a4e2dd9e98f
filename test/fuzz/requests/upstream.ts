// The Exchange behind a fuzzed gateway: it answers at once, and complains of whatever must not have
// reached it.
import { createServer, type IncomingMessage, type Server } from "node:http";
import { encode, type Node } from "../../../worker/wire/wbxml.ts";
import { el } from "../../../worker/wire/wbxml-tree.ts";

const VERSIONS = "2.5,12.0,12.1,14.0,14.1,16.0,16.1";
const WBXML = "application/vnd.ms-sync.wbxml";
const PASSWORD = /:correct horse$/;

const ANSWERS: Readonly<Record<string, Node>> = {
  Ping: el("Ping:Ping", el("Ping:Status", "2"), el("Ping:Folders", el("Ping:Folder", "5"))),
  Provision: el("Provision:Provision", el("Provision:Status", "1")),
};
const OTHERWISE = encode(el("FolderHierarchy:FolderSync", el("FolderHierarchy:Status", "1")));

/** Starts on a free port of 127.0.0.1; `complain` is told in one sentence. */
export async function startFuzzUpstream(complain: (problem: string) => void): Promise<Server> {
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("error", () => undefined);
    incoming.on("end", () => {
      if (!isRightPassword(incoming)) return void response.writeHead(401).end();
      response.setHeader("MS-ASProtocolVersions", VERSIONS);
      response.setHeader("MS-ASProtocolCommands", "Sync,FolderSync,Ping,Provision");
      if (incoming.method === "OPTIONS") return void response.end();
      const problem = whatIsWrong(incoming, Buffer.concat(chunks));
      if (problem) complain(`${problem} reached Exchange: ${incoming.url}`);
      const command = new URL(incoming.url ?? "/", "http://exchange").searchParams.get("Cmd") ?? "";
      const answer = ANSWERS[command];
      response.setHeader("Content-Type", WBXML);
      response.end(answer ? encode(answer) : OTHERWISE);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

function isRightPassword({ headers }: IncomingMessage): boolean {
  const [scheme = "", credentials = ""] = (headers.authorization ?? "").split(" ");
  return scheme === "Basic" && PASSWORD.test(Buffer.from(credentials, "base64").toString());
}

/** Bodies that must be WBXML begin with its version (MS-ASWBXML 2.1.1); a query says one command once. */
function whatIsWrong({ url = "", method, headers }: IncomingMessage, body: Buffer): string | null {
  if (method !== "POST") return `the method ${method}`;
  const [path, query = ""] = url.split("?");
  if (path !== "/Microsoft-Server-ActiveSync") return "another path";
  const isPlain = /=[^=]/.test(query) || query.includes("&");
  if (isPlain && query.split("&").filter((pair) => /^cmd=/i.test(pair)).length !== 1)
    return "a query without exactly one command";
  const isMail = /^message\/rfc822/i.test(headers["content-type"] ?? "");
  if (body.length > 0 && !isMail && !(body[0] === 3 || body[0] === 2 || body[0] === 1))
    return "a body that is no WBXML";
  // The name is the gateway's to write, never the phone's, in whose name the token stands.
  const user = isPlain ? new URLSearchParams(query).get("User") : null;
  if (user !== null && user !== "ACME\\alice") return `the user ${user}`;
  return null;
}

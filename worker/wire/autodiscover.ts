// Autodiscover's documents for mobile clients (MS-ASCMD 2.2.1.1; the framing is Outlook's, MS-OXDSCLI 2.2.3 and 2.2.4): a
// request names an address and the schema of answer it takes; the answer is settings, another address, or an error.
import { WireError } from "./wire-error.ts";
import { escapeXml, readXml, type XmlElement } from "./xml-text.ts";

const SCHEMAS = "http://schemas.microsoft.com/exchange/autodiscover";
const MOBILE_REQUEST = `${SCHEMAS}/mobilesync/requestschema/2006`;
const MOBILE_RESPONSE = `${SCHEMAS}/mobilesync/responseschema/2006`;
/** Namespace around every answer. */
const FRAME = `${SCHEMAS}/responseschema/2006`;

/** Whose dialect: mobile clients', or another's, such as Outlook's. */
type Schema = "mobile" | "other";

/** What a client asks; elements that do not stand there are absent. LegacyDN, which Outlook sends, is not read. */
export interface AutodiscoverRequest {
  /** In which schema it asks. */
  readonly asksIn: Schema;
  /** In which schema it wants the answer. */
  readonly accepts?: Schema;
  readonly emailAddress?: string;
}

/** A client's request. A WireError if it is no such document. */
export function readAutodiscover(bytes: Uint8Array): AutodiscoverRequest {
  const root = readXml(bytes);
  const [asked, ...more] = root.children.filter(({ name }) => name === "Request");
  if (root.name !== "Autodiscover" || !asked || more.length > 0)
    throw new WireError("Autodiscover", "not one Request in an Autodiscover");
  const emailAddress = textIn(asked, "EMailAddress");
  const accepts = textIn(asked, "AcceptableResponseSchema");
  return {
    asksIn: root.namespace === MOBILE_REQUEST ? "mobile" : "other",
    ...(accepts !== undefined && { accepts: accepts === MOBILE_RESPONSE ? "mobile" : "other" }),
    ...(emailAddress !== undefined && { emailAddress }),
  };
}

/** The text of the one child of this name in the request's own namespace. */
function textIn(asked: XmlElement, name: string): string | undefined {
  const named = asked.children.filter((child) => child.name === name);
  const [only, ...more] = named;
  if (only === undefined) return undefined;
  if (more.length > 0 || only.children.length > 0 || only.namespace !== asked.namespace)
    throw new WireError("Autodiscover", `${name} is not one text`);
  return only.text.trim();
}

export interface AutodiscoverUser {
  readonly displayName?: string;
  readonly emailAddress: string;
}

export type AutodiscoverAnswer =
  /** Where the user's server is: an https URL. */
  | { readonly says: "settings"; readonly user: AutodiscoverUser; readonly url: string }
  /** The address to ask about instead. */
  | { readonly says: "redirect"; readonly user: AutodiscoverUser; readonly to: string }
  /** The command cannot be answered for this user. */
  | { readonly says: "error"; readonly user: AutodiscoverUser; readonly message: string }
  /** Not even the question can be answered: 600 invalid request, 601 no provider for the schema. */
  | { readonly says: "no-answer"; readonly code: 600 | 601; readonly now: number };

const NO_ANSWER = { 600: "Invalid Request", 601: "Provider is not available" } as const;

const element = (name: string, ...content: readonly string[]): string =>
  `<${name}>${content.join("")}</${name}>`;
const textElement = (name: string, text: string) => element(name, escapeXml(text));

/** An answer as XML. */
export function writeAutodiscover(answer: AutodiscoverAnswer): string {
  const content =
    answer.says === "no-answer"
      ? element("Response", errorOf(answer))
      : `<Response xmlns="${MOBILE_RESPONSE}">${responseOf(answer)}</Response>`;
  return `<?xml version="1.0" encoding="utf-8"?>\n<Autodiscover xmlns="${FRAME}">${content}</Autodiscover>`;
}

/** `now` in milliseconds since 1970; the Id, elsewhere a hash of the server's name, tells nothing here. */
function errorOf({ code, now }: Extract<AutodiscoverAnswer, { says: "no-answer" }>): string {
  const time = `${new Date(now).toISOString().slice("2010-06-21T".length, -1)}0000`;
  const told = textElement("ErrorCode", String(code)) + textElement("Message", NO_ANSWER[code]);
  return `<Error Time="${time}" Id="0">${told}<DebugData /></Error>`;
}

function responseOf(answer: Exclude<AutodiscoverAnswer, { says: "no-answer" }>): string {
  const { displayName, emailAddress } = answer.user;
  const user = element(
    "User",
    displayName === undefined ? "" : textElement("DisplayName", displayName),
    textElement("EMailAddress", emailAddress),
  );
  return element("Culture", "en:us") + user + element("Action", actionOf(answer));
}

function actionOf(answer: Exclude<AutodiscoverAnswer, { says: "no-answer" }>): string {
  if (answer.says === "redirect") return textElement("Redirect", answer.to);
  if (answer.says === "settings") {
    const url = escapeXml(answer.url);
    const server = element("Type", "MobileSync") + element("Url", url) + element("Name", url);
    return element("Settings", element("Server", server));
  }
  // The one status of an error (MS-ASCMD 2.2.3.177.1; 4.2.2 also has it where the directory is away).
  const status = element("Status", "2");
  return element(
    "Error",
    status,
    textElement("Message", answer.message),
    element("DebugData", "MailUser"),
  );
}

// Fuzz target: Autodiscover's requests. What is read stays short, and holds nothing of a document type.
import { readAutodiscover } from "../../../worker/wire/autodiscover.ts";
import type { FuzzTarget } from "../target.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const SCHEMAS = "http://schemas.microsoft.com/exchange/autodiscover";
const request = (address: string, accepts: string) =>
  `<?xml version="1.0" encoding="utf-8"?><Autodiscover xmlns="${SCHEMAS}/mobilesync/requestschema/2006"><Request>` +
  `<EMailAddress>${address}</EMailAddress><AcceptableResponseSchema>${SCHEMAS}/${accepts}</AcceptableResponseSchema>` +
  "</Request></Autodiscover>";

export const target: FuzzTarget = {
  name: "autodiscover",
  seeds: [
    request("alice@acme.test", "mobilesync/responseschema/2006"),
    request("&#97;&amp;b@acme.test", "outlook/responseschema/2006a"),
    `<p:Autodiscover xmlns:p="${SCHEMAS}/mobilesync/requestschema/2006"><p:Request/></p:Autodiscover>`,
  ].map(bytesOf),
  dictionary: [
    "<!DOCTYPE A [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>",
    ...["&e;", "<![CDATA[", "]]>", "<!--", "-->", "<?x?>", "&#x", ";", "xmlns:", "=''", "</", "/>"],
  ].map(bytesOf),
  run(bytes) {
    const { emailAddress = "" } = readAutodiscover(bytes);
    if (emailAddress.length > bytes.length) throw new Error("an address grew while it was read");
  },
};

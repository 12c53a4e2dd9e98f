// What a request says in its query, as Exchange hears it. The rule: always in the plain form, with the headers that belong to
// it (MS-ASHTTP 2.2.1.1.2), whatever form the phone chose. Every server takes it (Exchange 2003 takes no other), and some make
// another DeviceId of a base64 query's (SOGo and Z-Push write it in hex), so that a phone that changes its form is a new one
// there and begins anew.
import { languageOfLocale } from "../../core/locale-language.ts";
import { type EasRequest, presentedKey } from "./request.ts";

/** Says in `headers` what a base64 query said; those of a plain one stand there already. */
export function sayInHeaders(request: EasRequest, headers: Headers): void {
  const { query } = request;
  if (query?.form !== "base64") return;
  headers.set("ms-asprotocolversion", query.protocolVersion ?? "");
  headers.set("x-ms-policykey", presentedKey(request, headers) ?? "0");
  if (query.acceptMultiPart) headers.set("ms-asacceptmultipart", "T");
  const language = languageOfLocale(query.locale ?? 0);
  if (language && !headers.has("accept-language")) headers.set("accept-language", language);
}

// Setting an account up by its address: the phone asks the domain's own host, then `autodiscover.` before it, then that
// host by http for where to ask (MS-ASCMD 3.1.5.1; MS-OXDISCO 3.1.5). The password goes to https servers only.
import { formatBasic } from "../../worker/wire/basic-auth.ts";
import { headerOf, type NetworkResponse } from "../network.ts";
import { type DiscoverAnswer, discoverRequest, readDiscovered } from "./autodiscover-xml.ts";
import { bodyOf, contentType } from "./http-answer.ts";
import type { Handset } from "./state.ts";

export interface Discoverer {
  readonly email: string;
  readonly user: string;
  readonly password: string;
}

export type Discovered =
  | { readonly ok: true; readonly server: string; readonly email: string; readonly name: string }
  | { readonly ok: false; readonly detail: string; readonly status: number | null };

const PATH = "/autodiscover/autodiscover.xml";
const MAX_REDIRECTS = 3;
const EAS_PATH = "/Microsoft-Server-ActiveSync";

/** Finds the server of an address, asking under that address and those it leads to. */
export async function discover(phone: Handset, by: Discoverer): Promise<Discovered> {
  let { email } = by;
  let failed: Discovered = { ok: false, detail: "no server was found", status: null };
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const answer = await askCandidates(phone, { ...by, email });
    if ("status" in answer) return { ok: false, ...answer };
    if (answer.says === "server") return serverOf(phone, answer, email);
    if (answer.says !== "redirect") return { ok: false, detail: wordsOf(answer), status: 200 };
    phone.screen(`Settings: the address is ${answer.address}.`);
    email = answer.address;
    failed = { ok: false, detail: "redirected in a circle", status: null };
  }
  return failed;
}

const wordsOf = (answer: Exclude<DiscoverAnswer, { says: "server" | "redirect" }>) =>
  answer.says === "error" ? answer.words : answer.problem;

function serverOf(
  phone: Handset,
  { url, name }: Extract<DiscoverAnswer, { says: "server" }>,
  email: string,
): Discovered {
  const server = URL.parse(url);
  if (server?.protocol !== "https:" || server.pathname !== EAS_PATH)
    phone.note(`Autodiscover names ${url}, which is no https address of ActiveSync`);
  return server
    ? { ok: true, server: server.host, email, name }
    : { ok: false, detail: "Autodiscover names no address", status: 200 };
}

type Failed = { readonly detail: string; readonly status: number | null };

/** The first candidate that answers in XML, or asks for another password. */
async function askCandidates(phone: Handset, by: Discoverer): Promise<DiscoverAnswer | Failed> {
  const domain = by.email.slice(by.email.lastIndexOf("@") + 1);
  let failed: Failed = { detail: "no server was found", status: null };
  for (const host of [domain, `autodiscover.${domain}`, null]) {
    const url = host ? `https://${host}${PATH}` : await redirectOf(phone, domain);
    const response = url === null ? null : await post(phone, url, by);
    if (!response) continue;
    failed = { detail: `the server answered ${response.status}`, status: response.status };
    if (response.status === 401) return failed;
    if (response.status !== 200) continue;
    return read(phone, response);
  }
  return failed;
}

function read(phone: Handset, response: NetworkResponse): DiscoverAnswer {
  const { type } = contentType(response);
  if (type !== "text/xml" && type !== "application/xml")
    phone.note(`Autodiscover was answered as ${type || "no type"}`);
  const body = bodyOf(response, phone.note);
  const answer = readDiscovered(new TextDecoder().decode(body ?? new Uint8Array()));
  if (answer.says === "nothing") phone.note(answer.problem);
  return answer;
}

/** Where `autodiscover.` says by http, without a password, that the https server is. */
async function redirectOf(phone: Handset, domain: string): Promise<string | null> {
  const url = `http://autodiscover.${domain}${PATH}`;
  const answer = await asked(phone, { method: "GET", url, headers: [["Accept", "*/*"]] });
  const location = answer?.status === 302 ? headerOf(answer, "location") : undefined;
  return location?.startsWith("https://") ? location : null;
}

const post = (phone: Handset, url: string, { email, user, password }: Discoverer) => {
  const charset = phone.traits.easBasicCharset;
  return asked(phone, {
    method: "POST",
    url,
    headers: [
      ["Authorization", formatBasic({ user, password, charset })],
      ["Content-Type", "text/xml"],
      ["Accept", "*/*"],
    ],
    body: discoverRequest(email),
  });
};

async function asked(
  phone: Handset,
  request: Parameters<Handset["network"]["request"]>[0],
): Promise<NetworkResponse | null> {
  try {
    return await phone.network.request(request);
  } catch {
    return null;
  }
}

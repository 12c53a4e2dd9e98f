// Two fronts that say to SOGo who asks, so that no phone sends a password: nginx that verifies the signed identity of a
// Provost (Provost-Identity, ES256) with its script module, and nginx that asks phones themselves for their certificates
// (mutual TLS). SOGo trusts them: it believes x-webobjects-remote-user. To its mail server SOGo signs in with a password
// that only the front knows. Sources: SOGo installation guide, "Authenticating using ... trusted proxy"; the manuals of
// ngx_http_auth_request_module, ngx_http_js_module and ngx_http_ssl_module.
import { addressOf, MAIL_DOMAIN, PASSWORD, type Site, USERS } from "./configuration.ts";

/** Where the modules of Debian's package libnginx-mod-http-js lie. */
export const SCRIPT_MODULE = "/usr/lib/nginx/modules/ngx_http_js_module.so";

/** What SOGo hears from whichever front. The variable $asker is the user's address, or empty. */
const toSogo = (site: Site) => `
      proxy_set_header Host $host;
      proxy_set_header x-webobjects-server-protocol HTTP/1.0;
      proxy_set_header x-webobjects-remote-host 127.0.0.1;
      proxy_set_header x-webobjects-server-name $server_name;
      proxy_set_header x-webobjects-server-url $scheme://$http_host;
      proxy_set_header x-webobjects-server-port $server_port;
      proxy_set_header x-webobjects-remote-user $asker;
      proxy_set_header x-webobjects-auth-type Basic;
      proxy_set_header Authorization $mail_password;
      proxy_set_header Provost-Identity "";
      proxy_pass http://127.0.0.1:${site.sogod}/SOGo/Microsoft-Server-ActiveSync;
      proxy_read_timeout 3600;
      proxy_buffering off;`;

/** The password of each user towards the mail server, by the user's address. */
const mailPasswords = () => `
  map $asker $mail_password {
    default "";
${USERS.map(addressOf)
  .map((user) => `    "${user}" "Basic ${Buffer.from(`${user}:${PASSWORD}`).toString("base64")}";`)
  .join("\n")}
  }`;

const nginx = (site: Site, modules: string, http: string) => `
${modules}
daemon off;
pid ${site.folder}/nginx/nginx.pid;
error_log stderr;
worker_processes 1;
user nobody nogroup;
events { worker_connections 256; }
http {
  access_log off;
  client_max_body_size 50m;
${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
  .map((name) => `  ${name}_temp_path ${site.folder}/nginx/${name};`)
  .join("\n")}
${http}
}
`;

/** A front that believes identities as the script says (identityScript), which lies in `folder`. */
export const identityFront =
  (on: { readonly script: string; readonly folder: string }) =>
  (site: Site): string =>
    nginx(
      site,
      `load_module ${SCRIPT_MODULE};`,
      `
  js_path ${on.folder};
  js_import identity from ${on.script};
${mailPasswords()}
  server {
    listen 127.0.0.1:${site.http};
    location ^~ /Microsoft-Server-ActiveSync {
      auth_request /identity;
      auth_request_set $asker $sent_http_x_asker;${toSogo(site)}
    }
    location = /identity {
      internal;
      js_content identity.verify;
    }
  }`,
    );

/** A front that asks for certificates of the CA in the file `ca`, but for those of the list in `crl`. */
export const directFront =
  (files: { readonly [Name in "key" | "certificate" | "ca" | "crl"]: string }) =>
  (site: Site): string =>
    nginx(
      site,
      "",
      `
  map $ssl_client_s_dn $asker {
    default "";
    "~(?:^|,)CN=([a-z]+)(?:,|$)" "$1@${MAIL_DOMAIN}";
  }
${mailPasswords()}
  server {
    listen 127.0.0.1:${site.http} ssl;
    ssl_certificate ${files.certificate};
    ssl_certificate_key ${files.key};
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_client_certificate ${files.ca};
    ssl_crl ${files.crl};
    ssl_verify_client on;
    location ^~ /Microsoft-Server-ActiveSync {${toSogo(site)}
    }
  }`,
    );

/**
 * What the script module runs: a token must verify under a key of the file `trust`, be made by its issuer for its
 * audience, and be in its time. Written in the part of the language that the module knows.
 */
export const identityScript = (trust: string) => `
import fs from "fs";
const POINT = "3059301306072a8648ce3d020106082a8648ce3d030107034200" + "04";
const bytes = (text) => Buffer.from(text, "base64url");
async function askerOf(token) {
  const parts = token.split(".");
  const header = JSON.parse(bytes(parts[0]).toString());
  const trust = JSON.parse(fs.readFileSync(${JSON.stringify(trust)}, "utf8"));
  const key = trust.keys.find((one) => one.kid === header.kid);
  if (parts.length !== 3 || header.alg !== "ES256" || !key) return null;
  const spki = Buffer.from(POINT + bytes(key.x).toString("hex") + bytes(key.y).toString("hex"), "hex");
  const how = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("spki", spki, how, false, ["verify"]);
  const signed = Buffer.from(parts[0] + "." + parts[1]);
  if (!(await crypto.subtle.verify(how, imported, bytes(parts[2]), signed))) return null;
  const claims = JSON.parse(bytes(parts[1]).toString());
  const now = Date.now() / 1000;
  const isOurs = claims.iss === trust.issuer && claims.aud === trust.audience;
  return isOurs && claims.nbf <= now && now < claims.exp ? claims.sub : null;
}
async function verify(request) {
  let asker = null;
  try {
    asker = await askerOf(request.headersIn["Provost-Identity"] || "");
  } catch (error) {
    request.error("identity: " + error);
  }
  if (asker) request.headersOut["X-Asker"] = asker;
  request.return(asker ? 204 : 401);
}
export default { verify };
`;

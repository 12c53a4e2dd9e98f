// The configuration of SOGo (Debian's packages sogo and sogo-activesync) and of what it needs
// around it: PostgreSQL for its tables, dovecot for the mailboxes, memcached for its caches, nginx
// in front as SOGo's manual asks for. Everything listens on loopback and lives in one folder. Mail
// that SOGo sends goes to the test's own post office (post-office.ts).
// Source: SOGo installation guide, "SOGo configuration".

/** Where one SOGo lives, and its loopback ports. */
export interface Site {
  readonly folder: string;
  readonly http: number;
  readonly sogod: number;
  readonly postgres: number;
  readonly imap: number;
  readonly memcached: number;
  readonly smtp: number;
  /** Requests that SOGo serves at the same time; a Ping that it holds is one of them. */
  readonly workers: number;
  /** It believes its front who asks (x-webobjects-remote-user), and checks no password by itself. */
  readonly isTrusting?: boolean;
}

export const MAIL_DOMAIN = "example.test";
export const PASSWORD = "Secret123";
export const USERS = ["alice", "bob", "carol", "dave", "erin", "frank"] as const;
export type User = (typeof USERS)[number];
export const addressOf = (user: string) => `${user}@${MAIL_DOMAIN}`;

/**
 * Longest Ping SOGo holds, and how often it looks for new mail meanwhile, in seconds: short, for
 * tests.
 */
const PING_SECONDS = 60;
const LOOK_SECONDS = 5;

export function dovecotConfiguration(site: Site): string {
  const mailbox = (name: string) =>
    `  mailbox ${name} {\n    auto = subscribe\n    special_use = \\${name}\n  }`;
  return `
base_dir = ${site.folder}/dovecot
state_dir = ${site.folder}/dovecot
instance_name = provost-peer
log_path = /dev/stderr
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
first_valid_uid = 1
mail_location = maildir:${site.folder}/mail/%u
passdb {
  driver = passwd-file
  args = ${site.folder}/dovecot.users
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=${site.folder}/mail/%u
}
namespace inbox {
  inbox = yes
  separator = /
${["Drafts", "Sent", "Trash", "Junk"].map(mailbox).join("\n")}
}
service imap-login {
  inet_listener imap {
    port = ${site.imap}
  }
  inet_listener imaps {
    port = 0
  }
}
`;
}

export const dovecotUsers = () =>
  USERS.map((user) => `${addressOf(user)}:{PLAIN}${PASSWORD}::::::\n`).join("");

/** SOGo's table of users. */
export const userTable = () => `
create table sogo_users (c_uid varchar(128) primary key, c_name varchar(128),
  c_password varchar(255), c_cn varchar(128), mail varchar(128));
${USERS.map(userRow).join("\n")}
`;

/** One user's row: SOGo's key, the login, password, full name and address. */
function userRow(user: string): string {
  const address = addressOf(user);
  const values = [address, address, PASSWORD, displayName(user), address];
  return `insert into sogo_users values (${values.map((value) => `'${value}'`).join(", ")});`;
}

const displayName = (user: string) => `${user.charAt(0).toUpperCase()}${user.slice(1)} Example`;

/**
 * SOGo's settings as arguments of sogod: GNUstep lets an argument win over /etc/sogo/sogo.conf, so
 * the machine's own file stays as it is.
 */
export function sogodArguments(site: Site): string[] {
  const table = (name: string) =>
    `postgresql://postgres:none@127.0.0.1:${site.postgres}/sogo/${name}`;
  const source = {
    type: "sql",
    id: "users",
    viewURL: `"${table("sogo_users")}"`,
    canAuthenticate: "YES",
    isAddressBook: "YES",
    displayName: '"GAL"',
    userPasswordAlgorithm: "plain",
  };
  const members = Object.entries(source).map(([name, value]) => `${name} = ${value}; `);
  const users = `({ ${members.join("")}})`;
  const settings: Record<string, string> = {
    WONoDetach: "YES",
    WOPort: `127.0.0.1:${site.sogod}`,
    WOPidFile: `${site.folder}/sogo/sogo.pid`,
    WOLogFile: "-",
    WOWorkersCount: String(site.workers),
    SOGoProfileURL: table("sogo_user_profile"),
    OCSFolderInfoURL: table("sogo_folder_info"),
    OCSSessionsFolderURL: table("sogo_sessions_folder"),
    OCSEMailAlarmsFolderURL: table("sogo_alarms_folder"),
    SOGoUserSources: users,
    SOGoLanguage: "English",
    SOGoTimeZone: "UTC",
    SOGoMailDomain: MAIL_DOMAIN,
    SOGoIMAPServer: `imap://127.0.0.1:${site.imap}`,
    SOGoMailingMechanism: "smtp",
    SOGoSMTPServer: `smtp://127.0.0.1:${site.smtp}`,
    SOGoMailSpoolPath: `${site.folder}/sogo/spool`,
    SOGoSieveScriptsEnabled: "NO",
    SOGoSentFolderName: "Sent",
    SOGoTrashFolderName: "Trash",
    SOGoDraftsFolderName: "Drafts",
    SOGoMemcachedHost: `127.0.0.1:${site.memcached}`,
    SOGoMaximumPingInterval: String(PING_SECONDS),
    SOGoMaximumSyncInterval: String(PING_SECONDS),
    SOGoInternalSyncInterval: String(LOOK_SECONDS),
    ...(site.isTrusting && { SOGoTrustProxyAuthentication: "YES" }),
  };
  return Object.entries(settings).flatMap(([name, value]) => [`-${name}`, value]);
}

export function nginxConfiguration(site: Site): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return `
daemon off;
pid ${site.folder}/nginx/nginx.pid;
error_log stderr;
worker_processes 1;
user nobody nogroup;
events { worker_connections 256; }
http {
  access_log off;
  client_max_body_size 50m;
${temporary.map((name) => `  ${name}_temp_path ${site.folder}/nginx/${name};`).join("\n")}
  server {
    listen 127.0.0.1:${site.http};
    proxy_set_header Host $host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header x-webobjects-server-protocol HTTP/1.0;
    proxy_set_header x-webobjects-remote-host 127.0.0.1;
    proxy_set_header x-webobjects-server-name $server_name;
    proxy_set_header x-webobjects-server-url $scheme://$http_host;
    proxy_set_header x-webobjects-server-port $server_port;
    location ^~ /Microsoft-Server-ActiveSync {
      proxy_pass http://127.0.0.1:${site.sogod}/SOGo/Microsoft-Server-ActiveSync;
      proxy_read_timeout 3600;
      proxy_buffering off;
    }
    location ^~ /SOGo { proxy_pass http://127.0.0.1:${site.sogod}; }
  }
}
`;
}

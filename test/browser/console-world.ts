// A world for the pages of the console: one tenant with something of everything, in every state and
// with hostile names, one that competes for its aliases, and one in which nothing was done yet. It
// is made as people make it: through the API, and by phones at the gateway.
import { provision } from "../../simulator/walk.ts";
import { openWorld, type World } from "../../simulator/world.ts";
import { formatBasic } from "../../worker/wire/basic-auth.ts";

const DAY_MS = 86_400_000;
const PASSWORD = "Sommer-2010 p\u00e4:ss";
const ORIGIN = "https://acme.example.com";
/** An empty FolderSync (MS-ASCMD 2.2.1.3) in WBXML. */
const FOLDER_SYNC = Uint8Array.of(3, 1, 0x6a, 0, 0, 7, 0x56, 0x52, 3, 0x30, 0, 1, 1);
const IOS_AGENT = "Apple-iPhone2C1/801.293";

/** What somebody may call themselves who wants to harm those who read it. */
export const HOSTILE = `"><script>document.title='hit'</script><img src=x onerror="document.title='hit'">`;
const LONG_WORD = "Donaudampfschifffahrtsgesellschaftskapit\u00e4nsm\u00fctzenabzeichenverordnung";
const DISPLAY_NAMES = [
  HOSTILE,
  LONG_WORD,
  "\u05d0\u05dc\u05d9\u05e1 \u05d1\u05e8\u05d0\u05d5\u05df",
  "\u0623\u0644\u064a\u0633 \u0622\u062f\u0627\u0645\u0632",
  "\u{1F4BB} Alice \u{1F600}",
  `Alice "the boss" O'Brien & Sons`,
];
const KINDS: readonly (readonly [type: string, agent: string])[] = [
  ["HTC Desire", "Android-EAS/0.1"],
  ["Android", "TouchDown(MSRPC)/8.1.00052/"],
  ["PocketPC", "MSFT-PPC/5.2.5082"],
  ["WP", HOSTILE],
  ["x".repeat(64), `Mozilla/5.0 ${"y".repeat(180)}`],
];

/** Names that the paths of pages are filled with. */
export interface ConsoleNames {
  readonly user: string;
  readonly deviceId: string;
  readonly operatorId: string;
  /** A client certificate, and the CA that issued it. */
  readonly fingerprint: string;
  readonly authority: string;
  /** A DeviceId of each user who has a device. */
  readonly devices: Readonly<Record<string, string>>;
}

export interface ConsoleWorld extends World {
  readonly names: ConsoleNames;
}

/** Opens the world. Close it, or its processes stay. */
export async function openConsoleWorld(): Promise<ConsoleWorld> {
  const world = await openWorld();
  const must = mustOf(world);
  await makeTenants(world, must);
  await makePeople(world, must);
  const phones = await provisionPhones(world);
  for (let day = 0; day < 6; day++) await liveADay(world, day);
  await changePolicies(world);
  await actOnDevices(must, phones);
  await makeRecords(world, must);
  await issueCertificates(world, must);
  return { ...world, names: await namesOf(must) };
}

async function namesOf(must: Must): Promise<ConsoleNames> {
  const { operators } = await must("GET", "/operators");
  const page = await must("GET", "/tenants/acme/devices?limit=500");
  const devices = Object.fromEntries(
    page.devices.map((one: { user: string; deviceId: string }) => [one.user, one.deviceId]),
  );
  const { certificates } = await must("GET", "/tenants/acme/certificates?user=alice");
  const { fingerprint, issuer: authority } = certificates[0];
  const names = { user: "alice", deviceId: devices.alice, operatorId: operators[0].id };
  return { ...names, devices, fingerprint, authority };
}

// biome-ignore lint/suspicious/noExplicitAny: the documents of the API differ per route
type Must = (method: string, path: string, body?: unknown) => Promise<any>;

const mustOf =
  ({ admin }: World): Must =>
  async (method, path, body) => {
    const answer = await admin.call(method, path, body);
    if (answer.status < 300) return answer.body;
    throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  };

async function makeTenants({ admin, exchangeOrigin }: World, must: Must): Promise<void> {
  const names = {
    acme: "Acme Corporation",
    rival: `S\u00f6hne & "Co" <b>KG</b>`,
    blank: LONG_WORD,
  };
  for (const [name, displayName] of Object.entries(names)) {
    await admin.createTenant({
      name,
      displayName: displayName.slice(0, 100),
      origin: `https://${name}.example.com`,
      upstream: exchangeOrigin,
      privateUpstream: true,
      loginForm: "ACME\\user",
      mailDomain: "acme.example.com",
      otherClients: "allow",
    });
  }
  await admin.editPolicy("acme", {
    forcePIN: true,
    minLength: 6,
    allowCamera: false,
    easPasswordEnabled: true,
    accountDescription: LONG_WORD.slice(0, 60),
  });
  await admin.lockPolicy("acme");
  for (const name of ["Sales", "Board of directors, and their assistants", "<b>Interns</b>"])
    await must("POST", "/tenants/acme/groups", { name });
  await must("PATCH", "/tenants/acme/groups/Sales/policy", { forcePIN: true, allowSafari: false });
  await must("POST", "/tenants/acme/groups/Sales/policy/lock");
}

const PEOPLE = 60;
const nameOf = (index: number) =>
  ["alice", "bob"][index] ?? `user${String(index).padStart(2, "0")}`;

async function makePeople({ admin, exchange }: World, must: Must): Promise<void> {
  for (let index = 0; index < PEOPLE; index++)
    exchange.addUser({ user: nameOf(index), password: PASSWORD, displayName: "" });
  const users = Array.from({ length: PEOPLE }, (_, index) => ({
    user: nameOf(index),
    ...(DISPLAY_NAMES[index] && { displayName: DISPLAY_NAMES[index] }),
    ...(index % 3 === 2 && { group: "Sales" }),
    ...(index % 7 === 3 && { easAllowed: false }),
    ...(index % 2 === 1 && { language: "de" }),
  }));
  await must("POST", "/tenants/acme/users/import", { users });
  await admin.claimAlias("acme", "acme");
}

/** Phones of the first people, provisioned: two of them in a group of their own. */
async function provisionPhones(world: World) {
  const systems = ["4.2.1", "3.1.3", "4.3.5", "3.0", "4.0", "4.1"] as const;
  const phones = [0, 1, 2, 4, 5, 6].map((index, place) => ({
    phone: world.phone({ name: nameOf(index), system: systems[place] ?? "4.1" }),
    person: { user: nameOf(index), password: PASSWORD },
  }));
  for (const { phone, person } of phones) await provision(phone, person);
  return phones.map(({ phone }) => phone);
}

/** Others at the gateway: clients without a profile, and some that are refused. */
async function liveADay(world: World, day: number): Promise<void> {
  const asks = Array.from({ length: 4 + day * 2 }, (_, at) => {
    const index = 7 + ((day * 9 + at) % (PEOPLE - 7));
    const [type, agent] =
      at % 3 === 0 ? ["iPhone", IOS_AGENT] : (KINDS[(day + at) % 5] ?? ["", ""]);
    return ask(world, nameOf(index), `DEVICE${day}${at}`, type, agent);
  });
  await Promise.all(asks);
  await world.clock.advance(DAY_MS);
}

async function ask(world: World, user: string, id: string, type: string, agent: string) {
  const query = new URLSearchParams({ User: user, DeviceId: id, DeviceType: type });
  await world.network("203.0.113.77").request({
    method: "POST",
    url: `${ORIGIN}/Microsoft-Server-ActiveSync?${query}&Cmd=FolderSync`.replace(/\+/g, "%20"),
    headers: [
      ["Authorization", formatBasic({ user, password: PASSWORD, charset: "utf-8" })],
      ["MS-ASProtocolVersion", "12.1"],
      ["Content-Type", "application/vnd.ms-sync.wbxml"],
      ["User-Agent", agent],
    ],
    body: FOLDER_SYNC,
  });
}

/** A second version in force, which no phone runs yet, and a draft that waits. */
async function changePolicies({ admin }: World): Promise<void> {
  await admin.editPolicy("acme", { minLength: 8, easMinPasswordLength: 6 });
  await admin.lockPolicy("acme");
  await admin.editPolicy("acme", { pinHistory: 5, easAllowCamera: true });
}

async function actOnDevices(
  must: Must,
  phones: Awaited<ReturnType<typeof provisionPhones>>,
): Promise<void> {
  const { devices } = await must("GET", "/tenants/acme/devices?limit=500");
  const act = async (user: string, deed: string) => {
    const device = devices.find((one: { user: string }) => one.user === user);
    const { deviceId } = device ?? {};
    const confirm = deed === "wipe" ? { confirm: deviceId } : undefined;
    await must("POST", `/tenants/acme/devices/${user}/${deviceId}/${deed}`, confirm);
  };
  for (const deed of ["block", "allow"]) await act("alice", deed);
  await act("bob", "block");
  await act("user02", "wipe");
  await act("user04", "wipe");
  // The blocked one is refused; the one to be wiped obeys.
  for (const phone of [phones[1], phones[3]]) await phone?.mail.check();
}

const KNOWN = [
  "DeviceId,UserDisplayName,SamAccountName,DeviceType",
  ...Array.from({ length: 5 }, (_, at) => `KNOWN${at},,user3${at},HTC Desire`),
].join("\n");

/** Claims, identities, tokens, operators, known devices, and an adapter that waits for a restart. */
async function makeRecords({ admin }: World, must: Must): Promise<void> {
  await admin.claimAlias("acme", "rival");
  await admin.claimAlias("shared", "rival");
  await admin.claimAlias("shared", "acme");
  await admin.claimAlias("double", "acme");
  await admin.claimAlias("double", "rival");
  await admin.approveClaim("double", "acme", "rival");
  await must("POST", "/tenants/acme/identity/prepare");
  const scope = "administrator:acme";
  await must("POST", "/tokens", { name: HOSTILE.slice(0, 100), scope, days: 30 });
  await must("POST", "/tenants/acme/tokens", {
    name: "Nightly export",
    scope: "auditor:acme",
    days: 9,
  });
  await must("POST", "/operators", { name: "helen", scope: "help-desk:acme" });
  await must("POST", "/operators", { name: `${"a".repeat(80)}@acme.example`, scope });
  await must("POST", "/tenants/acme/known-devices", { csv: KNOWN, graceDays: 30 });
  await admin.saveAdapter("acme", { otherClients: "deny", mailDomain: "mail.acme.example.com" });
}

/** Client certificates, good and revoked, challenges, a CA that waits, and a try to enrol that failed. */
async function issueCertificates(world: World, must: Must): Promise<void> {
  for (const user of ["alice", "bob", "user02"])
    await must("POST", `/tenants/acme/users/${user}/identity-file`);
  const { certificates } = await must("GET", "/tenants/acme/certificates?user=bob");
  const [bobs] = certificates;
  const revoke = `/tenants/acme/certificates/${bobs.fingerprint}/revoke`;
  await must("POST", revoke, { reason: "keyCompromise" });
  await must("POST", "/tenants/acme/challenges", { user: "alice" });
  await must("POST", "/tenants/acme/challenges", { user: LONG_WORD.slice(0, 60) });
  const { challenges } = await must("GET", "/tenants/acme/challenges");
  await must("DELETE", `/tenants/acme/challenges/${challenges[0].id}`);
  await must("POST", "/tenants/acme/authority/prepare");
  await world.network("203.0.113.78").request({
    method: "POST",
    url: `${ORIGIN}/iphone/enrol`,
    headers: [["Content-Type", "application/pkcs7-signature"]],
    body: new TextEncoder().encode(HOSTILE),
  });
}

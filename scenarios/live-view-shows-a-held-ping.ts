// The live view's rule: looking is watching. Nothing is told or kept while nobody looks; while somebody
// does, a phone that waits for mail is shown with how long it has waited and until when, a refused one
// with the reason; and half a minute after the last look nothing is told any more.
import { ACME, provision, scenario } from "../simulator/scenario.ts";

interface Live {
  readonly at: number;
  readonly watchedSince: number;
  readonly connections: readonly {
    readonly user: string;
    readonly command: string;
    readonly since: number;
    readonly endsAt?: number;
    readonly endedAt?: number;
    readonly status?: number;
  }[];
  readonly refusals: readonly { readonly user: string; readonly reason: string }[];
  readonly counts: { readonly underWay: number; readonly held: number };
}

export default scenario(async (story) => {
  await story.acme();
  const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });
  await provision(phone, ACME.alice);
  const look = async (find = ""): Promise<Live> =>
    (await story.admin.call("GET", `/tenants/${ACME.name}/live?find=${find}`)).body;
  /** Looks every six seconds, as an open page would. */
  const watch = async (minutes: number, isSeen: (live: Live) => boolean) => {
    let live = await look();
    for (let looks = 0; looks < minutes * 10 && !isSeen(live); looks++) {
      await story.pass(0.1);
      live = await look();
    }
    return live;
  };
  const pingOf = ({ connections }: Live) =>
    connections.find(({ command, endedAt }) => command === "Ping" && endedAt === undefined);

  story.step("Alice's phone waits for mail; nobody looks.");
  const waiting = phone.mail.push();
  await story.until("Exchange holds the Ping", () =>
    story.exchange.requests.some(({ command }) => command === "Ping"),
  );
  await story.pass(3);
  const first = await look();
  story.equal("the first look finds an empty view", first.connections, []);
  story.equal("because the watch begins with it", first.watchedSince, first.at);

  story.step("The administrator keeps looking.");
  const live = await watch(2, (seen) => pingOf(seen) !== undefined);
  const ping = pingOf(live);
  story.equal("Alice's Ping is there", ping?.user, "alice");
  story.check("it is known to be held", live.counts.held === 1, JSON.stringify(live.counts));
  story.check(
    "since before anybody looked",
    ping !== undefined && live.at - ping.since >= 180_000,
    JSON.stringify(ping),
  );
  story.check("and it will end later", (ping?.endsAt ?? 0) > live.at, JSON.stringify(ping));
  story.equal("a filter finds her", (await look("ALI")).counts.underWay, 1);
  story.equal("and nobody else", (await look("bob")).counts.underWay, 0);

  story.step("Bob adds his account by hand, and is refused before the administrator's eyes.");
  const byHand = story.phone({ name: "Bob's iPhone", system: "4.2.1" });
  await byHand.settings.addExchangeAccount({
    email: "bob@acme.example.com",
    server: ACME.host,
    user: "bob",
    password: ACME.bob.password,
    ssl: true,
  });
  await byHand.mail.check();
  const refused = await watch(1, ({ refusals }) => refusals.length > 0);
  story.equal(
    "with the reason",
    [...new Set(refused.refusals.map(({ user, reason }) => `${user}: ${reason}`))],
    ["bob: token-missing"],
  );

  story.step("Mail comes: the Ping ends, and is shown as ended for a moment.");
  story.exchange.deliver("alice", { from: "bob@acme.example.com", subject: "Now", body: "!" });
  story.check("the phone has its mail", (await waiting).ok);
  const done = await watch(1, (seen) => pingOf(seen) === undefined);
  story.equal("no Ping is held any more", done.counts.held, 0);
  const ended = done.connections.find(({ command }) => command === "Ping");
  story.equal("the last one was answered", ended?.status, 200);
  await watch(0.5, ({ connections }) => connections.length === 0);
  story.equal("and after twenty seconds it is gone", (await look()).connections, []);

  story.step("Nobody looks for a minute: what happened then is nowhere.");
  await story.pass(1);
  await byHand.mail.check();
  await story.pass(1);
  const later = await look();
  story.equal("the watch begins anew", later.watchedSince, later.at);
  story.equal("with nothing in it", later.connections, []);
});

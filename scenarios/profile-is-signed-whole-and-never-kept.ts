// Apple, Over-the-Air Profile Delivery: the profile travels signed, with the whole chain that the
// administrator can print, so that any phone can judge it; no cache keeps it, because it carries
// one user's token; the parts that a policy makes are the same in every download, so that a phone
// knows them again.
import { ACME, type Story, scenario, walkToProfile } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme();
  const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });
  await walkToProfile(phone, ACME.alice);
  const first = waiting(phone);
  phone.installer.cancel();

  story.step("The bytes of a download.");
  const answer = await story.network("192.0.2.1").request({
    method: "GET",
    url: `${ACME.origin}/iphone`,
    headers: [
      ["User-Agent", IPHONE_4],
      ["Authorization", `Basic ${btoa(`bob:${ACME.bob.password}`)}`],
      // What a proxy or an attacker writes must not move the account to another server.
      ["X-Forwarded-Host", "evil.example.org"],
      ["Forwarded", "host=evil.example.org"],
    ],
  });
  const header = (name: string) => answer.headers.find(([key]) => key === name)?.[1];
  story.equal(
    "it is for the installer",
    header("content-type"),
    "application/x-apple-aspen-config",
  );
  story.equal("no cache may keep it", header("cache-control"), "no-store");
  const bytes = Buffer.from(answer.body);
  const chain = await story.admin.signingChain(ACME.name);
  story.equal("the administrator's chain is a signer and its root", chain.length, 2);
  story.check(
    "both certificates are inside",
    chain.every((pem) =>
      bytes.includes(Buffer.from(pem.replace(/-----.+-----|\s/g, ""), "base64")),
    ),
  );
  story.check("its account is at the tenant's own host", bytes.includes(`<string>${ACME.host}<`));
  story.check("and nowhere else", !bytes.includes("evil"));
  story.check("the password is not inside", !bytes.includes(ACME.bob.password));

  story.step("Alice fetches hers again under the same policy.");
  await walkToProfile(phone, ACME.alice);
  const second = waiting(phone);
  story.equal("the identifiers are the same", second.identifiers, first.identifiers);
  story.equal("so are passcode and restrictions", second.settled, first.settled);
  story.check("the account is another, with a token of its own", second.account !== first.account);

  story.step("An iPhone with nobody's roots shows it, too, as not verified.");
  story.equal("it can be read", phone.installer.screen?.trust, "Not Verified");
});

const IPHONE_4 =
  "Mozilla/5.0 (iPhone; U; CPU iPhone OS 4_2_1 like Mac OS X; en-us) AppleWebKit/533.17.9 (KHTML, like Gecko) Version/5.0.2 Mobile/8C148 Safari/6533.18.5";

/**
 * What stands on the install screen: every identifier, and the UUIDs of the account's and of the
 * other payloads.
 */
function waiting(phone: ReturnType<Story["phone"]>) {
  const profile = phone.state.pending?.profile;
  const payloads = profile?.payloads ?? [];
  return {
    identifiers: [profile?.identifier, ...payloads.map(({ identifier }) => identifier)],
    account: payloads.find(({ kind }) => kind === "exchange")?.uuid,
    settled: payloads.filter(({ kind }) => kind !== "exchange").map(({ uuid }) => uuid),
  };
}

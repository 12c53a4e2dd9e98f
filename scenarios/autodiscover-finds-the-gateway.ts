// MS-ASCMD, Autodiscover: a phone that knows nothing but an address and a password finds the server. It is the tenant's
// own, never Exchange, and being found is not being let in: the phone still must be provisioned.
import { ACME, provision, scenario } from "../simulator/scenario.ts";

const ORIGIN = "https://phones.example.com";

export default scenario(async (story) => {
  // The mail domain's own host belongs to somebody else, as a company's website does.
  await story.acme({ adapter: { origins: [ORIGIN, "https://autodiscover.acme.example.com"] } });
  const { exchange } = story;
  exchange.deliver("alice", { from: "bob@acme.example.com", subject: "One", body: "1" });
  const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });
  const byAddress = { email: "alice@acme.example.com", ...ACME.alice };

  story.step("A wrong password finds nothing.");
  const wrong = await phone.settings.addExchangeAddress({ ...byAddress, password: "Herbst-2009" });
  story.equal("the phone hears of the password only", wrong.ok || wrong.status, 401);
  story.equal("no account is made", phone.settings.accounts(), []);

  story.step("Alice types her address and her right password.");
  const found = await phone.settings.addExchangeAddress(byAddress);
  const [account] = phone.settings.accounts();
  story.equal("the phone found the tenant's server", account?.host, "phones.example.com");
  story.check("and is not let in", !found.ok && found.status === 403, JSON.stringify(found));
  await phone.mail.check();
  story.equal("no mail arrives", phone.mail.messages(), []);
  const [refusal] = await story.admin.refusals(ACME.name);
  story.equal(
    "the reason is recorded",
    [refusal?.reason, refusal?.user],
    ["token-missing", "alice"],
  );
  story.equal("Exchange saw no command", commandsOf(story), []);

  story.step("She tries an address that is not her own: the phone is led to hers.");
  for (const { id } of phone.settings.accounts()) phone.settings.deleteAccount(id);
  await phone.settings.addExchangeAddress({ ...byAddress, email: "a.adams@acme.example.com" });
  story.equal(
    "the account has her address",
    phone.settings.accounts().map(({ email, host }) => [email, host]),
    [["alice@acme.example.com", "phones.example.com"]],
  );

  story.step("She deletes the account and provisions.");
  for (const { id } of phone.settings.accounts()) phone.settings.deleteAccount(id);
  await provision(phone, ACME.alice);
  story.equal("now mail arrives", phone.mail.messages().length, 1);

  story.step("With the rule off, an account by address is enough.");
  await story.admin.saveAdapter(ACME.name, { onlyProvisioned: false });
  await story.admin.restartAdapter(ACME.name);
  await story.pass(1);
  const bobs = story.phone({ name: "Bob's iPhone", system: "3.1.3" });
  const open = await bobs.settings.addExchangeAddress({
    email: "bob@acme.example.com",
    ...ACME.bob,
  });
  story.check("Bob's phone is let in", open.ok, JSON.stringify(open));
});

const commandsOf = ({
  exchange,
}: {
  exchange: { requests: readonly { method: string; command: string }[] };
}) => exchange.requests.filter(({ method }) => method === "POST").map(({ command }) => command);

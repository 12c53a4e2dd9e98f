// mSuite guide: the user types the alias; if it is recognised and unique, the device is connected
// to its own server. The address comes from the tenant's record: a default port is left out,
// another port and an IP address are kept.
import { ACME, scenario } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme();
  await story.admin.createTenant({
    name: "port",
    origin: "https://mail.example.net:1700",
    upstream: story.exchangeOrigin,
    privateUpstream: true,
  });
  await story.admin.claimAlias("port", "port");
  await story.admin.createTenant({
    name: "address",
    origin: "https://192.0.2.7:443",
    upstream: story.exchangeOrigin,
    privateUpstream: true,
  });
  await story.admin.claimAlias("address", "address");
  await story.admin.createTenant({
    name: "six",
    origin: "https://[2001:db8::7]:1700",
    upstream: story.exchangeOrigin,
    privateUpstream: true,
  });
  await story.admin.claimAlias("six", "six");
  const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });

  story.step("Alice types her alias, in capitals and with a blank behind it, and taps Submit.");
  await phone.safari.open("https://get.example.com/");
  phone.safari.fill("alias", " ACME ");
  await phone.safari.submit();
  story.equal("she is at her own server", phone.safari.page.url, `${ACME.origin}/iphone`);
  story.equal("it asks her to sign in to Acme Ltd", phone.safari.page.prompt?.realm, "Acme Ltd");

  const homes = [
    ["port", "https://mail.example.net:1700/iphone"],
    ["address", "https://192.0.2.7/iphone"],
    ["six", "https://[2001:db8::7]:1700/iphone"],
  ] as const;
  for (const [alias, home] of homes) {
    story.step(`The alias ${alias}, and the keyboard's Go instead of the button.`);
    await phone.safari.open("https://get.example.com/");
    phone.safari.fill("alias", alias);
    await phone.safari.go();
    story.equal(`it leads to ${home}`, phone.safari.page.url, home);
  }
});

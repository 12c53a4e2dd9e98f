// mSuite guide: Safari keeps the credentials; to sign in as another user, power the device off and
// on.
import { ACME, scenario, walkHome } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme();
  const phone = story.phone({ name: "Shared iPod", system: "3.1.3", deviceKind: "iPod" });

  story.step("Alice signs in, and cancels the installation.");
  await walkHome(phone, "acme");
  await phone.safari.signIn("alice", ACME.alice.password);
  story.check("her profile is on the screen", phone.installer.screen !== null);
  phone.installer.cancel();

  story.step("The page is opened again.");
  await walkHome(phone, "acme");
  story.equal("nobody is asked for a password", phone.safari.page.prompt, null);
  story.check("the profile comes at once", phone.installer.screen !== null);
  phone.installer.cancel();

  story.step("The iPod is powered off and on.");
  phone.powerCycle();
  await walkHome(phone, "acme");
  story.equal("now Safari asks again", phone.safari.page.prompt?.realm, "Acme Ltd");
  await phone.safari.signIn("bob", ACME.bob.password);
  story.check("Bob gets a profile", phone.installer.screen !== null);
  story.equal(
    "it is Bob's; the first two were Alice's",
    (await story.admin.handouts(ACME.name)).map(({ user }) => user).sort(),
    ["alice", "alice", "bob"],
  );
});

// What OWA's page was: a user who lost a phone signs in at /my, sees it and no other, and has it
// erased with the password once more; the phone obeys at its next request, and stays out.
import { ACME, provision, scenario } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme();
  const lost = story.phone({ name: "Alice's iPhone", system: "3.1.3" });
  await provision(lost, ACME.alice);
  const bobs = story.phone({ name: "Bob's iPhone", system: "4.2.1" });
  const friends = story.phone({ name: "A friend's iPad", system: "4.3.5", deviceKind: "iPad" });
  const { safari } = friends;
  const shows = (text: string) => safari.page.text.includes(text);

  story.step("Bob signs in at /my: Alice's phone is not there.");
  await bobs.safari.open(`${ACME.origin}/my`);
  await bobs.safari.signIn(ACME.bob.user, ACME.bob.password);
  story.check("no phone is his", bobs.safari.page.text.includes("No phone fetches mail"));

  story.step("Alice signs in on a friend's iPad: hers is.");
  await safari.open(`${ACME.origin}/my`);
  await safari.signIn(ACME.alice.user, ACME.alice.password);
  story.check("it is in use", shows("iPhone, iPhone OS 3") && shows("In use."), safari.page.text);

  story.step("A wrong password erases nothing.");
  await safari.follow("Erase this iPhone");
  safari.fill("Your password, once more", "Herbst-2009");
  safari.fill("Yes, erase everything on this iPhone", "on");
  await safari.submit();
  await story.pass(1);
  story.check("the phone is as it was", (await lost.mail.check()).ok);

  story.step("The right one does.");
  safari.fill("Your password, once more", ACME.alice.password);
  safari.fill("Yes, erase everything on this iPhone", "on");
  await safari.submit();
  await story.pass(1);
  const erased = await lost.mail.check();
  story.equal("the phone is erased", !erased.ok && erased.reason, "wiped");
  const [device] = await story.admin.devices(ACME.name);
  const { state, wipe } = device as { state?: string; wipe?: Record<string, unknown> };
  story.equal(
    "the administrator sees it, and by whom",
    [state, wipe?.state, wipe?.requestedBy],
    ["blocked", "acknowledged", "user:alice"],
  );
  await safari.open(`${ACME.origin}/my`);
  story.check("so does Alice", shows("erased"), safari.page.text);
});

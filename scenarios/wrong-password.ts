// RFC 7617: a wrong password is answered with 401 and the prompt comes again. Guessing is slowed
// per user and client, and nobody is locked out elsewhere.
import { ACME, scenario, walkHome, walkToProfile } from "../simulator/scenario.ts";

const TRIES = 8;

export default scenario(async (story) => {
  await story.acme();
  const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });

  story.step("Alice mistypes her password.");
  await walkHome(phone, "acme");
  await phone.safari.signIn("alice", "sommer-2010");
  story.check("the prompt comes again", phone.safari.page.prompt !== null);
  await phone.safari.signIn("alice", ACME.alice.password);
  story.check("with the right password the profile arrives", phone.installer.screen !== null);
  phone.installer.cancel();

  story.step("Mallory guesses Alice's password from elsewhere.");
  const mallory = story.phone({ name: "Mallory's iPhone", system: "4.2.1" });
  await walkHome(mallory, "acme");
  let guesses = 0;
  while (mallory.safari.page.prompt && guesses < TRIES) {
    await mallory.safari.signIn("alice", `guess-${guesses++}`);
  }
  story.equal("Mallory must wait", mallory.safari.page.status, 429);
  const asked = story.exchange.requests.length;
  await mallory.safari.open(`${ACME.origin}/iphone`);
  if (mallory.safari.page.prompt) await mallory.safari.signIn("alice", "guess-again");
  story.equal("meanwhile Exchange is not asked", story.exchange.requests.length, asked);

  story.step("Bob borrows Mallory's phone.");
  mallory.powerCycle();
  await walkToProfile(mallory, ACME.bob);
  story.check("he is not slowed down: it was not his name", mallory.installer.screen !== null);
  mallory.installer.cancel();

  story.step("Alice signs in at the same time.");
  phone.powerCycle();
  await walkToProfile(phone, ACME.alice);
  story.check("she is not locked out", phone.installer.screen !== null);

  story.step("Half an hour later Mallory's network is free again.");
  await story.pass(30);
  mallory.powerCycle();
  await walkToProfile(mallory, ACME.alice);
  story.check("the right password is taken there, too", mallory.installer.screen !== null);

  story.step("Cancelling the prompt shows a page that helps.");
  phone.powerCycle();
  await walkHome(phone, "acme");
  phone.safari.cancelSignIn();
  story.equal("it is the answer to a missing sign-in", phone.safari.page.status, 401);
  story.check("it says what to do", phone.safari.page.text.length > 40, phone.safari.page.text);
});

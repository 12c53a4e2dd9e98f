// A profile that nobody used is void after 24 hours, so that one lost on the way opens nothing;
// until then it is good.
import { ACME, scenario, walkToProfile } from "../simulator/scenario.ts";

const answers = { password: ACME.alice.password, passcode: "417290" };

export default scenario(async (story) => {
  await story.acme();

  story.step("Alice installs her profile 23 hours after she fetched it.");
  const prompt = story.phone({ name: "Alice's iPhone", system: "4.2.1" });
  await walkToProfile(prompt, ACME.alice);
  await story.pass(23 * 60);
  await prompt.installer.install(answers);
  story.check("mail works", (await prompt.mail.check()).ok);

  story.step("On another phone she lets it lie for a day and an hour.");
  const late = story.phone({ name: "Alice's second iPhone", system: "4.2.1" });
  await walkToProfile(late, ACME.alice);
  await story.pass(25 * 60);
  await late.installer.install(answers);
  story.check("mail does not work", !(await late.mail.check()).ok);
  const [refusal] = await story.admin.refusals(ACME.name);
  story.equal("the reason is recorded", refusal?.reason, "token-expired");

  story.step("The phone in use goes on, however old its profile.");
  await story.pass(30 * 24 * 60);
  story.check("mail works", (await prompt.mail.check()).ok);

  story.step("The late one fetches a fresh profile.");
  await walkToProfile(late, ACME.alice);
  await late.installer.install(answers);
  story.check("now mail works", (await late.mail.check()).ok);
});

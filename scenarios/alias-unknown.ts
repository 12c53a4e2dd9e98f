// mSuite guide: an alias must be recognised. One that is not gets a friendly page, and guessing is
// limited per client: that limit is the only thing that keeps the list of customers private.
import { scenario } from "../simulator/scenario.ts";

const FREE_GUESSES = 20;

export default scenario(async (story) => {
  await story.acme();
  const phone = story.phone({ name: "Mallory's iPhone", system: "4.2.1" });
  const guess = async (alias: string) => {
    await phone.safari.open("https://get.example.com/");
    phone.safari.fill("alias", alias);
    return phone.safari.submit();
  };

  story.step("An alias nobody claimed.");
  const page = await guess("acmee");
  story.equal("the answer is 404", page.status, 404);
  story.check("the page still offers the field", page.text.includes("Alias"), page.text);
  story.check(
    "the log knows why",
    story.logs.some((line) => line.includes("alias-unknown")),
  );

  story.step("Mallory goes on guessing, and types an alias of which he knows in between.");
  let [status, wrong] = [404, 0];
  while (status === 404 && wrong < 2 * FREE_GUESSES) {
    status = (await guess(`acme${++wrong}`)).status;
    if (wrong % 5 === 0 && status === 404) await guess("acme");
  }
  story.equal(
    "after some wrong guesses the client must wait; right ones bought no more of them",
    [status, wrong],
    [429, FREE_GUESSES + 1],
  );
  story.equal("even a right guess must wait", (await guess("acme")).status, 429);

  story.step("Alice, elsewhere, is not disturbed.");
  const alice = story.phone({ name: "Alice's iPhone", system: "4.2.1" });
  await alice.safari.open("https://get.example.com/");
  alice.safari.fill("alias", "acme");
  await alice.safari.submit();
  story.equal("her alias leads home", alice.safari.page.url, "https://acme.example.com/iphone");

  story.step("Twenty minutes later Mallory's client may try again.");
  await story.pass(20);
  story.equal("a guess is answered again", (await guess("acmee")).status, 404);
});

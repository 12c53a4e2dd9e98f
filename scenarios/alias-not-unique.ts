// mSuite guide: the alias must be recognised and unique. A second claim waits for the owner's
// approval, so nobody can break a rival's alias; an approved collision makes the alias "not unique"
// for both, never owned by two.
import { scenario } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme();
  await story.admin.createTenant({
    name: "rival",
    origin: "https://rival.example.net",
    upstream: story.exchangeOrigin,
    privateUpstream: true,
  });
  const phone = story.phone({ name: "Alice's iPhone", system: "3.1.3" });
  const type = async (alias: string) => {
    await phone.safari.open("https://get.example.com/");
    phone.safari.fill("alias", alias);
    return phone.safari.submit();
  };

  story.step("A rival claims the alias acme, too.");
  story.equal("its claim waits", await story.admin.claimAlias("acme", "rival"), "waiting");
  await type("acme");
  story.equal(
    "the owner's users notice nothing",
    phone.safari.page.url,
    "https://acme.example.com/iphone",
  );

  story.step("Acme's administrator approves the claim.");
  await story.admin.approveClaim("acme", "acme", "rival");
  const collision = await type("acme");
  const unknown = await type("nobody");
  story.equal("the alias leads nowhere now", collision.status, 404);
  story.equal(
    "an alias claimed twice looks like an unknown one",
    collision.text.replaceAll("acme", "ALIAS"),
    unknown.text.replaceAll("nobody", "ALIAS"),
  );
  const answer = async (alias: string) => {
    const url = `https://get.example.com/?alias=${alias}`;
    const { status, headers } = await story
      .network("192.0.2.1")
      .request({ method: "GET", url, headers: [] });
    return [status, headers.filter(([name]) => name !== "date" && name !== "content-length")];
  };
  story.equal("to programs, too", await answer("acme"), await answer("nobody"));
  story.check(
    "the log tells them apart",
    story.logs.some((line) => line.includes("alias-not-unique")) &&
      story.logs.some((line) => line.includes("alias-unknown")),
  );

  story.step("The rival gives its claim up.");
  await story.admin.call("DELETE", "/aliases/acme/claims/rival");
  await type("acme");
  story.equal(
    "the alias is Acme's again",
    phone.safari.page.url,
    "https://acme.example.com/iphone",
  );
});

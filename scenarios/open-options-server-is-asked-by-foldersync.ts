// MS-ASHTTP 2.2.3 lets OPTIONS be answered to anybody, and some servers do: there an OPTIONS proves
// no password. The connection check finds that out with a wrong password and says what to do;
// FolderSync then judges.
import { ACME, scenario, walkToProfile } from "../simulator/scenario.ts";

export default scenario(
  async (story) => {
    await story.acme();

    story.step("The administrator checks the connection.");
    const check = await story.admin.call("POST", "/tenants/acme/adapter/check");
    story.equal(
      "the server answers OPTIONS to anybody, and the check says what to do",
      [check.body.reachable, check.body.openOptions, check.body.advice],
      [true, true, "folder-sync"],
    );

    story.step("The advice is taken and the adapter restarted.");
    await story.admin.saveAdapter(ACME.name, { credentialCheck: "folder-sync" });
    await story.admin.restartAdapter(ACME.name);
    await story.pass(1);
    const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });
    await walkToProfile(phone, { user: "alice", password: "guessed" });
    story.check("a wrong password gets the prompt again", phone.safari.page.prompt !== null);
    story.equal("and no profile", phone.installer.screen, null);
    await phone.safari.signIn("alice", ACME.alice.password);
    story.check("the right one gets the profile", phone.installer.screen !== null);
  },
  { exchange: { openOptions: true } },
);

// Windows locks an account after a few wrong passwords in a row, and a phone that was forgotten in a drawer sends its old
// one every few minutes. After Exchange's first 401 the gateway answers the same password of the same device by itself for
// a while (stalePasswordMinutes); any other password is asked at once.
import { ACME, provision, type Story, scenario } from "../simulator/scenario.ts";

const NEW_PASSWORD = "Fruehling-2012";
const EVERY_MINUTES = 6;
const DAY_MINUTES = 1440;

/** Many phones ask again by themselves; these do whenever their alert is dismissed. */
function checkAgain({ state, mail }: ReturnType<Story["phone"]>) {
  for (const account of state.accounts) account.passwordAlert = false;
  return mail.check();
}

/** A sign-in past the gateway. */
const atExchange = (credentials: string) =>
  new Request("https://mail.acme.test/Microsoft-Server-ActiveSync", {
    method: "OPTIONS",
    headers: { authorization: `Basic ${btoa(credentials)}` },
  });

export default scenario(
  async (story) => {
    await story.acme();
    const old = story.phone({ name: "Alice's old iPhone", system: "3.1.3" });
    const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });
    await provision(old, ACME.alice);
    await old.mail.check();
    const [{ deviceId: oldId } = {}] = await story.admin.devices("acme");
    await provision(phone, ACME.alice);
    await phone.mail.check();
    const both = await story.admin.devices("acme");
    const id = both.find(({ deviceId }) => deviceId !== oldId)?.deviceId;
    const accountOf = ({ settings }: typeof phone) => settings.accounts()[0]?.id ?? "";

    story.step("Alice changes her password, on Exchange and on one of her two phones.");
    story.exchange.setPassword("alice", NEW_PASSWORD);
    phone.settings.changePassword(accountOf(phone), NEW_PASSWORD);
    story.check("that phone has mail at once", (await phone.mail.check()).ok);

    story.step("The other one lies in a drawer and asks with the old password, for a whole day.");
    const before = story.exchange.requests.length;
    let refused = 0;
    for (let minute = 0; minute < DAY_MINUTES; minute += EVERY_MINUTES) {
      const checked = await checkAgain(old);
      if (!checked.ok && checked.reason === "password-alert") refused++;
      await story.pass(EVERY_MINUTES);
    }
    story.equal("it is told 401 each time", refused, DAY_MINUTES / EVERY_MINUTES);
    story.check("the account is not locked", !story.exchange.isLocked("alice"));
    const asked = story.exchange.requests.slice(before).filter(({ status }) => status === 401);
    story.check("Exchange was asked a few times only", asked.length <= 15, `${asked.length}`);
    const shown = await story.admin.call("GET", `/tenants/acme/devices/alice/${oldId}`);
    const { shield } = shown.body;
    story.check(
      "the device's page counts what was spared",
      shield.spared >= refused - asked.length,
      JSON.stringify(shield),
    );
    story.check("the phone with the new password still has mail", (await phone.mail.check()).ok);

    story.step("Alice finds it and types the new password.");
    old.settings.changePassword(accountOf(old), NEW_PASSWORD);
    story.check("mail is there at once", (await old.mail.check()).ok);

    story.step(
      "Somebody guesses at Exchange itself; the account is locked, for the right password, too.",
    );
    for (const guess of ["a", "b", "c", "d", "e"])
      await story.exchange.handle(atExchange(`ACME\\alice:${guess}`));
    story.check("it is", story.exchange.isLocked("alice"));
    const locked = await phone.mail.check();
    story.equal("the phone asks for the password", !locked.ok && locked.reason, "password-alert");

    story.step("Exchange's administrator unlocks it.");
    story.exchange.unlock("alice");
    story.check("the phone must wait", !(await checkAgain(phone)).ok);
    const lift = `/tenants/acme/devices/alice/${id}/shield/lift`;
    const lifted = await story.admin.call("POST", lift);
    story.equal("until an administrator lifts that", lifted.body, { lifted: true });
    await story.pass(1);
    story.check("and mail is there again", (await checkAgain(phone)).ok);
  },
  { exchange: { lockout: { afterFailures: 5, countedForMinutes: 30 } } },
);

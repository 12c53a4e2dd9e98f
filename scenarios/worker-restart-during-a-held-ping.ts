// Cloudflare, Workers limits: the runtime is updated several times a week, and requests under way are ended then. A held
// Ping is nobody's state: the phone's next one goes on, and what the last one watched is still known (MS-ASCMD 2.2.1.13).
import { ACME, provision, scenario } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme();
  const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });
  await provision(phone, ACME.alice);
  const account = phone.state.accounts[0];
  const pings = () => story.exchange.requests.filter(({ command }) => command === "Ping");
  const mail = (subject: string) =>
    story.exchange.deliver("alice", { from: "bob@acme.example.com", subject, body: "1" });

  story.step("A Ping is answered, so that the next one needs no body.");
  const first = phone.mail.push();
  await story.until("Exchange holds it", () => pings().length === 1);
  mail("One");
  story.check("mail comes by push", (await first).ok);
  story.check("the phone knows that the server knows", account?.ping !== null);

  story.step("The Worker restarts while the next one is held.");
  const second = phone.mail.push();
  await story.until("Exchange holds it", () => pings().length === 2);
  const remembered = account?.ping ?? null;
  await story.restartWorker();
  story.check("the phone's Ping breaks", !(await second).ok);
  await story.until("Exchange holds nothing any more", () =>
    pings().every(({ status }) => status !== 0),
  );

  story.step("A phone that leaves the body out finds its folders known.");
  if (account && remembered) {
    account.ping = remembered;
    account.heartbeatSeconds = remembered.seconds;
  }
  const third = phone.mail.push();
  await story.until("Exchange is asked for them", () => pings().length === 3);
  mail("Two");
  const pushed = await third;
  story.check("mail comes by push", pushed.ok && pushed.changed, JSON.stringify(pushed));
  story.equal("nothing was lost", phone.mail.messages().length, 2);
});

// MS-ASPROV 3.2.5.1.2: Exchange orders a wipe, and marks it done by the phone's acknowledgement. Behind the gateway both
// stay true: the order is taken over as a life with its origin, delivered, and the phone's own word handed back.
import { ACME, provision, scenario } from "../simulator/scenario.ts";

export default scenario(
  async (story) => {
    await story.acme({ policy: { easPasswordEnabled: true, easMinPasswordLength: 6 } });
    const phones = [
      story.phone({ name: "Alice's iPhone", system: "4.2.1" }),
      story.phone({ name: "Bob's iPhone", system: "3.1.3" }),
    ] as const;
    await provision(phones[0], ACME.alice);
    await provision(phones[1], ACME.bob);
    const deviceOf = async (user: string) =>
      (await story.admin.devices(ACME.name)).find((one) => one.user === user) as {
        deviceId: string;
        state: string;
        wipe?: Readonly<Record<string, unknown>> & { exchange?: { toldAt?: number } };
      };
    const lifeOf = async (user: string) => {
      const { deviceId } = await deviceOf(user);
      const { body } = await story.admin.call(
        "GET",
        `/tenants/${ACME.name}/devices/${user}/${deviceId}`,
      );
      return body.events
        .map(({ event }: { event: string }) => event)
        .filter((event: string) => event.startsWith("wipe-"))
        .reverse();
    };

    story.step("Exchange's administrator orders a wipe of Alice's phone.");
    story.exchange.orderWipe("alice");
    story.exchange.deliver("alice", { from: "bob@acme.example.com", subject: "Secret", body: "1" });
    await story.pass(1);
    const erased = await phones[0].mail.check();
    story.equal("the phone is erased", !erased.ok && erased.reason, "wiped");
    story.equal("Exchange heard it from the phone", story.exchange.wipes("alice"), [
      { scope: "device", state: "done" },
    ]);
    const { wipe, state } = await deviceOf("alice");
    story.equal(
      "here it is on record, with its origin",
      [wipe?.origin, wipe?.requestedBy, wipe?.state, state],
      ["exchange", "exchange", "acknowledged", "blocked"],
    );
    story.check("and that Exchange was told", wipe?.exchange?.toldAt !== undefined);
    story.equal("step by step", await lifeOf("alice"), [
      "wipe-requested",
      "wipe-ordered",
      "wipe-acknowledged",
      "wipe-told-to-exchange",
    ]);

    story.step("Bob's phone is ordered twice: here and there. One order reaches it.");
    const bob = await deviceOf("bob");
    const path = `/tenants/${ACME.name}/devices/bob/${bob.deviceId}`;
    await story.admin.call("POST", `${path}/wipe`, { confirm: bob.deviceId });
    story.exchange.orderWipe("bob");
    await story.pass(1);
    const gone = await phones[1].mail.check();
    story.equal("the phone is erased", !gone.ok && gone.reason, "wiped");
    story.equal("Exchange heard it", story.exchange.wipes("bob"), [
      { scope: "device", state: "done" },
    ]);
    const { wipe: both } = await deviceOf("bob");
    story.equal("so did we", [both?.state, both?.orders], ["acknowledged", 1]);
    story.check("and it is ours as well as theirs", both?.requestedBy !== "exchange");
  },
  { exchange: { trait: "2010" } },
);

// The twenty-four tests of HTTP of Microsoft's interoperability suite (OfficeDev/Interop-TestSuites,
// MS-ASHTTP), written anew as black-box tests of the gateway in front of a simulated Exchange. Names
// and requirement numbers are theirs; the last test counts what was shown.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testCommands } from "./ashttp-commands.ts";
import { testMailCommands } from "./ashttp-mail.ts";
import { testStatuses } from "./ashttp-statuses.ts";
import { ATTACHMENT, type Suite } from "./ashttp-suite.ts";
import { makeLedger, type NotApplicable } from "./ledger.ts";
import { openServer, type ServerUnderTest } from "./server.ts";

let server: ServerUnderTest;
const suite: Suite = { ledger: makeLedger("MS-ASHTTP"), server: () => server };
beforeAll(async () => {
  server = await openServer({ trait: "2010" });
  server.world.exchange.deliver("alice", {
    ...{ from: "bob@acme.example.com", subject: "Numbers", body: "See the file." },
    attachment: { name: "numbers.txt", base64: ATTACHMENT.toString("base64") },
  });
});
afterAll(() => server?.close());

testCommands(suite);
testMailCommands(suite);
testStatuses(suite);

describe("MS-ASHTTP requirements", () => {
  it("are all shown, or listed with the reason why they do not apply", () => {
    console.info(suite.ledger.summary(NOT_APPLICABLE));
    expect(suite.ledger.needlesslyListed(NOT_APPLICABLE)).toEqual([]);
    expect(suite.ledger.missing(NOT_APPLICABLE)).toEqual([]);
  });
});

const NOT_APPLICABLE: readonly NotApplicable[] = [
  { why: "TLS ends in front of the Worker, at the platform's edge", ids: ["R518"] },
  {
    why: "meeting requests are Exchange's own affair, and the simulated one has none",
    ids: ["R432"],
  },
  {
    why: "whether an answer is compressed is Exchange's own choice, and the simulated one never does",
    ids: ["R197", "R214"],
  },
];

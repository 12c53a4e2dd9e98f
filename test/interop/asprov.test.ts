// The twelve Provision tests of Microsoft's interoperability suite (OfficeDev/Interop-TestSuites,
// MS-ASPROV), written anew as black-box tests of the gateway in front of a simulated Exchange. Names
// and requirement numbers are theirs; the last test counts what was shown.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OURS, type ProvisionSuite } from "./asprov-client.ts";
import { testErrors } from "./asprov-errors.ts";
import { testSettings } from "./asprov-settings.ts";
import { testWipes } from "./asprov-wipe.ts";
import { makeLedger, type NotApplicable } from "./ledger.ts";
import { openServer, type ServerUnderTest } from "./server.ts";
import { EVERY_SETTING } from "./upstream-policy.ts";

let server: ServerUnderTest;
let strict: ServerUnderTest;
const suite: ProvisionSuite = {
  ledger: makeLedger("MS-ASPROV"),
  server: () => server,
  strict: () => strict,
};
beforeAll(async () => {
  [server, strict] = await Promise.all([
    openServer({ trait: "2016" }, OURS),
    openServer({ trait: "2016", requirePolicy: EVERY_SETTING }, OURS),
  ]);
});
afterAll(() => Promise.all([server?.close(), strict?.close()]));

testSettings(suite);
testWipes(suite);
testErrors(suite);

describe("MS-ASPROV requirements", () => {
  it("are all shown, or listed with the reason why they do not apply", () => {
    console.info(suite.ledger.summary(NOT_APPLICABLE));
    expect(suite.ledger.needlesslyListed(NOT_APPLICABLE)).toEqual([]);
    expect(suite.ledger.missing(NOT_APPLICABLE)).toEqual([]);
  });
});

const NOT_APPLICABLE: readonly NotApplicable[] = [
  { why: "Status inside RemoteWipe is sent by clients only", ids: ["R760"] },
];

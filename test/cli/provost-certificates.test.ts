// Client certificates, challenges and the certificate authority on the command line.
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { useFakeApi } from "./fake-api.ts";

const cli = useFakeApi();
const AT = "/tenants/acme";
const FINGERPRINT = "ab".repeat(32);
const CERTIFICATE = {
  ...{ fingerprint: FINGERPRINT, serialNumber: "0102", user: "alice", purpose: "exchange" },
  ...{ notBefore: 0, notAfter: 86_400_000, delivery: "scep", state: "valid", deviceId: "applx1" },
};
const OVERVIEW = {
  rules: { validityDays: 365, legacyDevices: false },
  authorities: [
    {
      ...{ place: "current", source: "made", crlPath: "/scep/crl/aa.crl", valid: 3 },
      chain: [{ subject: "O=Acme, CN=Acme CA", notAfter: 0, fingerprint: "a".repeat(64) }],
    },
  ],
  addresses: { scep: "https://acme.example/scep", identityKeys: "https://acme.example/keys" },
};

it("a challenge is printed alone, so that a script can take it", async () => {
  cli.api.answer(`POST ${AT}/challenges`, 201, { challenge: "SECRET26", record: { id: "c1" } });
  const ran = await cli.provost("challenge --tenant acme --user alice");
  expect(ran).toMatchObject({ code: 0, out: "SECRET26\n", err: "" });
  await cli.provost("challenge --tenant acme --user alice --purpose enrolment");
  expect(cli.api.asked.map(({ body }) => body)).toEqual([
    { user: "alice" },
    { user: "alice", purpose: "enrolment" },
  ]);
  expect((await cli.provost("challenge --tenant acme")).code).toBe(2);
});

it("certificates are listed by user and state, shown, and revoked with a reason", async () => {
  const list = `GET ${AT}/certificates?user=alice&state=valid&limit=1`;
  cli.api.answer(list, 200, { certificates: [CERTIFICATE], next: "17" });
  const listed = await cli.provost(
    "certificate list --tenant acme --user alice --state valid --limit 1",
  );
  expect(listed.out).toMatch(/(ab){32} +alice +exchange +1970-01-02 00:00:00Z +valid +applx1/);
  expect(listed.out).toContain("More: --after '17'");
  cli.api.answer(`GET ${AT}/certificates/${FINGERPRINT}`, 200, {
    ...CERTIFICATE,
    revoked: { at: 0, by: "bob\u001b[2J", reason: "superseded" },
  });
  const shown = await cli.provost(`certificate show ${FINGERPRINT} --tenant acme`);
  expect(shown.out).toContain("superseded");
  expect(shown.out).not.toContain("\u001b");
  cli.api.answer(`POST ${AT}/certificates/${FINGERPRINT}/revoke`, 200, {
    certificate: CERTIFICATE,
  });
  const revoked = await cli.provost(
    `certificate revoke ${FINGERPRINT} --tenant acme --reason keyCompromise`,
  );
  expect(revoked.out).toBe("The certificate abababababab of alice is revoked.\n");
  expect(cli.api.asked.at(-1)?.body).toEqual({ reason: "keyCompromise" });
  expect((await cli.provost("certificate revoke x --tenant acme --reason boredom")).code).toBe(2);
});

it("tries to enrol and challenges are shown, and what phones say moves no cursor", async () => {
  cli.api.answer(`GET ${AT}/enrolment-attempts`, 200, {
    attempts: [
      {
        ...{ at: 0, user: "alice", step: "scep", outcome: "challenge-used", client: "203.0.113.7" },
        ...{ detail: "", device: { udid: "0f", product: "iPhone2,1\u001b[2J", serial: "X1" } },
      },
    ],
  });
  const { out } = await cli.provost("enrolment list --tenant acme");
  expect(out).toContain("challenge-used");
  expect(out).toContain("iPhone2,1\ufffd[2J X1");
  expect(out).not.toContain("\u001b");
  cli.api.answer(`GET ${AT}/challenges`, 200, { challenges: [] });
  expect((await cli.provost("enrolment challenges --tenant acme")).out).toBe(
    "There are no challenges.\n",
  );
});

it("the authority is shown with its addresses, and its rules are changed one by one", async () => {
  cli.api.answer(`GET ${AT}/authority`, 200, OVERVIEW);
  const { out } = await cli.provost("authority show --tenant acme");
  expect(out).toContain("O=Acme, CN=Acme CA (made)");
  expect(out).toContain("https://acme.example/scep/crl/aa.crl");
  cli.api.answer(`PATCH ${AT}/authority/rules`, 200, { rules: { validityDays: 90 } });
  const changed = await cli.provost(
    "authority rules --tenant acme --validity-days 90 --legacy-devices yes",
  );
  expect(changed.out).toBe("validityDays  90\n");
  expect(cli.api.asked.at(-1)?.body).toEqual({ validityDays: 90, legacyDevices: true });
  await cli.provost("authority rules --tenant acme");
  expect(cli.api.asked.at(-1)).toMatchObject({ method: "GET", path: `${AT}/authority` });
});

it("the chain of the CA comes out as PEM; where no CA waits, the next one's does not", async () => {
  cli.api.answer(`GET ${AT}/authority`, 200, OVERVIEW);
  const file = `${AT}/authority/${"a".repeat(64)}/chain.pem`;
  cli.api.answer(`GET ${file}`, 200, "-----BEGIN CERTIFICATE-----\n", "application/x-pem-file");
  expect((await cli.provost("authority chain --tenant acme")).out).toContain("BEGIN CERTIFICATE");
  expect(await cli.provost("authority chain --tenant acme --next")).toMatchObject({
    code: 1,
    err: "No such CA.\n",
  });
});

it("a CA is imported from files, and the password of a PKCS#12 from standard input", async () => {
  const file = join(cli.folder, "ca.p12");
  writeFileSync(file, "abc");
  await cli.provost(`authority import --tenant acme --pkcs12 ${file}`, "secret word\n");
  expect(cli.api.asked.at(-1)).toMatchObject({
    path: `${AT}/authority/import`,
    body: { pkcs12: "YWJj", password: "secret word" },
  });
});

it("a .p12 is written for its owner alone, over no other file, and its password is printed", async () => {
  const where = `${AT}/users/alice/identity-file`;
  const made = { certificate: CERTIFICATE, pkcs12: "YWJj", password: "once-only" };
  cli.api.answer(`POST ${where}`, 201, made);
  const file = join(cli.folder, "alice.p12");
  const command = `identity-file alice --tenant acme --out ${file}`;
  const { out } = await cli.provost(command);
  expect(out).toContain("once-only");
  expect(readFileSync(file, "utf8")).toBe("abc");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const again = await cli.provost(command);
  expect(again.code).toBe(2);
  expect(again.err).toContain("Cannot write");
  expect(cli.api.asked).toHaveLength(1);
});

it("where no .p12 is made, no file stays behind", async () => {
  const error = { reason: "no-such-tenant", message: "There is no such tenant." };
  cli.api.answer(`POST ${AT}/users/alice/identity-file`, 404, { error });
  const file = join(cli.folder, "alice.p12");
  const { code } = await cli.provost(`identity-file alice --tenant acme --out ${file}`);
  expect(code).toBe(1);
  expect(existsSync(file)).toBe(false);
});

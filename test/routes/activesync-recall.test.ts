// A request that is the same to the letter is not read again for a few seconds. The rule: not one character of what was
// judged may differ, and what goes to Exchange is the same as the first time.
import { expect, test } from "vitest";
import { gatewayPerTest } from "./activesync-per-test.ts";
import { basic, PASSWORD, plainQuery, TOKEN } from "./activesync-support.ts";

const { start } = gatewayPerTest();
const LOGIN = `${TOKEN}\\alice`;

test("another password is judged at once, and the right one goes on passing", async () => {
  const { request } = await start();
  const statuses: number[] = [];
  for (const password of [PASSWORD, PASSWORD, "wrong", PASSWORD, `${PASSWORD} `])
    statuses.push((await request({ authorization: basic(LOGIN, password) })).status);
  expect(statuses).toEqual([200, 200, 401, 200, 401]);
});

test("no credentials are asked for them, whatever passed before", async () => {
  const { request } = await start();
  expect((await request({})).status).toBe(200);
  expect((await request({ authorization: null })).status).toBe(401);
});

test("another device with the same credentials is judged by itself", async () => {
  const { request, kept } = await start();
  expect((await request({})).status).toBe(200);
  const query = plainQuery("FolderSync", { deviceId: "Appl999999ZZZZ" });
  expect((await request({ query })).status).toBe(403);
  expect(kept.refusals).toMatchObject([{ reason: "token-on-another-device" }]);
});

test.each(["utf8", "latin1"] as const)(
  "Exchange gets the same login and the same bytes of a %s password again",
  async (charset) => {
    const { request, received } = await start({ adapter: { loginForm: "ACME\\user" } });
    const authorization = basic(LOGIN, "pä:ss", charset);
    for (let i = 0; i < 3; i++) expect((await request({ authorization })).status).toBe(200);
    const sent = received.filter(({ method }) => method === "POST");
    expect(sent.map(({ headers }) => headers.authorization)).toEqual(
      Array(3).fill(basic("ACME\\alice", "pä:ss", charset)),
    );
  },
);

// What a deployment must bring before the Worker answers anything.
import { expect, test } from "vitest";
import { type Env, envProblems } from "../worker/env.ts";

const SECRET = Buffer.alloc(32, 7).toString("base64");
const namespace = {} as DurableObjectNamespace;
const whole: Env = {
  DIRECTORY: namespace,
  ALIAS: namespace,
  TENANT: namespace,
  DEVICE: namespace,
  AUTHORITY: namespace,
  GUARD: namespace,
  SWITCHING_CENTER_HOST: "get.example.com",
  CONSOLE_HOST: "console.example.com",
  API_HOSTS: "console.example.com",
  CLIENT_ADDRESS_HEADER: "CF-Connecting-IP",
  WRAPPING_SECRET: SECRET,
  VERIFIER_SECRET: SECRET,
  OWNER_TOKEN: "x".repeat(16),
};

test("a whole environment has no problems", () => {
  expect(envProblems(whole)).toEqual([]);
});

test.each(Object.keys(whole))("an environment without %s is refused by that name", (name) => {
  const problems = envProblems({ ...whole, [name]: undefined });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(new RegExp(`^${name} `));
});

test.each([
  ["WRAPPING_SECRET", Buffer.alloc(31).toString("base64")],
  ["WRAPPING_SECRET", Buffer.alloc(33).toString("base64")],
  ["VERIFIER_SECRET", "not base64!"],
  ["OWNER_TOKEN", "x".repeat(15)],
])("a %s that is too weak is refused and not repeated", (name, value) => {
  const problems = envProblems({ ...whole, [name]: value });
  expect(problems).toHaveLength(1);
  expect(problems[0]).not.toContain(value);
});

test.each([
  [{ CLIENT_CERTIFICATES: "cloudflare" }, []],
  [{ CLIENT_CERTIFICATES: "front", FRONT_SECRET: "x".repeat(32) }, []],
  [{ CLIENT_CERTIFICATES: "front" }, ["FRONT_SECRET must have at least 32 characters"]],
  [{ CLIENT_CERTIFICATES: "front", FRONT_SECRET: "short" }, ["FRONT_SECRET must have at least"]],
  [{ CLIENT_CERTIFICATES: "header" }, ["CLIENT_CERTIFICATES must be cloudflare or front"]],
  [{ DEVICE_TRUST_ANCHORS: "apple" }, ["DEVICE_TRUST_ANCHORS must be certificates in PEM"]],
])("client certificates are configured whole or not at all: %j", (change, expected) => {
  const problems = envProblems({ ...whole, ...change });
  expect(problems).toHaveLength(expected.length);
  for (const [index, text] of expected.entries()) expect(problems[index]).toContain(text);
});

test.each([
  [{ ACCESS_TEAM_DOMAIN: "acme.cloudflareaccess.com", ACCESS_AUDIENCE: "0123" }, []],
  [{ ACCESS_TEAM_DOMAIN: "acme.cloudflareaccess.com" }, ["ACCESS_AUDIENCE is not bound"]],
  [{ ACCESS_AUDIENCE: "0123" }, ["ACCESS_TEAM_DOMAIN is not bound"]],
  [{ ACCESS_TEAM_DOMAIN: "https://acme", ACCESS_AUDIENCE: "0123" }, ["must be a host name"]],
])("Cloudflare Access is configured whole or not at all: %j", (change, expected) => {
  const problems = envProblems({ ...whole, ...change });
  expect(problems).toHaveLength(expected.length);
  for (const [index, text] of expected.entries()) expect(problems[index]).toContain(text);
});

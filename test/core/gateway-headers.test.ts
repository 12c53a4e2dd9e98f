// Which headers cross the gateway, in both directions.
import { describe, expect, test } from "vitest";
import { answerHeadersToDrop, upstreamHeaders } from "../../worker/core/gateway-headers.ts";

const own = { authorization: "Basic eDp5", client: "203.0.113.7" };
const sent = (received: Record<string, string>) =>
  Object.fromEntries(upstreamHeaders(new Headers(received), own));

describe("towards Exchange", () => {
  test("what an EAS client says passes untouched", () => {
    const said = {
      accept: "*/*",
      "accept-encoding": "gzip, deflate",
      "accept-language": "de-de",
      "content-type": "application/vnd.ms-sync.wbxml",
      "ms-asacceptmultipart": "T",
      "ms-asprotocolversion": "12.1",
      "user-agent": "Apple-iPhone2C1/705.018",
      "x-ms-policykey": "3942919513",
    };
    expect(sent(said)).toEqual({
      ...said,
      authorization: own.authorization,
      "x-forwarded-for": own.client,
    });
  });

  test.each([
    "connection",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "expect",
    "host",
    "content-length",
    "cookie",
    "cf-connecting-ip",
    "cf-ray",
    "cdn-loop",
    "forwarded",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-real-ip",
    "client-cert",
    "provost-identity",
    "provost_identity",
    "provost-front-secret",
    "x_forwarded_host",
    "remote-user",
    "remote_user",
    "x-remote-user",
    "x-webobjects-remote-user",
    "x-webobjects-auth-type",
    "x-arr-clientcert",
    "x-ssl-client-cert",
    "x-client-cert",
    "ssl-client-cert",
    "x-ssl-client-s-dn",
  ])("%s stays here", (name) => {
    expect(sent({ [name]: "x" })).not.toHaveProperty(name);
  });

  test("what Connection names stays here too", () => {
    expect(sent({ connection: "close, X-Secret-Hop", "x-secret-hop": "1" })).not.toHaveProperty(
      "x-secret-hop",
    );
  });

  test("Connection cannot name away what makes the message readable", () => {
    const headers = { connection: "Content-Type", "content-type": "application/vnd.ms-sync.wbxml" };
    expect(sent(headers)).toHaveProperty("content-type");
  });

  test("the client's address is the one we know, not one that the client wrote", () => {
    expect(sent({ "x-forwarded-for": "10.0.0.1" })["x-forwarded-for"]).toBe("203.0.113.7");
  });

  test("where no platform tells the client's address, nothing is made up", () => {
    const headers = upstreamHeaders(new Headers({ "x-forwarded-for": "10.0.0.1" }), {
      ...own,
      client: "local",
    });
    expect(headers.has("x-forwarded-for")).toBe(false);
  });

  test("the Authorization is ours, not the one received", () => {
    expect(sent({ authorization: "Basic Zm9v" }).authorization).toBe(own.authorization);
  });
});

describe("towards the phone", () => {
  test("versions, type and policy key pass; hops, cookies, other ways and other prompts do not", () => {
    const headers = new Headers({
      "content-type": "application/vnd.ms-sync.wbxml",
      "content-encoding": "gzip",
      "ms-asprotocolversions": "2.5,12.1",
      "retry-after": "300",
      "x-ms-rp": "2.5,12.1",
      "alt-svc": 'h3=":443"',
      connection: "Upgrade, X-Hop",
      "keep-alive": "timeout=5",
      location: "https://other.test/",
      "set-cookie": "X-BackEndCookie=1",
      upgrade: "h2",
      "www-authenticate": "Negotiate",
      "x-hop": "1",
      "x-ms-location": "https://other.test/Microsoft-Server-ActiveSync",
    });
    const dropped = answerHeadersToDrop(headers);
    expect([...headers.keys()].filter((name) => !dropped.includes(name))).toEqual([
      "content-encoding",
      "content-type",
      "ms-asprotocolversions",
      "retry-after",
      "x-ms-rp",
    ]);
  });
});

// Bearer tokens as they are read: signed JSON that names a user, and nothing else.
import { describe, expect, test } from "vitest";
import { MAX_TOKEN_CHARACTERS, parseBearer } from "../../worker/wire/bearer-auth.ts";
import { WireError } from "../../worker/wire/wire-error.ts";
import { seededRandom } from "../support/random.ts";

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const token = (claims: unknown) => `${part({ alg: "RS256" })}.${part(claims)}.c2lnbmF0dXJl`;

describe("a token is read", () => {
  test.each([
    [{ upn: "alice@acme.test" }, "alice@acme.test"],
    [{ unique_name: "alice@acme.test" }, "alice@acme.test"],
    [{ unique_name: "bob@acme.test", upn: "älice@acme.test", aud: "x" }, "älice@acme.test"],
  ])("with %o it names %s", (claims, user) => {
    const text = token(claims);
    for (const scheme of ["Bearer", "bearer", "BEARER"])
      expect(parseBearer(`${scheme} ${text}`)).toEqual({ token: text, user });
  });
});

describe("a token is refused", () => {
  const good = token({ upn: "alice@acme.test" });
  test.each([
    ["that is opaque", "Bearer abcdef0123456789"],
    ["that is encrypted (five parts)", `Bearer ${good}.a.b`],
    ["without signature", `Bearer ${good.slice(0, good.lastIndexOf("."))}.`],
    ["that is none", "Bearer"],
    ["of another scheme", `Basic ${good}`],
    ["followed by another", `Bearer ${good}, Bearer ${good}`],
    ["whose claims are no base64", "Bearer e30.a.e30"],
    ["whose claims are no JSON", `Bearer e30.${Buffer.from("{").toString("base64url")}.e30`],
    ["whose claims are no UTF-8", "Bearer e30._w.e30"],
    ["whose claims are a list", `Bearer ${token(["upn"])}`],
    ["whose claims are nothing", `Bearer ${token(null)}`],
    ["that names nobody", `Bearer ${token({ sub: "1", preferred_username: "alice" })}`],
    ["that names an empty name", `Bearer ${token({ upn: "" })}`],
    ["that names a number", `Bearer ${token({ upn: 1 })}`],
    [
      "that names somebody behind the curtain",
      `Bearer ${token(JSON.parse('{"__proto__":{"upn":"a"}}'))}`,
    ],
    ["that is endless", `Bearer ${token({ upn: "a".repeat(MAX_TOKEN_CHARACTERS) })}`],
  ])("%s, and the error does not repeat it", (_name, header) => {
    try {
      parseBearer(header);
    } catch (error) {
      expect(error).toBeInstanceOf(WireError);
      expect((error as WireError).message.length).toBeLessThan(80);
      return;
    }
    throw new Error("it was read");
  });
  test("garbage is read or refused", () => {
    const random = seededRandom(7519);
    for (let round = 0; round < 3000; round++) {
      const parts = [1, 2, 3].map(() =>
        Buffer.from(random.bytes(random.below(30))).toString("base64url"),
      );
      try {
        parseBearer(`Bearer ${parts.join(".")}`);
      } catch (error) {
        expect(error).toBeInstanceOf(WireError);
      }
    }
  });
});

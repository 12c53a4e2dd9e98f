// Fuzz target: bearer tokens. What is read is the token as it came, and a name.
import { parseBearer } from "../../../worker/wire/bearer-auth.ts";
import type { FuzzTarget } from "../target.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const bearer = (claims: unknown) => `Bearer ${part({ alg: "none" })}.${part(claims)}.c2ln`;

export const target: FuzzTarget = {
  name: "bearer-auth",
  seeds: [{ upn: "alice@acme.test" }, { unique_name: "älice", aud: ["x"] }].map((claims) =>
    bytesOf(bearer(claims)),
  ),
  dictionary: ["Bearer ", ".", "e30", "eyJ1cG4iOiJhIn0", "=", "-", "_", " "].map(bytesOf),
  run(bytes) {
    const header = Buffer.from(bytes).toString("latin1");
    const { token, user } = parseBearer(header);
    if (!header.includes(token) || user === "") throw new Error("the token changed");
  },
};

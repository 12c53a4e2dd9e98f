// Passwords at the command line: typed or piped in, never arguments, where anybody on the machine could
// read them.
import { describe, expect, it } from "vitest";
import { useFakeApi } from "./fake-api.ts";

const cli = useFakeApi();

describe("passwords", () => {
  it("are read from standard input and sent without the line break", async () => {
    await cli.provost("user add alice --tenant acme --password-stdin", "pä:ss word\n");
    expect(cli.api.asked[0]?.body).toEqual({ easAllowed: true, password: "pä:ss word" });
  });

  it("of a profile's removal are read from standard input, too", async () => {
    await cli.provost("policy set removalPassword=- --tenant acme", "1234\n");
    expect(cli.api.asked[0]?.body).toEqual({ removalPassword: "1234" });
  });

  it("are not taken from the command line", async () => {
    const { code, err } = await cli.provost("user add alice --tenant acme --password Secret123");
    expect(code).toBe(2);
    expect(err).not.toContain("Secret123");
    expect(cli.api.asked).toEqual([]);
  });

  it("are not asked for where there is no terminal", async () => {
    const { code, err } = await cli.provost("user add alice --tenant acme --ask-password");
    expect(code).toBe(2);
    expect(err).toContain("--password-stdin");
  });

  it("are not empty", async () => {
    expect((await cli.provost("user add alice --tenant acme --password-stdin", "\n")).code).toBe(2);
    expect(cli.api.asked).toEqual([]);
  });
});

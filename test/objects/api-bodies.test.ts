// What a body of /api/v1 may hold: everything else is refused by name, and never repeated.
import { describe, expect, it } from "vitest";
import { app, makeTenant, reasonOf, send } from "./api-client.ts";
import { env } from "./world.ts";

describe("the API's bodies", () => {
  it.each([
    [{ raw: "{" }, "400 bad-json"],
    [{ raw: "" }, "400 bad-json"],
    [{ raw: "[]" }, "400 bad-body"],
    [{ raw: "null" }, "400 bad-body"],
    [{ raw: "{}", type: "text/plain" }, "415 not-json"],
    [{ raw: "{}", type: "application/jsonp" }, "415 not-json"],
    [{ raw: `{"name":"${"x".repeat(65_536)}"}` }, "413 body-too-large"],
    [{ body: { name: "Bad Name" } }, "400 bad-body"],
    [{ body: { name: "x", upstream: "https://u.example" } }, "400 bad-body"],
    [
      { body: { name: "x", origin: "http://x.example", upstream: "https://u.example" } },
      "400 bad-body",
    ],
    [
      { body: { name: "x", origin: "https://x.example", upstream: "https://10.0.0.1" } },
      "400 bad-upstream",
    ],
  ])("are refused, row %#", async (sent, reason) => {
    expect(reasonOf(await send("POST", "/tenants", sent))).toBe(reason);
  });

  it.each([
    [{ nmae: "x" }, "name"],
    [{ name: "x", origin: "https://x.example", upstream: "https://u.example", extra: 1 }, "extra"],
    [{ name: 7, origin: "https://x.example", upstream: "https://u.example" }, "name"],
    [
      { name: "x", origins: ["https://x.example", "x"], upstream: "https://u.example" },
      "origins.1",
    ],
    [
      {
        name: "x",
        origin: "https://x.example",
        upstream: "https://u.example",
        otherClients: "maybe",
      },
      "otherClients",
    ],
    [
      { name: "x", origin: "https://x.example", upstream: "https://u.example", __proto__x: 1 },
      "__proto__x",
    ],
  ])("name the field that is wrong: %j", async (body, field) => {
    const answer = await send("POST", "/tenants", { body });
    expect(answer.body.error).toMatchObject({ reason: "bad-body", field });
    expect(answer.body.error.message).toContain(field);
  });

  it.each(["adapter", "groups/everyone/policy"])(
    "that are lists, hold what every object inherits, or lists in lists change nothing: %s",
    async (path) => {
      await makeTenant("odd");
      const deep = `{"forcePIN":${"[".repeat(30_000)}${"]".repeat(30_000)}}`;
      for (const raw of ["[]", '{"__proto__":{"x":1}}', '{"constructor":1}', deep]) {
        expect(reasonOf(await send("PATCH", `/tenants/odd/${path}`, { raw }))).toBe("400 bad-body");
      }
    },
  );

  it("are UTF-8: other bytes are refused, not replaced", async () => {
    await makeTenant("latin");
    const answer = await app.request(
      "https://console.example.com/api/v1/tenants/latin/users/alice",
      {
        method: "PUT",
        headers: { authorization: `Bearer ${env.OWNER_TOKEN}`, "content-type": "application/json" },
        body: Uint8Array.from([...'{"password":"p', "\u00e4", '"}'].join(""), (c) =>
          c.charCodeAt(0),
        ),
      },
      env,
    );
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { reason: "bad-json" } });
  });

  it("never come back: a password of the wrong type is not repeated in the refusal", async () => {
    await makeTenant("echo");
    const body = { password: ["hunter2secret"] };
    const answer = await send("PUT", "/tenants/echo/users/alice", { body });
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).not.toContain("hunter2secret");
  });

  it("are stopped at 64 KB however they are sent", async () => {
    const stream = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(16_384)),
    });
    const request = new Request("https://console.example.com/api/v1/tenants", {
      method: "POST",
      headers: { authorization: `Bearer ${env.OWNER_TOKEN}`, "content-type": "application/json" },
      body: stream,
    });
    expect((await app.request(request, undefined, env)).status).toBe(413);
  });
});

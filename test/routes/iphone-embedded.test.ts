// /iphone inside another site's page: pictures and frames of strangers use up nobody's handouts.
import { expect, test } from "vitest";
import { basic, ios26, iphoneSite } from "../support/front-site.ts";

test.each(["image", "iframe", "empty"])(
  "hands nothing to another site's page that asks for it as %s",
  async (purpose) => {
    const { request, seen } = iphoneSite();
    const answer = await request("/iphone/profile", {
      headers: {
        "User-Agent": ios26,
        Authorization: basic("alice"),
        "Sec-Fetch-Dest": purpose,
        "Sec-Fetch-Site": "cross-site",
      },
    });
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain("<code>opened-inside-a-page</code>");
    expect(seen).toEqual([]);
  },
);

test("a person who opens the page gets the profile", async () => {
  const { request } = iphoneSite();
  const answer = await request("/iphone/profile", {
    headers: {
      "User-Agent": ios26,
      Authorization: basic("alice"),
      "Sec-Fetch-Dest": "document",
      "Sec-Fetch-Site": "cross-site",
    },
  });
  expect(answer.headers.get("Content-Type")).toBe("application/x-apple-aspen-config");
});

// A user's client certificate, made for delivery by hand. The rule: file and password are on the page
// that answers the POST that made them, and nowhere else.
import { Hono } from "hono";
import { ByHandFile } from "../../views/console/by-hand-parts.tsx";
import { byHandText } from "../../views/console/messages/by-hand.ts";
import type { IdentityFileDocument } from "../api/identity-file.ts";
import type { ConsoleContext, ConsoleEnv } from "./context.ts";
import { act, ConsoleProblemError, path, showPage } from "./frame.tsx";

export const byHandPages = new Hono<ConsoleEnv>().post(
  "/tenants/:tenant/users/:user/identity-file",
  async (c: ConsoleContext) => {
    const [tenant, user] = [c.req.param("tenant") ?? "", c.req.param("user") ?? ""];
    const page = path`/tenants/${tenant}/users/${user}`;
    const made = await act(c, "POST", `${page}/identity-file`);
    if (!made.ok) throw new ConsoleProblemError(made.refusal);
    const title = byHandText[c.get("language")].madeTitle;
    return showPage(
      c,
      { title, section: "users", tenant },
      <ByHandFile c={c} page={page} made={made.json as unknown as IdentityFileDocument} />,
    );
  },
);

// docs/settings.md is what the settings table says; `-u` writes it anew.
import { join } from "node:path";
import { expect, it } from "vitest";
import { settingsPage } from "./support/settings-page.ts";

it("docs/settings.md says what the table says", async () => {
  await expect(settingsPage()).toMatchFileSnapshot(
    join(import.meta.dirname, "../docs/settings.md"),
  );
});

// A tenant with devices, and somebody at the console who looks at them.
import { expect } from "vitest";
import { crowdDevice } from "../../bench/device-crowd.ts";
import type { DeviceSummary } from "../../worker/core/device.ts";
import type { ApiScope } from "../../worker/core/scope.ts";
import { type Browser, consoleAs, type Page } from "./console-client.ts";
import { entry, foundTenant, handles } from "./world.ts";

export const phone: DeviceSummary = {
  ...crowdDevice(4),
  user: "alice",
  deviceId: "appl1",
  deviceType: "iPhone",
  userAgent: "Apple-iPhone2C1/803.148",
  policyVersion: "older",
};

/** A tenant with `devices` and somebody of `role` who looks at it. */
export async function watched(
  name: string,
  devices: readonly DeviceSummary[] = [phone],
  role: "administrator" | "help-desk" | "auditor" = "administrator",
) {
  const { tenant } = await foundTenant(name);
  await handles.directory.createTenant(entry(name));
  for (const device of devices) await tenant.noteDevice(device);
  const browser = await consoleAs(`${role}:${name}` as ApiScope);
  const at = `/tenants/${name}`;
  return { tenant, browser, at, page: `${at}/devices/alice/appl1` };
}

export const main = ({ text }: Page) => text.slice(text.indexOf("<main"), text.indexOf("</main>"));
/** What a reader sees: no tags, one blank between words. */
export const wordsOf = (page: Page) =>
  main(page)
    .replace(/<[^>]*>/g, " ")
    .replace(/&#39;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/\s+/g, " ");
export const linksOf = (page: Page) =>
  [...main(page).matchAll(/href="([^"]*)"/g)].map(([, href = ""]) => href.replaceAll("&amp;", "&"));

export async function followed(browser: Browser, answer: Page): Promise<Page> {
  expect(answer.status).toBe(303);
  return browser.get(answer.location ?? "");
}

// The data set of an HTML form and its urlencoded form (HTML 4.01, sections 17.13.2 to 17.13.4).
import type { Button, Page } from "./html.ts";

const UNCHECKED = new Set(["checkbox", "radio"]);

/** What sending form number `form` submits: its fields in order, and the button that was tapped. */
export function encodeForm(page: Page, form: number, button?: Button): string {
  const pairs = new URLSearchParams();
  for (const field of page.fields) {
    if (field.form !== form || field.name === "") continue;
    if (UNCHECKED.has(field.type) && !field.checked) continue;
    pairs.append(field.name, field.value.replace(/\r?\n/g, "\r\n"));
  }
  if (button && button.name !== "") pairs.append(button.name, button.value);
  return pairs.toString();
}

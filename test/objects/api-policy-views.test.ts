// Linter, diff and preview of a policy through the API: what is shown is what phones would get.
import { describe, expect, it } from "vitest";
import { decode } from "../../worker/wire/wbxml.ts";
import { makeTenant, reasonOf, send, tokenFor } from "./api-client.ts";

const policy = (tenant: string) => `/tenants/${tenant}/groups/everyone/policy`;

async function lockedPolicy(tenant: string, body: Record<string, unknown>) {
  await makeTenant(tenant);
  await send("PATCH", policy(tenant), { body });
  return (await send("POST", `${policy(tenant)}/lock`)).body.locked;
}

describe("the preview of a policy", () => {
  it("holds the profile and the Provision document of every class of phones, with their sizes", async () => {
    await makeTenant("preview");
    const body = { forcePIN: true, allowVideoConferencing: false, easPasswordEnabled: true };
    await send("PATCH", policy("preview"), { body });
    const { profiles, provision, of } = (await send("GET", `${policy("preview")}/preview`)).body;
    expect(of).toBe("draft");
    for (const { text, bytes } of profiles) {
      expect(new TextEncoder().encode(text).byteLength).toBe(bytes);
      expect(text).toContain("<key>forcePIN</key>");
      expect(text).toContain("<string>preview.example</string>");
    }
    const [oldest] = profiles;
    expect(oldest).toMatchObject({ ios: "3.0.0", name: "iPhone OS 3.0" });
    expect(oldest.text).not.toContain("allowVideoConferencing");
    expect(oldest.left).toContain("allowVideoConferencing");
    const ios4 = profiles.find(({ ios }: { ios: string }) => ios === "4.0.0");
    expect(ios4.text).toContain("<key>allowVideoConferencing</key>");
    const [wap, document] = provision;
    expect(wap).toMatchObject({ version: "2.5", bytes: wap.text.length });
    expect(wap.text).toMatch(/^<wap-provisioningdoc>/);
    const bytes = Buffer.from(document.base64, "base64");
    expect(document).toMatchObject({ version: "12.0", bytes: bytes.length });
    const root = decode(new Uint8Array(bytes));
    expect(root.tag).toBe("Provision:EASProvisionDoc");
    expect(JSON.stringify(root)).toContain("Provision:DevicePasswordEnabled");
  });

  it("is of the draft, of what is in force, or of any version", async () => {
    const locked = await lockedPolicy("of", { minLength: 4 });
    await send("PATCH", policy("of"), { body: { minLength: 9 } });
    const lengthIn = async (of: string) => {
      const { profiles } = (await send("GET", `${policy("of")}/preview?of=${of}`)).body;
      return /<key>minLength<\/key>\s*<integer>(\d+)</.exec(profiles[0].text)?.[1];
    };
    expect(await lengthIn("draft")).toBe("9");
    expect(await lengthIn("in-force")).toBe("4");
    expect(await lengthIn(locked["ios-profile"].version)).toBe("4");
    const unknown = await send("GET", `${policy("of")}/preview?of=${"0".repeat(64)}`);
    expect(reasonOf(unknown)).toBe("404 no-such-version");
  });

  it("masks the removal password for who may only read", async () => {
    await lockedPolicy("masked", {
      preventPolicyRemoval: "with-password",
      removalPassword: "open sesame",
    });
    const token = await tokenFor("auditor:masked");
    for (const path of ["preview", "preview?of=in-force", "diff", "lint"]) {
      const answer = await send("GET", `${policy("masked")}/${path}`, { token });
      expect(answer.status).toBe(200);
      expect(JSON.stringify(answer.body)).not.toContain("open sesame");
    }
    const own = await send("GET", `${policy("masked")}/preview`);
    expect(JSON.stringify(own.body)).toContain("open sesame");
  });
});

describe("the difference of two states of a policy", () => {
  it("is between any two versions, the draft and what is in force", async () => {
    const first = await lockedPolicy("diff", { minLength: 4, easPasswordEnabled: true });
    await send("PATCH", policy("diff"), { body: { minLength: 6, allowCamera: false } });
    const unlocked = (await send("GET", `${policy("diff")}/diff`)).body;
    expect(unlocked).toEqual({
      from: "in-force",
      to: "draft",
      families: ["ios-profile", "eas-security"],
      differences: [
        { setting: "minLength", before: 4, after: 6 },
        { setting: "allowCamera", after: false },
      ],
    });
    const second = (await send("POST", `${policy("diff")}/lock`)).body.locked;
    const [a, b] = [first["ios-profile"].version, second["ios-profile"].version];
    const back = (await send("GET", `${policy("diff")}/diff?from=${b}&to=${a}`)).body;
    expect(back.differences).toEqual([
      { setting: "minLength", before: 6, after: 4 },
      { setting: "allowCamera", before: false },
    ]);
    // A version of one family says nothing of the other: easPasswordEnabled is no difference.
    const toDraft = (await send("GET", `${policy("diff")}/diff?from=${b}&to=draft`)).body;
    expect(toDraft).toMatchObject({ families: ["ios-profile"], differences: [] });
    expect(reasonOf(await send("GET", `${policy("diff")}/diff?from=nothing`))).toBe(
      "404 no-such-version",
    );
  });

  it("tells that a secret changed, and not what it was, to who may only read", async () => {
    const body = { preventPolicyRemoval: "with-password", removalPassword: "first" };
    await lockedPolicy("changed", body);
    await send("PATCH", policy("changed"), { body: { removalPassword: "second" } });
    const token = await tokenFor("auditor:changed");
    const { differences } = (await send("GET", `${policy("changed")}/diff`, { token })).body;
    expect(differences).toMatchObject([{ setting: "removalPassword" }]);
    expect(JSON.stringify(differences)).not.toMatch(/first|second/);
  });
});

describe("the linter", () => {
  it("names what keeps each family from being Locked", async () => {
    await makeTenant("lint");
    await send("PATCH", policy("lint"), { body: { easPasswordExpiration: 30 } });
    const { findings } = (await send("GET", `${policy("lint")}/lint`)).body;
    expect(findings[0]).toMatchObject({ level: "error", setting: "easPasswordExpiration" });
    const other = await send("GET", `${policy("lint")}/lint?families=ios-profile`);
    expect(other.body.findings).toEqual([]);
    const lock = await send("POST", `${policy("lint")}/lock`);
    expect(reasonOf(lock)).toBe("400 bad-settings");
    expect(lock.body.error.field).toBe("easPasswordExpiration");
  });
});

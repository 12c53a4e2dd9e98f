// What a wire log shows is a closed list: no password, no token, no text of a mail, whoever wrote it wherever.
import { describe, expect, test } from "vitest";
import {
  maskedText,
  shownHeaders,
  shownQuery,
  withoutSecrets,
} from "../../worker/core/wire-log.ts";
import { CODE_PAGES, type Tag } from "../../worker/wire/codepages.ts";
import { el, type Node } from "../../worker/wire/wbxml-tree.ts";
import { seededRandom } from "../support/random.ts";

const TOKEN = "MZXW6YTBOJTG633CMFZGM33PMJ";
const PASSWORD = "correct horse";
const SECRETS = [PASSWORD, TOKEN, Buffer.from(`alice:${PASSWORD}`).toString("base64")];

const TAGS: Tag[] = CODE_PAGES.flatMap(({ name, tokens, before12 }) =>
  [...Object.values(tokens), ...Object.values(before12)].map((tag) => `${name}:${tag}` as Tag),
);

test("a Sync is shown by its keys, its ids and its statuses; the mail in it by its length", () => {
  const root = el(
    "AirSync:Sync",
    el("AirSync:Status", "1"),
    el(
      "AirSync:Collections",
      el(
        "AirSync:Collection",
        el("AirSync:SyncKey", "1000000007"),
        el("AirSync:CollectionId", "5"),
        el(
          "AirSync:Commands",
          el(
            "AirSync:Add",
            el("AirSync:ServerId", "5:17"),
            el(
              "AirSync:ApplicationData",
              el("Email:Subject", "Salaries"),
              el("Email:From", "bob@acme.test"),
              el("AirSyncBase:Body", el("AirSyncBase:Type", "1"), el("AirSyncBase:Data", "Secret")),
              el("Email:MIMEData", new Uint8Array(7)),
            ),
          ),
        ),
      ),
    ),
  );
  expect(maskedText(root, SECRETS)).toBe(
    `AirSync:Sync
  AirSync:Status = 1
  AirSync:Collections
    AirSync:Collection
      AirSync:SyncKey = 1000000007
      AirSync:CollectionId = 5
      AirSync:Commands
        AirSync:Add
          AirSync:ServerId = 5:17
          AirSync:ApplicationData
            Email:Subject = (8 characters)
            Email:From = (13 characters)
            AirSyncBase:Body
              AirSyncBase:Type = 1
              AirSyncBase:Data = (6 characters)
            Email:MIMEData = (7 bytes)`,
  );
});

describe("of whatever documents there are", () => {
  const { pick, below } = seededRandom(4711);
  /** Texts that must never be seen: secrets in any letter case and with anything around them, and sentences. */
  const BODY = "The quick brown fox";
  const hidden = () => {
    const secret = pick(SECRETS);
    const cased = pick([secret, secret.toLowerCase(), secret.toUpperCase()]);
    return pick([cased, `x${cased}y`, `${cased}-1`, BODY, `${BODY} ${cased}`]);
  };
  const tree = (depth: number): Node => {
    const tag = pick(TAGS);
    const kind = below(10);
    if (depth > 5 || kind < 5) return el(tag, hidden());
    if (kind === 5) return el(tag, new TextEncoder().encode(hidden()));
    const inner = Array.from({ length: below(4) }, () => tree(depth + 1));
    return el(tag, ...inner);
  };
  test("none shows a secret or a sentence, in 5,000 of them", () => {
    for (let n = 0; n < 5000; n++) {
      const shown = maskedText(tree(0), SECRETS).toLowerCase();
      for (const secret of [...SECRETS, BODY])
        expect(shown.includes(secret.toLowerCase()), shown).toBe(false);
    }
  });

  test("every element but those of the protocol's own is masked, also where its text looks like an id", () => {
    const shown = TAGS.filter((tag) => maskedText(el(tag, "5:17"), []).endsWith("= 5:17"));
    expect(shown.length).toBeLessThan(80);
    const CONTENT =
      /^(Email|Contacts|Contacts2|Calendar|Tasks|Notes|GAL|DocumentLibrary|RightsManagement)\d?:/;
    expect(shown.filter((tag) => CONTENT.test(tag))).toEqual([]);
    for (const tag of [
      "Settings:Password",
      "ItemOperations:Password",
      "ItemOperations:UserName",
      "Search:FreeText",
      "Search:Password",
      "AirSyncBase:Data",
      "ComposeMail:Mime",
      "FolderHierarchy:DisplayName",
      "Settings:IMEI",
      "Settings:PhoneNumber",
      "Provision:Data",
    ])
      expect(shown).not.toContain(tag);
  });

  test("a long one is cut at 8 KB, a deep one needs no stack", () => {
    const wide = el(
      "AirSync:Sync",
      ...Array.from({ length: 2000 }, () => el("AirSync:Status", "1")),
    );
    const shown = maskedText(wide, []);
    expect(shown.length).toBeLessThan(8300);
    expect(shown).toMatch(/\(cut here\)$/);
    let deep = el("AirSync:Status", "1");
    for (let n = 0; n < 20_000; n++) deep = el("AirSync:Add", deep);
    expect(maskedText(deep, []).length).toBeLessThan(8300);
  });
});

describe("of headers", () => {
  test("Authorization is shown by its scheme, cookies and unknown headers not at all", () => {
    const headers = new Headers({
      authorization: "Basic YWxpY2U6Y29ycmVjdCBob3JzZQ==",
      cookie: "session=1",
      "x-forwarded-for": "192.0.2.1",
      "user-agent": "Apple-iPhone2C1/705.018",
      "ms-asprotocolversion": "12.1",
      "x-ms-policykey": "1307199584",
    });
    expect(shownHeaders(headers, SECRETS)).toEqual({
      authorization: "Basic ***",
      "ms-asprotocolversion": "12.1",
      "user-agent": "Apple-iPhone2C1/705.018",
      "x-ms-policykey": "1307199584",
    });
    for (const value of ["Digest username=alice", "Basic", "YWxpY2U6cHc="])
      expect(shownHeaders([["Authorization", value]], [])).toEqual({ authorization: "***" });
  });

  test("a secret in a header that is shown masks it", () => {
    const shown = shownHeaders([["User-Agent", `Phone/${TOKEN.toLowerCase()}`]], SECRETS);
    expect(shown).toEqual({ "user-agent": "(32 characters)" });
  });
});

test("of a query, names of attachments and users are not shown", () => {
  const query = {
    form: "plain",
    command: "GetAttachment",
    user: `${TOKEN}\\alice`,
    deviceId: "APPL1",
    deviceType: "iPhone",
    attachmentName: "salaries.pdf",
    collectionId: "5",
    itemId: "two words",
  };
  expect(shownQuery(query, SECRETS)).toEqual({ collectionId: "5", itemId: "(9 characters)" });
});

test("a password of three characters masks only itself: else what was masked would tell it", () => {
  expect(withoutSecrets("705.018", ["5.0"])).toBe("705.018");
  expect(withoutSecrets("5.0", ["5.0"])).toBe("(3 characters)");
});

test("an id that is a name is masked: some servers call folders and contacts by theirs", () => {
  for (const name of ["INBOX.Divorce", "Kuendigung", "erika.mustermann.vcf"])
    for (const tag of ["AirSync:CollectionId", "AirSync:ServerId", "Ping:Id"] as const)
      expect(maskedText(el(tag, name), SECRETS)).toBe(`${tag} = (${name.length} characters)`);
  expect(shownQuery({ collectionId: "Salaries" }, SECRETS)).toEqual({
    collectionId: "(8 characters)",
  });
  for (const id of ["5", "5:17", "RgAAAAB7", "{A1B2-C3}5", "f0a3c1"])
    expect(maskedText(el("AirSync:ServerId", id), SECRETS)).toBe(`AirSync:ServerId = ${id}`);
  expect(maskedText(el("ItemOperations:Store", "Mailbox"), SECRETS)).toContain("= Mailbox");
});

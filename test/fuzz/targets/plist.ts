// Fuzz target: XML property lists, as the installer reads them out of a profile. What is read must
// be writable and come back as it was.
import { isDeepStrictEqual } from "node:util";
import { buildPlist, type PlistValue, parsePlist } from "../../../worker/wire/plist.ts";
import type { FuzzTarget } from "../target.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

export const target: FuzzTarget = {
  name: "plist",
  seeds: [
    {
      PayloadType: "Configuration",
      PayloadVersion: 1,
      PayloadContent: [
        { PayloadType: "com.apple.eas.account", Host: "mail.acme.example", SSL: true },
      ],
      PayloadUUID: "0A0B",
      Data: Uint8Array.of(0, 1, 0xff),
    },
    ["ä", "<&>", 1.5, -3, false, []],
  ].map((value) => buildPlist(value as PlistValue)),
  dictionary: [
    "<dict>",
    "</dict>",
    "<array>",
    "</array>",
    "<key>",
    "</key>",
    "<string/>",
    "<integer>",
    "<date>2010-06-21T00:00:00Z</date>",
    "<data>AA==</data>",
    "<!DOCTYPE x [<!ENTITY a 'b'>]>",
    "&a;",
    "&#0;",
    "<![CDATA[x]]>",
    "<!--",
    "__proto__",
  ].map(bytesOf),
  run(bytes) {
    const read = parsePlist(bytes);
    if (!isDeepStrictEqual(parsePlist(buildPlist(read), Number.MAX_SAFE_INTEGER), read)) {
      throw new Error("the property list changes when written");
    }
  },
};

// The Exchange ActiveSync security family as the WAP document of EAS 2.5, written, read back and
// merged. Rule: parameters as Exchange itself sends them: 4131 and 4133 always, the registry only
// while a password is required, and then all of it, so that what is Not Set takes an older policy
// back. Follows MS-ASPROV 2.2.2.24.2; values as Exchange's servers write them for 2.5.
import type { WapCharacteristic, WapDocument, WapParameter } from "../wire/wap-provisioning.ts";
import type { PolicyValue, PolicyValues } from "./policy.ts";
import { obeyed, strictest } from "./policy-merge.ts";
import { EAS_ROWS } from "./provision-document.ts";
import type { WapParm } from "./settings-row.ts";

const LASSD = "HKLM\\Comm\\Security\\Policy\\LASSD";
const AUTO_LOCK = `${LASSD}\\AE\\{50C13377-C66D-400C-889E-C316FC4AB374}`;
const PASSWORD = `${LASSD}\\LAP\\lap_pw`;

/** Our settings by their parameter. */
const SETTING: ReadonlyMap<string, string> = new Map(
  EAS_ROWS.flatMap((row) => (row.eas.wap ? [[row.eas.wap, row.id] as const] : [])),
);

/**
 * The document that says `values` to a phone of EAS 2.5; policies that came with Exchange 2007 have
 * no place in it.
 */
export function wapDocument(values: PolicyValues): WapDocument {
  const setting = (parm: WapParm) => values[SETTING.get(parm) ?? ""];
  const isRequired = setting("4131") === true;
  const attempts = Number(setting("DeviceWipeThreshold") ?? 0);
  const security = characteristic("SecurityPolicy", [
    // 0 requires a password, 1 does not.
    ["4131", isRequired ? 0 : 1],
    // May a computer unlock the phone? Not where failed attempts are to erase it.
    ["4133", isRequired && attempts > 0 ? 0 : 1],
  ]);
  if (!isRequired) return [security];
  const minutes = Number(setting("AEFrequencyValue") ?? 0);
  return [
    security,
    {
      type: "Registry",
      parms: [],
      inside: [
        characteristic(AUTO_LOCK, [
          ["AEFrequencyType", minutes > 0 ? 1 : 0],
          ["AEFrequencyValue", Math.ceil(minutes)],
        ]),
        characteristic(LASSD, [["DeviceWipeThreshold", attempts]]),
        characteristic(LASSD, [["CodewordFrequency", codewordFrequency(attempts)]]),
        characteristic(PASSWORD, [
          ["MinimumPasswordLength", Number(setting("MinimumPasswordLength") ?? 1)],
        ]),
        // 0 demands letters and digits, 2 takes either.
        characteristic(PASSWORD, [
          ["PasswordComplexity", setting("PasswordComplexity") === true ? 0 : 2],
        ]),
      ],
    },
  ];
}

/**
 * After how many wrong passwords the phone asks for a code word, to keep pockets from erasing it:
 * half of those that erase, at most 8; -1 is never.
 */
function codewordFrequency(attempts: number): number {
  return attempts > 0 ? Math.min(Math.floor(attempts / 2), 8) : -1;
}

function characteristic(
  type: string,
  parms: readonly (readonly [name: string, value: number])[],
): WapCharacteristic {
  const written = parms.map(([name, value]) => ({ name, value: String(value) }));
  return { type, parms: written, inside: [] };
}

/**
 * What a WAP document asks for, as values of our settings; what a phone would ignore because no
 * password is required, and what cannot be understood, is left out.
 */
export function readWapDocument(document: WapDocument): PolicyValues {
  const timed = parmsOf(document).some(
    ({ name, value }) => name === "AEFrequencyType" && value.trim() === "1",
  );
  let values: PolicyValues = {};
  for (const { name, value } of parmsOf(document)) {
    const id = SETTING.get(name);
    const read = readParm(name, value.trim());
    if (id === undefined || read === undefined) continue;
    if (name !== "AEFrequencyValue" || timed) values = strictest(values, { [id]: read });
  }
  // Without a password there is no registry, so that no parameter of it counts.
  return values.easPasswordEnabled === true ? values : without(values, "easMaxInactivity");
}

function without(values: PolicyValues, id: string): PolicyValues {
  return obeyed(Object.fromEntries(Object.entries(values).filter(([one]) => one !== id)));
}

function readParm(name: string, value: string): PolicyValue | undefined {
  if (!/^\d{1,10}$/.test(value)) return undefined;
  const number = Number(value);
  if (name === "4131") return number === 0;
  if (name === "PasswordComplexity") return number === 0;
  return number > 0 ? number : undefined;
}

/** Every parameter, wherever it stands. */
export function parmsOf(document: WapDocument): WapParameter[] {
  return document.flatMap(({ parms, inside }) => [...parms, ...parmsOf(inside)]);
}

/** Parameters that `wapDocument` writes. */
const OWN_PARMS: ReadonlySet<string> = new Set([
  "4131",
  "4133",
  "AEFrequencyType",
  "AEFrequencyValue",
  "DeviceWipeThreshold",
  "CodewordFrequency",
  "MinimumPasswordLength",
  "PasswordComplexity",
]);

/**
 * The document for a phone that must obey both `ours` and Exchange's own document. Parameters that
 * we do not write ourselves follow as Exchange wrote them.
 */
export function mergeWapDocuments(ours: PolicyValues, upstream: WapDocument): WapDocument {
  const own = wapDocument(strictest(obeyed(ours), readWapDocument(upstream)));
  const kept = upstream.flatMap(unknownPart);
  return own.concat(kept).reduce<WapCharacteristic[]>(joined, []);
}

/** What is left of a characteristic without our own parameters, if anything is. */
function unknownPart({ type, parms, inside }: WapCharacteristic): WapCharacteristic[] {
  const left = {
    type,
    parms: parms.filter(({ name }) => !OWN_PARMS.has(name)),
    inside: inside.flatMap(unknownPart),
  };
  return left.parms.length + left.inside.length > 0 ? [left] : [];
}

/** Adds a top-level characteristic to the one of the same type, if there is one. */
function joined(document: WapCharacteristic[], one: WapCharacteristic): WapCharacteristic[] {
  const same = document.findIndex(({ type }) => type === one.type);
  const found = document[same];
  if (!found) return [...document, one];
  const both = {
    type: one.type,
    parms: [...found.parms, ...one.parms],
    inside: [...found.inside, ...one.inside],
  };
  return document.with(same, both);
}

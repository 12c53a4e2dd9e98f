// What phones would get of a policy: profile keys by version of iOS, Provision elements by version
// of Exchange ActiveSync. Rule: the same functions that make the real profile and the real document
// make the preview, so that it cannot show something else. Bytes and sizes are the route's, which
// has the encoders.
import type { MobileConfig } from "../wire/mobileconfig.ts";
import type { WapDocument } from "../wire/wap-provisioning.ts";
import type { Node } from "../wire/wbxml-tree.ts";
import { atLeast, type IosVersion } from "./ios.ts";
import { lock, type PolicyValue, type PolicyValues } from "./policy.ts";
import { buildProfile, type ProfileParts, reaching, writtenValue } from "./profile.ts";
import { onlySupervised } from "./profile-supervision.ts";
import {
  type DocumentVersion,
  EAS_ROWS,
  easDocument,
  elementText,
  knows,
} from "./provision-document.ts";
import { parmsOf, wapDocument } from "./provision-wap.ts";
import { SETTINGS } from "./settings.ts";
import type { EasVersion, ProfileColumn, SettingRow } from "./settings-row.ts";
import { newToken, TOKEN_RANDOM_BYTES } from "./token.ts";

const ROWS: readonly SettingRow[] = SETTINGS;

/**
 * Versions of iOS at which a profile changes: the first of each class of phones that get the same.
 * Follows from the table.
 */
export const IOS_CLASSES: readonly IosVersion[] = distinct(
  ROWS.flatMap(({ profile, value }) => [
    ...(profile ? turningPoints(profile) : []),
    ...(value.kind === "choice" ? value.choices : []).flatMap(({ before }) =>
      before ? [before.ios] : [],
    ),
  ]),
);

function turningPoints({ since, until, supervisedSince }: ProfileColumn): IosVersion[] {
  return [
    since,
    ...(until ? [until] : []),
    ...(Array.isArray(supervisedSince) ? [supervisedSince as IosVersion] : []),
  ];
}

function distinct(versions: readonly IosVersion[]): IosVersion[] {
  const byName = new Map(versions.map((version) => [version.join("."), version]));
  return [...byName.values()].sort((a, b) => (atLeast(a, b) ? 1 : -1));
}

/** One key that a setting puts into the profile. */
export interface PreviewKey {
  readonly setting: string;
  readonly payload: ProfileColumn["payload"];
  readonly key: string;
  readonly value: PolicyValue;
  /** The phone obeys it only if it is supervised. */
  readonly supervisedOnly: boolean;
}

/** What a class of phones gets in the profile. */
export interface ProfilePreview {
  readonly ios: IosVersion;
  readonly keys: readonly PreviewKey[];
  /** Settings that are set and have no place in this profile. */
  readonly left: readonly string[];
}

/** What the profile of a phone with `ios` holds of `values`. */
export function profilePreview(values: PolicyValues, ios: IosVersion): ProfilePreview {
  const keys = reaching(values, ios).flatMap((row): PreviewKey[] => {
    const value = writtenValue(row, values[row.id], ios);
    if (value === undefined) return [];
    const { payload, key } = row.profile;
    const supervisedOnly = onlySupervised(row.profile, ios);
    return [{ setting: row.id, payload, key, value, supervisedOnly }];
  });
  return { ios, keys, left: leftOut(values, "profile", keys) };
}

function leftOut(
  values: PolicyValues,
  column: "profile" | "eas",
  told: readonly { readonly setting: string }[],
): string[] {
  const ids = new Set(told.map(({ setting }) => setting));
  const isTold = (row: SettingRow) => ids.has(row.id) || (row.eas && !row.eas.element);
  return ROWS.filter((row) => row[column] && values[row.id] !== undefined && !isTold(row)).map(
    ({ id }) => id,
  );
}

/**
 * The whole profile of an imagined user "user", to be encoded: as long as a real one but for names,
 * and with a token of no worth.
 */
export function sampleProfile(
  tenant: ProfileParts["tenant"],
  mailDomain: string,
  values: PolicyValues,
  ios: IosVersion,
): MobileConfig {
  const account = { user: "user", emailAddress: `user@${mailDomain}`, displayName: "User" };
  const token = newToken(new Uint8Array(TOKEN_RANDOM_BYTES));
  return buildProfile({ tenant, account, token, policy: lock(values, 0), ios });
}

/** One element, or one parameter of 2.5, that says a setting. */
export interface PreviewElement {
  readonly setting: string;
  readonly element: string;
  readonly text: string;
}

/** What phones that speak one version get in Provision. */
export type EasPreview = {
  readonly elements: readonly PreviewElement[];
  /** Settings that are set and that this version cannot say; the server's own are never among them. */
  readonly left: readonly string[];
} & (
  | { readonly version: DocumentVersion; readonly document: Node }
  | { readonly version: "2.5"; readonly wap: WapDocument }
);

/** Provision for `version` under `values`. */
export function easPreview(values: PolicyValues, version: EasVersion): EasPreview {
  if (version === "2.5") {
    const wap = wapDocument(values);
    const elements = wapElements(values, wap);
    return { version, wap, elements, left: leftOut(values, "eas", elements) };
  }
  const elements = EAS_ROWS.flatMap(({ id, eas }): PreviewElement[] => {
    const value = values[id];
    if (value === undefined || !eas.element || !knows(version, eas)) return [];
    const element = eas.element.replace("Provision:", "");
    return [{ setting: id, element, text: elementText(eas, value) }];
  });
  const document = easDocument(values, version);
  return { version, document, elements, left: leftOut(values, "eas", elements) };
}

/** What the WAP document says of each setting; without a password it says little. */
function wapElements(values: PolicyValues, wap: WapDocument): PreviewElement[] {
  const texts = new Map(parmsOf(wap).map(({ name, value }) => [name, value]));
  return EAS_ROWS.flatMap(({ id, eas }): PreviewElement[] => {
    const text = eas.wap && texts.get(eas.wap);
    if (values[id] === undefined || !eas.wap || text === undefined) return [];
    return [{ setting: id, element: eas.wap, text }];
  });
}

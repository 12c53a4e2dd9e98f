// The part of the device object that remembers the keys of the device's folder list (core/folder-keys.ts). The rule: nothing is
// written for a device that nobody knows, and nothing that stands there already.
import { type FolderKeys, stepFolderKeys } from "../../core/folder-keys.ts";
import type { FolderedDevice } from "../handles/device.ts";
import { DeviceGroundObject } from "./ground-object.ts";

/** Folder keys of one device (FolderedDevice). */
export abstract class DeviceFoldersObject extends DeviceGroundObject implements FolderedDevice {
  async noteFolderKeys(keys: FolderKeys): Promise<boolean> {
    if (!this.schema.exists()) return true;
    const [row] = this.sql.exec<{ kept: string }>("SELECT kept FROM folder_keys").toArray();
    const before = row?.kept ?? "[]";
    const { isKnown, kept } = stepFolderKeys(JSON.parse(before) as string[], keys);
    const after = JSON.stringify(kept);
    if (after !== before) this.sql.exec("INSERT OR REPLACE INTO folder_keys VALUES (1, ?)", after);
    return isKnown;
  }
}

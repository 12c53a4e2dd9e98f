// What a device is called, from what it says of itself.
import { describe, expect, it } from "vitest";
import { deviceModel, deviceName } from "../../worker/core/device-model.ts";

const device = (userAgent: string, deviceId = "appl87837l1xy7h", deviceType = "iPhone") => ({
  deviceId,
  deviceType,
  userAgent,
  protocolVersion: "12.1",
});

describe("a device's model", () => {
  // User agents as inventories of Exchange ActiveSync have them.
  it.each([
    ["Apple-iPhone/508.11", "iPhone", "iPhone OS 2.2.1", "5H11"],
    ["Apple-iPhone/701.341", "iPhone", "iPhone OS 3.0", "7A341"],
    ["Apple-iPhone/705.18", "iPhone", "iPhone OS 3.1.3", "7E18"],
    ["Apple-iPod/703.146", "iPod touch", "iPhone OS 3.1", "7C146"],
    ["Apple-iPhone1C2/801.293", "iPhone 3G", "iOS 4.0", "8A293"],
    ["Apple-iPhone2C1/803.148", "iPhone 3GS", "iOS 4.2.1", "8C148"],
    ["Apple-iPhone3C1/812.1", "iPhone 4", "iOS 4.3.5", "8L1"],
    ["Apple-iPad1C1/702.367", "iPad", "iPhone OS 3.2", "7B367"],
    ["Apple-iPod3C1/801.400", "iPod touch (3rd generation)", "iOS 4.0", "8A400"],
    ["Apple-iPhone14C5/1906.61", "iPhone 14,5", "iOS 15", "19F61"],
    ["Apple-iPhone17C1/2301.300", "iPhone 17,1", "iOS 26", "23A300"],
  ])("of %s is %s with %s", (userAgent, model, system, build) => {
    expect(deviceModel(device(userAgent))).toEqual({
      model,
      system,
      build,
      serial: "87837L1XY7H",
    });
  });

  it.each([
    ["Android/4.0.3-EAS-1.3", "Android", "droid123", "Android"],
    ["", "iPhone", "f00", "iPhone"],
    ["Apple-iPhone/7", "iPhone", "f00", "iPhone"],
    ["Apple-iPhone/799.341", "iPhone", "f00", "iPhone"],
    ["", "", "f00", "f00"],
    ["", "\u202eenohPi\u0000", "f00", "enohPi"],
  ])("of the client %j that is none of Apple's, or says nonsense, is its type", (...client) => {
    const [userAgent, deviceType, deviceId, model] = client;
    expect(deviceModel(device(userAgent, deviceId, deviceType))).toEqual({ model });
  });

  it("is part of the name by which a wipe can be confirmed", () => {
    const named = { ...device("Apple-iPhone2C1/803.148"), user: "alice" };
    expect(deviceName(named)).toBe("iPhone 3GS (alice)");
  });
});

// The deployed Worker: the composition root around the real clock. `reflect-metadata` must come
// first, because
// @peculiar/x509 needs it while its module loads; without it workerd refuses to start the bundle.
import "reflect-metadata";
import { makeApp } from "./app.ts";
import { type Clock, realClock } from "./clock.ts";
import { AliasObject } from "./objects/alias.ts";
import { AuthorityObject } from "./objects/authority.ts";
import { DeviceObject } from "./objects/device.ts";
import { DirectoryObject } from "./objects/directory.ts";
import { GuardObject } from "./objects/guard.ts";
import { TenantObject } from "./objects/tenant.ts";

export class Directory extends DirectoryObject {
  protected readonly clock: Clock = realClock;
}
export class Alias extends AliasObject {
  protected readonly clock: Clock = realClock;
}
export class Tenant extends TenantObject {
  protected readonly clock: Clock = realClock;
}
export class Device extends DeviceObject {
  protected readonly clock: Clock = realClock;
}
export class Authority extends AuthorityObject {
  protected readonly clock: Clock = realClock;
}
export class Guard extends GuardObject {
  protected readonly clock: Clock = realClock;
}

export default makeApp(realClock);

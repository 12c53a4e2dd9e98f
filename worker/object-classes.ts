// The Durable Object classes around one clock: the deployed Worker exports them around the
// platform's, a simulated world around its own. A name here is a class_name of wrangler.toml.
import type { Clock } from "./clock.ts";
import { AliasObject } from "./objects/alias.ts";
import { AuthorityObject } from "./objects/authority.ts";
import { DeviceObject } from "./objects/device.ts";
import { DirectoryObject } from "./objects/directory.ts";
import { GuardObject } from "./objects/guard.ts";
import { TenantObject } from "./objects/tenant.ts";

/** All classes, ready to be exported by a Worker's entry. */
export function objectClasses(clock: Clock) {
  return {
    Directory: class Directory extends DirectoryObject {
      protected readonly clock = clock;
    },
    Alias: class Alias extends AliasObject {
      protected readonly clock = clock;
    },
    Tenant: class Tenant extends TenantObject {
      protected readonly clock = clock;
    },
    Device: class Device extends DeviceObject {
      protected readonly clock = clock;
    },
    Authority: class Authority extends AuthorityObject {
      protected readonly clock = clock;
    },
    Guard: class Guard extends GuardObject {
      protected readonly clock = clock;
    },
  };
}

// The deployed Worker: the composition root around the platform's clock.
import { makeApp } from "./app.ts";
import { realClock } from "./clock.ts";
import { objectClasses } from "./object-classes.ts";

export const { Directory, Alias, Tenant, Device, Authority, Guard } = objectClasses(realClock);

export default makeApp(realClock);

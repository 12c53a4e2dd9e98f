// Delivery by hand, the other form: one user's whole profile, encrypted to the certificate of the phone
// that will open it, for phones that cannot enrol. Nobody on its way can read it, so there is no
// password to keep.
import * as v from "valibot";
import { isUserName } from "../../core/login.ts";
import { encodeBase64 } from "../../wire/base64.ts";
import { created, refused } from "./answer.ts";
import { onTenant, type TenantCall, userOf, withBody } from "./call.ts";
import { type ApiRoute, USER } from "./route.ts";

/** POST /tenants/:tenant/users/:user/profile-file */
export interface ProfileFileDocument {
  /** The signed profile (.mobileconfig) in base64. */
  readonly profile: string;
  /** SHA-256 of the client certificate in it. */
  readonly fingerprint: string;
}

const IOS = /^(\d{1,2})\.(\d{1,2})(?:\.(\d{1,2}))?$/;
const PEM_MAX_LENGTH = 10_000;

const Order = v.strictObject({
  /** Of the phone, PEM. */
  certificate: v.pipe(v.string(), v.minLength(1), v.maxLength(PEM_MAX_LENGTH)),
  /** The phone's system: `4.2.1`. */
  ios: v.pipe(
    v.string(),
    v.check((text) => IOS.test(text), "is a version such as 4.2.1"),
  ),
});

/** POST /tenants/:tenant/users/:user/profile-file { certificate, ios } */
export const makeProfileFile = onTenant(
  withBody(Order, async (call: TenantCall, { certificate, ios }) => {
    const { handles, caller, entry, tenant } = call;
    const user = await userOf(call);
    const serving = await tenant.serving();
    if (!isUserName(user) || !serving) return refused("no-such-user");
    const { ENROLMENT_ACTS } = await import("../enrol-acts.ts");
    const [, major, minor, patch] = IOS.exec(ios) ?? [];
    const version = [Number(major), Number(minor), Number(patch ?? 0)] as const;
    const order = { user, certificate, ios: version, madeBy: caller.name };
    const made = await ENROLMENT_ACTS.profileByHand(handles, { ...entry, ...serving }, order);
    if (!made.ok) {
      const field = made.reason === "bad-certificate" ? { field: "certificate" } : {};
      return refused(made.reason, field);
    }
    await tenant.note(caller.name, "profile-file-made", user, made.fingerprint);
    const document = { profile: encodeBase64(made.profile), fingerprint: made.fingerprint };
    return created(document satisfies ProfileFileDocument);
  }),
);

export const PROFILE_FILE_ROUTES: readonly ApiRoute[] = [
  ["POST", `${USER}/profile-file`, "administer", makeProfileFile],
];

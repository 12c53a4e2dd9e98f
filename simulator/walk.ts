// The walks every user makes, so that a story can name them in one line. Each is only what a finger
// would do.
import type { InstallOutcome } from "./phone/installer.ts";
import type { Phone } from "./phone/phone.ts";

/** Who walks: the credentials of the tenant's Exchange. */
export interface Person {
  readonly user: string;
  readonly password: string;
}

const SWITCHING_CENTER_URL = "https://get.example.com/";
const DOWNLOAD = "Download the profile";
const DEFAULT_PASSCODE = "417290";

/** From the switching center to the tenant's own server: types the alias and taps Submit. */
export async function walkHome(phone: Phone, alias: string): Promise<void> {
  await phone.safari.open(SWITCHING_CENTER_URL);
  phone.safari.fill("alias", alias);
  await phone.safari.submit();
}

/**
 * Opens /iphone through the alias and signs in: afterwards the installer shows the profile, if all
 * went well.
 */
export async function walkToProfile(phone: Phone, person: Person, alias = "acme"): Promise<void> {
  await walkHome(phone, alias);
  if (phone.safari.page.prompt) await phone.safari.signIn(person.user, person.password);
  // Today's systems are told first what the profile brings.
  const { page } = phone.safari;
  if (page.buttons.some(({ text }) => text === DOWNLOAD)) await phone.safari.submit(DOWNLOAD);
}

/**
 * The whole road: alias, sign-in, installation, first mail check. Throws if the profile is not
 * installed.
 */
export async function provision(phone: Phone, person: Person, alias = "acme"): Promise<void> {
  await walkToProfile(phone, person, alias);
  const outcome = await phone.installer.install({
    password: person.password,
    passcode: DEFAULT_PASSCODE,
  });
  if (!outcome.ok) throw new Error(`the profile was not installed: ${JSON.stringify(outcome)}`);
  await phone.mail.check();
}

/** The road of a tenant that uses certificates, up to the installed profile. Nothing is thrown. */
export async function enrolByCertificate(
  phone: Phone,
  person: Person,
  alias = "acme",
): Promise<InstallOutcome> {
  await walkToProfile(phone, person, alias);
  return phone.installer.install({ password: person.password, passcode: DEFAULT_PASSCODE });
}

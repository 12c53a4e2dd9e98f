// The words of sign-in, set-up and the operator's own account, in English and German.
import type { PasswordProblem } from "../../../core/operator.ts";

const passwordProblems: Record<PasswordProblem | "differs", string> = {
  "too-short": "A password has 12 characters or more.",
  "too-long": "A password has 200 characters at most.",
  "too-simple": "A password has at least five different characters.",
  "holds-the-name": "A password does not contain the name you sign in with.",
  differs: "The two passwords are not the same.",
};

const en = {
  signIn: "Sign in",
  name: "Name",
  nameHelp: "The name or e-mail address that your set-up link was made for.",
  password: "Password",
  wrong: "The name or the password is not right.",
  slowedDown: (wait: string) => `There were too many tries. Please wait ${wait}, then try again.`,
  viaAccess: "Sign-in is by Cloudflare Access",
  viaAccessText:
    "This console is behind Cloudflare Access. Open it at its public address and sign in there; passwords are off.",
  stranger: "You are not an operator here",
  strangerText:
    "Cloudflare Access let you through, but no operator of this console has your e-mail address. Ask the owner to add you.",
  setUp: "Choose your password",
  setUpFor: (name: string) => `This link sets the password of ${name}. It works once.`,
  setUpVoid: "This link does not work",
  setUpVoidText:
    "It was used before, it is older than 24 hours, or it was not copied whole. Ask the owner for a new one.",
  newPassword: "New password",
  passwordHelp: "12 characters or more; a few words in a row are easy to remember.",
  repeat: "The same again",
  setPassword: "Set the password and sign in",
  passwordProblems,
  welcome: "Your password is set.",
  account: "Your account",
  role: "Role",
  tenant: "Tenant",
  changePassword: "Change your password",
  currentPassword: "Current password",
  currentWrong: "The current password is not right.",
  change: "Change the password",
  changed: "Your password is changed. Your other sessions are ended.",
  sessions: "Your sessions",
  sessionsHelp:
    "A session ends after half an hour without use, and twelve hours after the sign-in.",
  openedAt: "Signed in",
  lastSeen: "Last used",
  from: "From",
  ends: "Ends at the latest",
  thisSession: "this one",
  revoke: "End",
  revokeSays: (at: string) => `End the session of ${at}`,
  revoked: "The session is ended.",
  action: "Action",
  accessAccount: "You sign in by Cloudflare Access; your sessions are kept there.",
};
export type SignInText = typeof en;

const de: SignInText = {
  signIn: "Anmelden",
  name: "Name",
  nameHelp: "Der Name oder die E-Mail-Adresse, für die Ihr Einrichtungslink gemacht wurde.",
  password: "Passwort",
  wrong: "Der Name oder das Passwort ist nicht richtig.",
  slowedDown: (wait) =>
    `Es gab zu viele Versuche. Bitte warten Sie ${wait} und versuchen Sie es dann noch einmal.`,
  viaAccess: "Die Anmeldung geht über Cloudflare Access",
  viaAccessText:
    "Diese Konsole liegt hinter Cloudflare Access. Öffnen Sie sie unter ihrer öffentlichen Adresse und melden Sie sich dort an; Passwörter sind abgeschaltet.",
  stranger: "Sie sind hier kein Bediener",
  strangerText:
    "Cloudflare Access hat Sie durchgelassen, aber kein Bediener dieser Konsole hat Ihre E-Mail-Adresse. Bitten Sie den Eigentümer, Sie hinzuzufügen.",
  setUp: "Wählen Sie Ihr Passwort",
  setUpFor: (name) => `Dieser Link setzt das Passwort von ${name}. Er gilt einmal.`,
  setUpVoid: "Dieser Link gilt nicht",
  setUpVoidText:
    "Er wurde schon benutzt, ist älter als 24 Stunden oder wurde nicht ganz kopiert. Bitten Sie den Eigentümer um einen neuen.",
  newPassword: "Neues Passwort",
  passwordHelp: "12 Zeichen oder mehr; ein paar Wörter hintereinander merkt man sich leicht.",
  repeat: "Noch einmal dasselbe",
  setPassword: "Passwort setzen und anmelden",
  passwordProblems: {
    "too-short": "Ein Passwort hat 12 Zeichen oder mehr.",
    "too-long": "Ein Passwort hat höchstens 200 Zeichen.",
    "too-simple": "Ein Passwort hat mindestens fünf verschiedene Zeichen.",
    "holds-the-name": "Ein Passwort enthält nicht den Namen, mit dem Sie sich anmelden.",
    differs: "Die beiden Passwörter sind nicht gleich.",
  },
  welcome: "Ihr Passwort ist gesetzt.",
  account: "Ihr Konto",
  role: "Rolle",
  tenant: "Mandant",
  changePassword: "Passwort ändern",
  currentPassword: "Jetziges Passwort",
  currentWrong: "Das jetzige Passwort ist nicht richtig.",
  change: "Passwort ändern",
  changed: "Ihr Passwort ist geändert. Ihre anderen Sitzungen sind beendet.",
  sessions: "Ihre Sitzungen",
  sessionsHelp:
    "Eine Sitzung endet nach einer halben Stunde ohne Benutzung und zwölf Stunden nach der Anmeldung.",
  openedAt: "Angemeldet",
  lastSeen: "Zuletzt benutzt",
  from: "Von",
  ends: "Endet spätestens",
  thisSession: "diese hier",
  revoke: "Beenden",
  revokeSays: (at) => `Sitzung von ${at} beenden`,
  revoked: "Die Sitzung ist beendet.",
  action: "Aktion",
  accessAccount: "Sie melden sich über Cloudflare Access an; Ihre Sitzungen liegen dort.",
};

export const signInText = { en, de };

// What each finding of the connection test means and what to do about it, in the reader's language.
// Rule: one sentence of what was seen, one of the remedy; the server's own words stand beside them.
import type { FindingCode } from "./connection.ts";
import type { Language } from "./language.ts";

interface FindingText {
  readonly says: string;
  readonly remedy: string;
}

const ENGLISH: Readonly<Record<FindingCode, FindingText>> = {
  "address-malformed": {
    says: "This is no server address.",
    remedy: "Write https://HOST or https://HOST:PORT and nothing more; http is for loopback only.",
  },
  "address-not-allowed": {
    says: "This address is private.",
    remedy: "Enter the server's public name, or ask the owner of this service for leave.",
  },
  "name-unknown": {
    says: "No server was found under this name.",
    remedy: "Check the spelling, and that the name has a public DNS record.",
  },
  "port-closed": {
    says: "The server refuses connections at this port.",
    remedy: "Check the port, that the web site runs, and that the firewall lets Provost in.",
  },
  "plain-http-on-tls": {
    says: "The server does not speak TLS at this port.",
    remedy: "Enter the https port (usually 443), or give the web site a certificate.",
  },
  "tls-on-plain-http": {
    says: "The server speaks TLS at this port.",
    remedy: "Write https:// instead of http://.",
  },
  "tls-too-old": {
    says: "The server speaks only an old version of TLS.",
    remedy: "Switch TLS 1.2 on, or put a reverse proxy in front that speaks it.",
  },
  "tls-failed": {
    says: "The TLS handshake failed.",
    remedy: "Check certificate, chain and protocol versions on the server; its log says more.",
  },
  "certificate-expired": {
    says: "A certificate has expired.",
    remedy: "Renew it and install it on the server.",
  },
  "certificate-not-yet-valid": {
    says: "A certificate is not valid yet.",
    remedy: "Check the server's clock and the certificate's dates.",
  },
  "certificate-wrong-name": {
    says: "The certificate is for other names, or for none.",
    remedy: "Use a name of the certificate, or get one with this name as subject alternative name.",
  },
  "certificate-self-signed": {
    says: "The certificate is self-signed.",
    remedy: "Install one of a public certification authority.",
  },
  "certificate-chain-incomplete": {
    says: "The server does not send its issuer's certificate.",
    remedy: "Install the intermediate certificate on the server, so that it sends the whole chain.",
  },
  "certificate-untrusted": {
    says: "Nobody trusts the certificate's issuer.",
    remedy:
      "Use a public authority's certificate, or run Provost where your own authority is trusted.",
  },
  "time-out": {
    says: "The server did not answer in time.",
    remedy: "Check the address, and that the firewall lets Provost's requests through.",
  },
  unreachable: {
    says: "The server could not be reached.",
    remedy: "Check address, port and firewall; why it failed cannot be told from here.",
  },
  "not-eas": {
    says: "Something answers, but it is not Exchange ActiveSync.",
    remedy: "Check the address; /Microsoft-Server-ActiveSync must exist and allow OPTIONS.",
  },
  "leads-elsewhere": {
    says: "The server sends its visitors to another address.",
    remedy: "Enter the address it leads to, if that is Exchange; redirects are not followed.",
  },
  "server-error": {
    says: "The server answers with an error of its own.",
    remedy: "Look into the server's log.",
  },
  "basic-not-offered": {
    says: "The server does not offer Basic authentication, the only one phones use.",
    remedy: "Switch Basic authentication on for /Microsoft-Server-ActiveSync.",
  },
  "wrong-password": {
    says: "The server did not accept the test user.",
    remedy: "Check the password, and the login form: user, DOMAIN\\user or user@domain.",
  },
  "eas-forbidden": {
    says: "The server answers 403: Exchange ActiveSync is not allowed.",
    remedy: "Allow Exchange ActiveSync for the user or the site, and Provost's address.",
  },
  "options-open": {
    says: "OPTIONS is answered without a right password.",
    remedy: "Let passwords be checked by FolderSync.",
  },
  "folder-sync-open": {
    says: "FolderSync is answered without a right password, too.",
    remedy: "Make the server ask for passwords, or let the local directory check them.",
  },
  "plain-http": {
    says: "The connection to the server is not encrypted.",
    remedy: "Good for trying things out on one machine only.",
  },
};

const GERMAN: Readonly<Record<FindingCode, FindingText>> = {
  "address-malformed": {
    says: "Das ist keine Serveradresse.",
    remedy: "Schreiben Sie https://HOST oder https://HOST:PORT, sonst nichts; http nur lokal.",
  },
  "address-not-allowed": {
    says: "Diese Adresse ist privat.",
    remedy: "Geben Sie den öffentlichen Namen ein, oder bitten Sie den Betreiber um Freigabe.",
  },
  "name-unknown": {
    says: "Unter diesem Namen wurde kein Server gefunden.",
    remedy: "Prüfen Sie die Schreibweise und ob der Name einen öffentlichen DNS-Eintrag hat.",
  },
  "port-closed": {
    says: "Der Server lehnt Verbindungen an diesem Port ab.",
    remedy: "Prüfen Sie den Port, ob die Website läuft und ob die Firewall Provost durchlässt.",
  },
  "plain-http-on-tls": {
    says: "Der Server spricht an diesem Port kein TLS.",
    remedy: "Geben Sie den https-Port ein (meist 443), oder richten Sie ein Zertifikat ein.",
  },
  "tls-on-plain-http": {
    says: "Der Server spricht an diesem Port TLS.",
    remedy: "Schreiben Sie https:// statt http://.",
  },
  "tls-too-old": {
    says: "Der Server spricht nur eine alte TLS-Version.",
    remedy: "Schalten Sie TLS 1.2 ein, oder setzen Sie einen Reverse-Proxy davor.",
  },
  "tls-failed": {
    says: "Der TLS-Verbindungsaufbau ist gescheitert.",
    remedy: "Prüfen Sie Zertifikat, Kette und Protokollversionen; das Serverprotokoll sagt mehr.",
  },
  "certificate-expired": {
    says: "Ein Zertifikat ist abgelaufen.",
    remedy: "Erneuern Sie es, und installieren Sie es auf dem Server.",
  },
  "certificate-not-yet-valid": {
    says: "Ein Zertifikat ist noch nicht gültig.",
    remedy: "Prüfen Sie die Uhr des Servers und die Daten des Zertifikats.",
  },
  "certificate-wrong-name": {
    says: "Das Zertifikat gilt für andere Namen oder für keinen.",
    remedy: "Nehmen Sie einen Namen des Zertifikats, oder eines mit diesem Namen (SAN).",
  },
  "certificate-self-signed": {
    says: "Das Zertifikat ist selbst signiert.",
    remedy: "Installieren Sie eines von einer öffentlichen Zertifizierungsstelle.",
  },
  "certificate-chain-incomplete": {
    says: "Der Server sendet das Zertifikat seines Ausstellers nicht.",
    remedy: "Installieren Sie das Zwischenzertifikat, damit der Server die ganze Kette sendet.",
  },
  "certificate-untrusted": {
    says: "Dem Aussteller des Zertifikats vertraut niemand.",
    remedy:
      "Nehmen Sie ein öffentliches Zertifikat, oder betreiben Sie Provost dort, wo Ihrer Stelle vertraut wird.",
  },
  "time-out": {
    says: "Der Server hat nicht rechtzeitig geantwortet.",
    remedy: "Prüfen Sie die Adresse und ob die Firewall Anfragen von Provost durchlässt.",
  },
  unreachable: {
    says: "Der Server ist nicht erreichbar.",
    remedy: "Prüfen Sie Adresse, Port und Firewall; mehr lässt sich von hier nicht sagen.",
  },
  "not-eas": {
    says: "Es antwortet etwas, aber nicht Exchange ActiveSync.",
    remedy: "Prüfen Sie die Adresse; /Microsoft-Server-ActiveSync muss OPTIONS beantworten.",
  },
  "leads-elsewhere": {
    says: "Der Server schickt Besucher an eine andere Adresse.",
    remedy:
      "Geben Sie diese Adresse ein, wenn dort Exchange ist; Weiterleitungen wird nicht gefolgt.",
  },
  "server-error": {
    says: "Der Server antwortet mit einem eigenen Fehler.",
    remedy: "Sehen Sie im Protokoll des Servers nach.",
  },
  "basic-not-offered": {
    says: "Der Server bietet keine Standardauthentifizierung (Basic) an; Telefone können nur sie.",
    remedy: "Schalten Sie sie für /Microsoft-Server-ActiveSync ein.",
  },
  "wrong-password": {
    says: "Der Server hat den Testbenutzer nicht angenommen.",
    remedy: "Prüfen Sie das Passwort und die Anmeldeform: user, DOMAIN\\user oder user@domain.",
  },
  "eas-forbidden": {
    says: "Der Server antwortet 403: Exchange ActiveSync ist nicht erlaubt.",
    remedy: "Erlauben Sie Exchange ActiveSync für den Benutzer oder die Site.",
  },
  "options-open": {
    says: "OPTIONS wird ohne richtiges Passwort beantwortet.",
    remedy: "Lassen Sie Passwörter durch FolderSync prüfen.",
  },
  "folder-sync-open": {
    says: "Auch FolderSync wird ohne richtiges Passwort beantwortet.",
    remedy: "Lassen Sie den Server Passwörter verlangen, oder nehmen Sie das lokale Verzeichnis.",
  },
  "plain-http": {
    says: "Die Verbindung zum Server ist nicht verschlüsselt.",
    remedy: "Nur zum Ausprobieren auf einem Rechner geeignet.",
  },
};

const TEXTS = { en: ENGLISH, de: GERMAN } as const;

/** What `code` means, and the remedy. */
export function findingText(code: FindingCode, language: Language): FindingText {
  return TEXTS[language][code];
}

// What /iphone's problem pages say in German. The rule: each says what happened and what to do.
import type { ProblemFacts, ProblemTable, ProblemText } from "./iphone-messages.ts";

const askHelpDesk = ({ company }: ProblemFacts) =>
  `Hilft das nicht, dann rufen Sie den Helpdesk an (${company}) und lesen Sie den Code unten vor.`;

const loadAgain = "Laden Sie danach diese Seite neu.";

const upstreamTrouble =
  (happened: (facts: ProblemFacts) => string) =>
  (facts: ProblemFacts): ProblemText => ({
    title: "Der Mailserver ist nicht zu erreichen",
    happened: happened(facts),
    todo: [
      "Versuchen Sie es in ein paar Minuten noch einmal. An Ihrem Gerät wurde nichts geändert.",
      askHelpDesk(facts),
    ],
  });

export const germanProblems: ProblemTable = {
  "sign-in-needed": (facts) => ({
    title: "Bitte melden Sie sich an",
    happened: `${facts.company} muss wissen, wer Sie sind, bevor dieses Gerät eingerichtet werden kann.`,
    todo: [
      "Laden Sie diese Seite neu und geben Sie Ihren Benutzernamen und das Passwort Ihres Exchange-Postfachs ein.",
      askHelpDesk(facts),
    ],
  }),
  "credentials-malformed": (facts) => ({
    title: "Die Anmeldung war nicht zu lesen",
    happened:
      "Ihr Browser hat Benutzernamen und Passwort in einer Form gesendet, die sich nicht lesen lässt.",
    todo: ["Laden Sie diese Seite neu und melden Sie sich noch einmal an.", askHelpDesk(facts)],
  }),
  "wrong-password": (facts) => ({
    title: "Benutzername oder Passwort stimmt nicht",
    happened: `Benutzername und Passwort gehören zu keinem Postfach von ${facts.company}.`,
    todo: [
      "Laden Sie diese Seite neu und geben Sie beides noch einmal ein. Gemeint ist das Passwort Ihres Exchange-Postfachs.",
      "Fragt Safari nicht noch einmal, dann schalten Sie das Gerät aus und wieder ein: So lange kann es das alte Passwort behalten.",
      askHelpDesk(facts),
    ],
  }),
  "slowed-down": (facts) => ({
    title: "Bitte warten Sie etwas",
    happened:
      "Aus Ihrem Netz gab es mehrere Versuche mit diesem Benutzernamen, oder zu viele im selben Augenblick.",
    todo: [`Warten Sie ${facts.wait} und laden Sie dann diese Seite neu.`, askHelpDesk(facts)],
  }),
  "eas-not-enabled-upstream": (facts) => ({
    title: "Ihr Postfach ist nicht für Telefone freigegeben",
    happened:
      "Ihr Passwort stimmt, aber der Mailserver erlaubt Exchange ActiveSync für Ihr Postfach nicht.",
    todo: [
      `Bitten Sie den Helpdesk (${facts.company}), Exchange ActiveSync für Ihr Postfach freizugeben.`,
      loadAgain,
    ],
  }),
  "upstream-unreachable": upstreamTrouble(
    ({ company }) => `Der Mailserver von ${company} ist im Augenblick nicht zu erreichen.`,
  ),
  "upstream-timeout": upstreamTrouble(
    ({ company }) => `Der Mailserver von ${company} hat nicht rechtzeitig geantwortet.`,
  ),
  "upstream-not-eas": upstreamTrouble(
    ({ company }) =>
      `Was für den Mailserver von ${company} antwortet, ist kein Exchange ActiveSync.`,
  ),
  "user-in-no-group": (facts) => ({
    title: "Sie gehören noch zu keiner Gruppe",
    happened:
      "Sie sind angemeldet, aber niemand hat Sie einer Gruppe zugeordnet, und die Einstellungen kommen aus der Gruppe.",
    todo: [
      `Bitten Sie die Administration von ${facts.company}, Sie einer Gruppe zuzuordnen.`,
      loadAgain,
    ],
  }),
  "eas-not-allowed": (facts) => ({
    title: "Mail auf diesem Gerät ist nicht erlaubt",
    happened: "Sie sind angemeldet, aber Exchange ActiveSync ist Ihnen nicht erlaubt.",
    todo: [
      `Brauchen Sie Mail auf Ihrem Gerät, dann bitten Sie die Administration von ${facts.company}, es zu erlauben.`,
      loadAgain,
    ],
  }),
  "policy-not-locked": (facts) => ({
    title: "Die Einstellungen sind noch nicht fertig",
    happened:
      "Sie sind angemeldet, aber die Geräterichtlinie Ihrer Gruppe ist nicht gesperrt (Locked) und kann deshalb nicht ausgegeben werden.",
    todo: [
      `Sagen Sie der Administration von ${facts.company}, dass die Richtlinie gesperrt werden muss.`,
      loadAgain,
    ],
  }),
  "legacy-devices-off": (facts) => ({
    title: "Dieses Gerät ist zu alt für die Zertifikate Ihrer Firma",
    happened: `Mail von ${facts.company} braucht ein Zertifikat, und Geräte vor iOS 5 bekommen eines nur auf ältere Weise, die hier ausgeschaltet ist.`,
    todo: [
      "Nehmen Sie ein Gerät mit iOS 5 oder neuer,",
      `oder fragen Sie die Administration von ${facts.company}, ob ältere Geräte erlaubt werden können.`,
    ],
  }),
  "signing-identity-expired": (facts) => ({
    title: "Profile können zurzeit nicht signiert werden",
    happened:
      "Das Zertifikat, mit dem die Profile signiert werden, ist abgelaufen. Auf bereits eingerichteten Geräten läuft die Mail weiter.",
    todo: [
      `Sagen Sie der Administration von ${facts.company}, dass die Signaturidentität erneuert werden muss.`,
      loadAgain,
    ],
  }),
  "not-an-ios-device": (facts) => ({
    title: "Öffnen Sie diese Seite auf Ihrem iPhone oder iPad",
    happened: "Nur ein iPhone, ein iPad oder ein iPod touch kann das Profil installieren.",
    todo: [
      `Richten Sie die Kamera des Geräts auf diesen Code, oder öffnen Sie dort Safari und tippen Sie ${facts.address}`,
      "Melden Sie sich dort noch einmal an.",
    ],
  }),
  "perhaps-an-ipad": (facts) => ({
    title: "Ist das ein iPad?",
    happened:
      "iPads, und iPhones, die Websites für Computer anfordern, nennen sich Mac; deshalb müssen wir fragen. Ein Mac kann das Profil nicht installieren.",
    todo: [
      "Halten Sie ein iPad oder iPhone in der Hand, dann tippen Sie auf die Taste unten.",
      `Ist das ein Mac, dann richten Sie die Kamera Ihres Geräts auf diesen Code, oder öffnen Sie dort Safari und tippen Sie ${facts.address}`,
    ],
  }),
  "wrong-browser": (facts) => ({
    title: "Bitte nehmen Sie Safari",
    happened:
      "Nur Safari kann ein Profil installieren. Diese Seite wurde in einem anderen Browser oder in einer App geöffnet.",
    todo: ["Öffnen Sie Safari, den Browser mit dem Kompass.", `Tippen Sie ${facts.address}`],
  }),
  "opened-inside-a-page": (facts) => ({
    title: "Bitte öffnen Sie diese Seite selbst",
    happened:
      "Eine andere Seite hat diese als Teil von sich angefordert, etwa als Bild oder als Rahmen.",
    todo: [`Tippen Sie ${facts.address} in Safari.`],
  }),
  "ios-too-old": (facts) => ({
    title: "Dieses System ist zu alt",
    happened: "Das Profil braucht iPhone OS 3.0 oder neuer.",
    todo: [
      "Aktualisieren Sie das Gerät mit iTunes und laden Sie dann diese Seite neu.",
      askHelpDesk(facts),
    ],
  }),
  "page-not-found": (facts) => ({
    title: "Diese Seite gibt es nicht",
    happened: "Vielleicht enthält die Adresse einen Tippfehler.",
    todo: [`Tippen Sie ${facts.address}`],
  }),
  "method-not-allowed": (facts) => ({
    title: "Diese Seite nimmt nichts an",
    happened: "Es wurde etwas an eine Seite gesendet, die man nur lesen kann. Es wurde verworfen.",
    todo: [`Öffnen Sie ${facts.address} in Safari.`],
  }),
};

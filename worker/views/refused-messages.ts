// What /iphone says of a phone that was refused, in English and German; the reasons are my-messages.
const en = {
  title: "Your phone was refused",
  refused: (device: string, ago: string) => `${device} was refused ${ago}.`,
  existing: "These devices use your account. Forget one that you no longer use:",
  profileHelpsNot:
    "A new profile does not change that. Please call the help desk if you do not know why.",
  anyway: "Install a profile all the same",
};

const de: typeof en = {
  title: "Ihr Telefon wurde abgewiesen",
  refused: (device, ago) => `${device} wurde ${ago} abgewiesen.`,
  existing: "Diese Geräte benutzen Ihr Konto. Vergessen Sie eines, das Sie nicht mehr verwenden:",
  profileHelpsNot:
    "Ein neues Profil ändert daran nichts. Wissen Sie nicht, warum, rufen Sie den Helpdesk an.",
  anyway: "Trotzdem ein Profil installieren",
};

export const refusedText = { en, de };

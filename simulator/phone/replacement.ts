// May this profile be installed beside, or in place of, what is there? A table of refusals, first
// match wins; none matching means yes. Follows the Enterprise Deployment Guide 2nd ed. (pp. 33, 34,
// 41, 71) and the mSuite guide.
import { payloadsOf } from "./profile-reader.ts";
import type { Account, InstalledProfile, PendingProfile } from "./state.ts";
import type { Traits } from "./traits.ts";

export type ReplacementReason =
  | "signer-differs"
  | "exchange-profile-installed"
  | "one-exchange-account";

interface Situation {
  readonly incoming: PendingProfile;
  /** The installed profile with the same identifier. */
  readonly same: InstalledProfile | undefined;
  /** Accounts that would stay. */
  readonly others: number;
  readonly traits: Traits;
}

interface Rule {
  readonly reason: ReplacementReason;
  readonly words: string;
  readonly refuses: (on: Situation) => boolean;
}

/**
 * A signed profile yields only to the same issuer and subject, and a trusted one only to a trusted
 * one.
 */
function signerDiffers({ incoming, same }: Situation): boolean {
  if (!same?.signer) return same?.locked ?? false; // locked and unsigned: nobody can prove to be its author
  const { signer } = incoming;
  if (!signer || (same.trust === "Verified" && incoming.trust !== "Verified")) return true;
  return signer.issuer !== same.signer.issuer || signer.subject !== same.signer.subject;
}

const RULES: readonly Rule[] = [
  {
    reason: "signer-differs",
    words: "The profile is installed already, and the new one is not signed by the same author.",
    refuses: signerDiffers,
  },
  {
    reason: "exchange-profile-installed",
    words:
      "The profile holds an Exchange account: remove it in Settings before installing it again.",
    refuses: ({ same, traits }) =>
      same !== undefined &&
      payloadsOf(same, "exchange").length > 0 &&
      !traits.replacesExchangeProfile,
  },
  {
    reason: "one-exchange-account",
    words: "This phone can have one Exchange account only.",
    refuses: ({ incoming, others, traits }) => {
      const added = payloadsOf(incoming.profile, "exchange").length;
      return added > 0 && added + others > traits.exchangeAccounts;
    },
  },
];

/** The refusal that applies, or null. */
export function replacementRefused(
  incoming: PendingProfile,
  on: {
    readonly profiles: readonly InstalledProfile[];
    readonly accounts: readonly Account[];
    readonly traits: Traits;
  },
): Pick<Rule, "reason" | "words"> | null {
  const { identifier } = incoming.profile;
  const same = on.profiles.find((profile) => profile.identifier === identifier);
  const others = on.accounts.filter(({ profile }) => profile !== identifier).length;
  const situation = { incoming, same, others, traits: on.traits };
  return RULES.find((rule) => rule.refuses(situation)) ?? null;
}

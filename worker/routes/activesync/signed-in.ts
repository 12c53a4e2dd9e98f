// How a request signed in: by credentials that Exchange judged, or by its client certificate alone.
import { verifierOf } from "../../core/gateway-verifier.ts";
import type { Candidate, Gate } from "./admission.ts";
import type { Standing } from "./standing.ts";

/**
 * The verifier that the device's object keeps. One of credentials that no Exchange judged never passes for a confirmed
 * password.
 */
export const confirmedVerifier = ({ secret }: Gate, { verifier, shown }: Candidate): string =>
  shown?.signIn.by === "certificate" ? verifierOf(secret, ["by certificate", verifier]) : verifier;

/** How it signed in, for its standing. */
export const signedInBy = ({ shown }: Candidate): Pick<Standing, "isByCertificate"> =>
  shown?.signIn.by === "certificate" ? { isByCertificate: true } : {};

// Lists of revoked certificates: version 2, numbered, signed by the CA itself. Rule: the same
// arguments give the same bytes; times and numbers are arguments. Follows RFC 5280, section 5.
import { TAG } from "./asn1-tag.ts";
import {
  authorityKeyIdentifier,
  extension,
  type SigningIssuer,
  signatureAlgorithm,
  signed,
} from "./certificate-issue.ts";
import { der, integer, oid, sequence, tagged, time } from "./der-write.ts";

/** Codes of CRLReason (RFC 5280, 5.3.1); "unspecified" is said by leaving it out. */
const REASON_CODE = {
  unspecified: undefined,
  keyCompromise: 1,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
} as const;

export interface RevokedEntry {
  /** Lower-case hex. */
  readonly serialNumber: string;
  /** Milliseconds since 1970, as all times here. */
  readonly at: number;
  readonly reason: keyof typeof REASON_CODE;
}

export interface CrlContent {
  /** One more than the list before it. */
  readonly number: number;
  readonly thisUpdate: number;
  readonly nextUpdate: number;
  readonly revoked: readonly RevokedEntry[];
}

const OID = { crlNumber: oid("2.5.29.20"), reasonCode: oid("2.5.29.21") } as const;
const VERSION_2 = integer(1);

/** A list (DER). */
export function makeCrl(content: CrlContent, { issuer, key }: SigningIssuer): Uint8Array {
  const { revoked } = content;
  const list = sequence(
    VERSION_2,
    signatureAlgorithm,
    issuer.name,
    time(new Date(content.thisUpdate)),
    time(new Date(content.nextUpdate)),
    // An empty list is left out (5.1.2.6).
    ...(revoked.length > 0 ? [sequence(...revoked.map(entry))] : []),
    tagged(
      0,
      sequence(
        authorityKeyIdentifier(issuer.keyIdentifier),
        extension(OID.crlNumber, integer(content.number)),
      ),
    ),
  );
  return signed(list, key);
}

function entry({ serialNumber, at, reason }: RevokedEntry): Uint8Array {
  const code = REASON_CODE[reason];
  const enumerated = code && der(TAG.enumerated, Uint8Array.of(code));
  return sequence(
    integer(Buffer.from(serialNumber, "hex")),
    time(new Date(at)),
    ...(enumerated ? [sequence(extension(OID.reasonCode, enumerated))] : []),
  );
}

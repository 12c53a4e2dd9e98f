// All that reads and makes certificates by package @peculiar/x509, or signs with one by PKI.js, as one
// table: whoever needs one of them loads it whole. The rule: one late module and not five, since
// workerd parses each that is uploaded (docs/decisions/0017).
import { factsOf, isIssuedBy } from "./certificate.ts";
import { prepareSigner, signCms } from "./cms.ts";
import { readIdentityFile } from "./identity-file.ts";
import { readServerCertificates } from "./server-certificate.ts";
import { issue, makeRoot, notAfterOf, toPem, validity } from "./x509.ts";

export const CERTIFICATE_ACTS = {
  ...{ factsOf, isIssuedBy, readIdentityFile, readServerCertificates },
  ...{ issue, makeRoot, notAfterOf, toPem, validity },
  ...{ prepareSigner, signCms },
} as const;

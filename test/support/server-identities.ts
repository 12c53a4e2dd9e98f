// Keys and certificates for TLS servers on localhost, each wrong in its own way: what node:https
// takes as options.
import "reflect-metadata";
import * as x509 from "@peculiar/x509";

export interface ServerIdentity {
  readonly key: string;
  /** PEM, the server's own certificate first. */
  readonly cert: string;
}

const KINDS = [
  "selfSigned",
  "lonely",
  "untrusted",
  "expired",
  "early",
  "wrongName",
  "nameless",
  "wrongInEveryWay",
] as const;
export type ServerIdentities = Readonly<Record<(typeof KINDS)[number], ServerIdentity>>;

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const DAY_MS = 86_400_000;

interface Wanted {
  readonly names?: readonly string[];
  readonly days?: readonly [from: number, until: number];
  readonly selfSigned?: true;
  /** The server shows its own certificate only. */
  readonly lonely?: true;
}

type Root = x509.X509Certificate;

/** A private authority's servers: one that is merely unknown, and others with a fault each. */
export async function makeServerIdentities(): Promise<ServerIdentities> {
  const keys = await generateKeys();
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    name: "CN=Acme root",
    keys,
    signingAlgorithm: ALGORITHM,
    notBefore: day(-30),
    notAfter: day(30),
    extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
  });
  const make = (wanted: Wanted) => makeIdentity(wanted, root, keys.privateKey);
  return {
    selfSigned: await make({ selfSigned: true }),
    lonely: await make({ lonely: true }),
    untrusted: await make({}),
    expired: await make({ days: [-9, -2] }),
    early: await make({ days: [2, 9] }),
    wrongName: await make({ names: ["other.example", "*.localhost"] }),
    nameless: await make({ names: [] }),
    wrongInEveryWay: await make({ days: [-9, -2], names: ["other.example"], selfSigned: true }),
  };
}

async function makeIdentity(
  { names = ["localhost"], days = [-2, 2], ...wanted }: Wanted,
  root: Root,
  rootKey: CryptoKey,
): Promise<ServerIdentity> {
  const keys = await generateKeys();
  const leaf = await x509.X509CertificateGenerator.create({
    subject: "CN=localhost",
    issuer: wanted.selfSigned ? "CN=localhost" : root.subject,
    publicKey: keys.publicKey,
    signingKey: wanted.selfSigned ? keys.privateKey : rootKey,
    signingAlgorithm: ALGORITHM,
    notBefore: day(days[0]),
    notAfter: day(days[1]),
    extensions: names.length === 0 ? [] : [alternativeNames(names)],
  });
  const chain = wanted.selfSigned || wanted.lonely ? [leaf] : [leaf, root];
  const pkcs8 = (await crypto.subtle.exportKey("pkcs8", keys.privateKey)) as ArrayBuffer;
  const cert = chain.map((certificate) => certificate.toString("pem")).join("\n");
  return { key: x509.PemConverter.encode(pkcs8, "PRIVATE KEY"), cert };
}

const generateKeys = () =>
  crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]) as Promise<CryptoKeyPair>;
const day = (offset: number) => new Date(Date.now() + offset * DAY_MS);
const alternativeNames = (names: readonly string[]) =>
  new x509.SubjectAlternativeNameExtension(names.map((value) => ({ type: "dns" as const, value })));

// A small SCEP server for tests of the simulated phone: the phone's own readers turned round. It
// issues what it is asked for, and each part of its answer can be made wrong.
import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from "node:crypto";
import type { NetworkRequest, NetworkResponse } from "../../../simulator/network.ts";
import { readCertificate } from "../../../simulator/phone/certificate.ts";
import {
  basicConstraintsOfCa,
  encodeName,
  keyUsage,
  writeCertificate,
} from "../../../simulator/phone/certificate-write.ts";
import { openEnvelope, sealEnvelope } from "../../../simulator/phone/cms-envelope.ts";
import { readSigned } from "../../../simulator/phone/cms-reader.ts";
import { signMessage } from "../../../simulator/phone/cms-write.ts";
import { readDer } from "../../../simulator/phone/der.ts";
import {
  integer,
  objectIdentifier,
  octetString,
  printableString,
  sequence,
  setOf,
  tagged,
  utf8String,
} from "../../../simulator/phone/der-write.ts";
import { answer, NOW } from "./phone-support.ts";

const DAY_MS = 86_400_000;
const ATTRIBUTE = "2.16.840.1.113733.1.9";
const none = () => undefined;

interface Party {
  readonly certificate: Uint8Array;
  readonly key: KeyObject;
}

/** What the server does, or does wrong. */
export interface ScepManners {
  readonly caps?: string;
  readonly registration?: boolean;
  readonly status?: "0" | "2" | "3";
  readonly nonce?: Uint8Array;
  readonly transaction?: string;
  readonly signer?: "stranger";
  readonly issuer?: "stranger";
  readonly key?: "another";
  readonly notBefore?: number;
}

function makeParty(name: string, by?: Party, usage = [5, 6]): Party {
  const pair = generateKeyPairSync("rsa", { modulusLength: 1024 });
  const subject = encodeName([[["CN", name]]]);
  const certificate = writeCertificate({
    ...{ serial: randomBytes(8), subject, publicKey: pair.publicKey, digest: "SHA1" },
    issuer: by ? readCertificate(by.certificate).subject : subject,
    issuerKey: by?.key ?? pair.privateKey,
    ...{ notBefore: NOW - 10 * DAY_MS, notAfter: NOW + 1000 * DAY_MS },
    extensions: [...(by ? [] : [basicConstraintsOfCa()]), keyUsage(usage)],
  });
  return { certificate, key: pair.privateKey };
}

const [ca, stranger] = [makeParty("Acme CA"), makeParty("Acme CA")];
const ra = makeParty("Acme RA", ca, [0, 2]);

/** SHA-1 of the CA's certificate, base64. */
export const CA_FINGERPRINT = createHash("sha1").update(ca.certificate).digest("base64");

const bagOf = (...certificates: readonly Uint8Array[]) =>
  sequence(
    objectIdentifier("1.2.840.113549.1.7.2"),
    tagged(
      0,
      sequence(
        integer(1),
        setOf(),
        sequence(objectIdentifier("1.2.840.113549.1.7.1")),
        tagged(0, ...certificates),
        setOf(),
      ),
    ),
  );

/** A request as it was understood. */
export interface Understood {
  readonly type: string;
  readonly transaction: string;
  readonly inner: Uint8Array;
}

/** A server at any address, and what it heard. `manners` may change between requests. */
export function scepServer(manners: ScepManners = {}) {
  const heard: Understood[] = [];
  const set = { manners, heard };
  const answerTo = (request: NetworkRequest): NetworkResponse => {
    const { registration, caps = "POSTPKIOperation\nSHA-256\nAES\nDES3\n" } = set.manners;
    const url = new URL(request.url);
    const operation = url.searchParams.get("operation");
    if (operation === "GetCACaps") return answer(200, { "Content-Type": "text/plain" }, caps);
    if (operation === "GetCACert") {
      return registration
        ? answer(
            200,
            { "Content-Type": "application/x-x509-ca-ra-cert" },
            bagOf(ra.certificate, ca.certificate),
          )
        : answer(200, { "Content-Type": "application/x-x509-ca-cert" }, ca.certificate);
    }
    const written = /message=([^&]*)/.exec(request.url)?.[1] ?? "";
    const bytes = request.body ?? Buffer.from(decodeURIComponent(written), "base64");
    const type = { "Content-Type": "application/x-pki-message" };
    return answer(200, type, operate(set.manners, new Uint8Array(bytes), heard));
  };
  return { ...set, answerTo, use: (next: ScepManners) => Object.assign(set, { manners: next }) };
}

function operate(manners: ScepManners, bytes: Uint8Array, heard: Understood[]): Uint8Array {
  const message = readSigned(bytes, none);
  const text = (type: string) =>
    Buffer.from(
      readDer(message.attributes.get(`${ATTRIBUTE}.${type}`) ?? new Uint8Array(), none).content,
    );
  const own = manners.registration ? ra : ca;
  const inner = openEnvelope(message.content, { ...own, ber: none });
  heard.push({ type: text("2").toString(), transaction: text("7").toString(), inner });
  const { status = "0" } = manners;
  const issued = status === "0" ? certify(manners, inner, heard) : null;
  return signMessage({
    content: issued ? sealEnvelope(bagOf(issued), message.signer.der, "3des") : new Uint8Array(),
    signer: manners.signer ? stranger : own,
    certificates: [],
    digest: "SHA1",
    form: {
      attributes: [
        [`${ATTRIBUTE}.2`, printableString("3")],
        [`${ATTRIBUTE}.3`, printableString(status)],
        [`${ATTRIBUTE}.7`, printableString(manners.transaction ?? text("7").toString())],
        [`${ATTRIBUTE}.5`, octetString(randomBytes(16))],
        [`${ATTRIBUTE}.6`, octetString(manners.nonce ?? text("5"))],
        ...(status === "2"
          ? ([
              [`${ATTRIBUTE}.4`, printableString("2")],
              ["1.3.6.1.5.5.7.24.1", utf8String("not for you")],
            ] as const)
          : []),
      ],
    },
  });
}

/** Certifies the key of the last certification request that was heard. */
function certify(
  manners: ScepManners,
  inner: Uint8Array,
  heard: readonly Understood[],
): Uint8Array {
  const request = heard.findLast(({ type }) => type === "19")?.inner ?? inner;
  const [info] = readDer(request, none).children;
  const [, subject, key] = info?.children ?? [];
  if (!subject || !key) throw new Error("no certification request");
  const other = generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey;
  const asked = { key: Buffer.from(key.bytes), format: "der", type: "spki" } as const;
  const issuer = manners.issuer ? stranger : ca;
  return writeCertificate({
    ...{ serial: 7, subject: subject.bytes, digest: "SHA1", issuerKey: issuer.key },
    issuer: readCertificate(issuer.certificate).subject,
    publicKey: manners.key ? other : createPublicKey(asked),
    notBefore: manners.notBefore ?? NOW - 600_000,
    notAfter: NOW + 365 * DAY_MS,
    extensions: [keyUsage([0, 2])],
  });
}

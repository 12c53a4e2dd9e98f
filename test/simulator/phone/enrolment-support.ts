// A site where the simulated phone enrols: a Profile Service, a SCEP server and a good Exchange, each
// of which a test can make answer otherwise.
import { deviceCa } from "../../../simulator/device-ca.ts";
import type { NetworkRequest, NetworkResponse } from "../../../simulator/network.ts";
import { sealEnvelope } from "../../../simulator/phone/cms-envelope.ts";
import { readSigned, type SignedContent } from "../../../simulator/phone/cms-reader.ts";
import type { PhoneOptions } from "../../../simulator/phone/phone.ts";
import { toPem } from "../../../worker/wire/x509.ts";
import { signedBy } from "./cms-material.ts";
import { easServer } from "./eas-script.ts";
import { ANSWERS, acme, GOOD } from "./installer-support.ts";
import {
  exchangePayload,
  type Keys,
  NOW,
  passcodePayload,
  phoneOn,
  plist,
  profile,
  profileAnswer,
  xml,
} from "./phone-support.ts";
import { type ScepManners, scepServer } from "./scep-server.ts";

const ENROL = "https://acme.example.com/iphone/enrol";
export const SCEP_UUID = "00000000-0000-4000-8000-000000000009";
export const DAY_MS = 86_400_000;

const service = profile([], {
  PayloadType: "Profile Service",
  PayloadContent: {
    URL: ENROL,
    DeviceAttributes: ["UDID", "VERSION", "PRODUCT", "SERIAL", "MEID"],
    Challenge: xml("<data>AAEC</data>"),
  },
});
export const scepPayload: Keys = {
  ...passcodePayload(),
  ...{ forcePIN: undefined, minLength: undefined, PayloadType: "com.apple.security.scep" },
  ...{ PayloadIdentifier: "com.example.acme.scep", PayloadUUID: SCEP_UUID },
  PayloadContent: {
    URL: "https://acme.example.com/scep",
    Challenge: "CHALLENGE-1",
    "Key Usage": 5,
  },
};
export const array = (...items: readonly Keys[]) => Buffer.from(plist(items));
const date = (at: number) => xml(`<date>${new Date(at).toISOString().slice(0, 19)}Z</date>`);

/** What differs from a good site. */
export interface Site {
  readonly scep?: ScepManners;
  /** Answers the POST with this number (from 0) in place of the good server. */
  readonly instead?: (number: number, message: SignedContent) => NetworkResponse | undefined;
  readonly exchange?: Keys;
}

/** A phone before such a site, with everything it posted. */
export function enrolling(site: Site = {}, options: Partial<PhoneOptions> = {}) {
  const scep = scepServer(site.scep);
  const eas = easServer(GOOD);
  const posts: { readonly request: NetworkRequest; readonly message: SignedContent }[] = [];
  const sign = (content: string, identity = acme) =>
    signedBy({ identity, content: Buffer.from(content) });
  const final = async (recipient: Uint8Array, now: number) => {
    const { exchange = exchangePayload({ PayloadCertificateUUID: SCEP_UUID, UserName: "alice" }) } =
      site;
    const inner = array(scepPayload, exchange);
    const sealed = Buffer.from(sealEnvelope(new Uint8Array(inner), recipient, "3des"));
    return sign(
      profile([], {
        ...{ PayloadContent: undefined, IsEncrypted: true },
        EncryptedPayloadContent: xml(`<data>${sealed.toString("base64")}</data>`),
        PayloadExpirationDate: date(now + 300 * DAY_MS),
      }),
    );
  };
  const onPost = async (request: NetworkRequest) => {
    const message = readSigned(request.body ?? new Uint8Array(), () => undefined);
    const number = posts.push({ request, message }) - 1;
    const instead = site.instead?.(number, message);
    if (instead) return instead;
    const byMaker = message.certificates.length > 1;
    if (byMaker) return profileAnswer(await sign(profile([scepPayload])));
    return profileAnswer(await final(message.signer.der, set.clock.now()));
  };
  const set = phoneOn(
    async (request, number) => {
      if (request.url.endsWith("/iphone")) return profileAnswer(await sign(service));
      if (request.url === ENROL) return onPost(request);
      if (request.url.includes("/scep")) return scep.answerTo(request);
      return eas.script(request, number);
    },
    {
      ...{ system: "17.0", trustedRoots: [toPem([acme.root])] },
      builtIn: deviceCa().identityFor({ name: "Alice's iPhone", now: NOW }),
      ...options,
    },
  );
  const install = async () => {
    await set.phone.safari.open("https://acme.example.com/iphone");
    return set.phone.installer.install(ANSWERS);
  };
  return { ...set, posts, scep, install, sign };
}

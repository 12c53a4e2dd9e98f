// The parts of the pages about client certificates: their state in a word, one as a list of facts, the
// form that revokes. The rule: what a phone says of itself is shown as text and cut short.
import type { CertificateState } from "../../core/certificate-state.ts";
import type { IssuedCertificate } from "../../core/certificates.ts";
import { REVOCATION_REASONS } from "../../core/certificates.ts";
import type { Language } from "../../core/language.ts";
import { showable } from "../../core/settings-text.ts";
import { Choice, type FormContext, PostForm, Submit } from "./form.tsx";
import { Lifetime } from "./lifetime.tsx";
import { type CertificatesText, certificatesText } from "./messages/certificates.ts";
import { Badge, Facts, Short, Time } from "./table.tsx";

/** A certificate and where it stands. */
export type ShownCertificate = IssuedCertificate & { readonly state: CertificateState };

/** What a phone says of itself is shown up to this length, in characters. */
const TEXT_MAX = 100;

const TONES = {
  valid: "good",
  expiring: "warn",
  early: "warn",
  expired: "plain",
  revoked: "bad",
} as const;

/** The state as a word with a colour. */
export function StateBadge(props: { language: Language; state: CertificateState }) {
  const { language, state } = props;
  return <Badge tone={TONES[state]}>{certificatesText[language].states[state]}</Badge>;
}

/** What the phone said of itself, in one line; undefined if it said nothing. */
export function phoneOf({ device }: Pick<IssuedCertificate, "device">): string | undefined {
  if (!device) return undefined;
  const words = [device.product, device.serial, device.build && `(${device.build})`];
  const line = words.filter(Boolean).join(" ");
  return showable(line || device.udid, TEXT_MAX);
}

/** Everything that is known of one certificate. */
export function CertificateFactsList(props: {
  c: FormContext;
  certificate: ShownCertificate;
  now: number;
  links: { readonly user: string; readonly device?: string | undefined };
}) {
  const { c, certificate, now, links } = props;
  const text = certificatesText[c.var.language];
  const { deviceId, device, revoked } = certificate;
  return (
    <section class="card">
      <Facts
        facts={[
          [text.user, <a href={links.user}>{certificate.user}</a>],
          [text.state, <StateBadge language={c.var.language} state={certificate.state} />],
          [text.columns.purpose, text.purposes[certificate.purpose]],
          [text.columns.delivery, text.deliveries[certificate.delivery]],
          [text.deviceId, deviceId ? <a href={links.device}>{deviceId}</a> : text.unbound],
          [text.phone, phoneOf(certificate)],
          [text.udid, device && <code>{showable(device.udid, TEXT_MAX)}</code>],
          [text.fingerprint, <code>{certificate.fingerprint}</code>],
          [text.serialNumber, <code>{certificate.serialNumber}</code>],
          [text.issuer, <Short hash={certificate.issuer} />],
          [text.issuedAt, <Time at={certificate.issuedAt} />],
          [text.renews, certificate.renews && <Short hash={certificate.renews} />],
          [text.revokedAt, revoked && <Revoked text={text} revoked={revoked} />],
        ]}
      />
      <Lifetime
        title={text.life}
        from={certificate.notBefore}
        to={certificate.notAfter}
        now={now}
        soon={certificate.state === "expiring" ? certificate.notAfter - now : 0}
        says={text.lifeSays}
      />
    </section>
  );
}

function Revoked(props: {
  text: CertificatesText;
  revoked: NonNullable<IssuedCertificate["revoked"]>;
}) {
  const { text, revoked } = props;
  return (
    <>
      <Time at={revoked.at} />, {text.revokedBy(revoked.by)}: {text.reasons[revoked.reason]}
    </>
  );
}

/** Revokes one certificate; `short` is for a row of a table. */
export function RevokeForm(props: {
  c: FormContext;
  action: string;
  fingerprint: string;
  short?: boolean;
}) {
  const { c, action, fingerprint, short } = props;
  const text = certificatesText[c.var.language];
  const says = text.revokeSays(fingerprint.slice(0, 12));
  if (short) {
    return (
      <PostForm c={c} action={action}>
        <Submit label={text.revoke} kind="danger" says={says} />
      </PostForm>
    );
  }
  const options = REVOCATION_REASONS.map((value) => ({ value, label: text.reasons[value] }));
  return (
    <PostForm c={c} action={action} class="card">
      <h2>{text.revokeTitle}</h2>
      <p>{text.revokeText}</p>
      <Choice label={text.reason} name="reason" value="unspecified" options={options} />
      <Submit label={text.revoke} kind="danger" />
    </PostForm>
  );
}

// The client certificates that are bound to a device, on its page. A device that has none is spared
// the words about them.
import { RevokeForm, type ShownCertificate, StateBadge } from "./certificate-parts.tsx";
import type { FormContext } from "./form.tsx";
import { certificatesText } from "./messages/certificates.ts";
import { Short, Table, Time } from "./table.tsx";

/** `book` is the path of the page of all certificates, for those who may open it. */
export function DeviceCertificates(props: {
  c: FormContext;
  page: string;
  certificates: readonly ShownCertificate[];
  book: string | undefined;
  mayRevoke: boolean;
}) {
  const { c, page, certificates, book, mayRevoke } = props;
  if (certificates.length === 0) return null;
  const text = certificatesText[c.var.language];
  const { columns } = text;
  const rows = certificates.map((certificate) => {
    const { fingerprint, notAfter, delivery, state, revoked } = certificate;
    const action = `${page}/certificates/${fingerprint}/revoke`;
    const short = <Short hash={fingerprint} />;
    return [
      book ? <a href={`${book}/${fingerprint}`}>{short}</a> : short,
      <StateBadge language={c.var.language} state={state} />,
      <Time at={notAfter} />,
      text.deliveries[delivery],
      ...(mayRevoke
        ? [!revoked && <RevokeForm c={c} action={action} fingerprint={fingerprint} short />]
        : []),
    ];
  });
  const head = [
    ...[columns.certificate, columns.state, columns.until, columns.delivery],
    ...(mayRevoke ? [columns.actions] : []),
  ];
  return (
    <>
      <h2>{text.ofDevice}</h2>
      <Table caption={text.ofDevice} captionHidden head={head} rows={rows} />
      {mayRevoke && <p class="help">{text.revokeText}</p>}
    </>
  );
}

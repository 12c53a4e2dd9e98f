// A certificate and those that lead from it to its root, as a table.
import type { IdentityFacts } from "../../core/signing-identity.ts";
import { Short, Table, Time } from "./table.tsx";

/** `head`: subject, issuer, key, end, fingerprint. */
export function ChainTable(props: {
  head: readonly string[];
  caption: string;
  chain: IdentityFacts["chain"];
}) {
  const { head, caption, chain } = props;
  return (
    <Table
      caption={caption}
      head={head}
      rows={chain.map(({ subject, issuer, key, notAfter, fingerprint }) => [
        subject,
        issuer,
        key,
        <Time at={notAfter} />,
        <Short hash={fingerprint} />,
      ])}
    />
  );
}

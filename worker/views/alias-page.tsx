// The switching center's only page: field Alias, button Submit, the keyboard's Go. It never repeats
// what was typed, so that the pages for an unknown and for a twice-claimed alias are the same, byte
// by byte.
import { Page, QrCode } from "./layout.tsx";
import {
  type AliasNotice,
  aliasNotices,
  switchingCenterText as text,
} from "./switching-center-messages.ts";
import { waitInWords } from "./wait-in-words.ts";

const NOTICE_ID = "notice";

/** @param props.qrUrl the page's own address, for visitors who do not sit at a phone. */
export function AliasPage(props: {
  notice?: AliasNotice | undefined;
  waitSeconds?: number | undefined;
  qrUrl?: string | undefined;
}) {
  return (
    <Page title={text.title} from={text.from}>
      {props.notice && (
        <p class="notice" id={NOTICE_ID}>
          {aliasNotices[props.notice]({ wait: waitInWords(props.waitSeconds ?? 0) })}
        </p>
      )}
      <p>{text.lead}</p>
      <AliasForm {...(props.notice ? { describedBy: NOTICE_ID } : {})} />
      {props.qrUrl && <OnThePhone url={props.qrUrl} />}
    </Page>
  );
}

function AliasForm({ describedBy }: { describedBy?: string }) {
  return (
    <form action="/" method="get">
      <label for="alias">{text.alias}</label>
      <input
        class="field"
        type="text"
        id="alias"
        name="alias"
        autocapitalize="off"
        autocorrect="off"
        autocomplete="off"
        spellcheck={false}
        enterkeyhint="go"
        aria-describedby={describedBy}
      />
      <input class="button" type="submit" value={text.submit} />
    </form>
  );
}

function OnThePhone({ url }: { url: string }) {
  return (
    <div class="aside center">
      <QrCode url={url} />
      <p>{text.onThePhone}</p>
      <p class="address">{url}</p>
    </div>
  );
}

// The switching center's only page: field Alias, button Submit, the keyboard's Go. It never repeats
// what was typed, so that the pages for an unknown and for a twice-claimed alias are the same, byte
// by byte.
import type { Language } from "../core/language.ts";
import { Page } from "./layout.tsx";
import {
  type AliasNotice,
  aliasNotices,
  switchingCenterText,
} from "./switching-center-messages.ts";
import { waitInWords } from "./wait-in-words.ts";

const NOTICE_ID = "notice";

/** Where the page's own address is a picture. */
export const QR_CODE_PATH = "/qr.svg";

/** @param props.qrUrl the page's own address, for visitors who do not sit at a phone. */
export function AliasPage(props: {
  language: Language;
  notice?: AliasNotice | undefined;
  waitSeconds?: number | undefined;
  qrUrl?: string | undefined;
}) {
  const { language, notice, qrUrl } = props;
  const text = switchingCenterText[language];
  const wait = waitInWords(props.waitSeconds ?? 0, language);
  return (
    <Page language={language} title={text.title} from={text.from}>
      {notice && (
        <p class="notice" id={NOTICE_ID}>
          {aliasNotices[language][notice]({ wait })}
        </p>
      )}
      <p>{text.lead}</p>
      <AliasForm text={text} {...(notice ? { describedBy: NOTICE_ID } : {})} />
      {qrUrl && (
        <div class="aside center">
          <div class="qr">
            <img src={QR_CODE_PATH} alt={text.qrCodeOf(qrUrl)} />
          </div>
          <p>{text.onThePhone}</p>
          <p class="address">{qrUrl}</p>
        </div>
      )}
    </Page>
  );
}

function AliasForm(props: { text: { alias: string; submit: string }; describedBy?: string }) {
  return (
    <form action="/" method="get">
      <label for="alias">{props.text.alias}</label>
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
        aria-describedby={props.describedBy}
      />
      <input class="button" type="submit" value={props.text.submit} />
    </form>
  );
}

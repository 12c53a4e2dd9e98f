// Why the user's phone was refused last, said on /iphone after the sign-in, so that nobody takes a new profile for
// something that a profile does not change. What phones say of themselves is a stranger's text: shortened, and escaped.
import type { DeviceSummary } from "../core/device.ts";
import { deviceModel } from "../core/device-model.ts";
import type { Language } from "../core/language.ts";
import { showable } from "../core/settings-text.ts";
import { agoInWords } from "./ago-in-words.ts";
import { Page } from "./layout.tsx";
import { myText, refusalInWords } from "./my-messages.ts";
import { refusedText } from "./refused-messages.ts";

const NAME_MAX_LENGTH = 40;

/** What stands against a phone of the user. */
export interface Refused {
  readonly reason: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly now: number;
  /** What was refused. */
  readonly device: Pick<DeviceSummary, "deviceId" | "deviceType" | "userAgent">;
  /** The user's devices, where there are too many of them. */
  readonly others: readonly DeviceSummary[];
}

const nameOf = (device: Refused["device"]) => {
  const { model, system } = deviceModel({ ...device, protocolVersion: "" });
  return [showable(model, NAME_MAX_LENGTH), system].filter(Boolean).join(", ");
};

/** The notice. */
export function RefusedNotice({ language, refused }: { language: Language; refused: Refused }) {
  const { reason, at, now, device, others } = refused;
  const text = refusedText[language];
  return (
    <div class="notice">
      <p>
        {text.refused(nameOf(device), agoInWords(at, now, language))}{" "}
        {refusalInWords(language, reason)}
      </p>
      {others.length > 0 && (
        <>
          <p>{text.existing}</p>
          <ul>
            {others.map((other) => (
              <li>{`${nameOf(other)} (${showable(other.deviceId, NAME_MAX_LENGTH)})`}</li>
            ))}
          </ul>
        </>
      )}
      <p>
        <a href="/my">{myText[language].title}</a>
      </p>
    </div>
  );
}

/** The page before a profile that would change nothing; whoever wants it takes it all the same. */
export function RefusedPage(props: {
  language: Language;
  company: string;
  refused: Refused;
  claim?: "ipad" | undefined;
}) {
  const { language, company, refused, claim } = props;
  const text = refusedText[language];
  return (
    <Page language={language} title={text.title} from={company}>
      <RefusedNotice language={language} refused={refused} />
      <p>{text.profileHelpsNot}</p>
      <form action="/iphone/profile" method="get">
        {claim && <input type="hidden" name="device" value={claim} />}
        <input class="button" type="submit" value={text.anyway} />
      </form>
    </Page>
  );
}

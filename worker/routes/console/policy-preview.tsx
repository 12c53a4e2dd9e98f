// What phones would get of a policy: each class of iOS its profile, each version of Exchange
// ActiveSync its Provision document, with their sizes, and any of them whole.
import { Hono } from "hono";
import { Choice } from "../../views/console/form.tsx";
import { nameOf, type Speech } from "../../views/console/policy-parts.tsx";
import { Table } from "../../views/console/table.tsx";
import type { PreviewDocument } from "../api/policy-views.ts";
import type { ConsoleContext, ConsoleEnv } from "./context.ts";
import { ask } from "./frame.tsx";
import { groupOf, POLICY_PAGE, pageOf, policyOf, policyPage, speechOf } from "./policy-frame.tsx";
import { stateOptions } from "./policy-versions.tsx";

export const policyPreviewPages = new Hono<ConsoleEnv>().get(`${POLICY_PAGE}/preview`, previewPage);

type Profile = PreviewDocument["profiles"][number];
type Provision = PreviewDocument["provision"][number];

async function previewPage(c: ConsoleContext): Promise<Response> {
  const speech = speechOf(c);
  const { text } = speech;
  const of = c.req.query("of") ?? "draft";
  const [options, preview] = await Promise.all([
    stateOptions(c),
    ask<PreviewDocument>(c, `${policyOf(c)}/preview?of=${encodeURIComponent(of)}`),
  ]);
  const profile = preview.profiles.find(({ ios }) => ios === c.req.query("ios"));
  const document = preview.provision.find(({ version }) => version === c.req.query("eas"));
  const linkTo = (name: "ios" | "eas", value: string) =>
    `${pageOf(c)}/preview?of=${encodeURIComponent(of)}&${name}=${value}#whole`;
  return policyPage(
    c,
    { title: text.previewTitle(groupOf(c)) },
    <>
      <p>{text.previewIntro}</p>
      <form method="get" action={`${pageOf(c)}/preview`} class="row">
        <Choice label={text.of} name="of" value={of} options={options} />
        <button type="submit" class="quiet">
          {text.show}
        </button>
      </form>
      <Profiles speech={speech} profiles={preview.profiles} linkTo={linkTo} />
      <Provisions speech={speech} provision={preview.provision} linkTo={linkTo} />
      {profile && <WholeProfile speech={speech} profile={profile} />}
      {document && <WholeDocument speech={speech} document={document} />}
      <p>
        <a href={pageOf(c)}>{text.backToPolicy}</a>
      </p>
    </>,
  );
}

type LinkTo = (name: "ios" | "eas", value: string) => string;

function Profiles(props: { speech: Speech; profiles: readonly Profile[]; linkTo: LinkTo }) {
  const { speech, profiles, linkTo } = props;
  const { text } = speech;
  return (
    <Table
      caption={text.profiles}
      head={[
        "iOS",
        { text: text.bytes, kind: "number" },
        { text: text.keys, kind: "number" },
        text.left,
        text.whole,
      ]}
      rows={firstOfEach(profiles).map(({ ios, name, bytes, keys, left }) => [
        text.sinceVersion(name),
        bytes,
        keys.length,
        names(speech, left),
        <a href={linkTo("ios", ios)} aria-label={`${text.whole}: ${name}`}>
          {text.whole}
        </a>,
      ])}
    />
  );
}

function Provisions(props: { speech: Speech; provision: readonly Provision[]; linkTo: LinkTo }) {
  const { speech, provision, linkTo } = props;
  const { text } = speech;
  return (
    <Table
      caption={text.provision}
      head={[
        "EAS",
        { text: text.bytes, kind: "number" },
        { text: text.keys, kind: "number" },
        text.left,
        text.whole,
      ]}
      rows={provision.map(({ version, bytes, elements, left }) => [
        version,
        bytes,
        elements.length,
        names(speech, left),
        <a href={linkTo("eas", version)} aria-label={`${text.whole}: EAS ${version}`}>
          {text.whole}
        </a>,
      ])}
    />
  );
}

/** Of versions in a row that would get the same, the first. */
const firstOfEach = (profiles: readonly Profile[]) => {
  const saying = ({ keys, left, text }: Profile) => JSON.stringify([keys, left, text]);
  return profiles.filter(
    (profile, index) => index === 0 || saying(profile) !== saying(profiles[index - 1] ?? profile),
  );
};

const names = (speech: Speech, ids: readonly string[]) =>
  ids.map((id) => nameOf(speech, id)).join(", ");

function WholeProfile({ speech, profile }: { speech: Speech; profile: Profile }) {
  const { text } = speech;
  const supervised = profile.keys.filter(({ supervisedOnly }) => supervisedOnly);
  return (
    <section aria-labelledby="whole">
      <h2 id="whole">{text.wholeOf(profile.name)}</h2>
      {supervised.length > 0 && (
        <p>
          {text.supervisedOnly}{" "}
          {names(
            speech,
            supervised.map(({ setting }) => setting),
          )}
        </p>
      )}
      <pre tabindex={0}>{profile.text}</pre>
    </section>
  );
}

function WholeDocument({ speech, document }: { speech: Speech; document: Provision }) {
  const { text } = speech;
  const { version, elements, base64 } = document;
  return (
    <section aria-labelledby="whole">
      <h2 id="whole">{text.wholeOf(`EAS ${version}`)}</h2>
      <Table
        caption={text.elements}
        head={[text.setting, text.elements, text.value]}
        rows={elements.map(({ setting, element, text: value }) => [
          nameOf(speech, setting),
          <code>{element}</code>,
          value,
        ])}
        empty={text.notSet}
      />
      {base64 === undefined ? (
        <pre tabindex={0}>{document.text}</pre>
      ) : (
        <>
          <p>{text.wbxml}</p>
          <pre tabindex={0}>{hexOf(base64)}</pre>
        </>
      )}
    </section>
  );
}

/** Bytes as pairs of hexadecimal digits, 32 a line. */
function hexOf(base64: string): string {
  const hex = Buffer.from(base64, "base64").toString("hex");
  const lines: readonly string[] = hex.match(/.{1,64}/g) ?? [];
  return lines.map((line) => (line.match(/../g) ?? []).join(" ")).join("\n");
}

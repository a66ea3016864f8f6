import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { content, makeTurn, snapshot } from '../fixtures.ts';
import { Harness, type PanelPage } from '../harness.ts';
import { withPage } from '../withPage.ts';
import { openMarkdownPage } from './markdownPage.ts';

describe('Markdown as people and models write it', () => {
  let harness: Harness;
  let panel: PanelPage;

  before(async () => {
    harness = await Harness.start();
    panel = await openMarkdownPage(harness);
  });
  after(() => harness.stop());

  /** Asserts that a text is drawn the same however it is cut, and returns what it is drawn as, without attributes. */
  const draw = async (text: string): Promise<string> => {
    const { differences, html } = await panel.page.evaluate(
      (all) => ({
        differences: Object.values(window.markdownTest.checks).map((check) => check(all)),
        html: window.markdownTest.whole(all),
      }),
      text,
    );
    assert.deepEqual(differences.filter(Boolean), []);
    return html.replace(/<(\/?\w+)[^>]*>/g, '<$1>');
  };

  /** What is shown of each beginning of a text while more is to come. */
  const beginnings = (text: string): Promise<string[]> =>
    panel.page.evaluate(
      (all) =>
        Array.from({ length: all.length }, (_, index) => {
          const { StreamedMarkdown, texts } = window.markdownTest;
          const streamed = new StreamedMarkdown(texts);
          streamed.update(all.slice(0, index + 1), true);
          return streamed.root.textContent;
        }),
      text,
    );

  for (const [text, html] of [
    ['**注意：**请', '<p><strong>注意：</strong>请</p>'],
    ['含**「重点」**内容', '<p>含<strong>「重点」</strong>内容</p>'],
    ['运行**`npm ci`**命令', '<p>运行<strong><code>npm ci</code></strong>命令</p>'],
    ['*（注）*見よ、**「あ」**。', '<p><em>（注）</em>見よ、<strong>「あ」</strong>。</p>'],
    ['**중요:**입니다', '<p><strong>중요:</strong>입니다</p>'],
    ['见**[a](https://e.com)**吧', '<p>见<strong><a>a</a></strong>吧</p>'],
    ['~~（旧）~~新', '<p><s>（旧）</s>新</p>'],
    ['- **标题：**内容\n- 二', '<ul><li><strong>标题：</strong>内容</li><li>二</li></ul>'],
  ] as const) {
    it(`closes emphasis beside Chinese, Japanese and Korean: ${text}`, async () => {
      assert.equal(await draw(text), html);
      for (const shown of await beginnings(text)) assert.doesNotMatch(shown, /[*~]/);
    });
  }

  it('draws every row of a wide table with short rows', async () => {
    const head = `${'|a'.repeat(200)}|\n${'|-'.repeat(200)}|\n`;
    const rows = await panel.page.evaluate(
      (text) => {
        const { StreamedMarkdown, texts } = window.markdownTest;
        const streamed = new StreamedMarkdown(texts);
        for (let end = 0; end <= text.length; end += 200) streamed.update(text.slice(0, end), true);
        streamed.update(text);
        const atOnce = new DOMParser().parseFromString(
          window.markdownTest.whole(text),
          'text/html',
        );
        return [streamed.root, atOnce].map((root) => root.querySelectorAll('tbody tr').length);
      },
      head + '|b|\n'.repeat(400),
    );
    assert.deepEqual(rows, [400, 400]);
    assert.match(await draw('|a|b|c|\n|-|-|-|\n|d|\n'), /<td>d<\/td><td><\/td><td><\/td><\/tr>/);
  });

  it('adds no marks of its own to emphasis that the parser does not open', async () => {
    for (const shown of await beginnings('foo**(bar) baz')) assert.doesNotMatch(shown, /\*\*.*\*/);
  });

  it('keeps the lines of an answer in its text', async () => {
    assert.equal(await draw('first line\nsecond line'), '<p>first line\nsecond line</p>');
  });

  it('reads each block from the side of its first word, and code from the left', async () => {
    const text = [
      'مرحبا **بالعالم**',
      '## שלום',
      '- פריט\n  - מקונן\n- item',
      '1. `npm ci` دستور',
      '> نقل قول\n>\n> - فهرست',
      '| الاسم | القيمة |\n|---|---|\n| أ | value |',
      'English words',
      '```ts\nlet a = 1;\n```',
      '- an item',
    ].join('\n\n');
    await draw(text);
    const directions = await panel.page.evaluate((all) => {
      const { StreamedMarkdown, texts, blocksOf } = window.markdownTest;
      const root = document.createElement('div');
      document.body.append(root);
      const streamed = new StreamedMarkdown(texts, root);
      streamed.update(all);
      const of = (element: Element) => getComputedStyle(element).direction;
      const seen = {
        blocks: blocksOf(root).map((element) => of(element.querySelector('table') ?? element)),
        inner: ['li li', 'ol code', 'blockquote li', 'td', 'td + td'].map((selector) =>
          of(root.querySelector(selector)!),
        ),
      };
      root.remove();
      return seen;
    }, text);
    assert.deepEqual(directions, {
      blocks: [...Array<string>(6).fill('rtl'), 'ltr', 'ltr', 'ltr'],
      inner: ['rtl', 'ltr', 'rtl', 'rtl', 'ltr'],
    });
  });

  for (const [text, formulas] of [
    ['Sorting takes $O(n \\log n)$ time.', ['O(n \\log n)']],
    ['| a | b |\n|---|---|\n| merge | $O(n \\log n)$ |', ['O(n \\log n)']],
    ['设$x$是整数，the $n$th, $+$.', ['x', 'n', '+']],
    [
      '\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}\n\nEnd',
      ['\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}'],
    ],
    ['Then \\begin{cases} a \\\\ b \\end{cases}.', ['\\begin{cases} a \\\\ b \\end{cases}']],
    ['$$\na = b\n\n+ c\n$$\n\nEnd', ['\na = b\n+ c\n']],
    ['- item\n\n  $$\n  a\n\n  b\n  $$\n\n- next', ['\na\nb\n']],
    ['\\[\na\n\n= b\n\\]', ['\na\n= b\n']],
    ['so \\\\(x\\\\) and \\\\[y = z\\\\]', ['x', 'y = z']],
    ['\\\\[\ny = z\n\\\\]', ['\ny = z\n']],
    ['$f^*(x) + g^*(y)$ *soft*', ['f^*(x) + g^*(y)']],
    [
      '\\(\\sin x\\), \\(ABC\\), \\(x, y\\), \\(\\text{if } a\\)',
      ['\\sin x', 'ABC', 'x, y', '\\text{if } a'],
    ],
  ] as const) {
    it(`takes for a formula: ${text}`, async () => {
      await draw(text);
      const found = await panel.page.evaluate((all) => {
        const html = window.markdownTest.whole(all);
        const page = new DOMParser().parseFromString(html, 'text/html');
        return [...page.querySelectorAll('[data-tex]')].map((element) =>
          element.getAttribute('data-tex'),
        );
      }, text);
      assert.deepEqual(found, formulas);
    });
  }

  for (const [text, shown] of [
    ['$5 and $10', '$5 and $10'],
    ['It costs $5, or US$6.', 'It costs $5, or US$6.'],
    ['from $20 to $30, then $x and $y', 'from $20 to $30, then $x and $y'],
    ['a \\$x$ b', 'a $x$ b'],
    ['$a and `b$c`', '$a and b$c'],
    ['`$x$` and `\\(x\\)`', '$x$ and \\(x\\)'],
    ['use \\(group\\) in grep', 'use (group) in grep'],
    ['use \\(foo\\|bar\\) or \\([a-z]*\\)', 'use (foo|bar) or ([a-z]*)'],
    ['\\(可选\\)', '(可选)'],
    ['$$\na\n\nb', '$$\nab'],
    ['\\begin{itemize}\n\\end{itemize}', '\\begin{itemize}\n\\end{itemize}'],
    ['$$\na\n\n```\n$$\n```', '$$\naCode$$\n'],
  ] as const) {
    it(`takes for no formula: ${text}`, async () => {
      const html = await draw(text);
      assert.doesNotMatch(html, /math/);
      assert.equal(html.replace(/<[^>]*>/g, ''), shown);
    });
  }

  const tableOf = (row: string) => `| a | b |\n|---|---|\n${row}`;
  const cellsOf = (html: string) => [...html.matchAll(/<td>(.*?)<\/td>/g)].map(([, cell]) => cell);

  for (const [row, cells] of [
    ['| `string | null` | x |', ['<code>string | null</code>', 'x']],
    ['| `` a | ` `` | `b \\| c` |', ['<code>a | `</code>', '<code>b | c</code>']],
    ['| $|x|$ | \\(a | b\\) |', ['<span>$|x|$</span>', '<span>\\(a | b\\)</span>']],
    ['| one | two | three | four |', ['one', 'two', 'three', 'four']],
    ['| one \\| more | ` | x |', ['one | more', '`', 'x']],
    ['| one |', ['one', '']],
    ['one | two', ['one', 'two']],
  ] as const) {
    it(`splits into cells: ${row}`, async () => {
      assert.deepEqual(cellsOf(await draw(tableOf(row))), cells);
      assert.deepEqual(cellsOf(await draw(tableOf(`${row}\n| c | d |\n\nEnd`))), [
        ...cells,
        'c',
        'd',
      ]);
    });
  }

  it('counts the cells of a head in the same way', async () => {
    const html = await draw('| `a | b` | c |\n|---|---|\n| 1 | 2 |');
    assert.equal(html.match(/<th>/g)?.length, 2);
  });

  it('never splits code in a cell while it is being written', async () => {
    const all = tableOf('| `string | null` | x |');
    for (const shown of (await beginnings(all)).slice(tableOf('').length + 2)) {
      // The bar within the code is in its cell at once, the one behind it never shows.
      assert.match(shown, /^ab(?:s?t?r?i?n?g?|string \|?|string \| n?u?l?l?x?)$/);
    }
  });

  for (const [text, html] of [
    [
      '| a |\n|---|\n| one<br>two<BR/>three |',
      '<div><table><thead><tr><th>a</th></tr></thead><tbody><tr><td>one<br>two<br>three</td></tr></tbody></table></div>',
    ],
    ['H<sub>2</sub>O and x<sup>*n*</sup>', '<p>H<sub>2</sub>O and x<sup><em>n</em></sup></p>'],
    ['<kbd>Ctrl</kbd>+<kbd>C</kbd>', '<p><kbd>Ctrl</kbd>+<kbd>C</kbd></p>'],
    ['one<br />\ntwo', '<p>one<br>two</p>'],
    ['a <sub>b', '<p>a &lt;sub&gt;b</p>'],
    ['**a <sub>b** c</sub>', '<p><strong>a &lt;sub&gt;b</strong> c&lt;/sub&gt;</p>'],
    [
      '<sub onclick="x">b</sub> <b>c</b> `<br>`',
      '<p>&lt;sub onclick="x"&gt;b&lt;/sub&gt; &lt;b&gt;c&lt;/b&gt; <code>&lt;br&gt;</code></p>',
    ],
  ] as const) {
    it(`draws the tags that it knows, and no others: ${text}`, async () => {
      assert.equal(await draw(text), html);
    });
  }

  it('draws a tag at once and never its letters', async () => {
    for (const shown of await beginnings('H<sub>2</sub>O<br>x<sup>2</sup>')) {
      assert.doesNotMatch(shown, /[<>/]/);
    }
  });

  it('keeps a fence with a language within a block of Markdown', async () => {
    const inner = '# Title\n\n```js\nlet a;\n```\n\nWords\n';
    const all = `\`\`\`markdown\n${inner}\`\`\`\n\nEnd`;
    const html = await draw(all);
    assert.equal(html.match(/<pre>/g)?.length, 1);
    assert.ok(html.endsWith('<p>End</p>'), html);
    assert.ok(html.includes('Words'));
    assert.match(
      await draw(`- item\n\n  \`\`\`md\n  \`\`\`js\n  \`\`\`\n  \`\`\`\n\nEnd`),
      /<p>End<\/p>$/,
    );
    assert.match(await draw('````markdown\n```js\n````\n\nEnd'), /<p>End<\/p>$/);
    assert.match(await draw('```\n```js\n```\n\nEnd'), /<p>End<\/p>$/);
  });

  for (const [text, html] of [
    ['**See https://e.com/a.**', '<p><strong>See <a>https://e.com/a</a>.</strong></p>'],
    ['_see https://e.com/a_', '<p><em>see <a>https://e.com/a</a></em></p>'],
    ['www.example.com/a，然后', '<p><a>www.example.com/a</a>，然后</p>'],
    [
      '见https://e.com/a。然后（https://e.com/b）',
      '<p>见<a>https://e.com/a</a>。然后（<a>https://e.com/b</a>）</p>',
    ],
    ['**https://e.com/a**更多', '<p><strong><a>https://e.com/a</a></strong>更多</p>'],
    [
      '*www.e.com/a*, ~~https://e.com/b~~',
      '<p><em><a>www.e.com/a</a></em>, <s><a>https://e.com/b</a></s></p>',
    ],
    ['看https://e.com然后', '<p>看<a>https://e.com</a>然后</p>'],
    ['https://e.com/a_b_c/*.ts?x=1.', '<p><a>https://e.com/a_b_c/*.ts?x=1</a>.</p>'],
    [
      'https://zh.example.org/wiki/维基_百科',
      '<p><a>https://zh.example.org/wiki/维基_百科</a></p>',
    ],
  ] as const) {
    it(`ends an address where it ends: ${text}`, async () => {
      assert.equal(await draw(text), html);
    });
  }
});

describe('an answer and its question in the panel', () => {
  let panel: PanelPage;
  withPage({}, (opened) => {
    panel = opened;
  });

  it('keeps the lines of an answer, drawn and selected', async () => {
    const text = 'first line\nsecond line\n\n- an item\n  its second\n\n> a quote\n> its second';
    await panel.post(snapshot([makeTurn('a', { parts: [content(text)] })]));
    const lines = await panel.page.locator('.ds-markdown').evaluate((root: HTMLElement) => {
      getSelection()!.selectAllChildren(root);
      return { shown: root.innerText, selected: getSelection()!.toString() };
    });
    const wanted = ['first line\nsecond line', 'an item\nits second', 'a quote\nits second'];
    for (const one of wanted) {
      assert.ok(lines.shown.includes(one), lines.shown);
      assert.ok(lines.selected.includes(one), lines.selected);
    }
  });

  it('reads what is written in each field, question and title from its own side', async () => {
    const turn = makeTurn('a', {
      user: { text: 'سؤال بالعربية', context: [] },
      parts: [content('- פריט ראשון\n- שני')],
    });
    await panel.post(snapshot([turn]));
    await panel.page.getByRole('textbox').first().fill('كيف حالك؟');
    const directions = await panel.page.evaluate(() =>
      ['.ds-question__text', '.ds-markdown ul', '.ds-markdown li', '.ds-composer__text'].map(
        (selector) => getComputedStyle(document.querySelector(selector)!).direction,
      ),
    );
    assert.deepEqual(directions, ['rtl', 'rtl', 'rtl', 'rtl']);
    const item = await panel.page
      .locator('.ds-markdown li')
      .first()
      .evaluate((item) => {
        const range = document.createRange();
        range.selectNodeContents(item);
        const text = range.getBoundingClientRect();
        const list = item.parentElement!.getBoundingClientRect();
        return { right: list.right - text.right, left: text.left - list.left };
      });
    assert.ok(item.right < item.left && item.right > 10, JSON.stringify(item));
  });

  it('leaves the bar of code out of a selection across it', async () => {
    const text = 'before\n\n```bash\nnpm ci\n```\n\nafter';
    await panel.post(snapshot([makeTurn('a', { parts: [content(text)] })]));
    const selected = await panel.page.locator('.ds-markdown').evaluate((root) => {
      getSelection()!.selectAllChildren(root);
      return getSelection()!.toString();
    });
    assert.deepEqual(selected.split(/\n+/), ['before', 'npm ci', 'after']);
  });
});

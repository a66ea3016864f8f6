import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'mocha';
import gfm from '../../fixtures/gfm/examples.json' with { type: 'json' };
import { Harness, type PanelPage } from '../harness.ts';
import { openMarkdownPage } from './markdownPage.ts';

const { tests: spec } = createRequire(import.meta.url)('commonmark-spec') as {
  tests: { markdown: string; html: string; section: string; number: number }[];
};

describe('Markdown', () => {
  let harness: Harness;
  let panel: PanelPage;

  before(async () => {
    harness = await Harness.start();
    panel = await openMarkdownPage(harness);
  });
  after(() => harness.stop());

  for (const [check, what] of [
    ['steps', 'drawn letter by letter equals a whole parse at every step'],
    ['cuts', 'drawn in two pieces, cut anywhere, equals a whole parse'],
    ['end', 'drawn ahead letter by letter ends as a whole parse'],
    ['ahead', 'drawn ahead letter by letter equals what is drawn of it at once, at every step'],
  ] as const) {
    it(`${what} of every CommonMark and GFM example`, async () => {
      const texts = [...spec, ...gfm].map((item) => item.markdown.replaceAll('→', '\t'));
      const differences = await panel.page.evaluate(
        (all) =>
          all.texts.map((text) => window.markdownTest.checks[all.check](text)).filter(Boolean),
        { check, texts },
      );
      assert.ok(texts.length > 670);
      assert.deepEqual(differences, []);
    });
  }

  it('paints what the parser’s own HTML says after the policy, of every CommonMark and GFM example', async () => {
    // GFM leaves out the cells that a row has beyond those of the head; they are painted.
    const others = gfm.filter(({ example }) => example !== 204);
    assert.equal(others.length, gfm.length - 1);
    const texts = [...spec, ...others]
      .map((item) => item.markdown.replaceAll('→', '\t'))
      .filter((text) => !/^\W?(?:Visit )?www\./.test(text));
    const differences = await panel.page.evaluate(
      (all) => all.map((text) => window.markdownTest.policyDifference(text)).filter(Boolean),
      texts,
    );
    assert.deepEqual(differences, []);
  });

  it('links what GFM links, but by https, and no address of e-mail', async () => {
    const autolinks = gfm.filter((item) => item.section === 'Autolinks');
    const different = await panel.page.evaluate((all) => {
      const links = (root: ParentNode) =>
        [...root.querySelectorAll('a')].map((link) => [
          URL.parse(link.getAttribute('href') ?? '')?.href.replace(/^http:\/\/www/, 'https://www'),
          link.textContent,
        ]);
      return all
        .map(({ markdown, html, example }) => {
          const root = document.createElement('div');
          new window.markdownTest.StreamedMarkdown(window.markdownTest.texts, root).update(
            markdown,
          );
          const wanted = links(new DOMParser().parseFromString(html, 'text/html'));
          return { example, got: links(root), wanted };
        })
        .filter(({ got, wanted }) => JSON.stringify(got) !== JSON.stringify(wanted));
    }, autolinks);
    // One names an address of `ftp:`, the others addresses of e-mail.
    const lacking = different.map(({ example, got, wanted }) => [
      example,
      wanted
        .filter((link) => !JSON.stringify(got).includes(JSON.stringify(link)))
        .map(([to]) => to),
    ]);
    assert.deepEqual(lacking, [
      [628, ['ftp://foo.bar.baz/']],
      [629, ['mailto:foo@bar.baz']],
      [630, ['mailto:hello+xyz@mail.example']],
      [631, ['mailto:a.b-c_d@a.b', 'mailto:a.b-c_d@a.b']],
    ]);
  });

  // Fault W10
  it('parses a bounded number of letters for each piece of one long block', async () => {
    const size = 40_000;
    const kinds: readonly (readonly [string, string, number])[] = [
      ['one line', 'words and *more* of them '.repeat(size / 25), 8_000],
      ['one list', '- item of a list\n'.repeat(size / 17), 300],
      ['one loose list', '1. item of a list\n\n'.repeat(size / 20), 300],
      ['one table', `| a | b |\n|---|---|\n${'| cell | cell |\n'.repeat(size / 16)}`, 300],
      ['paragraphs', 'words and *more* of them\n\n'.repeat(size / 26), 200],
      ['one code', `\`\`\`js\n${'let a = 1;\n'.repeat(size / 11)}`, 100],
    ];
    for (const [name, text, most] of kinds) {
      const { letters, whole } = await panel.page.evaluate(
        (all) => window.markdownTest.parsedPerPiece(all, 100),
        text,
      );
      assert.ok(letters <= most, `${name}: ${letters}`);
      assert.equal(whole, true, name);
    }
  });

  it('takes marks without end or sense, and ends as a whole parse of them', async () => {
    const marks = [
      '[',
      '](',
      '*a **b ',
      '`a ``b ',
      '\\(a \\[b $$ ',
      '[^a] ',
      '\\',
      '> ',
      '- ',
      '|',
    ];
    const differences = await panel.page.evaluate(
      (all) => all.map((text) => window.markdownTest.endDifference(text, [50])).filter(Boolean),
      marks.map((mark) => mark.repeat(3_000 / mark.length)),
    );
    assert.deepEqual(differences, []);
  });

  it('draws what is half written as what it is about to be', async () => {
    const drawn = await panel.page.evaluate(
      (all) =>
        all.map((text) => {
          const streamed = new window.markdownTest.StreamedMarkdown(window.markdownTest.texts);
          streamed.update(text, true);
          return [...streamed.root.querySelectorAll('.ds-section > *')].map((block) => {
            const marks = [...block.querySelectorAll('strong, em, code, span[title], th')];
            return `${block.localName} ${block.textContent} ${marks.map((element) => element.localName).join()}`;
          });
        }),
      [
        'A [the docs](https://exa',
        'A **bold te',
        'A **bold *',
        'A `co',
        'A \\(\\frac{a}{b',
        '| Name | Val',
        '| Name | Value |\n|---',
        'Words\n-',
        'Words\n\n```ty',
        'Words\n\n[x]: https://exa',
        '2 * 3 and snake_case_',
      ],
    );
    assert.deepEqual(drawn, [
      ['p A the docs span'],
      ['p A bold te strong'],
      ['p A bold strong'],
      ['p A co code'],
      ['p A \\(\\frac{a}{b '],
      ['div NameVal th,th'],
      ['div NameValue th,th'],
      ['p Words '],
      ['p Words '],
      ['p Words '],
      ['p 2 * 3 and snake_case_ '],
    ]);
  });

  it('waits for the second line of a table before it closes what stands before', async () => {
    const difference = await panel.page.evaluate(() =>
      window.markdownTest.firstDifference('words\n| a | b |\n|---|:-:| #\n', [1]),
    );
    assert.equal(difference, undefined);
  });

  it('waits for an empty line before it closes a heading that may yet be a definition', async () => {
    const difference = await panel.page.evaluate(() =>
      window.markdownTest.firstDifference("words\n\n[x]: /b 'a\n===\nb\nc'\n\nsee [x]\n", [1]),
    );
    assert.equal(difference, undefined);
  });

  it('adds no words where they do not mean themselves', async () => {
    const texts = [
      'foo ![foo bar',
      `- foo\n\n[x]: /${'a'.repeat(300)}foo bar`,
      'note: http://a.bc.de, and www.b.cd, more: words',
      '- 5. five\n- 5 6.7. seven',
    ];
    const differences = await panel.page.evaluate(
      (all) => all.map((text) => window.markdownTest.aheadDifference(text, [1])).filter(Boolean),
      texts,
    );
    assert.deepEqual(differences, []);
  });

  for (const [kind, what] of [
    ['any', 'text'],
    ['rows', 'lists and tables'],
    ['prose', 'prose, and drawn ahead what is drawn of it at once'],
  ] as const) {
    it(`drawn in random steps equals a whole parse of random ${what}`, async () => {
      const seed = Math.trunc(Math.random() * 2 ** 31);
      const runs = Number(process.env.SOAK_RUNS ?? 1000);
      const difference = await panel.page.evaluate(
        (item) => window.markdownTest.randomDifference(item.kind, item.seed, item.runs),
        { kind, seed, runs },
      );
      assert.equal(difference, undefined);
    });
  }

  it('says the same words as CommonMark wherever there is no raw HTML and no image', async () => {
    const comparable = spec.filter(
      (item) =>
        !['HTML blocks', 'Raw HTML', 'Images'].includes(item.section) &&
        !/<(?!\/?(p|h[1-6]|ul|ol|li|pre|code|blockquote|em|strong|hr|br|a)\b)/.test(item.html) &&
        !/<img/.test(item.html),
    );
    const different = await panel.page.evaluate(
      (all) => {
        const words = (html: string): string =>
          (new DOMParser().parseFromString(html, 'text/html').body.textContent ?? '')
            .split(/\s+/)
            .filter(Boolean)
            .join('');
        return all
          .filter(({ markdown, html }) => {
            const root = document.createElement('div');
            const streamed = new window.markdownTest.StreamedMarkdown(
              window.markdownTest.texts,
              root,
            );
            streamed.update(markdown);
            for (const bar of root.querySelectorAll('.ds-code__bar')) bar.remove();
            return words(root.innerHTML) !== words(html);
          })
          .map((item) => item.number);
      },
      comparable.map((item) => ({
        ...item,
        markdown: item.markdown.replaceAll('→', '\t'),
        html: item.html.replaceAll('→', '\t'),
      })),
    );
    assert.equal(comparable.length > 450, true, String(comparable.length));
    // What looks like HTML within these shows as text here, since raw HTML is off.
    const rawHtml = spec
      .filter((item) => /<[a-z!?/]/i.test(item.markdown))
      .map((item) => item.number);
    assert.deepEqual(
      different.filter((number) => !rawHtml.includes(number)),
      [],
    );
  });

  it('never touches a closed block again, so that a selection in it survives', async () => {
    const result = await panel.page.evaluate(() => {
      const streamed = new window.markdownTest.StreamedMarkdown(window.markdownTest.texts);
      document.body.append(streamed.root);
      let text = 'First *paragraph*.\n\n- a\n- b\n\nThird begins\n';
      streamed.update(text);
      const [first, list] = window.markdownTest.blocksOf(streamed.root);
      const blocks = () => window.markdownTest.blocksOf(streamed.root);
      const selection = getSelection()!;
      selection.selectAllChildren(first!);
      const changed = new Set<Node>();
      const observer = new MutationObserver((records) => {
        for (const record of records) changed.add(record.target);
      });
      observer.observe(streamed.root, { subtree: true, childList: true, characterData: true });
      for (const more of ['and goes on\n', '\n```ts\n', 'let a = 1;\n', '```\n\n', 'End']) {
        text += more;
        streamed.update(text);
        for (const record of observer.takeRecords()) changed.add(record.target);
      }
      const outcome = {
        same: blocks()[0] === first && blocks()[1] === list,
        touched: [...changed].some((node) => first!.contains(node) || list!.contains(node)),
        selected: selection.toString(),
        blocks: blocks().length,
      };
      streamed.root.remove();
      return outcome;
    });
    assert.deepEqual(result, {
      same: true,
      touched: false,
      selected: 'First paragraph.',
      blocks: 5,
    });
  });

  it('keeps what did not change in the open block too, so that a selection in it survives', async () => {
    const selected = await panel.page.evaluate(() => {
      const streamed = new window.markdownTest.StreamedMarkdown(window.markdownTest.texts);
      document.body.append(streamed.root);
      let text = '- first *item*\n- sec';
      streamed.update(text);
      getSelection()!.selectAllChildren(streamed.root.querySelector('li')!);
      for (const more of ['ond', '\n- third', ' **bold**']) streamed.update((text += more));
      const kept = getSelection()!.toString();
      streamed.root.remove();
      return kept;
    });
    assert.equal(selected, 'first item');
  });

  it('links closed text when its definition arrives, and leaves the other blocks alone', async () => {
    const result = await panel.page.evaluate(() => {
      const streamed = new window.markdownTest.StreamedMarkdown(window.markdownTest.texts);
      streamed.update('Plain.\n\nSee [x].\n\nNext\n\n');
      const blocks = () => window.markdownTest.blocksOf(streamed.root);
      const plain = blocks()[0];
      streamed.update('Plain.\n\nSee [x].\n\nNext\n\n[x]: https://example.com/\n');
      return {
        kept: blocks()[0] === plain,
        href: blocks()[1]?.querySelector('a')?.getAttribute('href'),
      };
    });
    assert.deepEqual(result, { kept: true, href: 'https://example.com/' });
  });

  it('folds what grows by few blocks, what comes at once by more, and not what may still change', async () => {
    const paragraphs = (count: number) => 'Some words.\n\n'.repeat(count);
    const folded = await panel.page.evaluate(
      (texts) => {
        const streamed = new window.markdownTest.StreamedMarkdown(window.markdownTest.texts);
        for (const text of texts) streamed.update(text, true);
        return [...streamed.root.querySelectorAll('.ds-section')].map((section) => [
          section.childElementCount,
          section.matches('.ds-section--closed'),
        ]);
      },
      [...Array(15).keys()].map(paragraphs).concat(`${paragraphs(44)}An end`),
    );
    // The third was begun before the rest came.
    const closed = [6, 6, 6, 12, 12].map((blocks) => [blocks, true]);
    assert.deepEqual(folded, [...closed, [3, false]]);
  });

  it('starts again when the text is not a continuation', async () => {
    const html = await panel.page.evaluate(() => {
      const streamed = new window.markdownTest.StreamedMarkdown(window.markdownTest.texts);
      streamed.update('One\n\nTwo\n\nThree');
      streamed.update('# Other\n\nText');
      return [
        window.markdownTest.htmlOf(streamed.root),
        window.markdownTest.whole('# Other\n\nText'),
      ];
    });
    assert.equal(html[0], html[1]);
  });

  it('grows long code in pieces that read, select and copy as the code that it is', async () => {
    const code = Array.from({ length: 1_030 }, (_, line) => `line ${String(line)} of it\n`).join(
      '',
    );
    const text = `\`\`\`\n${code}\`\`\`\n\nEnd`;
    const seen = await panel.page.evaluate((all) => {
      const test = window.markdownTest;
      const streamed = new test.StreamedMarkdown(test.texts);
      document.body.append(streamed.root);
      for (let end = 700; end < all.length; end += 700) streamed.update(all.slice(0, end), true);
      const shown = streamed.root.querySelector('code')!;
      const first = shown.firstElementChild;
      streamed.update(all);
      getSelection()!.selectAllChildren(shown);
      const outcome = {
        text: shown.textContent,
        selected: getSelection()!.toString(),
        pieces: shown.childElementCount,
        whole: test.htmlOf(streamed.root) === test.whole(all),
        kept: shown === streamed.root.querySelector('code') && first === shown.firstElementChild,
      };
      streamed.root.remove();
      return outcome;
    }, text);
    assert.equal(seen.text, code);
    assert.equal(seen.selected.trimEnd(), code.trimEnd());
    assert.deepEqual([seen.pieces, seen.whole, seen.kept], [10, true, true]);
  });

  it('names a code block by file or language', async () => {
    const names = await panel.page.evaluate(
      (infos) =>
        infos.map((info) => {
          const root = document.createElement('div');
          const streamed = new window.markdownTest.StreamedMarkdown(
            window.markdownTest.texts,
            root,
          );
          streamed.update(`\`\`\`${info}\nx\n\`\`\``);
          return root.querySelector('[role=group]')?.getAttribute('aria-label');
        }),
      ['ts', '', 'ts:src/a.ts', 'ts title="a b.ts"', 'go {1,2} file=main.go', 'C++'],
    );
    assert.deepEqual(names, ['ts', 'Code', 'src/a.ts', 'a b.ts', 'main.go', 'C++']);
  });

  it('links plain web addresses only', async () => {
    const hrefs = await panel.page.evaluate(() => {
      const root = document.createElement('div');
      const streamed = new window.markdownTest.StreamedMarkdown(window.markdownTest.texts, root);
      streamed.update(
        'https://a.example/x?y=1. http://b.example www.c.example/d, README.md main.go a@b.example ftp://e.example //f.example',
      );
      return [...root.querySelectorAll('a')].map((link) => [link.getAttribute('href'), link.title]);
    });
    assert.deepEqual(hrefs, [
      ['https://a.example/x?y=1', 'a.example'],
      ['http://b.example/', 'b.example'],
      ['https://www.c.example/d', 'www.c.example'],
    ]);
  });
});

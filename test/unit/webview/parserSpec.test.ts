import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import MarkdownIt from 'markdown-it';
import { describe, it } from 'mocha';
import gfm from '../../fixtures/gfm/examples.json' with { type: 'json' };

const { tests: spec } = createRequire(import.meta.url)('commonmark-spec') as {
  tests: { markdown: string; html: string; number: number }[];
};

/** Empty quotations and the space between elements, which mean nothing. */
const even = (html: string) => html.replace(/\s*\n\s*/g, '\n').replace(/>\n</g, '><');

describe('the parser alone, HTML on', () => {
  it('passes every example of CommonMark', () => {
    const parser = new MarkdownIt('commonmark');
    const failing = spec.filter(
      ({ markdown, html }) =>
        even(parser.render(markdown.replaceAll('→', '\t'))) !== even(html.replaceAll('→', '\t')),
    );
    assert.ok(spec.length > 640);
    assert.deepEqual(
      failing.map((item) => item.number),
      [],
    );
  });

  it('passes the examples of GFM for tables and strikethrough', () => {
    const parser = new MarkdownIt({ html: true });
    const own = gfm.filter(({ section }) => section === 'Tables' || section === 'Strikethrough');
    const named = (html: string) =>
      even(html)
        .replaceAll(/<(\/?)s>/g, '<$1del>')
        .replaceAll(/ style="text-align:(\w+)"/g, ' align="$1"');
    assert.equal(own.length, 10);
    for (const { markdown, html, example } of own) {
      assert.equal(named(parser.render(markdown)), even(html), String(example));
    }
  });
});

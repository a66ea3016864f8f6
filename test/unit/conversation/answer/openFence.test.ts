import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { openFence } from '../../../../src/conversation/answer/openFence.ts';
import { parseMarkdown } from '../../../../webview/markdown/parse.ts';

/** Whether text appended after closing the fences is parsed as a separate paragraph. */
function endsClosed(text: string): boolean {
  const open = openFence(text);
  const closed = open === undefined ? text : `${text}\n${open.closing}`;
  const { tokens } = parseMarkdown(`${closed}\n\nEND`);
  const [paragraph, inline] = tokens.slice(-3);
  return paragraph?.type === 'paragraph_open' && paragraph.level === 0 && inline?.content === 'END';
}

describe('the code block open at the end of a text', () => {
  for (const [text, closing] of [
    ['```ts\nlet a', '```'],
    ['````\n```\n', '````'],
    ['1. ```bash\n   npm ci', '   ```'],
    ['- one\n\n  ~~~\n  two', '  ~~~'],
    ['> - ```', '> '.concat('  ```')],
    ['10. a\n    - ```js\n      let b', '      ```'],
    ['```markdown\n```js\nlet a', '```\n```'],
    ['[^1]: note\n\n    ```\n    a', '    ```'],
  ] as const) {
    it(`is closed by the returned lines: ${JSON.stringify(text)}`, () => {
      assert.equal(openFence(text)?.closing, closing);
      assert.ok(endsClosed(text));
    });
  }

  for (const text of [
    '```\na\n```',
    '1. ```bash\n   npm ci\n   ```\n2. next',
    '1. ```bash\n   npm ci\n   ```',
    '- ```\nafter the list',
    '> ```\nafter the quote',
    'a `b` ``` c',
    '    ```\n    indented',
    '``` a`b',
    '```md\n```js\n```\n```',
  ]) {
    it(`is not found in ${JSON.stringify(text)}`, () => {
      assert.equal(openFence(text), undefined);
      assert.ok(endsClosed(text));
    });
  }

  it('matches the parser for any text', () => {
    const fences = '```,```js,```md,~~~,````,- ```sh,1. ```,   ```,  ```,> ```';
    const others = '> a,- item,  more,   more,1. first,words,,,# heading,***';
    const line = fc.constantFrom(...`${fences},${others}`.split(','));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => endsClosed(lines.join('\n'))),
      { numRuns: 2_000 },
    );
  });
});

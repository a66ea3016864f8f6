import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { createTextPattern, findText } from '../../../../src/conversation/search/textPattern.ts';

function found(text: string, query: string, matchCase = false): string[] {
  const pattern = createTextPattern(query, matchCase);
  return pattern === undefined
    ? []
    : findText(text, pattern).map(({ start, end }) => text.slice(start, end));
}

describe('finding words in a text', () => {
  it('ignores case by default', () => {
    assert.deepEqual(found('Needle NEEDLE needle', 'needle'), ['Needle', 'NEEDLE', 'needle']);
    assert.deepEqual(found('Needle NEEDLE needle', 'needle', true), ['needle']);
    assert.deepEqual(found('ÄPFEL und Äpfel, ПРИВЕТ', 'äpfel'), ['ÄPFEL', 'Äpfel']);
    assert.deepEqual(found('ПРИВЕТ', 'привет'), ['ПРИВЕТ']);
  });

  it('matches equivalent characters, with their range in the original', () => {
    assert.deepEqual(found('a cafe\u0301 here', 'café'), ['cafe\u0301']);
    assert.deepEqual(found('the ﬁle and ｆｉｌｅ', 'file'), ['ﬁle', 'ｆｉｌｅ']);
    assert.deepEqual(found('😀 ﬁ 😀 x', '😀 x'), ['😀 x']);
  });

  it('finds a phrase across line breaks and emphasis or code marks', () => {
    assert.deepEqual(found('a **bold\nword** and `code` here', 'bold word and code'), [
      'bold\nword** and `code',
    ]);
    assert.deepEqual(found('snake_case 2 * 3', 'snake_case 2 * 3'), ['snake_case 2 * 3']);
  });

  it('matches every character of a query literally', () => {
    for (const query of ['a.b', '(x)', '[0-9]+', '$1', '^', 'a\\b', '{2}', 'a|b', '*?', '-/']) {
      assert.deepEqual(found(`_${query}_ a_b`, query), [query]);
    }
  });

  it('finds nothing for a blank query, and no more matches than requested', () => {
    assert.equal(createTextPattern(' \n', false), undefined);
    const pattern = createTextPattern('a', false)!;
    assert.equal(findText('aaaa', pattern, 3).length, 3);
    assert.equal(findText('aaaa', pattern, 0).length, 0);
  });

  it('finds every substring of any text', () => {
    const any = fc.string({ unit: 'grapheme', maxLength: 20 });
    fc.assert(
      fc.property(
        any,
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 4 }),
        any,
        (...all) => {
          const [before, query, later] = all;
          const pattern = createTextPattern(query, true);
          if (pattern === undefined || query.trim() !== query) return;
          const text = `${before} ${query} ${later}`;
          const place = before.length + 1;
          assert.ok(
            findText(text, pattern).some(
              ({ start, end }) => start <= place + query.length && end > place,
            ),
          );
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

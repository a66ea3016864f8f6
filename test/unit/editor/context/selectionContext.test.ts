import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { maxItemLength } from '../../../../src/conversation/context/contextLimits.ts';
import type { ContextItem } from '../../../../src/conversation/model.ts';
import {
  toContextItems,
  type SelectedRange,
  type SelectedText,
} from '../../../../src/editor/context/selectionContext.ts';

const lines = ['one', '', 'three', 'four'];
const range = (startLine: number, endLine: number, text: string, endCharacter = 1) => ({
  startLine,
  endLine,
  endCharacter,
  text,
});
const caret = (line: number) => range(line, line, '', 0);

function select(selections: readonly SelectedRange[], more: Partial<SelectedText> = {}) {
  let count = 0;
  return toContextItems(
    {
      path: 'src/a.ts',
      language: 'typescript',
      selections,
      lineAt: (line) => lines[line]!,
      ...more,
    },
    () => `id-${String((count += 1))}`,
  );
}

function items(...args: Parameters<typeof select>): readonly ContextItem[] {
  const selected = select(...args);
  assert.equal(selected.kind, 'items');
  return selected.items;
}

const places = (list: readonly ContextItem[]) =>
  list.map(({ startLine, endLine, text }) => [startLine, endLine, text]);

describe('what is selected', () => {
  it('becomes a piece with path, language and lines counted from one', () => {
    assert.deepEqual(items([range(9, 23, 'text')]), [
      {
        id: 'id-1',
        kind: 'selection',
        path: 'src/a.ts',
        startLine: 10,
        endLine: 24,
        language: 'typescript',
        text: 'text',
      },
    ]);
  });

  it('is in the order of the text, also within one line', () => {
    const made = [
      range(3, 3, 'c', 9),
      range(3, 3, 'b', 5),
      range(0, 2, 'a', 4),
      range(3, 3, 'd', 12),
    ];
    assert.deepEqual(
      items(made).map(({ text }) => text),
      ['a', 'b', 'c', 'd'],
    );
  });

  it('does not reach into the line below when whole lines are selected', () => {
    assert.deepEqual(places(items([range(0, 2, 'one\n\n', 0)])), [[1, 2, 'one\n\n']]);
    assert.deepEqual(places(items([range(1, 2, '\n', 0)])), [[2, 2, '\n']]);
  });

  it('is one piece for each selection, in the order of the text; carets beside them do not count', () => {
    const list = items([range(5, 6, 'late'), caret(0), range(1, 2, 'early')]);
    assert.deepEqual(places(list), [
      [2, 3, 'early'],
      [6, 7, 'late'],
    ]);
    assert.deepEqual(
      list.map(({ id }) => id),
      ['id-1', 'id-2'],
    );
  });

  it('is the line of the caret where nothing is selected, once for each line', () => {
    assert.deepEqual(places(items([caret(2), caret(2), caret(0)])), [
      [1, 1, 'one'],
      [3, 3, 'three'],
    ]);
  });

  it('is nothing on an empty line', () => {
    assert.deepEqual(select([caret(1)]), { kind: 'nothing' });
  });

  it('is refused when it is larger than a piece may be, and taken when it is just that', () => {
    assert.equal(items([range(0, 1, 'x'.repeat(maxItemLength))]).length, 1);
    assert.deepEqual(select([range(0, 1, 'small'), range(1, 2, 'é'.repeat(maxItemLength))]), {
      kind: 'tooLarge',
      bytes: 2 * maxItemLength,
      limit: maxItemLength,
    });
  });

  it('keeps half characters and line ends as they are, and a name on one line', () => {
    const [piece] = items([range(0, 1, '\ud800\r\nx')], { path: 'a\nb.ts' });
    assert.equal(piece!.text, '\ud800\r\nx');
    assert.equal(piece!.path, 'a\ufffdb.ts');
  });

  it('takes as many selections as an editor can have', () => {
    assert.equal(items(Array.from({ length: 200_000 }, () => range(0, 0, 'o'))).length, 200_000);
  });
});

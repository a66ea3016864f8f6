import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { largestContext, mostPieces } from '../../../src/conversation/contextLimits.ts';
import type { ContextItem } from '../../../src/conversation/model.ts';
import { Drafts, type DraftChange } from '../../../src/views/drafts.ts';
import { createMemory } from './memory.ts';

function piece(name: string, text = name): ContextItem {
  return { id: `id-${name}`, kind: 'selection', path: name, startLine: 1, endLine: 2, text };
}

const clock = { now: () => 100 };
const kilobytes = (count: number) => 'x'.repeat(count * 1024);

describe('Drafts', () => {
  it('keeps a text and its pieces for each conversation, also over a reload', () => {
    const memory = createMemory();
    const drafts = new Drafts(memory, clock);
    drafts.setText('a', 'words', {}, 7);
    drafts.attach('a', [piece('x'), piece('y')]);
    drafts.setText('b', 'other words', {});
    const again = new Drafts(memory.reload(), clock);
    assert.deepEqual(again.of('a'), { text: 'words', at: 7, context: [piece('x'), piece('y')] });
    assert.deepEqual(again.of('b'), { text: 'other words', at: 100, context: [] });
    assert.deepEqual(again.of('c'), { text: '', at: 0, context: [] });
  });

  it('attaches nothing twice, unless its text has changed since', () => {
    const drafts = new Drafts(createMemory(), clock);
    drafts.attach('a', [piece('x'), { ...piece('x'), id: 'other' }]);
    assert.equal(drafts.attach('a', [{ ...piece('x'), id: 'third' }]), 'added');
    assert.deepEqual(drafts.of('a').context, [piece('x')]);
    drafts.attach('a', [piece('x', 'edited')]);
    assert.equal(drafts.of('a').context.length, 2);
  });

  it('attaches all or nothing where a limit is met', () => {
    const drafts = new Drafts(createMemory(), clock);
    const many = Array.from({ length: mostPieces }, (_, index) => piece(String(index)));
    assert.equal(drafts.attach('a', many), 'added');
    assert.equal(drafts.attach('a', [piece('one more')]), 'tooMany');
    assert.equal(drafts.of('a').context.length, mostPieces);
    assert.equal(drafts.attach('b', [piece('x', kilobytes(largestContext / 1024))]), 'added');
    assert.equal(drafts.attach('b', [piece('y')]), 'tooLarge');
    assert.deepEqual(
      drafts.of('b').context.map(({ path }) => path),
      ['x'],
    );
  });

  it('takes a piece away, and everything when the message is sent', () => {
    const memory = createMemory();
    const drafts = new Drafts(memory, clock);
    drafts.setText('a', 'words', {});
    drafts.attach('a', [piece('x'), piece('y')]);
    drafts.detach('a', 'id-x');
    assert.deepEqual(drafts.of('a'), { text: 'words', at: 100, context: [piece('y')] });
    drafts.clear('a', {});
    assert.deepEqual(drafts.of('a'), { text: '', at: 100, context: [] });
    assert.equal(memory.get('drafts'), undefined);
  });

  it('tells who wrote a text, and nobody when only the pieces changed', () => {
    const drafts = new Drafts(createMemory(), clock);
    const changes: DraftChange[] = [];
    drafts.onChange.on((change) => changes.push(change));
    const page = {};
    drafts.setText('a', 'words', page);
    drafts.setText('a', 'words', 'host');
    drafts.attach('a', [piece('x')]);
    drafts.detach('a', 'id-none');
    drafts.clear('a', page);
    assert.deepEqual(changes, [{ id: 'a', textBy: page }, { id: 'a' }, { id: 'a', textBy: page }]);
  });

  it('keeps over a reload at most a megabyte of pieces, the newest, and every typed word', () => {
    const memory = createMemory();
    const drafts = new Drafts(memory, clock);
    for (const id of ['a', 'b', 'c', 'd']) {
      drafts.setText(id, `words of ${id}`, {});
      drafts.attach(id, [piece(id, kilobytes(400))]);
    }
    assert.equal(drafts.of('a').context.length, 1);
    const again = new Drafts(memory.reload(), clock);
    const kept = ['a', 'b', 'c', 'd'].map((id) => [again.of(id).text, again.of(id).context.length]);
    assert.deepEqual(kept, [
      ['words of a', 0],
      ['words of b', 0],
      ['words of c', 1],
      ['words of d', 1],
    ]);
  });

  it('reads nothing into a memory that holds something else', () => {
    for (const junk of [7, {}, [null, 3, { id: 'a' }, { id: 'a', text: 7 }]]) {
      assert.deepEqual(new Drafts(createMemory({ drafts: junk }), clock).of('a').text, '');
    }
    const context = [piece('x'), { ...piece('y'), text: 7 }, null];
    const memory = createMemory({ drafts: [{ id: 'a', text: 'w', context }] });
    assert.deepEqual(new Drafts(memory, clock).of('a'), {
      text: 'w',
      at: 0,
      context: [piece('x')],
    });
  });
});

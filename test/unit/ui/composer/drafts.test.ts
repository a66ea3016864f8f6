import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { maxContextLength, maxItems } from '../../../../src/conversation/context/contextLimits.ts';
import type { ContextItem } from '../../../../src/conversation/model.ts';
import { Drafts, type DraftChange } from '../../../../src/ui/composer/drafts.ts';
import { createMemory, type TestMemory } from '../memory.ts';

function piece(name: string, text = name): ContextItem {
  return { id: `id-${name}`, kind: 'selection', path: name, startLine: 1, endLine: 2, text };
}

async function loaded(memory: TestMemory): Promise<Drafts> {
  const drafts = new Drafts(memory);
  await drafts.load();
  return drafts;
}

const kilobytes = (count: number) => 'x'.repeat(count * 1024);

describe('Drafts', () => {
  it('keeps a text and its pieces for each conversation, also over a reload', async () => {
    const memory = createMemory();
    const drafts = await loaded(memory);
    drafts.setText('a', 'words', {});
    drafts.attach('a', [piece('x'), piece('y')]);
    drafts.setText('b', 'other words', {});
    const again = await loaded(memory.reload());
    assert.deepEqual(again.of('a'), { text: 'words', context: [piece('x'), piece('y')] });
    assert.deepEqual(again.of('b'), { text: 'other words', context: [] });
    assert.deepEqual(again.of('c'), { text: '', context: [] });
  });

  it('attaches nothing twice, unless its text has changed since', async () => {
    const drafts = await loaded(createMemory());
    drafts.attach('a', [piece('x'), { ...piece('x'), id: 'other' }]);
    assert.equal(drafts.attach('a', [{ ...piece('x'), id: 'third' }]), 'added');
    assert.deepEqual(drafts.of('a').context, [piece('x')]);
    drafts.attach('a', [piece('x', 'edited')]);
    assert.equal(drafts.of('a').context.length, 2);
  });

  it('attaches all or nothing where a limit is met', async () => {
    const drafts = await loaded(createMemory());
    const many = Array.from({ length: maxItems }, (_, index) => piece(String(index)));
    assert.equal(drafts.attach('a', many), 'added');
    assert.equal(drafts.attach('a', [piece('one more')]), 'tooMany');
    assert.equal(drafts.of('a').context.length, maxItems);
    assert.equal(drafts.attach('b', [piece('x', kilobytes(maxContextLength / 1024))]), 'added');
    assert.equal(drafts.attach('b', [piece('y')]), 'tooLarge');
    assert.deepEqual(
      drafts.of('b').context.map(({ path }) => path),
      ['x'],
    );
  });

  it('takes a piece away, and everything when the message is sent', async () => {
    const memory = createMemory();
    const drafts = await loaded(memory);
    drafts.setText('a', 'words', {});
    drafts.attach('a', [piece('x'), piece('y')]);
    drafts.detach('a', 'id-x');
    assert.deepEqual(drafts.of('a'), { text: 'words', context: [piece('y')] });
    drafts.clear('a', {});
    assert.deepEqual(drafts.of('a'), { text: '', context: [] });
    assert.deepEqual(memory.names(), []);
  });

  it('reports who wrote a text, and nobody when only the context changed', async () => {
    const drafts = await loaded(createMemory());
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

  it('loses neither what was kept nor what is written before that is known', async () => {
    const memory = createMemory();
    (await loaded(memory)).setText('a', 'kept', {});
    const drafts = new Drafts(memory);
    drafts.setText('b', 'new', {});
    await drafts.load();
    const again = await loaded(memory.reload());
    assert.deepEqual([again.of('a').text, again.of('b').text], ['kept', 'new']);
  });

  it('keeps over a reload at most a megabyte of pieces, the newest, and every typed word', async () => {
    const memory = createMemory();
    const drafts = await loaded(memory);
    for (const id of ['a', 'b', 'c', 'd']) {
      drafts.setText(id, `words of ${id}`, {});
      drafts.attach(id, [piece(id, kilobytes(400))]);
    }
    assert.equal(drafts.of('a').context.length, 1);
    const again = await loaded(memory.reload());
    const kept = ['a', 'b', 'c', 'd'].map((id) => [again.of(id).text, again.of(id).context.length]);
    assert.deepEqual(kept, [
      ['words of a', 0],
      ['words of b', 0],
      ['words of c', 1],
      ['words of d', 1],
    ]);
  });

  it('of two windows that share a memory are all kept', async () => {
    const memory = createMemory();
    const drafts = await loaded(memory);
    const two = await loaded(memory);
    drafts.setText('a', 'of one', {});
    two.setText('b', 'of two', {});
    drafts.setText('a', 'more of one', {});
    const again = await loaded(memory.reload());
    assert.deepEqual([again.of('a').text, again.of('b').text], ['more of one', 'of two']);
  });

  it('reads nothing into a memory that holds something else', async () => {
    for (const junk of [7, {}, null, [3], { text: 7 }]) {
      assert.equal((await loaded(createMemory({ 'draft.a': junk }))).of('a').text, '');
    }
    const context = [piece('x'), { ...piece('y'), text: 7 }, null];
    const memory = createMemory({ 'draft.a': { text: 'w', context } });
    assert.deepEqual((await loaded(memory)).of('a'), { text: 'w', context: [piece('x')] });
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ContextItem, Conversation } from '../../../src/conversation/model.ts';
import { emptyConversation, reduceAll } from '../../../src/conversation/events/reduce.ts';
import { chatTitle } from '../../../src/conversation/chatTitle.ts';

function asked(text: string, context: readonly ContextItem[] = []): Conversation {
  return reduceAll(emptyConversation, [
    { type: 'conversationCreated', id: 'c', at: 0, systemPrompt: '' },
    { type: 'turnStarted', turnId: 't', parentId: null, at: 0, user: { text, context } },
  ]);
}

describe('the title of a chat', () => {
  it('is the first question, on one line', () => {
    assert.equal(chatTitle(asked('Why does\n\tthis fail? ')), 'Why does this fail?');
    assert.equal(chatTitle(asked('x'.repeat(40))), 'x'.repeat(40));
  });

  it('is truncated between graphemes', () => {
    assert.equal(chatTitle(asked('x'.repeat(41))), `${'x'.repeat(39)}…`);
    assert.equal(chatTitle(asked('👩‍👩‍👧'.repeat(41))), `${'👩‍👩‍👧'.repeat(39)}…`);
    assert.equal(chatTitle(asked('a\ud800')), 'a\ufffd');
  });

  it('is the title that was set, if there is one', () => {
    const titled = reduceAll(asked('Why?'), [{ type: 'titled', title: 'Parser', by: 'person' }]);
    assert.equal(chatTitle(titled), 'Parser');
  });

  it('is the attached context if there is no text, and undefined if the chat is empty', () => {
    const item: ContextItem = { id: 'i', kind: 'file', path: 'src/a.ts', text: '' };
    assert.equal(chatTitle(asked(' ', [item])), 'src/a.ts');
    assert.equal(chatTitle(emptyConversation), undefined);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ConversationEvent } from '../../../../src/conversation/events/events.ts';
import type { Conversation } from '../../../../src/conversation/model.ts';
import { emptyConversation, reduceAll } from '../../../../src/conversation/events/reduce.ts';
import {
  findWords,
  normalize,
  highlightRanges,
  toSearchText,
  toSnippet,
  splitWords,
  type Snippet,
} from '../../../../src/conversation/search/searchText.ts';

function exchange(id: string, parentId: string | null, question: string, answer: string) {
  const context = [{ id: 'i', kind: 'file' as const, path: 'a.ts', text: 'attached words' }];
  return [
    { type: 'turnStarted', turnId: id, parentId, at: 1, user: { text: question, context } },
    ...(['reasoning', 'content'] as const).map((kind) => ({
      type: 'partAppended' as const,
      turnId: id,
      partId: `${id}-${kind}`,
      kind,
      at: 1,
      offset: 0,
      text: kind === 'content' ? answer : 'secret thoughts',
    })),
    { type: 'turnEnded', turnId: id, at: 2, status: 'complete' },
  ] satisfies ConversationEvent[];
}

function chat(...events: ConversationEvent[]): Conversation {
  return reduceAll(emptyConversation, [
    { type: 'conversationCreated', id: 'c', at: 0, systemPrompt: '' },
    ...events,
  ]);
}

const shown = ({ text, marks }: Snippet) => marks.map(([start, end]) => text.slice(start, end));

describe('finding words in a chat', () => {
  it('ignores case, width and composition, even if normalization changes lengths', () => {
    for (const [query, text, mark] of [
      ['STRASSE', 'die strasse', 'strasse'],
      ['ａｂｃ', 'x ABC y', 'ABC'],
      ['ﾃｽﾄ', 'これはテストです', 'テスト'],
      ['cafe\u0301', 'un café noir', 'café'],
      ['①', 'step 1', '1'],
      ['ΣΟΦΟΣ', 'ο σοφος λέει', 'σοφος'],
      ['为什么', '这个解析器为什么丢失事件', '为什么'],
      ['ﬁle', 'open the file', 'file'],
      ['file', 'open the ﬁle now', 'ﬁle'],
      ['İstanbul', 'in İSTANBUL', 'İSTANBUL'],
    ] as const) {
      const words = splitWords(query);
      assert.ok(
        words.every((word) => normalize(text).includes(word)),
        query,
      );
      assert.deepEqual(shown(toSnippet(text, words)), [mark], query);
    }
  });

  it('returns one line around the best match, with all words marked', () => {
    const filler = 'nothing here '.repeat(40);
    const text = `one alone\n${filler}one and Two, one\nand two ${filler}`;
    const snippet = toSnippet(text, splitWords('two one'));
    assert.deepEqual(shown(snippet), ['one', 'Two', 'one']);
    assert.match(snippet.text, /^…[^\n]*one and Two, one$/);
    assert.ok(snippet.text.length < 150);
    assert.deepEqual(toSnippet('a\tshort\u0007 line', ['short']).text, 'a short  line');
  });

  it('finds a word deep in a line of a million characters', () => {
    const text = `${'x'.repeat(999_990)}needle${'y'.repeat(100_000)}`;
    assert.deepEqual(shown(toSnippet(text, ['needle'])), ['needle']);
  });

  it('never splits a grapheme', () => {
    const { text } = toSnippet(`${'👩‍👩‍👧'.repeat(300)} end`, ['end']);
    assert.match(text, /^…(👩‍👩‍👧)+ end$/u);
  });

  it('searches questions and answers of every branch, but no context, reasoning or hidden turns', () => {
    const conversation = chat(
      ...exchange('a', null, 'Alpha question', 'Beta answer'),
      ...exchange('b', 'a', 'gone question', 'gone answer'),
      ...exchange('c', 'b', 'after the gone one', 'gone as well'),
      ...exchange('d', 'a', 'another branch', 'delta'),
      { type: 'turnHidden', turnId: 'b', hidden: true },
    );
    const searched = toSearchText(conversation);
    const { text } = searched;
    for (const word of ['alpha', 'beta', 'delta']) assert.ok(text.includes(word), word);
    for (const word of ['gone', 'attached', 'secret']) assert.ok(!text.includes(word), word);
    assert.equal(findWords(searched, ['gone']), undefined);
    const found = findWords(searched, ['delta'])!;
    assert.deepEqual([found.turnId, found.by, shown(found.snippet)], ['d', 'answer', ['delta']]);
  });

  it('finds the turn with the most matching words', () => {
    const conversation = chat(
      ...exchange('a', null, 'one', 'x'),
      ...exchange('b', 'a', 'y', 'one and two'),
    );
    assert.equal(findWords(toSearchText(conversation), ['one', 'two'])?.turnId, 'b');
    assert.equal(findWords(toSearchText(conversation), ['one'])?.turnId, 'a');
  });

  it('marks words in a title without shortening it', () => {
    assert.deepEqual(highlightRanges('Der Parser parst', ['pars']), [
      [4, 8],
      [11, 15],
    ]);
    assert.deepEqual(highlightRanges('nothing', []), []);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { receiptOf } from '../../../src/chat/usage/receipt.ts';
import { continuationSource } from '../../../src/chat/request/continuationMessages.ts';
import { copyBranch } from '../../../src/conversation/export/copyBranch.ts';
import { EventRepairer } from '../../../src/conversation/events/repairEvents.ts';
import type { ConversationEvent } from '../../../src/conversation/events/events.ts';
import { toExportedChat } from '../../../src/conversation/export/exportJson.ts';
import { toMarkdown } from '../../../src/conversation/export/exportMarkdown.ts';
import { logLimits } from '../../../src/conversation/limits.ts';
import type { Conversation, RequestRecord } from '../../../src/conversation/model.ts';
import { queueOf } from '../../../src/conversation/queue.ts';
import { emptyConversation, reduceAll } from '../../../src/conversation/events/reduce.ts';
import { toSearchText } from '../../../src/conversation/search/searchText.ts';
import { branchPlaces, leafContaining } from '../../../src/conversation/branches.ts';
import { toChatListEntry } from '../../../src/conversation/chatListEntry.ts';
import { toWindow } from '../../../src/protocol/window.ts';

/** Large enough that quadratic work exceeds the test timeout. */
const count = 100_000;
const user = { text: 'q', context: [] };

type Started = Extract<ConversationEvent, { type: 'turnStarted' }>;

function started(turnId: string, more: Partial<Started> = {}): ConversationEvent {
  return { type: 'turnStarted', turnId, parentId: null, at: 1, user, ...more };
}
function ended(turnId: string): ConversationEvent {
  return { type: 'turnEnded', turnId, at: 2, status: 'stopped' };
}
function appended(turnId: string, partId: string, offset: number, text: string): ConversationEvent {
  return { type: 'partAppended', turnId, partId, kind: 'content', offset, text, at: 1 };
}
function times<T>(make: (index: number) => readonly T[], length = count): T[] {
  return Array.from({ length }, (_, index) => make(index)).flat();
}
function fold(...events: readonly ConversationEvent[][]): Conversation {
  return reduceAll(emptyConversation, events.flat());
}

/** Everything done with a chat when it is listed, opened, searched, copied or exported. */
function walk(chat: Conversation): void {
  const last = [...chat.turns.keys()].at(-1) ?? '';
  toChatListEntry(chat);
  toWindow(chat);
  branchPlaces(chat, [...chat.turns.values()].slice(0, 15));
  leafContaining(chat, last);
  toSearchText(chat);
  copyBranch(chat, { turnId: last }, { id: 'copy', now: 1 });
  toExportedChat(chat, 1);
  const texts = { untitled: '', you: '', deepSeek: '', reasoning: '', tool: '', result: '' };
  toMarkdown(
    chat,
    { reasoning: true, tools: true, usage: true },
    { ...texts, usage: '', incomplete: '', summary: '' },
  );
}

describe('folding and traversing a chat is linear in its events', () => {
  // Fault V12
  it('with very many versions of one answer', () => {
    const chat = fold(times((index) => [started(`t${index}`), ended(`t${index}`)]));
    assert.equal(chat.turns.size, count);
    walk(chat);
  });

  // Fault V12
  it('with very many consecutive turns', () => {
    const chat = fold(
      times((index) => [
        started(`t${index}`, { parentId: index === 0 ? null : `t${index - 1}` }),
        ended(`t${index}`),
      ]),
    );
    assert.equal(toChatListEntry(chat).turns, count);
    walk(chat);
  });

  // Fault V12
  it('with very many switches between branches', () => {
    const chat = fold(
      times((index) => [started(`t${index}`), ended(`t${index}`)]),
      times((index) => [{ type: 'branchSelected', leaf: `t${(index * 7919) % count}` }]),
    );
    assert.equal(chat.leftLeaves?.length, count);
    walk(chat);
  });

  // Fault V12
  it('with very many tool calls and results in one answer', () => {
    const chat = fold(
      [started('t')],
      times((index) => {
        const at = { turnId: 't', partId: `p${index}`, at: 1 };
        return [{ type: 'toolCallRequested', ...at, callId: '', name: 'n', arguments: '' }];
      }),
      times((index) => [
        { type: 'toolCallResolved', turnId: 't', partId: `p${index}`, result: 'r' },
      ]),
      [ended('t')],
    );
    const parts = chat.turns.get('t')?.parts ?? [];
    assert.ok(parts.length === count && parts.every((part) => 'result' in part));
    walk(chat);
  });

  // Fault V12
  it('with log probabilities after every letter, for new or old text', () => {
    for (const lag of [0, count / 2]) {
      const chat = fold(
        [started('t')],
        times((index) => [
          appended('t', 'p', index, 'x'),
          {
            type: 'logprobsReported',
            turnId: 't',
            partId: 'p',
            offset: Math.max(0, index - lag),
            tokens: [{ text: 'x', logprob: -1 }],
          },
        ]),
        [ended('t')],
      );
      const part = chat.turns.get('t')?.parts[0];
      assert.ok(part?.kind === 'content');
      assert.equal(part.tokens?.length, count - lag);
      walk(chat);
    }
  });

  // Fault V12
  it('with very many requests for one answer', () => {
    const request: RequestRecord = {
      profile: 'official',
      origin: 'https://api.deepseek.com',
      repairs: [],
      parameters: { model: 'm', thinking: 'unset' },
      messageHashes: [],
      bodySha256: '',
    };
    const usage = { prompt: 1, cached: 0, uncached: 1, completion: 1 };
    const chat = fold(
      [started('t')],
      times(() => [
        { type: 'requestSent', turnId: 't', request },
        { type: 'usageReported', turnId: 't', usage },
      ]),
      [ended('t')],
    );
    assert.equal(chat.turns.get('t')?.spent?.length, count - 1);
    walk(chat);
  });

  // Fault V12
  it('with very many context items, each excluded', () => {
    const context = times((index) => [
      { id: `c${index}`, kind: 'file' as const, path: 'a', text: '' },
    ]);
    const chat = fold(
      [started('t', { user: { text: '', context } }), ended('t')],
      times((index) => [
        { type: 'contextExcluded', turnId: 't', contextId: `c${index}`, excluded: true },
      ]),
    );
    assert.equal(chat.turns.get('t')?.excludedContext?.length, count);
    walk(chat);
  });

  // Fault V12
  it('with very many flags on ended turns', () => {
    const chat = fold(
      times((index) => [started(`t${index}`), ended(`t${index}`)]),
      times((index) => [{ type: 'turnExcluded', turnId: `t${index}`, excluded: true }]),
    );
    assert.ok([...chat.turns.values()].every(({ excluded }) => excluded));
  });

  // Fault V12
  it('with very many queued messages that are added, reordered, removed and sent', () => {
    const chat = fold(
      times((index) => [
        {
          type: 'messageQueued',
          message: { id: `q${index}`, user, after: null },
          before: `q${index >> 1}`,
        },
      ]),
      times((index) => [{ type: 'queueOrdered', messageIds: [`q${index}`] }]),
      times((index) => [{ type: 'messageUnqueued', messageId: `q${index}` }], count / 2),
      times((index) => [started(`q${count / 2 + index}`)], count / 2 - 2),
    );
    assert.deepEqual(
      queueOf(chat).map(({ id }) => id),
      [`q${count - 1}`, `q${count - 2}`],
    );
  });
});

describe('chains of continued answers', () => {
  const chain = (length: number, partIdAt: (index: number) => string) =>
    times((index) => {
      const continues = index === 0 ? {} : { continues: `t${index - 1}` };
      const partId = partIdAt(index);
      const offset = partId === 'p' ? index * 100 : 0;
      return [
        started(`t${index}`, { ...continues, at: index * 10 }),
        appended(`t${index}`, partId, offset, 'x'.repeat(100)),
        { ...ended(`t${index}`), at: index * 10 + 5 } as ConversationEvent,
      ];
    }, length);

  // Fault V12
  it('share the text of the answers they continue', () => {
    const chat = fold(chain(count, () => 'p'));
    const part = chat.turns.get(`t${count - 1}`)?.parts[0];
    assert.ok(part?.kind === 'content');
    assert.equal(part.text.length, count * 100);
    receiptOf(chat.turns.get(`t${count - 1}`)!, chat, { currency: 'USD', overrides: {} });
    toChatListEntry(chat);
  });

  // Fault V12
  it('copy no more parts than the limit, both when folding and when repairing', () => {
    const events = chain(count / 2, (index) => `p${index}`);
    const repairer = new EventRepairer();
    const chat = reduceAll(
      emptyConversation,
      events.flatMap((event) => repairer.repair(event)),
    );
    let parts = 0;
    for (const turn of chat.turns.values()) parts += turn.parts.length;
    assert.ok(parts <= logLimits.continuedParts + chat.turns.size, String(parts));
    assert.deepEqual(reduceAll(emptyConversation, events).turns.size, chat.turns.size);
  });

  // Fault V12
  it('terminate if two answers continue each other', () => {
    const chat = fold([
      started('a', { continues: 'b' }),
      ended('a'),
      started('b', { continues: 'a' }),
    ]);
    assert.deepEqual(continuationSource(chat, 'b'), { begun: true });
    assert.equal(receiptOf(chat.openTurn!, chat, { currency: 'USD', overrides: {} }), undefined);
  });

  it('are copied and exported without repeating the continued text', () => {
    const length = 200;
    const chat = fold(chain(length, () => 'p'));
    const copy = copyBranch(chat, 'wholeTree', { id: 'copy', now: 1 });
    assert.ok(JSON.stringify(copy).length < length * 1000);
    const again = reduceAll(emptyConversation, copy);
    assert.deepEqual([...again.turns.values()], [...chat.turns.values()]);
  });
});

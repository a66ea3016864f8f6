/** Log probabilities: parsed in every format, placed in the text, stored in batches. */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { PartWriter } from '../../../src/chat/turn/partWriter.ts';
import { textOf } from '../../../src/conversation/activeBranch.ts';
import type { ConversationEvent } from '../../../src/conversation/events/events.ts';
import { isConversationEvent } from '../../../src/conversation/events/isConversationEvent.ts';
import type { Turn } from '../../../src/conversation/model.ts';
import { emptyConversation, reduceAll } from '../../../src/conversation/events/reduce.ts';
import { LogprobReader } from '../../../src/deepseek/stream/logprobs.ts';
import { systemClock, systemIds } from '../../../src/systemClock.ts';
import { ask, lastEnded, withChat } from '../chat/testChat.ts';

const entry = (token: string, logprob: number, top: object[] = []) => ({
  token,
  logprob,
  bytes: [...Buffer.from(token)],
  top_logprobs: top,
});

/** The text that a turn's tokens spell. */
function spelt(turn: Turn, kind: 'reasoning' | 'content'): string {
  return turn.parts
    .flatMap((part) => (part.kind === kind ? (part.tokens ?? []) : []))
    .map((token) => token.text)
    .join('');
}

describe('logprobs', () => {
  it('arrive separately for reasoning and content while streaming, and are stored in few lines', () =>
    withChat('today', async ({ controller, settings, server, store }) => {
      settings.extraBody = { logprobs: true, top_logprobs: 3 };
      const session = controller.create();
      let stored = 0;
      session.onEvents.on((events) => {
        stored += events.filter((event) => event.type === 'logprobsReported').length;
      });
      const content = 'An answer of words 🐋, many of them. '.repeat(20);
      server.script({ reasoning: 'Let me think about it.', content });
      const turn = await ask(session, 'one');
      assert.equal(spelt(turn, 'content'), content);
      assert.equal(spelt(turn, 'reasoning'), 'Let me think about it.');
      const part = turn.parts.at(-1)!;
      const tokens = part.kind === 'content' ? part.tokens! : [];
      assert.ok(tokens.length > 100, String(tokens.length));
      assert.equal(tokens[5]!.top?.length, 3);
      for (const { at, text } of tokens) assert.equal(content.slice(at, at + text.length), text);
      assert.ok(stored <= tokens.length / 30, `${stored} events for ${tokens.length} tokens`);
      await store.close();
      const read = await store.read(session.conversation.id);
      assert.deepEqual(read?.conversation, session.conversation);
    }));

  it('of a continued answer have the correct offsets', () =>
    withChat('compatible', async ({ controller, server }) => {
      const session = controller.create();
      const chunk = (...tokens: string[]) => ({
        choices: [
          {
            index: 0,
            delta: { content: tokens.join('') },
            logprobs: { content: tokens.map((token) => entry(token, -0.5)) },
          },
        ],
      });
      const stream = (reason: string, ...chunks: object[]) => ({
        raw: {
          headers: { 'content-type': 'text/event-stream' },
          chunks: [
            ...chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`),
            `data: {"choices":[{"index":0,"delta":{},"finish_reason":"${reason}"}]}\n\n`,
          ],
        },
      });
      server.script(stream('length', chunk('One', ' two three', ' four')));
      const first = await ask(session, 'count');
      server.script(stream('stop', chunk('One', ' two three'), chunk(' four', ' five')));
      session.continue(first.id);
      const whole = await lastEnded(session);
      assert.equal(textOf(whole, 'content'), 'One two three four five');
      assert.equal(spelt(whole, 'content'), 'One two three four five');
    }));

  it('of a character split over several tokens are merged', () => {
    const reader = new LogprobReader();
    const bytes = [...Buffer.from('🐋')];
    const half = (from: number, to: number) => ({
      token: '\ufffd',
      logprob: -0.25,
      bytes: bytes.slice(from, to),
    });
    assert.deepEqual(reader.read([half(0, 2)]), []);
    assert.deepEqual(reader.read([half(2, 4), entry('!', -1)]), [
      { text: '🐋', logprob: -0.5 },
      { text: '!', logprob: -1 },
    ]);
  });

  it('of an unknown shape are ignored', () => {
    const reader = new LogprobReader();
    for (const list of [null, 5, 'x', {}, [null], [{}], [{ token: 'a' }], [{ logprob: '1' }]]) {
      assert.deepEqual(reader.read(list), []);
    }
    assert.deepEqual(reader.read([{ token: 'a', logprob: -0.123456, bytes: null }]), [
      { text: 'a', logprob: -0.1235 },
    ]);
  });

  it('that do not match the text are not shown, and duplicates count once', () => {
    const events: ConversationEvent[] = [];
    const ports = { ids: systemIds, clock: systemClock } as never;
    const text = new PartWriter('t', ports, (list) => events.push(...list));
    text.append({ type: 'content', text: 'Hello' });
    text.addLogprobs('content', [{ text: 'Bye', logprob: -1 }]);
    text.append({ type: 'content', text: ' you' });
    text.addLogprobs('content', [{ text: 'Hello you', logprob: -1 }]);
    text.flush();
    const reported = events.filter((event) => event.type === 'logprobsReported');
    assert.equal(reported.length, 1);
    assert.ok(reported.every(isConversationEvent));
    const start: ConversationEvent = {
      type: 'turnStarted',
      turnId: 't',
      parentId: null,
      at: 0,
      user: { text: 'q', context: [] },
    };
    const once = reduceAll(emptyConversation, [start, ...events]);
    assert.deepEqual(reduceAll(once, reported), once);
    assert.equal(spelt(once.openTurn!, 'content'), 'Hello you');
    const elsewhere = { ...reported[0]!, offset: 2 };
    const wrong = reduceAll(emptyConversation, [
      start,
      ...events.filter((event) => event.type !== 'logprobsReported'),
      elsewhere,
    ]);
    assert.equal(spelt(wrong.openTurn!, 'content'), '');
  });
});

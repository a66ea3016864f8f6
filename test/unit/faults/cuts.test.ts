/** An answer with reasoning, text and a tool call, cut and split at every byte: the chat always continues. */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ConversationStore } from '../../../src/chat/ports.ts';
import { textOf } from '../../../src/conversation/activeBranch.ts';
import { systemClock } from '../../../src/systemClock.ts';
import type { RawEnd, Step } from '../../fakes/types.ts';
import { lastEnded, withChat, type TestChat } from '../chat/testChat.ts';
import { assertAccepted, contentOf, hurry, messagesOf } from './faultChat.ts';

function event(delta: object, finish: string | null = null): string {
  return `data: ${JSON.stringify({ choices: [{ delta, finish_reason: finish }] })}\n\n`;
}

const call = { index: 0, id: 'c1', function: { name: 'read', arguments: '{"a"' } };
const sample = Buffer.from(
  ': hi\n\n' +
    event({ reasoning_content: 'Hm…' }) +
    event({ content: 'Sö 🐋 ' }) +
    event({ content: 'it is.' }) +
    event({ tool_calls: [call] }) +
    event({ tool_calls: [{ index: 0, function: { arguments: ':1}' } }] }) +
    event({}, 'tool_calls') +
    'data: [DONE]\n\n',
);
const finish = sample.indexOf('"finish_reason":"tool_calls"');
const unlimited = { concurrent: 4, perMinute: 1_000_000 };
/** The finish reason's event is parsed as soon as it is complete. */
const whole = sample.indexOf('}]}', finish) + 3;

function cutAt(at: number, end: RawEnd): Step {
  const headers = { 'content-type': 'text/event-stream' };
  const chunks = at === 0 ? [] : [sample.subarray(0, at)];
  return { raw: { headers, chunks, end, status: 200 } };
}

/** Writes nothing, for speed; storing interrupted turns is tested elsewhere. */
const nowhere: ConversationStore = {
  append: () => undefined,
  appendSynced: () => Promise.resolve(),
  read: () => Promise.resolve(undefined),
};

function withSweep(test: (chat: TestChat) => Promise<void>): Promise<void> {
  return withChat('today', test, systemClock, { store: nowhere });
}

describe('a chat whose answer is cut', () => {
  for (const end of ['close', 'reset'] as const) {
    // Faults M3, M4, M5
    it(`at any byte by ${end} is interrupted, never complete, and its next request is accepted`, () =>
      withSweep(async (chat) => {
        const { server, controller, bodies } = chat;
        chat.settings.requestLimit = unlimited;
        for (let at = 0; at <= sample.length; at += 1) {
          const session = controller.create();
          const calm = hurry(session);
          // If nothing was shown, the request is retried automatically and cut again.
          const repeated = Array<Step>(3).fill(cutAt(at, end));
          server.answerWith(({ body }) =>
            body!.messages.at(-1)?.content === 'next' ? { content: 'ok' } : repeated[0]!,
          );
          session.send('q');
          const turn = await lastEnded(session);
          // A reset may overtake bytes that were sent before it.
          const isComplete = end === 'close' ? at >= whole : turn.status === 'complete';
          assert.ok(at >= whole || turn.status !== 'complete', `complete at ${at} of ${whole}`);
          assert.equal(turn.status === 'complete', isComplete, `cut at ${at}: ${turn.status}`);
          assert.ok('Sö 🐋 it is.'.startsWith(contentOf(turn).replace(/\ufffd$/, '')));
          assert.deepEqual(
            turn.parts.filter((part) => part.kind === 'toolCall'),
            [],
          );
          session.send('next');
          assert.equal((await lastEnded(session)).status, 'complete', `after a cut at ${at}`);
          assert.doesNotMatch(JSON.stringify(bodies().at(-1)), /tool|"a\\"/);
          const answers = messagesOf(bodies().at(-1)).filter(({ role }) => role === 'assistant');
          assert.deepEqual(
            answers.map(({ content }) => content),
            contentOf(turn) === '' ? [] : [contentOf(turn)],
          );
          calm();
        }
        assertAccepted(chat);
      }));
  }

  // Fault M13
  it('in two at any byte is as if it had not been split', () =>
    withSweep(async (chat) => {
      const { server, controller } = chat;
      chat.settings.requestLimit = unlimited;
      const headers = { 'content-type': 'text/event-stream' };
      for (let at = 1; at < sample.length; at += 1) {
        const session = controller.create();
        const chunks = [sample.subarray(0, at), { waitMs: 0 }, sample.subarray(at)];
        server.script([{ raw: { headers, chunks } }, { content: 'ok' }]);
        session.send('q');
        const turn = await lastEnded(session);
        assert.equal(turn.status, 'complete', `split at ${at}`);
        assert.equal(contentOf(turn), 'Sö 🐋 it is.', `split at ${at}`);
        assert.equal(textOf(turn, 'reasoning'), 'Hm…', `split at ${at}`);
        session.send('next');
        assert.equal((await lastEnded(session)).status, 'complete');
      }
      assertAccepted(chat);
    }));
});

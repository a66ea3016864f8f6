/** Incomplete or unusable answers: how the next request represents them, and actions besides regenerating. */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { answerText, getAnswerProblem } from '../../../../src/conversation/answer/answerProblem.ts';
import { assertAccepted, messagesOf } from '../../faults/faultChat.ts';
import { ask, lastEnded, withChat } from '../../chat/testChat.ts';

const leak = '<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>read<｜tool▁sep｜>{"path":"a"}';

describe('an answer with a problem', () => {
  it('is regenerated without tools after a leaked tool call, which is never sent back', () =>
    withChat('today', async (chat) => {
      const { controller, server, bodies } = chat;
      const session = controller.create();
      server.script({
        deltas: [{ content: 'Let me look. ' }, { content: leak }],
        finishReason: 'stop',
      });
      const turn = await ask(session, 'one');
      assert.equal(getAnswerProblem(turn), 'toolMarkup');
      await ask(session, 'two');
      assert.deepEqual(
        messagesOf(bodies().at(-1)).map(({ content }) => content),
        ['one', 'Let me look.', 'two'],
      );
      session.regenerate(turn.id, undefined, { withoutTools: true });
      const again = await lastEnded(session);
      assert.equal(again.withoutTools, true);
      const question = messagesOf(bodies().at(-1)).at(-1)!.content;
      assert.match(question, /^one\n\n.*No tools/s);
      // The no-tools instruction stays in the question, so that the next request starts with the same bytes.
      await ask(session, 'three');
      assert.equal(messagesOf(bodies().at(-1))[0]!.content, question);
      session.regenerate(again.id);
      assert.equal((await lastEnded(session)).withoutTools, true);
      assertAccepted(chat);
    }));

  // Fault G10
  it('has none, and is sent back unchanged, if it only explains tool call markup', () =>
    withChat('today', async (chat) => {
      const { controller, server, bodies } = chat;
      const session = controller.create();
      const words =
        'A call begins with **<｜tool▁calls▁begin｜>**, then <｜tool▁call▁begin｜>. That is all.';
      server.script({ deltas: [{ content: words }], finishReason: 'stop' });
      const turn = await ask(session, 'one');
      assert.equal(getAnswerProblem(turn), undefined);
      await ask(session, 'two');
      assert.deepEqual(
        messagesOf(bodies().at(-1)).map(({ content }) => content),
        ['one', words, 'two'],
      );
      assertAccepted(chat);
    }));

  it('that contains only reasoning is sent to the model as the user sees it', () =>
    withChat('today', async (chat) => {
      const { controller, server, bodies } = chat;
      const session = controller.create();
      server.script({ deltas: [{ reasoning_content: 'It is 42.' }], finishReason: 'stop' });
      const turn = await ask(session, 'one');
      assert.deepEqual([getAnswerProblem(turn), answerText(turn)], ['thoughtsOnly', 'It is 42.']);
      await ask(session, 'why?');
      assert.deepEqual(
        messagesOf(bodies().at(-1)).map(({ content }) => content),
        ['one', 'It is 42.', 'why?'],
      );
      assertAccepted(chat);
    }));

  it('is classified', () =>
    withChat('today', async ({ controller, server }) => {
      const session = controller.create();
      const ends: (string | undefined)[] = [];
      for (const finishReason of [
        'stop',
        'length',
        'content_filter',
        'insufficient_system_resource',
        'aborted',
        'tired',
      ]) {
        server.script({ deltas: [{ content: 'So.' }], finishReason });
        ends.push(getAnswerProblem(await ask(session, finishReason)));
      }
      server.script({ deltas: [{ content: ' \n' }], finishReason: 'stop' });
      ends.push(getAnswerProblem(await ask(session, 'empty')));
      assert.deepEqual(ends, [
        undefined,
        'length',
        'contentFilter',
        'resource',
        'aborted',
        undefined,
        'empty',
      ]);
    }));
});

/** Every way an answer can end in a chat: status, text, history, and whether it continues. */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { textOf } from '../../../src/conversation/activeBranch.ts';
import type { Settings } from '../../../src/platform/settings/settings.ts';
import { fixtures } from '../../fakes/answers/fixtures.ts';
import type { Generation, Step } from '../../fakes/types.ts';
import { lastEnded, until, withChat } from '../chat/testChat.ts';
import { FakeClock } from '../fakeClock.ts';
import { assertClean, assertGoesOn, askHurried, contentOf, describeEnd } from './faultChat.ts';

const whole = 'Because of **Rayleigh** scattering.\n';

interface Row {
  readonly end: string;
  /** Text of the answer; defaults to the fixture's. */
  readonly content?: string;
  /** Number of requests; default 1. */
  readonly requests?: number;
  readonly generation?: Generation;
  /** The `profile` setting; default `auto`. */
  readonly profile?: Settings['profile'];
  readonly words?: RegExp;
}

const rows: readonly (readonly [keyof typeof fixtures, Row])[] = [
  ['normalStream', { end: 'complete stop' }],
  ['finishWithoutDone', { end: 'complete stop' }],
  ['eofWithoutFinish', { end: 'interrupted interrupted', words: /before the model was done/ }],
  ['doneWithoutFinish', { end: 'interrupted interrupted', profile: 'official' }],
  [
    'doneWithoutFinish',
    { end: 'interrupted interrupted', generation: 'legacy', profile: 'legacy' },
  ],
  ['doneWithoutFinish', { end: 'complete' }],
  ['doneWithoutFinish', { end: 'complete', generation: 'legacy' }],
  ['doneWithoutFinish', { end: 'complete', generation: 'compatible' }],
  ['eofWithoutFinish', { end: 'interrupted interrupted', generation: 'compatible' }],
  ['proxyTextThenEof', { end: 'interrupted interrupted', words: /^upstream error/ }],
  ['tracedErrorEvent', { end: 'interrupted server', words: /\[trace_id=0123456789abcdef\]$/ }],
  ['title', { end: 'complete stop' }],
  ['unknownField', { end: 'complete stop', content: 'The sky is blue.' }],
  ['emptyToolCalls', { end: 'complete stop', content: 'Because of it.' }],
  ['toolCallsBlankIds', { end: 'complete tool_calls', content: '' }],
  ['toolCallsRepeatedIds', { end: 'complete tool_calls', content: '' }],
  ['toolCallsGappedIndexes', { end: 'complete tool_calls', content: '' }],
  ['toolCallsCutByLength', { end: 'complete length', content: '' }],
  ['errorEvent', { end: 'interrupted server', words: /^Internal error$/ }],
  ['invalidJsonEvent', { end: 'interrupted interrupted', words: /not valid JSON/ }],
  ['halfEventThenEof', { end: 'interrupted interrupted' }],
  ['socketReset', { end: 'interrupted interrupted' }],
  ['connectionDropped', { end: 'interrupted interrupted' }],
  ['resetAfterFinish', { end: 'complete stop' }],
  ['finishLength', { end: 'complete length' }],
  ['finishContentFilter', { end: 'complete content_filter' }],
  ['finishInsufficientResource', { end: 'complete insufficient_system_resource' }],
  ['finishAborted', { end: 'complete aborted' }],
  ['finishUnknown', { end: 'complete tired' }],
  ['usageOnlyChunk', { end: 'complete stop' }],
  ['noUsage', { end: 'complete stop' }],
  ['emptyAnswer', { end: 'complete stop', content: '' }],
  ['reasoningOnly', { end: 'complete stop', content: '' }],
  ['toolCallFragments', { end: 'complete tool_calls', content: '' }],
  ['twoToolCalls', { end: 'complete tool_calls', content: '' }],
  ['toolCallInvalidArguments', { end: 'interrupted badResponse', content: '' }],
  ['byteOrderMark', { end: 'complete stop' }],
  ['keepAliveBetween', { end: 'complete stop' }],
  ['html200', { end: 'failed badResponse openBaseUrlSetting', content: '', words: /web page/ }],
  ['emptyBody', { end: 'failed badResponse retry', content: '', requests: 2, words: /nothing/ }],
  ['emptyEventStream', { end: 'failed badResponse retry', content: '', requests: 2 }],
  ['blankToTheEnd', { end: 'failed badResponse retry', content: '', requests: 2 }],
  ['jsonThoughStream', { end: 'complete stop', content: 'A whole answer.' }],
  ['blankLinesThenJson', { end: 'complete stop', content: 'A whole answer.' }],
  ['jsonAsEventStream', { end: 'complete stop', content: 'A whole answer.' }],
  ['error200', { end: 'failed server retry', content: '', requests: 3, words: /Upstream failed/ }],
  ['wrappedJson', { end: 'failed badResponse openBaseUrlSetting', content: '' }],
  ['eventStreamWithoutType', { end: 'interrupted interrupted', content: '' }],
  ['resetBeforeHeaders', { end: 'failed network retry', content: '', requests: 3 }],
];

const asSteps = (name: keyof typeof fixtures): readonly Step[] => [fixtures[name]].flat();

describe('an answer in a chat', () => {
  for (const [name, row] of rows) {
    const { end, generation = 'today', profile = 'auto', requests = 1 } = row;
    // Faults H9, H10, H13, M9, M10, M11, M18
    it(`${name} from a ${generation} server results in ${end}`, () =>
      withChat(generation, async (chat) => {
        chat.settings.profile = profile;
        const session = chat.controller.create();
        for (let times = 0; times < requests; times += 1) chat.server.script(asSteps(name));
        const turn = await askHurried(session, 'why?');
        assert.equal(describeEnd(turn), end);
        assert.equal(contentOf(turn), row.content ?? whole);
        assert.equal(chat.bodies().length, requests);
        assert.equal(chat.server.pendingSteps, 0);
        if (row.words !== undefined) assert.match(turn.error?.message ?? '', row.words);
        assertClean(turn);
        await assertGoesOn(chat, session);
      }));
  }

  // Fault M5
  it('with an interrupted tool call leaves no part of the call in the history', () =>
    withChat('today', async (chat) => {
      const session = chat.controller.create();
      const { deltas } = fixtures.toolCallFragments;
      const [start, opening, half] = deltas!;
      const cut = [start!, { content: 'I will look.' }, opening!, half!];
      chat.server.script({ deltas: cut, finishReason: null, done: false });
      const turn = await askHurried(session, 'look');
      assert.equal(describeEnd(turn), 'interrupted interrupted');
      assert.deepEqual(
        turn.parts.map((part) => part.kind),
        ['content'],
      );
      await assertGoesOn(chat, session);
      assert.deepEqual(chat.bodies().at(-1)?.['messages'], [
        { role: 'user', content: 'look' },
        { role: 'assistant', content: 'I will look.' },
        { role: 'user', content: 'and now?' },
      ]);
    }));

  for (const [name, kept] of [
    ['stall', whole],
    ['stallWhileThinking', ''],
  ] as const) {
    // Fault M2
    it(`that stops without an end is reported after 20 s and interrupted at the limit: ${name}`, () => {
      const clock = new FakeClock();
      return withChat(
        'today',
        async (chat) => {
          const session = chat.controller.create();
          chat.server.script(fixtures[name]);
          session.send('why?');
          const last = name === 'stall' ? 'content' : 'reasoning';
          const text = name === 'stall' ? whole : 'Hm';
          await until(
            session,
            () =>
              session.conversation.openTurn !== null &&
              textOf(session.conversation.openTurn, last) === text,
          );
          clock.advance(20_000);
          await until(session, () => session.activity?.kind === 'stalled');
          clock.advance(99_999);
          assert.equal(session.activity?.kind, 'stalled');
          clock.advance(1);
          const turn = await lastEnded(session);
          assert.equal(describeEnd(turn), 'interrupted timeout');
          assert.equal(contentOf(turn), kept);
          await assertGoesOn(chat, session);
        },
        clock,
      );
    });
  }

  // Fault M6
  it('that has finished but keeps its socket open completes after 5 s, and the socket is closed', () => {
    const clock = new FakeClock();
    return withChat(
      'today',
      async (chat) => {
        const session = chat.controller.create();
        chat.server.script(fixtures.stallAfterFinish);
        session.send('why?');
        // The 5 s timer is set when the finish reason has been read.
        await until(session, () => session.conversation.openTurn?.parts.length === 2);
        while (session.activity !== null) {
          clock.advance(1_000);
          await new Promise((resolve) => setImmediate(resolve));
          if (clock.monotonic() > 60_000) assert.fail('The turn did not end.');
        }
        const turn = await lastEnded(session);
        assert.equal(describeEnd(turn), 'complete stop');
        assert.equal(contentOf(turn), whole);
        await chat.server.waitFor((request) => request.aborted);
        await assertGoesOn(chat, session);
      },
      clock,
    );
  });

  for (const [name, stop] of [
    ['neverAnswers', 'sending'],
    ['silentAfterHeaders', 'sending'],
    ['silentAfterKeepAlive', 'queued'],
  ] as const) {
    it(`that never starts can be stopped, and fails at the limit: ${name}`, () => {
      const clock = new FakeClock();
      return withChat(
        'today',
        async (chat) => {
          const session = chat.controller.create();
          chat.server.script([fixtures[name], fixtures[name]]);
          session.send('why?');
          await chat.server.waitFor((request) => request.path.endsWith('completions'));
          await until(session, () => session.activity?.kind === stop);
          session.stop();
          assert.equal((await lastEnded(session)).status, 'stopped');
          session.send('again?');
          await chat.server.waitFor((request) => request === chatRequests()[1]);
          await until(session, () => session.activity?.kind === stop);
          const calm = session.onActivity.on(() => {
            if (session.activity?.kind === 'retrying') session.stop();
          });
          while (session.activity !== null) {
            clock.advance(10_000);
            await new Promise((resolve) => setImmediate(resolve));
          }
          calm.dispose();
          // It is retried automatically because nothing was shown, and then stopped.
          assert.equal((await lastEnded(session)).status, 'stopped');
          assert.equal(chatRequests().length, 2);
          await assertGoesOn(chat, session);
          function chatRequests() {
            return chat.server.requests.filter(({ path }) => path.endsWith('completions'));
          }
        },
        clock,
      );
    });
  }
});

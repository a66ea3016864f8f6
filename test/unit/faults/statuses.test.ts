/** Every status, code and retry delay, as handled by a chat (contract 17). */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { errorFixtures, redirectStep, statusStep } from '../../fakes/answers/errorFixtures.ts';
import type { Generation, Step } from '../../fakes/types.ts';
import { lastEnded, until, withChat } from '../chat/testChat.ts';
import { FakeClock } from '../fakeClock.ts';
import { assertClean, assertGoesOn, askHurried, describeEnd, hurry } from './faultChat.ts';

/** A status, the end of the turn, and the number of requests. */
const rows: readonly (readonly [keyof typeof errorFixtures, string, number])[] = [
  ['status400OctetStream', 'failed invalidRequest showLog', 1],
  ['status400ErrorText', 'failed invalidRequest showLog', 1],
  ['status400CodeMessage', 'failed model selectModel', 1],
  ['status400Detail', 'failed invalidRequest showLog', 1],
  ['status400Message', 'failed invalidRequest showLog', 1],
  ['status401', 'failed auth setApiKey', 1],
  ['status401Old', 'failed auth setApiKey', 1],
  ['status402', 'failed balance topUp', 1],
  ['status403', 'failed auth showLog', 1],
  ['status404', 'failed invalidRequest openBaseUrlSetting', 1],
  ['status408', 'failed overloaded retry', 3],
  ['status409', 'failed overloaded retry', 3],
  ['status413', 'failed invalidRequest showLog', 1],
  ['status422', 'failed invalidRequest showLog', 1],
  ['status422Text', 'failed invalidRequest showLog', 1],
  ['status429', 'failed rateLimit retry', 3],
  ['status429RetryAfter', 'failed rateLimit retry', 3],
  ['status429RetryAfterLong', 'failed rateLimit retry', 1],
  ['status429Balance', 'failed balance topUp', 1],
  ['status500', 'failed server retry', 3],
  ['status502Html', 'failed server retry', 3],
  ['status503', 'failed overloaded retry', 3],
  ['status503Empty', 'failed overloaded retry', 3],
  ['status504Html', 'failed server retry', 3],
];

function coded(status: number, code: string, message = 'Sorry'): Step {
  return statusStep(status, { message, type: 'invalid_request_error', code });
}

const codes: readonly (readonly [string, Step, string, number])[] = [
  ['429', coded(429, 'rate_limit_exceeded'), 'failed rateLimit retry', 3],
  ['400', coded(400, 'rate_limit_exceeded'), 'failed rateLimit retry', 3],
  ['404', coded(404, 'model_not_found'), 'failed model selectModel', 1],
  ['400', coded(400, 'model_not_found'), 'failed model selectModel', 1],
  ['400', coded(400, 'context_length_exceeded'), 'failed context summarise', 1],
  ['413', coded(413, 'context_length_exceeded'), 'failed context summarise', 1],
  ['429', coded(429, 'insufficient_quota'), 'failed balance topUp', 1],
  ['401', coded(401, 'model_not_found'), 'failed auth setApiKey', 1],
];

describe('a status in a chat', () => {
  for (const [name, end, requests] of rows) {
    // Faults H1, H2, H4, H7
    it(`${name} results in ${end} after ${requests} requests`, () =>
      withChat('today', async (chat) => {
        const session = chat.controller.create();
        const step = [errorFixtures[name]].flat();
        for (let times = 0; times < requests; times += 1) chat.server.script(step);
        const turn = await askHurried(session, 'why?');
        assert.equal(describeEnd(turn), end);
        assert.equal(turn.error?.status, chat.server.requests.at(-1)?.status);
        assert.equal(chat.bodies().length, requests);
        assertClean(turn);
        await assertGoesOn(chat, session);
      }));
  }

  for (const generation of ['legacy', 'compatible'] satisfies Generation[]) {
    for (const [status, step, end, requests] of codes) {
      const code = 'error' in step ? step.error.code : '';
      // Fault H4
      it(`${status} with the code ${code} of a ${generation} server results in ${end}`, () =>
        withChat(generation, async (chat) => {
          const session = chat.controller.create();
          chat.server.script(Array<Step>(requests).fill(step));
          assert.equal(describeEnd(await askHurried(session, 'why?')), end);
          assert.equal(chat.server.pendingSteps, 0);
          await assertGoesOn(chat, session);
        }));
    }
  }

  // Fault H8
  it('with a web page of 5 MB shows none of it and reads only its start', () =>
    withChat('today', async (chat) => {
      const session = chat.controller.create();
      const page = `<html><body>${'<p>gateway</p>'.repeat(400_000)}</body></html>`;
      const step = statusStep(502, { contentType: 'text/html', bodyText: page });
      chat.server.script([step, step, step]);
      const turn = await askHurried(session, 'why?');
      assert.equal(turn.error?.message, 'gateway error 502');
      await assertGoesOn(chat, session);
    }));

  // Fault H13
  it('204 is an empty answer, and is retried once', () =>
    withChat('today', async (chat) => {
      const session = chat.controller.create();
      chat.server.script([{ raw: { status: 204 } }, { content: 'Here.' }]);
      assert.equal((await askHurried(session, 'why?')).status, 'complete');
      assert.equal(chat.bodies().length, 2);
    }));

  for (const status of [301, 302, 303, 307, 308] as const) {
    for (const place of ['the same', 'another'] as const) {
      // Fault H11
      it(`${status} to ${place} origin is not followed, and no text or key is sent there`, () =>
        withChat('today', (chat) =>
          withChat('today', async (other) => {
            const session = chat.controller.create();
            const goal = place === 'another' ? other : chat;
            await askHurried(session, 'first');
            chat.server.script(redirectStep(status, `${goal.server.url}/elsewhere?canary`));
            const turn = await askHurried(session, 'canary words');
            assert.equal(describeEnd(turn), 'failed badResponse openBaseUrlSetting');
            assert.match(turn.error?.message ?? '', /redirects to http:\/\/127\.0\.0\.1:\d+/);
            assert.deepEqual(other.server.requests, []);
            const paths = chat.server.requests.map((request) => request.path);
            assert.ok(!paths.includes('/elsewhere'), String(paths));
            await assertGoesOn(chat, session);
          }),
        ));
    }
  }
});

describe('Retry-After in a chat', () => {
  const busy = (headers: Record<string, string>) => statusStep(503, { message: 'busy', headers });
  const date = 'Sun, 22 Nov 2026 12:00:00 GMT';

  for (const [name, headers, least, most] of [
    ['in seconds is waited for exactly', { 'retry-after': '7' }, 7_000, 7_000],
    ['of a minute is still waited for', { 'retry-after': '60' }, 60_000, 60_000],
    [
      "as a date counts from the server's own clock",
      { 'retry-after': 'Sun, 22 Nov 2026 12:00:30 GMT', date },
      30_000,
      30_000,
    ],
    ['of less than nothing is not heeded', { 'retry-after': '-5' }, 1_500, 2_500],
    ['of no sense is not heeded', { 'retry-after': 'soon' }, 1_500, 2_500],
    ['of years is not heeded', { 'retry-after': '999999999' }, 1_500, 2_500],
    [
      'in the past is not heeded',
      { 'retry-after': 'Sun, 22 Nov 2026 11:00:00 GMT', date },
      1_500,
      2_500,
    ],
  ] as const) {
    it(name, () => {
      const clock = new FakeClock();
      return withChat(
        'today',
        async (chat) => {
          const session = chat.controller.create();
          chat.server.script(busy(headers));
          session.send('why?');
          await until(session, () => session.activity?.kind === 'retrying');
          const { activity } = session;
          assert.ok(activity?.kind === 'retrying');
          const wait = activity.until - clock.monotonic();
          assert.ok(wait >= least && wait <= most, String(wait));
          // The delay uses the monotonic clock, so a change of the wall clock has no effect.
          clock.setWall(86_400_000);
          clock.advance(wait - 1);
          clock.setWall(-2 * 86_400_000);
          assert.equal(chat.bodies().length, 1);
          assert.equal(session.activity?.kind, 'retrying');
          clock.advance(1);
          assert.equal((await lastEnded(session)).status, 'complete');
          assert.equal(chat.bodies().length, 2);
        },
        clock,
      );
    });
  }

  // Fault H5
  it('above a minute is left to the user, who sees the delay', () =>
    withChat('today', async (chat) => {
      const session = chat.controller.create();
      chat.server.script(busy({ 'retry-after': '600' }));
      const turn = await askHurried(session, 'why?');
      assert.equal(describeEnd(turn), 'failed overloaded retry');
      assert.equal(turn.error?.retryAfterMs, 600_000);
      assert.equal(chat.bodies().length, 1);
      const calm = hurry(session);
      session.regenerate(turn.id);
      assert.equal((await lastEnded(session)).status, 'complete');
      calm();
    }));
});

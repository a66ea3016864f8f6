/** Retired ids are translated by the vendor's rules and reported (contract 3.2). */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Translation } from '../../../src/chat/request/requestPlanner.ts';
import { ask, withChat } from '../chat/testChat.ts';

describe('a retired model', () => {
  for (const [from, thinking] of [
    ['deepseek-chat', 'off'],
    ['deepseek-coder', 'off'],
    ['deepseek-reasoner', 'on'],
  ] as const) {
    it(`${from} is replaced by its successor with thinking ${thinking}, and reported`, () =>
      withChat('today', async ({ controller, settings, bodies }) => {
        settings.profile = 'official';
        settings.model = from;
        const reported: Translation[] = [];
        controller.planner.onTranslated.on((translation) => reported.push(translation));
        assert.equal((await ask(controller.create(), 'why?')).status, 'complete');
        const type = thinking === 'on' ? 'enabled' : 'disabled';
        assert.deepEqual(
          bodies().map((body) => [body['model'], body['thinking']]),
          [['deepseek-flash', { type }]],
        );
        assert.deepEqual(reported, [{ from, to: 'deepseek-flash', thinking }]);
      }));
  }

  it('is sent unchanged to any other server, and not reported', () =>
    withChat('legacy', async ({ controller, settings, bodies }) => {
      settings.model = 'deepseek-chat';
      const reported: Translation[] = [];
      controller.planner.onTranslated.on((translation) => reported.push(translation));
      await ask(controller.create(), 'why?');
      assert.equal(bodies()[0]!['model'], 'deepseek-chat');
      assert.deepEqual(reported, []);
    }));
});

/** Every row of the table about thoughts in the history (contract 6.3). */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  sendsReasoning,
  type ReasoningCase,
} from '../../../../src/chat/request/reasoningPolicy.ts';

const rows: readonly (readonly [string, ReasoningCase, boolean])[] = [
  ['2025: never', { profile: 'legacy', thinking: 'unset', hasTools: false }, false],
  ['2025, with tools: never', { profile: 'legacy', thinking: 'unset', hasTools: true }, false],
  ['today, tools: all', { profile: 'official', thinking: 'enabled', hasTools: true }, true],
  [
    'today, no tools: left out',
    { profile: 'official', thinking: 'enabled', hasTools: false },
    false,
  ],
  [
    'today, thinking off: not needed',
    { profile: 'official', thinking: 'disabled', hasTools: true },
    false,
  ],
  ['today, thinking left open', { profile: 'official', thinking: 'unset', hasTools: true }, false],
  ['other servers: stripped', { profile: 'compatible', thinking: 'unset', hasTools: false }, false],
  [
    'other servers, tools: stripped',
    { profile: 'compatible', thinking: 'unset', hasTools: true },
    false,
  ],
];

describe('the policy about thoughts in the history', () => {
  for (const [name, situation, sent] of rows) {
    it(`${name}`, () => assert.equal(sendsReasoning(situation), sent));

    it(`gives way to what the server said: ${name}`, () => {
      assert.equal(sendsReasoning({ ...situation, said: 'missing' }), true);
      assert.equal(sendsReasoning({ ...situation, said: 'forbidden' }), false);
    });
  }
});

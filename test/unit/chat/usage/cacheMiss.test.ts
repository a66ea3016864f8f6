/** Twenty cache misses with their explanations, and twenty that are none. */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  expectedHit,
  explainCacheBreak,
  firstDifference,
  type CachedRequest,
} from '../../../../src/chat/usage/cacheMiss.ts';

const start = 1_790_000_000_000;
const hour = 3_600_000;

function sent(
  messages: string,
  more: Partial<CachedRequest> & { prompt?: number; cached?: number } = {},
) {
  const { prompt = 10_000, cached = 0, ...others } = more;
  return {
    at: start,
    origin: 'https://api.deepseek.com',
    model: 'deepseek-flash',
    thinking: 'enabled',
    messageHashes: [...messages],
    usage: { prompt, cached, uncached: prompt - cached, completion: 100 },
    ...others,
  } satisfies CachedRequest;
}

function without(request: CachedRequest): CachedRequest {
  const copy: { -readonly [Key in keyof CachedRequest]: CachedRequest[Key] } = { ...request };
  delete copy.usage;
  return copy;
}

const before = sent('sabc');
const more = { at: start + 60_000, prompt: 11_000 };

const breaks: [string, CachedRequest, CachedRequest, string][] = [
  ['the first message was edited', before, sent('sXbcd', more), 'message 1'],
  ['the last message was edited', before, sent('sabX', more), 'message 3'],
  ['the system text is another', before, sent('Tabcd', more), 'message 0'],
  ['a message was hidden', before, sent('sac', more), 'message 2'],
  [
    'a message was excluded at the end',
    before,
    sent('sab', { ...more, prompt: 9_000 }),
    'message 3',
  ],
  ['a message was put in', before, sent('saXbc', more), 'message 2'],
  ['everything is another branch', before, sent('sXYZ', more), 'message 1'],
  [
    'no message is left but the system text',
    before,
    sent('s', { ...more, prompt: 600 }),
    'message 1',
  ],
  ['the model is another', before, sent('sabcd', { ...more, model: 'deepseek-v4-pro' }), 'model'],
  [
    'the model is another and a message too',
    before,
    sent('sXbc', { ...more, model: 'x' }),
    'model',
  ],
  ['the server is another', before, sent('sabcd', { ...more, origin: 'http://o' }), 'server'],
  ['the user id is another', before, sent('sabcd', { ...more, userId: 'me' }), 'userId'],
  ['the user id is gone', sent('sabc', { userId: 'me' }), sent('sabcd', more), 'userId'],
  ['a tool came', before, sent('sabcd', { ...more, tools: 't' }), 'tools'],
  ['a tool changed', sent('sabc', { tools: 't' }), sent('sabcd', { ...more, tools: 'u' }), 'tools'],
  ['a tool went', sent('sabc', { tools: 't' }), sent('sabcd', more), 'tools'],
  ['thinking was switched', before, sent('sabcd', { ...more, thinking: 'disabled' }), 'thinking'],
  ['it was a day ago', before, sent('sabcd', { ...more, at: start + 24 * hour }), 'age'],
  ['it was two hours ago', before, sent('sabcd', { ...more, at: start + 2 * hour }), 'age'],
  ['nothing is known', before, sent('sabcd', more), 'evicted'],
];

const full = 9_984;
const unmeasured: CachedRequest = without(sent('sabcd', more));
const unmeasuredBefore: CachedRequest = without(before);
const quiet: [string, CachedRequest, CachedRequest][] = [
  ['the whole prefix was found', before, sent('sabcd', { ...more, cached: full })],
  ['the prefix and the answer were found', before, sent('sabcd', { ...more, cached: 10_240 })],
  ['all but a block was found', before, sent('sabcd', { ...more, cached: full - 64 })],
  [
    'all but half a thousand tokens was found',
    before,
    sent('sabcd', { ...more, cached: full - 511 }),
  ],
  ['an edit found all the same', before, sent('sabX', { ...more, cached: full })],
  [
    'another model found all the same',
    before,
    sent('sabcd', { ...more, model: 'x', cached: full }),
  ],
  [
    'it was a day ago and was found',
    before,
    sent('sabcd', { ...more, at: start + 24 * hour, cached: full }),
  ],
  ['the server tells no usage', before, unmeasured],
  ['the server told no usage before', unmeasuredBefore, sent('sabcd', more)],
  ['the chat is short', sent('s', { prompt: 40 }), sent('sab', { ...more, prompt: 90 })],
  [
    'the chat is below the limit',
    sent('s', { prompt: 511 }),
    sent('sab', { ...more, prompt: 590 }),
  ],
  ['there was nothing to find', sent('s', { prompt: 0 }), sent('sab', more)],
  [
    'a short edit of a short chat',
    sent('sa', { prompt: 400 }),
    sent('sX', { ...more, prompt: 410 }),
  ],
  ['the same request again', before, sent('sabc', { cached: full })],
  ['the same short request again', sent('sa', { prompt: 63 }), sent('sa', { prompt: 63 })],
  [
    'thinking was switched and found',
    before,
    sent('sabcd', { ...more, thinking: 'disabled', cached: full }),
  ],
  ['tools came and found', before, sent('sabcd', { ...more, tools: 't', cached: full })],
  [
    'a cut chat whose rest was found',
    before,
    sent('sa', { ...more, prompt: 2_000, cached: 1_984 }),
  ],
  ['a cut chat whose rest is short', before, sent('s', { ...more, prompt: 300 })],
  [
    'more was found than before was sent',
    sent('sabc', { prompt: 5_000 }),
    sent('sabcd', { ...more, cached: 6_400 }),
  ],
];

describe('the explanation of a missed cache', () => {
  for (const [name, cachedRequest, other, cause] of breaks) {
    it(`names the cause when ${name}`, () => {
      const found = explainCacheBreak(cachedRequest, other);
      const reported =
        found?.cause.kind === 'message'
          ? `message ${String(found.cause.index)}`
          : found?.cause.kind;
      assert.equal(reported, cause);
      assert.ok((found?.missed ?? 0) >= 512);
    });
  }

  for (const [name, cachedRequest, other] of quiet) {
    it(`is silent when ${name}`, () => {
      assert.equal(explainCacheBreak(cachedRequest, other), undefined);
    });
  }

  it('covers twenty of each', () => {
    assert.deepEqual([breaks.length, quiet.length], [20, 20]);
  });
});

describe('what the next request will find', () => {
  const next = { origin: before.origin, model: before.model, thinking: 'enabled' };
  const hit = (messages: string, earlier: CachedRequest[], now = start + 60_000) =>
    expectedHit({ ...next, messageHashes: [...messages] }, earlier, now);
  const history = [
    sent('sa', { prompt: 1_000 }),
    sent('sabc', { prompt: 2_000 }),
    sent('sXbc', { prompt: 3_000 }),
  ];

  it('is the longest whole request that it begins with, in whole blocks', () => {
    assert.equal(hit('sabcde', history), 1_984);
    assert.equal(hit('sabX', history), 960);
    assert.equal(hit('sXbcd', history), 2_944);
    assert.equal(hit('Y', history), 0);
    assert.equal(hit('sabcde', []), 0);
  });

  it('is nothing of another model, another server or another day', () => {
    assert.equal(hit('sabcde', [sent('sabc', { model: 'x' })]), 0);
    assert.equal(hit('sabcde', [sent('sabc', { origin: 'http://o' })]), 0);
    assert.equal(hit('sabcde', history, start + 24 * hour), 0);
  });

  it('finds where two requests diverge', () => {
    assert.equal(firstDifference(['a', 'b'], ['a', 'b', 'c']), 2);
    assert.equal(firstDifference(['a', 'b'], ['x', 'b']), 0);
  });
});

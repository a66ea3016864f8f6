import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { messageLimits } from '../../../src/conversation/limits.ts';
import { isIntent, maxTextLength } from '../../../src/protocol/isIntent.ts';
import type { Intent } from '../../../src/protocol/messages.ts';
import { isUsageIntent } from '../../../src/protocol/usageReport.ts';

const intents: readonly Intent[] = [
  { type: 'ready', protocol: 1, build: 'b' },
  { type: 'resync' },
  { type: 'ready', protocol: 1, build: 'b', at: 't1' },
  { type: 'loadEarlier', before: 't1' },
  { type: 'loadLater', after: 't1' },
  { type: 'showTurn', turnId: 't1' },
  { type: 'showLatest' },
  { type: 'readingAt', turnId: 't1' },
  { type: 'find', query: 'x', matchCase: false, reasoning: true },
  { type: 'endFind' },
  { type: 'recallPrompts' },
  { type: 'send', text: 'hello' },
  { type: 'removeContext', id: 'c1' },
  { type: 'stop' },
  { type: 'newChat' },
  { type: 'regenerate', turnId: 't1' },
  { type: 'edit', turnId: 't1', text: 'x' },
  { type: 'hideTurn', turnId: 't1', hidden: true },
  { type: 'selectBranch', leaf: 't1' },
  { type: 'selectBranch', leaf: 't1', turnId: 't0' },
  { type: 'regenerate', turnId: 't1', thinking: 'on', effort: 'max' },
  { type: 'regenerateWithModel', turnId: 't1' },
  { type: 'excludeTurn', turnId: 't1', excluded: true },
  { type: 'excludeContext', turnId: 't1', contextId: 'c', excluded: false },
  { type: 'copyBranch', turnId: 't1' },
  { type: 'selectModel', model: 'deepseek-flash' },
  { type: 'selectThinking', thinking: 'on', effort: 'max' },
  { type: 'selectThinking', thinking: 'auto' },
  { type: 'changeParameters', change: { temperature: 0.5, stop: ['x'], maxTokens: null } },
  { type: 'resetParameters' },
  { type: 'saveJson', turnId: 't1' },
  { type: 'runAction', action: 'retry', turnId: 't1' },
  { type: 'retryNow' },
  { type: 'draftChanged', text: '' },
  { type: 'copy', text: 'x' },
  { type: 'openLink', href: 'https://example.com' },
  { type: 'reportError', message: 'x' },
];

describe('isIntent', () => {
  it('takes every intent', () => {
    for (const intent of intents) assert.equal(isIntent(intent), true, intent.type);
  });

  it('refuses an intent with a field too many, missing, or of the wrong type', () => {
    for (const intent of intents) {
      assert.equal(isIntent({ ...intent, command: 'x' }), false, `${intent.type} with more`);
      for (const name of Object.keys(intent)) {
        if (['effort', 'at'].includes(name)) continue;
        if (intent.type === 'regenerate' && name === 'thinking') continue;
        if (intent.type === 'selectBranch' && name === 'turnId') continue;
        if (intent.type === 'runAction' && name === 'turnId') continue;
        assert.equal(isIntent({ ...intent, [name]: undefined }), false, `${intent.type}.${name}`);
        assert.equal(isIntent({ ...intent, [name]: {} }), false, `${intent.type}.${name}`);
      }
    }
  });

  it('refuses ids that could be a path, actions that are none, and texts that are too long', () => {
    assert.equal(isIntent({ type: 'regenerate', turnId: '../x' }), false);
    assert.equal(isIntent({ type: 'runAction', action: 'toString' }), false);
    assert.equal(isIntent({ type: 'runAction', action: 'workbench.action.quit' }), false);
    assert.equal(isIntent({ type: 'send', text: 'x'.repeat(maxTextLength + 1) }), false);
  });

  it('takes parameters within the bounds of the API only', () => {
    const isTaken = (change: unknown) => isIntent({ type: 'changeParameters', change });
    const right: readonly object[] = [
      { temperature: 0 },
      { temperature: 2 },
      { temperature: null },
      { topP: 0.01 },
      { frequencyPenalty: -2, presencePenalty: 2 },
      { maxTokens: 1 },
      { topLogprobs: 20 },
      { stop: [] },
      { jsonOutput: true, stream: false, logprobs: true },
      { model: 'auto', thinking: 'off', reasoningEffort: 'max', systemPrompt: '' },
    ];
    const wrong: readonly unknown[] = [
      {},
      [],
      null,
      { temperature: 2.1 },
      { temperature: -0.1 },
      { temperature: Number.NaN },
      { temperature: '1' },
      { topP: 0 },
      { topP: 1.1 },
      { presencePenalty: 3 },
      { maxTokens: 0 },
      { maxTokens: 1.5 },
      { topLogprobs: 21 },
      { stop: [''] },
      { stop: Array(17).fill('x') },
      { stop: 'x' },
      { jsonOutput: 'yes' },
      { thinking: 'maybe' },
      { userId: 'x' },
      { temperature: 1, more: 1 },
      { systemPrompt: 'x'.repeat(1_000_001) },
    ];
    for (const change of right) assert.equal(isTaken(change), true, JSON.stringify(change));
    for (const change of wrong) {
      assert.equal(isTaken(change), false, JSON.stringify(change)?.slice(0, 80));
    }
  });

  it('takes what the page itself can send at most', () => {
    const { text, systemPrompt, name, link, listedChats, time } = messageLimits;
    const longest: readonly Intent[] = [
      { type: 'send', text: 'x'.repeat(text), starter: 'x'.repeat(text) },
      { type: 'edit', turnId: 'x'.repeat(64), text: 'x'.repeat(text) },
      { type: 'draftChanged', text: 'x'.repeat(text) },
      { type: 'copy', text: 'x'.repeat(64 * 1024 * 1024) },
      { type: 'openLink', href: `https://example.com/${'x'.repeat(link - 20)}` },
      { type: 'changeParameters', change: { systemPrompt: 'x'.repeat(systemPrompt) } },
      { type: 'changeParameters', change: { stop: Array<string>(16).fill('x'.repeat(1_000)) } },
      { type: 'renameChat', id: 'c', title: 'x'.repeat(name) },
      { type: 'find', query: 'x'.repeat(2_000), matchCase: true, reasoning: true },
      { type: 'searchChats', query: 'x'.repeat(1_000), scope: 'all', limit: listedChats },
      { type: 'sendLater', text: '', at: time },
      { type: 'reportError', message: 'x'.repeat(500) },
    ];
    for (const intent of longest) assert.equal(isIntent(intent), true, intent.type);
  });

  it('refuses what no page sends: huge, deep, cyclic, or not of JSON', () => {
    const nested = (depth: number, inner: unknown = 'x'): unknown => {
      let value = inner;
      for (let at = 0; at < depth; at += 1) value = at % 2 === 0 ? [value] : { value };
      return value;
    };
    const cyclic: Record<string, unknown> = { type: 'changeParameters' };
    cyclic['change'] = cyclic;
    const throwing = Object.defineProperty({ type: 'send' }, 'text', {
      enumerable: true,
      get: () => {
        throw new Error('no');
      },
    });
    const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`f${at}`, at]));
    const hostile: readonly unknown[] = [
      { type: 'changeParameters', change: nested(100_000) },
      { type: 'changeParameters', change: { stop: nested(17) } },
      { type: 'changeParameters', change: { stop: Array(1_000_000).fill('x') } },
      { type: 'changeParameters', change: many },
      { type: 'changeParameters', change: new Array(4_000_000_000) },
      { type: 'changeParameters', change: new Uint8Array(1_000_000) },
      { type: 'changeParameters', change: JSON.parse('{"__proto__":{"model":"x"}}') as unknown },
      { type: 'changeParameters', change: { constructor: 'x' } },
      { type: 'changeParameters', change: { temperature: Infinity } },
      { ...many, type: 'resync' },
      Array(1_000_000).fill({ type: 'stop' }),
      nested(100_000, { type: 'stop' }),
      cyclic,
      throwing,
      Object.create({ type: 'stop' }),
      Object.assign(Object.create({ text: 'x' }) as object, { type: 'send' }),
      JSON.parse('{"__proto__":{"type":"stop"}}'),
      JSON.parse('{"type":"stop","__proto__":null}'),
      new Proxy({}, { ownKeys: () => assert.fail('no') }),
      new Proxy([], { get: () => assert.fail('no') }),
      ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', ''].map((type) => ({ type })),
      ...[['stop'], { toString: () => 'stop' }, new String('stop'), 1, null].map((type) => ({
        type,
      })),
      { type: 'sendLater', text: 'x', at: Number.NaN },
      { type: 'sendLater', text: 'x', at: Infinity },
      { type: 'sendLater', text: 'x', at: 1e17 },
      { type: 'sendLater', text: 'x', at: -1 },
      { type: 'sendLater', text: 'x', at: 0.5 },
      { type: 'sendLater', text: 'x', at: 10n },
      { type: 'searchChats', query: '', scope: 'all', limit: Infinity },
      { type: 'searchChats', query: '', scope: 'all', limit: 0 },
      { type: 'searchChats', query: '', scope: 'all', limit: 1e15 },
      { type: 'ready', protocol: 1e300, build: 'b' },
      { type: 'ready', build: 'b' },
      { type: 'openLink', href: 'x'.repeat(messageLimits.link + 1) },
      { type: 'editQueued', id: 'x'.repeat(65) },
      { type: 'stop', revision: 1 },
    ];
    for (const [index, message] of hostile.entries()) {
      assert.equal(isIntent(message), false, String(index));
      assert.equal(isUsageIntent(message), false, String(index));
    }
  });

  it('takes nothing else, whatever it is', () => {
    fc.assert(
      fc.property(fc.anything(), (junk) => {
        assert.equal(isIntent(junk), false);
      }),
      { numRuns: 10_000 },
    );
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { isIntent, longestText } from '../../../src/protocol/isIntent.ts';
import type { Intent } from '../../../src/protocol/messages.ts';

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
    assert.equal(isIntent({ type: 'send', text: 'x'.repeat(longestText + 1) }), false);
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

  it('takes nothing else, whatever it is', () => {
    fc.assert(
      fc.property(fc.anything(), (junk) => {
        assert.equal(isIntent(junk), false);
      }),
      { numRuns: 10_000 },
    );
  });
});

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

  it('takes nothing else, whatever it is', () => {
    fc.assert(
      fc.property(fc.anything(), (junk) => {
        assert.equal(isIntent(junk), false);
      }),
      { numRuns: 10_000 },
    );
  });
});

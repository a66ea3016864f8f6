/** Which parts of a server's message may be shown and stored. */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { serverLimits } from '../../../src/conversation/limits.ts';
import { toSafeMessage } from '../../../src/deepseek/http/errorText.ts';

const key = 'pa"ss\\word-0123456789';

describe("a server's message", () => {
  for (const [name, echo] of [
    ['as it is', key],
    ['as JSON', JSON.stringify(key)],
    ['with invisible characters', [...key].join('\u200b\u00ad')],
    ['with line breaks', [...key].join('\n')],
    ['in capitals', key.toUpperCase()],
    ['percent-encoded', encodeURIComponent(key)],
    ['as HTML', key.replaceAll('"', '&quot;')],
  ] as const) {
    // Fault V18
    it(`contains no key: ${name}`, () => {
      const message = toSafeMessage(`Wrong key ${echo} here`, key);
      assert.match(message, /^Wrong key [\\"]*…[\\"]* here$/);
    });
  }

  it('contains no key prefix if it was truncated', () => {
    const { errorMessage } = serverLimits;
    for (let blanks = errorMessage - 60; blanks < errorMessage; blanks += 1) {
      for (const blank of [' ', '\u200b', '\n']) {
        const text = `Wrong key ${blank.repeat(blanks)}${key}`;
        for (const item of [text, text.slice(0, errorMessage)]) {
          assert.doesNotMatch(toSafeMessage(item, key), /pa"s/);
        }
      }
    }
  });

  it('contains no other key, even with invisible characters in it', () => {
    const message = toSafeMessage(
      's\u200bk-0\u200b123456789 and Bearer a\u00adbcdefgh12',
      undefined,
    );
    assert.equal(message, 'sk-… and Bearer …');
  });

  for (const dummy of ['ollama', 'test', 'content', 'EMPTY', 'not-needed', 'model']) {
    // Fault V19
    it(`keeps its words if the key is the dummy ${dummy}`, () => {
      const words = `model "${dummy}" not found, ${dummy} content test`;
      assert.equal(toSafeMessage(words, dummy), words);
    });
  }

  it('keeps text about bearer authentication', () => {
    const words = 'Use Bearer authentication; Bearer authorization, please.';
    assert.equal(toSafeMessage(words, key), words);
  });
});

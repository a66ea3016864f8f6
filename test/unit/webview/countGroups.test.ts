import assert from 'node:assert/strict';
import highlighter, { type LanguageFn } from 'highlight.js';
import { describe, it } from 'mocha';
import { countGroups } from '../../../webview/markdown/countGroups.ts';

/** As the regular expression itself tells. */
const told = (source: string) => (new RegExp(`${source}|`).exec('')?.length ?? 0) - 1;

/** All regular expressions within a grammar, which may go round in circles. */
function collect(value: unknown, found: Set<string>, seen = new Set<object>()): void {
  if (value instanceof RegExp) found.add(value.source);
  else if (typeof value === 'object' && value !== null && !seen.has(value)) {
    seen.add(value);
    for (const inner of Object.values(value)) collect(inner, found, seen);
  }
}

describe('counting groups without compiling', () => {
  it('agrees with every regular expression of every language of the highlighter', () => {
    const found = new Set<string>();
    for (const name of highlighter.listLanguages()) {
      const grammar = highlighter.getLanguage(name);
      // The definition, and what the highlighter makes of it.
      collect((grammar as { rawDefinition?: LanguageFn }).rawDefinition?.(highlighter), found);
      highlighter.highlight('x', { language: name });
      collect(grammar, found);
    }
    assert.ok(found.size > 2000, String(found.size));
    for (const source of found) assert.equal(countGroups(source), told(source), source);
  });

  it('knows groups from what looks like them', () => {
    for (const source of [
      '(a)(?:b)(?=c)(?!d)(?<=e)(?<!f)(?<g>h)',
      '\\(([(\\])]\\))',
      '[[(]()',
      '',
    ]) {
      assert.equal(countGroups(source), told(source), source);
    }
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  maxPromptsLength,
  maxPrompts,
  PromptHistory,
} from '../../../../src/ui/composer/promptHistory.ts';

/** A memory whose file is read when the test says so. */
function memory(stored: unknown) {
  const values = new Map<string, unknown>([['prompts', stored]]);
  let loaded = () => {};
  const loading = new Promise<void>((resolve) => (loaded = resolve));
  return {
    values,
    loaded: () => loaded(),
    port: {
      load: () => loading,
      get: (key: string) => values.get(key),
      names: () => [...values.keys()],
      update: (key: string, value: unknown) => Promise.resolve(void values.set(key, value)),
    },
  };
}

describe('the prompts that were sent last', () => {
  it('are kept in order, each once, and what was sent early comes after what was kept', async () => {
    const { port, values, loaded } = memory(['old', 'again', 7]);
    const history = new PromptHistory(port);
    const adding = [history.add('new'), history.add('again'), history.add(' \n')];
    assert.deepEqual(values.get('prompts'), ['old', 'again', 7], 'nothing is written before');
    loaded();
    await Promise.all(adding);
    assert.deepEqual(await history.all(), ['old', 'new', 'again']);
    assert.deepEqual(values.get('prompts'), ['old', 'new', 'again']);
  });

  it('are fifty at the most, and together no larger than agreed', async () => {
    const { port, loaded } = memory(undefined);
    loaded();
    const history = new PromptHistory(port);
    for (let n = 1; n <= maxPrompts + 5; n += 1) await history.add(`prompt ${String(n)}`);
    const kept = await history.all();
    assert.deepEqual([kept.length, kept[0], kept.at(-1)], [maxPrompts, 'prompt 6', 'prompt 55']);
    await history.add('x'.repeat(maxPromptsLength + 1));
    assert.equal((await history.all()).at(-1), 'prompt 55');
    await history.add('y'.repeat(maxPromptsLength - 20));
    assert.ok((await history.all()).join('').length <= maxPromptsLength);
  });

  it('are forgotten on demand', async () => {
    const { port, values, loaded } = memory(['a']);
    loaded();
    const history = new PromptHistory(port);
    await history.clear();
    assert.deepEqual([await history.all(), values.get('prompts')], [[], undefined]);
  });
});

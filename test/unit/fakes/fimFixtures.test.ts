/** Every named answer to a FIM request behaves as its name says. */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { fimFixtures } from '../../fakes/answers/fimFixtures.ts';
import { parseStream, post, useServer } from './client.ts';

const request = { model: 'deepseek-flash', prompt: 'function add(', stream: true };

describe('FIM fixtures', () => {
  const server = useServer({ generation: 'today' });
  const ask = (name: keyof typeof fimFixtures) => {
    server().answerFimWith(() => fimFixtures[name]);
    return post(server(), request, { path: '/beta/completions' });
  };

  for (const [name, choices] of [
    ['fimUsageOnLastChunk', 1],
    ['fimUsageOnlyChunk', 0],
  ] as const) {
    it(`${name} has usage on a chunk with ${choices} choices`, async () => {
      const { chunks, done } = parseStream(await (await ask(name)).text());
      const texts = chunks.flatMap((chunk) => chunk.choices.map(({ text }) => text));
      assert.equal(texts.join(''), '  return a + b;\n');
      assert.ok(done && chunks.every(({ object }) => object === 'text_completion'));
      const last = chunks.at(-1);
      assert.equal(last?.choices.length, choices);
      assert.ok((last.usage?.completion_tokens ?? 0) > 0);
      assert.equal(chunks.filter(({ usage }) => usage).length, 1);
    });
  }

  for (const [name, status] of [
    ['fim400', 400],
    ['fim404', 404],
    ['fim402', 402],
  ] as const) {
    it(`${name} refuses with ${status}`, async () => {
      assert.equal((await ask(name)).status, status);
    });
  }
});

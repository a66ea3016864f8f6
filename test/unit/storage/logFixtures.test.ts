import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { activeBranch, textOf } from '../../../src/conversation/activeBranch.ts';
import { emptyConversation, reduceAll } from '../../../src/conversation/events/reduce.ts';
import { logSchema, parseLog } from '../../../src/storage/log/logFormat.ts';

const fixture = (schema: number) =>
  readFile(join(import.meta.dirname, '../../fixtures/logs', `schema-${String(schema)}.jsonl`));

describe('logs of every schema version', () => {
  for (let schema = 1; schema <= logSchema; schema += 1) {
    it(`reads every line of schema ${String(schema)}`, async () => {
      const log = parseLog(await fixture(schema));
      assert.equal(log.header?.schema, schema);
      assert.deepEqual([log.badLines, log.tornBytes], [[], 0]);
    });
  }

  it('folds schema 1 to what its writer showed', async () => {
    const { events } = parseLog(await fixture(1));
    const chat = reduceAll(emptyConversation, events);
    const [first, second] = activeBranch(chat);
    assert.deepEqual(
      [chat.title, chat.pinned, chat.systemPrompt, chat.settings.reasoningEffort],
      ['A constant', true, 'Answer briefly.', 'max'],
    );
    assert.deepEqual(
      [first?.status, textOf(first!, 'reasoning'), textOf(first!, 'content'), first?.usage?.cached],
      ['complete', 'A constant, then.', 'It makes `a` one. 😀', 64],
    );
    assert.deepEqual([first?.traceId, first?.responseId], ['trace-1', 'response-1']);
    assert.deepEqual([second?.id, second?.status, second?.parts.length], ['t3', 'stopped', 1]);
    assert.equal(chat.turns.get('t2')?.error?.retryAfterMs, 7_000);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ConversationEvent } from '../../../../src/conversation/events/events.ts';
import { LogParser, toLine } from '../../../../src/storage/log/logFormat.ts';

describe('a long log line', () => {
  // Fault V17
  it('with many strings of medium length is parsed, however it is split', () => {
    const context = Array.from({ length: 450 }, (_, at) => ({
      id: `c${String(at)}`,
      kind: 'file' as const,
      path: 'a.ts',
      text: 'x'.repeat(40_000),
    }));
    const question: ConversationEvent = {
      type: 'turnStarted',
      turnId: 't',
      parentId: null,
      at: 1,
      user: { text: 'q', context },
    };
    const bytes = toLine(question);
    for (const size of [bytes.length, 128 * 1024, 40_001]) {
      const parser = new LogParser();
      const events: ConversationEvent[] = [];
      for (let at = 0; at < bytes.length; at += size) {
        events.push(...parser.push(bytes.subarray(at, at + size)));
      }
      assert.deepEqual(events, [question], String(size));
    }
  });
});

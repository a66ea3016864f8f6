import assert from 'node:assert/strict';
import { createLateClient } from '../../../src/deepseek/lateClient.ts';
import type {
  ApiTarget,
  ChatCall,
  DeepSeekClient,
  StreamEvent,
} from '../../../src/deepseek/types.ts';
import { PartMissing } from '../../../src/platform/latePart.ts';

const target: ApiTarget = { baseUrl: 'https://api.deepseek.com' };
const call: ChatCall = {
  target,
  profile: 'official',
  body: { model: 'deepseek-flash', messages: [], stream: true },
  idleTimeoutMs: 60_000,
};
const signal = new AbortController().signal;

async function eventsOf(client: DeepSeekClient): Promise<readonly StreamEvent[]> {
  const events: StreamEvent[] = [];
  for await (const event of client.streamChat(call, signal)) events.push(event);
  return events;
}

describe('the client before its code is loaded', () => {
  it('hands on every call, with what the client answers', async () => {
    const asked: unknown[] = [];
    const client: DeepSeekClient = {
      async *streamChat(...args) {
        asked.push(args);
        yield await Promise.resolve({ type: 'content', text: 'Hi' } as const);
        yield { type: 'ended', outcome: { status: 'complete' } };
      },
      listModels: (...args) => (asked.push(args), Promise.resolve({ ok: true, value: [] })),
      readBalance: (...args) => (
        asked.push(args),
        Promise.resolve({ ok: true, value: { available: true, amounts: [] } })
      ),
    };
    const late = createLateClient(() => Promise.resolve(client));
    const events = await eventsOf(late);
    assert.deepEqual(
      events.map(({ type }) => type),
      ['content', 'ended'],
    );
    assert.ok((await late.listModels(target, signal)).ok);
    assert.ok((await late.readBalance(target, target.baseUrl, signal)).ok);
    assert.deepEqual(asked, [
      [call, signal],
      [target, signal],
      [target, target.baseUrl, signal],
    ]);
  });

  it('tells as a failure, never as an exception, that it could not be loaded', async () => {
    const late = createLateClient(() =>
      Promise.reject(new PartMissing(new Error("Cannot find module './asking.cjs'"))),
    );
    const [event, ...more] = await eventsOf(late);
    assert.deepEqual(more, []);
    assert.ok(event?.type === 'ended' && event.outcome.status === 'failed');
    assert.equal(event.outcome.error.reason, 'notLoaded');
    assert.equal(event.outcome.error.action, 'reloadWindow');
    const listed = await late.listModels(target, signal);
    assert.equal(listed.ok ? undefined : listed.error.reason, 'notLoaded');
  });
});

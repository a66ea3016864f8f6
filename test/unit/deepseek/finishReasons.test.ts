/** The meaning of finish reasons from servers that send one, or a placeholder, with every chunk (contract 7.4, 8). */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ApiProfile } from '../../../src/conversation/model.ts';
import { usageWaitMs } from '../../../src/deepseek/stream/chatRequest.ts';
import {
  chatCall,
  chunk,
  collect,
  describeOutcome,
  FedBody,
  HeldClock,
  newClient,
  outcomeOf,
  sendStream,
  textOf,
  withLoopback,
} from './loopback.ts';

const done = 'data: [DONE]\n\n';
const usage = 'data: {"choices":[],"usage":{"prompt_tokens":10,"completion_tokens":5}}\n\n';

type End = 'close' | 'reset';

/** Reads a stream with these events; returns how it ended. */
async function read(profile: ApiProfile, pieces: readonly string[], end: End = 'close') {
  const events = await withLoopback(
    (response) => {
      if (end === 'close') sendStream(response, ...pieces);
      else {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(pieces.join(''), () => response.socket?.resetAndDestroy());
      }
    },
    ({ baseUrl }) => collect(chatCall(baseUrl, { profile })),
  );
  return { events, end: describeOutcome(outcomeOf(events)), content: textOf(events, 'content') };
}

const words = ['The ', 'sky ', 'is ', 'blue.'];
const everywhere = (reason: string) => words.map((content) => chunk({ content }, {}, reason));

describe('A finish reason', () => {
  for (const profile of ['official', 'compatible'] as const) {
    // Fault G1
    it(`with every chunk ends the answer only at the end of the stream: ${profile}`, async () => {
      for (const ending of [[done], [], [usage], [usage, done]]) {
        const { end, content, events } = await read(profile, [...everywhere('stop'), ...ending]);
        assert.equal(end, 'complete stop');
        assert.equal(content, 'The sky is blue.');
        const counted = events.filter((event) => event.type === 'usage').length;
        assert.equal(counted, ending.includes(usage) ? 1 : 0);
      }
      const cut = await read(profile, everywhere('stop'), 'reset');
      assert.equal(cut.end, 'interrupted interrupted');
    });

    it(`counts if it is the last one: ${profile}`, async () => {
      const pieces = [...everywhere('stop'), chunk({}, {}, 'length'), done];
      assert.equal((await read(profile, pieces)).end, 'complete length');
      const early = [chunk({ content: 'a' }, {}, 'stop'), chunk({ content: 'b' }), done];
      const { end, content } = await read(profile, early);
      assert.deepEqual([end, content], ['complete stop', 'ab']);
    });

    // Fault G2
    it(`is ignored if it is a placeholder: ${profile}`, async () => {
      for (const word of ['null', '', ' ', 'None', 'NULL', 'undefined']) {
        const open = await read(profile, everywhere(word));
        assert.deepEqual([open.end, open.content], ['interrupted interrupted', 'The sky is blue.']);
        const closed = await read(profile, [...everywhere(word), chunk({}, {}, 'stop'), done]);
        assert.deepEqual([closed.end, closed.content], ['complete stop', 'The sky is blue.']);
      }
    });
  }

  for (const profile of ['official', 'legacy', 'compatible'] as const) {
    // Fault G11
    it(`with every chunk is no end before there is any text: ${profile}`, async () => {
      const blank = [chunk({ role: 'assistant', content: null }), chunk({ content: '' })];
      const first = chunk({ role: 'assistant', content: '' }, {}, 'stop');
      for (const before of [[], blank]) {
        const pieces = [...before, first, chunk({ reasoning_content: '' }, {}, 'stop')];
        assert.equal((await read(profile, pieces, 'reset')).end, 'interrupted interrupted');
        const halves = [...before, first, chunk({ content: 'The' }, {}, 'stop').trimEnd()];
        const cut = await read(profile, halves, 'reset');
        assert.deepEqual([cut.end, cut.content], ['interrupted interrupted', 'The']);
        const { end, content } = await read(profile, [...pieces, ...everywhere('stop')]);
        assert.deepEqual([end, content], ['complete stop', 'The sky is blue.']);
      }
    });
  }

  it('on the last chunk only completes the answer, even with a reset', async () => {
    const open = words.map((content) => chunk({ content }));
    for (const last of [chunk({}, {}, 'stop'), chunk({ content: '!' }, {}, 'stop')]) {
      assert.equal((await read('compatible', [...open, last], 'reset')).end, 'complete stop');
    }
  });

  it('with the first chunk does not complete: a reset after it interrupts', async () => {
    const first = chunk({ role: 'assistant', content: 'The' }, {}, 'stop');
    assert.equal((await read('compatible', [first], 'reset')).end, 'interrupted interrupted');
  });

  it('on a chunk truncated by the end of the stream is needed only if none came before', async () => {
    const half = chunk({ content: 'blue.' }, {}, 'stop').slice(0, -20);
    const { end } = await read('compatible', [...everywhere('stop').slice(0, 3), half]);
    assert.equal(end, 'interrupted interrupted');
    const reported = [chunk({ content: 'a' }), chunk({}, {}, 'stop'), 'data: {"usage":{"prompt'];
    assert.equal((await read('compatible', reported)).end, 'complete stop');
  });

  it('is truncated if it is very long', async () => {
    const { end } = await read('compatible', [chunk({ content: 'a' }, {}, 'x'.repeat(1_000_000))]);
    assert.equal(end, `complete ${'x'.repeat(100)}`);
  });
});

describe('Silence between chunks that all have a finish reason', () => {
  for (const profile of ['official', 'compatible'] as const) {
    it(`does not end the answer: ${profile}`, async () => {
      const clock = new HeldClock();
      const body = new FedBody();
      const client = newClient({ clock, fetch: () => Promise.resolve(new Response(body.stream)) });
      const call = chatCall('https://example.invalid', { profile });
      const events = collect(call, client);
      const [first = '', ...rest] = everywhere('stop');
      await body.feed(first);
      // The vendor's finish reason ends its answer unless more text follows.
      if (profile === 'compatible') clock.advance(2 * usageWaitMs);
      for (const piece of rest) {
        await body.feed(piece);
        clock.advance(2 * usageWaitMs);
      }
      await body.feed(done);
      assert.equal(describeOutcome(outcomeOf(await events)), 'complete stop');
      assert.equal(textOf(await events, 'content'), 'The sky is blue.');
    });
  }

  // Fault G9
  it('may last 20 s after the last text, before the answer is withheld', async () => {
    const clock = new HeldClock();
    const body = new FedBody();
    const client = newClient({ clock, fetch: () => Promise.resolve(new Response(body.stream)) });
    const events = collect(chatCall('https://example.invalid', { profile: 'compatible' }), client);
    for (const content of words) await body.feed(chunk({ content }));
    clock.advance(20_000);
    await body.feed(chunk({}, {}, 'content_filter'));
    await body.feed(done);
    assert.equal(describeOutcome(outcomeOf(await events)), 'complete content_filter');
    assert.equal(textOf(await events, 'content'), 'The sky is blue.');
  });
});

/** Every way a stream can end, over real HTTP (contract 7.4, 23). */

import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { describe, it } from 'mocha';
import type { ApiProfile } from '../../../src/conversation/model.ts';
import type { StreamEvent } from '../../../src/deepseek/types.ts';
import {
  canaryKey,
  chatCall,
  chunk,
  collect,
  describeOutcome,
  outcomeOf,
  sendStream,
  textOf,
  withLoopback,
} from './loopback.ts';

const hello = chunk({ content: 'Hello' });
const stop = chunk({}, {}, 'stop');
const done = 'data: [DONE]\n\n';
const counts = { prompt_tokens: 10, completion_tokens: 5 };
const usageOnly = `data: ${JSON.stringify({ id: 'r1', choices: [], usage: counts })}\n\n`;

/** The events of a call when the server responds like this. */
async function run(
  answer: (response: ServerResponse) => unknown,
  profile: ApiProfile = 'official',
): Promise<StreamEvent[]> {
  return withLoopback(answer, ({ baseUrl }) => collect(chatCall(baseUrl, { profile })));
}

interface Row {
  readonly name: string;
  readonly pieces: readonly (string | Uint8Array)[];
  readonly profile?: ApiProfile;
  readonly outcome: string;
  readonly content?: string;
  readonly message?: RegExp;
}

const rows: readonly Row[] = [
  { name: 'finish reason, then [DONE]', pieces: [hello, stop, done], outcome: 'complete stop' },
  { name: 'finish reason, then the end', pieces: [hello, stop], outcome: 'complete stop' },
  {
    name: 'the end without a finish reason',
    pieces: [hello],
    outcome: 'interrupted interrupted',
    message: /ended before the model was done/,
  },
  {
    name: 'a line of text from a proxy',
    pieces: [hello, 'upstream error: timeout\n'],
    outcome: 'interrupted interrupted',
    message: /^upstream error: timeout$/,
  },
  {
    name: 'a line of text without its line end',
    pieces: [hello, 'upstream error'],
    outcome: 'interrupted interrupted',
    message: /^upstream error$/,
  },
  {
    name: "the end within a field's name",
    pieces: [hello, 'dat'],
    outcome: 'interrupted interrupted',
    message: /ended before the model was done/,
  },
  {
    name: 'events without data in between',
    pieces: ['data:\n\n', hello, 'data: \n\n', stop],
    outcome: 'complete stop',
  },
  {
    name: 'nothing but a line of text',
    pieces: ['upstream connect error\n'],
    outcome: 'failed badResponse',
    content: '',
    message: /^upstream connect error$/,
  },
  {
    name: 'an error event',
    pieces: [hello, 'data: {"error":{"message":"Server overheated"}}\n\n', stop, done],
    outcome: 'interrupted server',
    message: /^Server overheated$/,
  },
  {
    name: 'an error event with a status in its code',
    pieces: [hello, 'data: {"error":{"message":"Slow down","code":429}}\n\n'],
    outcome: 'interrupted rateLimit',
  },
  {
    name: 'an event named error',
    pieces: [hello, 'event: error\ndata: {"message":"Gone"}\n\n'],
    outcome: 'interrupted server',
    message: /^Gone$/,
  },
  {
    name: 'an error event with a known message and nothing before it',
    pieces: ['data: {"error":{"message":"Content Exists Risk"}}\n\n'],
    outcome: 'failed moderation',
    content: '',
  },
  {
    name: 'an error event that repeats the key',
    pieces: [hello, `data: {"error":"bad key ${canaryKey}!"}\n\n`],
    outcome: 'interrupted server',
    message: /^bad key …!$/,
  },
  {
    name: 'invalid JSON',
    pieces: [hello, 'data: {"choices":[{"del\n\n', stop, done],
    outcome: 'interrupted interrupted',
    message: /not valid JSON/,
  },
  { name: '[DONE] alone, official', pieces: [hello, done], outcome: 'interrupted interrupted' },
  {
    name: '[DONE] alone, legacy',
    pieces: [hello, done],
    profile: 'legacy',
    outcome: 'interrupted interrupted',
  },
  {
    name: '[DONE] alone, compatible',
    pieces: [hello, done],
    profile: 'compatible',
    outcome: 'complete unknown',
  },
  {
    name: 'no [DONE] and no finish reason, compatible',
    pieces: [hello],
    profile: 'compatible',
    outcome: 'interrupted interrupted',
  },
  {
    name: '[DONE] and nothing else, compatible',
    pieces: [done],
    profile: 'compatible',
    outcome: 'failed badResponse',
    content: '',
  },
  {
    name: '[DONE] without its blank line',
    pieces: [hello, 'data: [DONE]'],
    profile: 'compatible',
    outcome: 'complete unknown',
  },
  {
    name: 'a finish reason without its blank line',
    pieces: [hello, stop.trimEnd()],
    outcome: 'complete stop',
  },
  {
    name: 'data after [DONE]',
    pieces: [hello, stop, done, chunk({ content: ' more' }), 'data: broken\n\n'],
    outcome: 'complete stop',
  },
  {
    name: 'text and another finish reason after the first',
    pieces: [hello, stop, chunk({ content: ' more' }, {}, 'length'), done],
    outcome: 'complete length',
    content: 'Hello more',
  },
  {
    name: 'only comments',
    pieces: [': keep-alive\n\n', ': keep-alive\n\n'],
    outcome: 'failed badResponse',
    content: '',
    message: /answered with nothing/,
  },
  { name: 'nothing', pieces: [], outcome: 'failed badResponse', content: '' },
  { name: 'only blank lines', pieces: ['\n\n  \n'], outcome: 'failed badResponse', content: '' },
  {
    name: 'a web page',
    pieces: ['\ufeff\n<!DOCTYPE html><html><body>Log in to the wifi</body></html>'],
    outcome: 'failed badResponse',
    content: '',
    message: /^The server sent a web page instead of an API answer\.$/,
  },
  {
    name: 'wrapped JSON',
    pieces: ['{"data":{"choices":[]},"success":true}'],
    outcome: 'failed badResponse',
    content: '',
    message: /^Unexpected response/,
  },
  {
    name: 'an error that calls itself a success',
    pieces: ['{"code":20012,"message":"Model is offline"}'],
    outcome: 'failed server',
    content: '',
    message: /^Model is offline$/,
  },
  {
    name: 'JSON that breaks off',
    pieces: ['{"choices":[{"message":{"content":"Hel'],
    outcome: 'interrupted interrupted',
    content: '',
  },
  {
    name: 'an unknown finish reason',
    pieces: [hello, chunk({}, {}, 'tired')],
    outcome: 'complete tired',
  },
  {
    name: 'out of capacity',
    pieces: [hello, chunk({}, {}, 'insufficient_system_resource'), done],
    outcome: 'complete insufficient_system_resource',
  },
];

describe('How a stream ends', () => {
  for (const row of rows) {
    it(row.name, async () => {
      const events = await run((response) => {
        sendStream(response, ...row.pieces);
      }, row.profile);
      const outcome = outcomeOf(events);
      assert.equal(describeOutcome(outcome), row.outcome);
      assert.equal(textOf(events, 'content'), row.content ?? 'Hello');
      assert.equal(events.filter((event) => event.type === 'ended').length, 1);
      if ('error' in outcome) {
        assert.match(outcome.error.message, row.message ?? /./);
        assert.match(outcome.error.host ?? '', /^127\.0\.0\.1:\d+$/);
      }
    });
  }

  it('a socket reset after data interrupts and keeps the text', async () => {
    const events = await run((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(hello, () => response.socket?.resetAndDestroy());
    });
    assert.equal(describeOutcome(outcomeOf(events)), 'interrupted interrupted');
    assert.equal(textOf(events, 'content'), 'Hello');
  });

  it('a socket reset after the finish reason completes', async () => {
    const events = await run((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(hello + stop, () => response.socket?.resetAndDestroy());
    });
    assert.equal(describeOutcome(outcomeOf(events)), 'complete stop');
  });

  // Fault G12
  it('a socket reset within the first event is a network error; after an event it keeps the text', async () => {
    for (const [piece, end, content] of [
      [hello.slice(0, 20), 'failed network', ''],
      [hello.trimEnd(), 'interrupted interrupted', 'Hello'],
      [hello + stop.trimEnd(), 'complete stop', 'Hello'],
      [hello + stop.slice(0, 20), 'interrupted interrupted', 'Hello'],
    ] as const) {
      const events = await run((response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(piece, () => response.socket?.resetAndDestroy());
      });
      assert.equal(describeOutcome(outcomeOf(events)), end);
      assert.equal(textOf(events, 'content'), content);
    }
  });

  it('a body shorter than its length interrupts', async () => {
    const events = await run((response) => {
      response.writeHead(200, { 'content-length': '5000' });
      response.write(hello, () => response.socket?.end());
    });
    assert.equal(describeOutcome(outcomeOf(events)), 'interrupted interrupted');
  });

  it('a socket reset before headers is a network error', async () => {
    const events = await run((response) => response.socket?.resetAndDestroy());
    assert.equal(describeOutcome(outcomeOf(events)), 'failed network');
  });

  it('a web page is not mistaken for waiting', async () => {
    const events = await run((response) => response.end('<html></html>'));
    assert.deepEqual(
      events.map((event) => event.type),
      ['opened', 'ended'],
    );
  });

  it('204 fails', async () => {
    const events = await run((response) => response.writeHead(204).end());
    assert.equal(describeOutcome(outcomeOf(events)), 'failed badResponse');
  });

  it('JSON in response to a stream request is read as a non-streamed answer', async () => {
    const whole = {
      id: 'w1',
      choices: [
        {
          index: 0,
          finish_reason: 'stop',
          message: { role: 'assistant', content: 'Hello', reasoning_content: 'Hm' },
        },
      ],
      usage: counts,
    };
    const events = await run((response) => {
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      response.write('\n\n');
      response.end(JSON.stringify(whole, null, 2));
    });
    assert.equal(describeOutcome(outcomeOf(events)), 'complete stop');
    assert.equal(textOf(events, 'content'), 'Hello');
    assert.equal(textOf(events, 'reasoning'), 'Hm');
    assert.ok(events.some((event) => event.type === 'identified' && event.responseId === 'w1'));
    assert.ok(events.some((event) => event.type === 'usage' && event.usage.prompt === 10));
  });

  for (const [name, pieces] of [
    ['on the last chunk', [hello, chunk({}, { usage: counts }, 'stop'), done]],
    ['on a chunk of its own after the finish reason', [hello, stop, usageOnly, done]],
    [
      'on every chunk, the latest counting',
      [chunk({ content: 'Hello' }, { usage: { prompt_tokens: 1 } }), stop, usageOnly, done],
    ],
    [
      'null on every chunk but one',
      [chunk({ content: 'Hello' }, { usage: null }), stop, usageOnly],
    ],
    [
      'and not taken back by a later null',
      [chunk({ content: 'a' }, { usage: counts }), chunk({}, { usage: null }, 'stop')],
    ],
    [
      'and not replaced by an empty one',
      [chunk({ content: 'a' }, { usage: counts }), chunk({}, { usage: {} }, 'stop')],
    ],
    ['before an interruption', [chunk({ content: 'Hello' }, { usage: counts })]],
  ] as const) {
    // Fault M8
    it(`usage ${name} is emitted once`, async () => {
      const events = await run((response) => {
        sendStream(response, ...pieces);
      });
      assert.deepEqual(
        events.filter((event) => event.type === 'usage'),
        [{ type: 'usage', usage: { prompt: 10, cached: 0, uncached: 10, completion: 5 } }],
      );
    });
  }

  for (const [name, before] of [
    ['in one event', ''],
    ['after its deltas', hello],
  ] as const) {
    it(`a complete answer ${name} is emitted once`, async () => {
      const choices = [{ message: { content: 'Hello' }, finish_reason: 'stop' }];
      const events = await run((response) => {
        sendStream(response, before, `data: ${JSON.stringify({ choices })}\n\n`, done);
      });
      assert.equal(textOf(events, 'content'), 'Hello');
      assert.equal(describeOutcome(outcomeOf(events)), 'complete stop');
    });
  }

  it('an empty first reasoning chunk emits nothing', async () => {
    const events = await run((response) => {
      const first = chunk({ role: 'assistant', content: null, reasoning_content: '' });
      sendStream(response, first, hello, stop);
    });
    assert.equal(events.filter((event) => event.type === 'reasoning').length, 0);
  });
});

/**
 * Texts and numbers from a server that are too long, too deep, too many or invalid are read in bounded time or
 * rejected.
 */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { toTitle } from '../../../src/chat/generate/modelTitle.ts';
import type { ConversationEvent } from '../../../src/conversation/events/events.ts';
import { isConversationEvent } from '../../../src/conversation/events/isConversationEvent.ts';
import { serverLimits } from '../../../src/conversation/limits.ts';
import { readBalance } from '../../../src/deepseek/models/balance.ts';
import { classifyException, classifyResponse } from '../../../src/deepseek/http/apiErrors.ts';
import { messageInJson, toSafeMessage } from '../../../src/deepseek/http/errorText.ts';
import { LogprobReader } from '../../../src/deepseek/stream/logprobs.ts';
import { readModelList } from '../../../src/deepseek/models/modelList.ts';
import { repairHint } from '../../../src/deepseek/http/repairHint.ts';
import { parseRetryAfter } from '../../../src/deepseek/http/retryAfter.ts';
import { readUsage } from '../../../src/deepseek/stream/usage.ts';
import {
  chatCall,
  chunk,
  collect,
  newClient,
  outcomeOf,
  sendStream,
  withLoopback,
} from './loopback.ts';

const never = new AbortController().signal;
const context = { host: 'h' };
const megabyte = 1_000_000;

/** Each of these would block this process for minutes if matching were quadratic. */
const repeated = [
  'prefix ',
  'unknown field ',
  'reasoning_content ',
  'missing ',
  'unknown variant ',
  'supported API model names are ',
  'but you passed ',
  ' but',
  'maximum context length is ',
  'requested ',
  'valid range of max_tokens is [',
  'valid range of max_tokens is [1,',
  'Bearer ',
  'sk-',
  'a.b/c:d-e,',
  ' ',
  '\n',
  '"',
  '9',
  '<',
  '\u200b',
  '😀',
];

describe('The message of an error', () => {
  for (const text of repeated) {
    // Fault V2
    it(`is matched in bounded time with many repetitions of ${JSON.stringify(text)}`, () => {
      const message = text.repeat(Math.ceil((4 * megabyte) / text.length));
      for (const long of [message, `x${message}x`, `supported API model names are${message}x`]) {
        repairHint(long);
        assert.ok(toSafeMessage(long, 'sk-key').length <= 500);
        const body = JSON.stringify({ error: { message: long } });
        const refused = { status: 400, headers: new Headers(), body, now: 0 };
        assert.ok(classifyResponse(refused, context).message.length <= 500);
        assert.ok(classifyException(new Error(long), context).message.length <= 500);
        assert.ok(toTitle(long).length <= 120);
      }
    });
  }

  // Fault V2
  it('is matched in bounded time in an error body and in a stream', async () => {
    const message = 'prefix '.repeat(megabyte);
    const json = JSON.stringify({ error: { message } });
    await withLoopback(
      (response) => response.writeHead(400).end(json),
      async ({ baseUrl }) =>
        assert.equal(outcomeOf(await collect(chatCall(baseUrl))).status, 'failed'),
    );
    await withLoopback(
      (response) => sendStream(response, chunk({ content: 'x' }), `data: ${json}\n\n`),
      async ({ baseUrl }) => {
        const outcome = outcomeOf(await collect(chatCall(baseUrl)));
        assert.ok('error' in outcome && outcome.error.message.startsWith('prefix prefix'));
      },
    );
  });

  // Fault V14
  it('is searched for only a few levels deep', () => {
    const deep = (depth: number): unknown =>
      depth === 0 ? 'found' : depth % 2 === 0 ? { error: deep(depth - 1) } : [deep(depth - 1)];
    assert.equal(messageInJson(deep(6)), 'found');
    assert.equal(messageInJson(deep(serverLimits.errorDepth + 1)), undefined);
    let far: unknown = 'found';
    for (let depth = 0; depth < 200_000; depth++) far = { error: far };
    assert.equal(messageInJson(far), undefined);
  });

  // Fault V15
  it('yields no numbers that cannot be stored', () => {
    const nines = '9'.repeat(400);
    for (const message of [
      `maximum context length is ${nines} tokens, you requested ${nines}`,
      `maximum context length is 1e999 tokens`,
      `valid range of max_tokens is [1, ${nines}]`,
      `maximum context length is ,,, tokens`,
    ]) {
      assert.doesNotMatch(JSON.stringify(repairHint(message) ?? ''), /null/);
      const refused = { status: 400, headers: new Headers(), body: message, now: 0 };
      const error = classifyResponse(refused, context);
      const event: ConversationEvent = {
        type: 'turnEnded',
        turnId: 't',
        at: 0,
        status: 'failed',
        error,
      };
      assert.ok(isConversationEvent(JSON.parse(JSON.stringify(event))), message);
    }
  });

  it('is recognized across line breaks, and by later text', () => {
    const names =
      'The supported API model names are\n deepseek-flash or\ndeepseek-v4-pro, but you\npassed x.';
    assert.deepEqual(repairHint(names), {
      name: 'model',
      names: ['deepseek-flash', 'deepseek-v4-pro'],
    });
    const hints = [
      ['the prefix is only for the beta api', 'prefix'],
      ['unknown field `prefix`', 'prefix'],
      ['the reasoning_content in the\nthinking mode must be passed back', 'reasoningMissing'],
      ['Missing `reasoning_content` field', 'reasoningMissing'],
      ['reasoning_content is not allowed', 'reasoningForbidden'],
      ['unknown variant `developer`, expected', 'role'],
      ['developer is an unknown variant', undefined],
    ] as const;
    for (const [text, name] of hints) assert.equal(repairHint(text)?.name, name, text);
  });

  // Fault V2
  it('may come with a header that is parsed in bounded time', () => {
    const headers = new Headers({ 'retry-after': `A${'a'.repeat(8_000)} ${' GM'.repeat(8_000)}` });
    assert.equal(parseRetryAfter(headers, 0), undefined);
  });
});

describe('A log probability', () => {
  const entry = (more: object) => ({ token: 'a', logprob: -1, ...more });

  // Fault V14
  it('is dropped for a token with an endless name or bytes', () => {
    const reader = new LogprobReader();
    let deep: unknown = 'a';
    for (let depth = 0; depth < 50_000; depth++) deep = [deep];
    const list = [
      entry({ bytes: Array.from({ length: 200_000 }, () => 97) }),
      entry({ token: 'a'.repeat(16 * megabyte) }),
      entry({ token: deep, top_logprobs: [{ token: deep, logprob: -1 }] }),
      entry({ bytes: deep }),
      entry({ bytes: [97], top_logprobs: [{ token: deep, bytes: deep, logprob: -1 }] }),
      entry({ bytes: [-1, 1.5, 256, NaN, 1e300, '97', null, 98] }),
    ];
    assert.deepEqual(
      reader.read(list).map(({ text }) => text),
      ['a', 'a', 'b'],
    );
  });

  // Fault V14
  it('is read for a limited number of tokens at a time', () => {
    const top = Array.from({ length: 100_000 }, () => entry({}));
    const [token] = new LogprobReader().read([entry({ top_logprobs: top })]);
    assert.equal(token?.top?.length, 20);
    const many = Array.from({ length: 300_000 }, () => entry({}));
    assert.equal(new LogprobReader().read(many).length, serverLimits.logprobs);
  });

  // Fault V15
  it('is a number that can be stored, in every place', () => {
    const odd = ['1e308', '-1e308', '1e999', '-1e999', '9e15', '-0', '-0.00001', '-2.5'];
    for (const number of odd) {
      const json = `[{"token":"a","logprob":${number},"top_logprobs":[{"token":"b","logprob":${number}}]},{"token":"c","logprob":-1,"top_logprobs":[{"token":"d","logprob":${number}}]}]`;
      const tokens = new LogprobReader().read(JSON.parse(json));
      const event = {
        type: 'logprobsReported',
        turnId: 't',
        partId: 'p',
        offset: 0,
        tokens,
      } as const;
      const stored: unknown = JSON.parse(JSON.stringify(event));
      assert.ok(isConversationEvent(stored), number);
      assert.deepEqual(stored, event, number);
    }
    const halves = [
      { bytes: [0xc3], logprob: 1e308, token: '' },
      { bytes: [0xa9], logprob: 1e308, token: '' },
    ];
    assert.deepEqual(new LogprobReader().read(halves), []);
  });
});

describe('The counts of an answer', () => {
  // Fault V15
  it('are numbers that can be stored and summed', () => {
    for (const number of ['1e308', '1e999', '-1', '9007199254740993', '"5"', 'null', '[]']) {
      const usage = readUsage(
        JSON.parse(`{"prompt_cache_hit_tokens":${number},"prompt_cache_miss_tokens":${number},
          "completion_tokens":3,"completion_tokens_details":{"reasoning_tokens":${number}}}`),
      );
      const event = { type: 'usageReported', turnId: 't', usage } as const;
      assert.ok(isConversationEvent(JSON.parse(JSON.stringify(event))), number);
    }
  });
});

describe('A list of models', () => {
  for (const [name, item] of [
    ['objects', (index: number) => ({ id: `model-${index}`, object: 'model' })],
    ['names', (index: number) => `m${index}`],
  ] as const) {
    // Fault V23
    it(`of 380,000 ${name} is truncated`, () =>
      withLoopback(
        (response) =>
          response.end(
            JSON.stringify({ data: Array.from({ length: 380_000 }, (_, i) => item(i)) }),
          ),
        async ({ baseUrl }) => {
          const listed = await newClient().listModels({ baseUrl }, never);
          assert.ok(listed.ok);
          assert.ok(listed.value.length <= serverLimits.models && listed.value.length > 1_000);
          assert.ok(listed.value[0]?.id === 'model-0' || listed.value[0]?.id === 'm0');
        },
      ));
  }

  // Fault V23
  it('that never ends is read up to the size limit', () =>
    withLoopback(
      (response) => {
        const write = () => {
          while (
            response.write(
              '{"id":"deepseek-flash","description":"a \\"[{quoted}]\\" word"},'.repeat(1_000),
            )
          );
          response.once('drain', write);
        };
        response.write('{"object":"list","data":[');
        write();
      },
      async ({ baseUrl }) => {
        const listed = await newClient().listModels({ baseUrl }, never);
        assert.deepEqual(listed, { ok: true, value: [{ id: 'deepseek-flash' }] });
      },
    ));

  // Fault V23
  it('contains no overlong names or invisible characters', () => {
    const long = 'x'.repeat(serverLimits.modelName + 1);
    const names = ['a', long, 'b\u202e', 'c\n', '\u200bd', 'e', { id: long }, { id: 'f g/ü' }];
    assert.deepEqual(
      readModelList(names)?.map(({ id }) => id),
      ['a', 'e', 'f g/ü'],
    );
  });
});

describe('A balance', () => {
  it('with too many currencies is rejected', () => {
    const info = { currency: 'USD', total_balance: '1.00' };
    assert.equal(
      readBalance({ balance_infos: Array.from({ length: 10_000 }, () => info) }),
      undefined,
    );
    assert.equal(readBalance({ balance_infos: [info, info] })?.amounts.length, 2);
  });
});

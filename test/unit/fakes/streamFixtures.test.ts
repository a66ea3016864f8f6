/** Every named stream behaves as its name says; the compiler sees that none is left out. */

import assert from 'node:assert/strict';
import { get, request as httpRequest } from 'node:http';
import { describe, it } from 'mocha';
import type { DeepSeekServer } from '../../fakes/deepseekServer.ts';
import {
  hugeEvent,
  splitStream,
  streamFixtures,
  tinyChunks,
  withheldAfter,
} from '../../fakes/answers/streamFixtures.ts';
import { hugeToolCall } from '../../fakes/answers/toolCallFixtures.ts';
import type { Step } from '../../fakes/types.ts';
import type { ReadStream } from './client.ts';
import { minimal, parseStream, post, stream, useServer } from './client.ts';

type Name = keyof typeof streamFixtures;
type Check = (server: DeepSeekServer) => Promise<void>;

const body = { ...minimal.today, stream: true };
const thought = 'Let me think.';
const said = 'Because of **Rayleigh** scattering.\n';
const multibyte = 'Naïve 答案 — 🐋 👩‍👩‍👧 done.\n';

/** A stream that ends cleanly: what it says, or a look at the rest. */
function reads(expected: Partial<ReadStream>, look?: (read: ReadStream) => void): Check {
  return async (server) => {
    const read = await stream(server, minimal.today);
    const whole = { done: true, finishReason: 'stop', ...expected };
    for (const [field, value] of Object.entries(whole)) {
      assert.deepEqual(read[field as keyof ReadStream], value, field);
    }
    look?.(read);
  };
}

/** A stream whose line ends are not LF. */
function readsWithNewline(newline: string, content: string): Check {
  return async (server) => {
    const text = await (await post(server, body)).text();
    assert.ok(text.startsWith(`: keep-alive${newline}${newline}data: `));
    assert.equal(text.replaceAll(newline, '').includes('\n'), false);
    assert.equal(parseStream(text.replaceAll(newline, '\n')).content, content);
  };
}

/** A body that breaks off: what had come, and with which error. */
function breaks(seen: RegExp): Check {
  return async (server) => {
    const response = await post(server, body);
    const decoder = new TextDecoder();
    let text = '';
    const reading = (async () => {
      for await (const bytes of response.body ?? []) {
        text += decoder.decode(bytes, { stream: true });
      }
    })();
    await assert.rejects(reading, TypeError);
    assert.match(text, seen);
    assert.equal(text.includes('[DONE]'), false);
  };
}

/** A body that falls silent with the connection open. */
function stalls(seen: string): Check {
  return async (server) => {
    const abort = new AbortController();
    const response = await post(server, body, { signal: abort.signal });
    const decoder = new TextDecoder();
    const reader = response.body?.getReader();
    let text = '';
    while (!text.includes(seen)) {
      const part = await reader?.read();
      assert.equal(part?.done, false);
      text += decoder.decode(part?.value, { stream: true });
    }
    await stream(server, minimal.today);
    assert.equal(server.requests[0]?.aborted, false, 'still open while another is served');
    abort.abort();
    assert.equal(text.includes('[DONE]'), false);
    assert.equal((await server.waitFor(({ aborted }) => aborted)).finished, false);
  };
}

const tool = (pattern: RegExp): Check =>
  reads({ finishReason: 'tool_calls' }, ({ text }) => {
    assert.match(text, pattern);
  });

const usageOn = (place: number | undefined, choices: number): Check =>
  reads({ content: said, ...(choices === 0 ? { finishReason: 'stop' } : {}) }, ({ chunks }) => {
    const told = chunks.flatMap((chunk, at) => (chunk.usage ? [at - chunks.length] : []));
    assert.deepEqual(told, place === undefined ? [] : [place]);
    if (place !== undefined) assert.equal(chunks.at(place)?.choices.length, choices);
  });

const checks: Readonly<Record<Name, Check>> = {
  normalStream: reads({ reasoning: '', content: said, comments: 1 }),
  thinkingStream: reads({ reasoning: thought, content: said }, ({ chunks }) => {
    assert.equal(chunks[0]?.choices[0]?.delta?.reasoning_content, '');
  }),
  usageOnLastChunk: usageOn(-1, 1),
  usageOnlyChunk: usageOn(-1, 0),
  noUsage: usageOn(undefined, 1),
  keepAliveBefore: reads({ comments: 5, content: said }),
  keepAliveBetween: reads({ content: said }, ({ comments, chunks }) => {
    assert.equal(comments, chunks.length);
  }),
  noKeepAlive: reads({ comments: 0, content: said }),
  crlf: readsWithNewline('\r\n', said),
  cr: readsWithNewline('\r', said),
  crlfSplitEvery: readsWithNewline('\r\n', multibyte),
  byteOrderMark: async (server) => {
    const bytes = new Uint8Array(await (await post(server, body)).arrayBuffer());
    assert.deepEqual([...bytes.subarray(0, 4)], [0xef, 0xbb, 0xbf, 0x3a]);
  },
  gzip: reads({ reasoning: '思考一下。', content: multibyte }),
  gzipSplitEvery: reads({ content: multibyte }),
  utf8Split: reads({ content: multibyte }),
  logprobsAlways: reads({ content: 'One.' }, ({ text }) => {
    assert.match(text, /"delta":\{[^}]*"logprobs":null/);
  }),
  finishWithoutDone: reads({ content: said, done: false }),
  eofWithoutFinish: reads({ content: said, done: false, finishReason: null }),
  doneWithoutFinish: reads({ content: said, finishReason: null }),
  proxyTextThenEof: async (server) => {
    const text = await (await post(server, body)).text();
    assert.match(text, /\n\nupstream error: connection refused\n$/);
  },
  errorEvent: reads({ done: false, finishReason: null }, ({ chunks }) => {
    assert.equal(chunks.at(-1)?.error?.message, 'Internal error');
  }),
  invalidJsonEvent: async (server) => {
    const text = await (await post(server, body)).text();
    assert.throws(() => parseStream(text), SyntaxError);
    assert.match(text, /"choices":\[\{"delta":\n\ndata: \{.*"stop"/);
  },
  halfEventThenEof: async (server) => {
    assert.match(await (await post(server, body)).text(), /\n\ndata: \{"id":"1"$/);
  },
  socketReset: breaks(/scatter/),
  connectionDropped: breaks(/scatter/),
  resetAfterFinish: breaks(/"finish_reason":"stop"/),
  tracedErrorEvent: reads({ done: false, finishReason: null }, ({ chunks }) => {
    assert.match(chunks.at(-1)?.error?.message ?? '', /\[trace_id=\w{16}\]$/);
  }),
  stall: stalls('scatter'),
  stallWhileThinking: stalls('"reasoning_content":"Hm"'),
  stallAfterFinish: stalls('"finish_reason":"stop"'),
  finishLength: reads({ finishReason: 'length', content: said }),
  finishContentFilter: reads({ finishReason: 'content_filter' }),
  finishInsufficientResource: reads({ finishReason: 'insufficient_system_resource' }),
  finishAborted: reads({ finishReason: 'aborted' }),
  finishUnknown: reads({ finishReason: 'tired' }),
  emptyAnswer: reads({ content: '', reasoning: '' }),
  reasoningOnly: reads({ content: '', reasoning: 'The answer is 42.' }),
  toolCallFragments: tool(/"arguments":"\{\\"pa"[^]*"index":0,"function":\{"arguments":"th/),
  toolCallWithoutIndex: tool(/"tool_calls":\[\{"id":"call_a"[^]*"tool_calls":\[\{"function"/),
  toolCallWithoutId: tool(/"tool_calls":\[\{"index":0,"type"/),
  twoToolCalls: tool(/"index":1,"id":"call_01"[^]*"index":0,"function":[^]*"index":1,"function"/),
  toolCallsAllIndexZero: tool(/"index":0,"id":"call_a"[^]*"index":0,"id":"call_b"/),
  toolCallsBlankIds: tool(/"index":0,"id":""[^]*"index":1,"id":" "/),
  toolCallsRepeatedIds: tool(/"index":0,"id":"call_a"[^]*"index":1,"id":"call_a"/),
  toolCallsGappedIndexes: tool(/"index":3[^]*"index":7[^]*"index":1000000000/),
  toolCallsCutByLength: reads({ finishReason: 'length' }, ({ text }) => {
    assert.match(text, /"id":"call_b"/);
  }),
  toolCallInvalidArguments: tool(/oops/),
  functionCallOfOld: reads({ finishReason: 'function_call' }, ({ text }) => {
    assert.match(text, /"function_call":\{"name":"read_file"/);
  }),
  title: reads({ content: said }, ({ chunks }) => {
    assert.equal(chunks.at(-1)?.choices[0]?.delta?.title, 'The colour of the sky');
  }),
  unknownField: reads({ content: 'The sky is blue.' }, ({ text }) => {
    assert.match(text, /"citations":\[.*"server_blocks":\{/s);
  }),
  emptyToolCalls: reads({ reasoning: thought, content: 'Because of it.' }, ({ text }) => {
    assert.equal(text.match(/"tool_calls":\[\]/g)?.length, 5);
  }),
  leakedToolMarkup: reads({}, ({ content }) => {
    assert.match(content, /^<｜DSML｜function_calls>\n<｜DSML｜invoke/);
  }),
  thinkTagsSplit: reads({ content: '<think>Let me think.</think>\n\nThe answer.' }, ({ text }) => {
    assert.equal(text.includes('<think>'), false);
  }),
  thinkTagsMissingOpener: reads({ content: 'Let me think.</think>The answer.' }),
  reasoningField: reads({ reasoning: '', content: 'The answer.' }, ({ text }) => {
    assert.match(text, /"delta":\{"reasoning":"Let me think\."\}/);
  }),
  reasoningDetails: reads({ content: 'The answer.' }, ({ text }) => {
    assert.match(text, /"reasoning_details":\[\{"type":"reasoning.text"/);
  }),
  reasoningAfterContent: reads({ reasoning: 'Late.', content: 'The answer.' }),
  nullsEverywhere: reads({ content: 'The answer.' }, ({ text }) => {
    assert.match(text, /"content":null,"reasoning_content":null,"tool_calls":null/);
  }),
};

describe('stream fixtures', () => {
  const server = useServer({ generation: 'today' });
  for (const [name, check] of Object.entries(checks)) {
    it(name, async () => {
      server().script(streamFixtures[name as Name]);
      await check(server());
      assert.equal(server().pendingSteps, 0);
    });
  }
});

describe('the writes of a stream', () => {
  const server = useServer({ generation: 'today' });

  /** The HTTP chunks of an answer as they were written. */
  function readWrites(step: Step): Promise<readonly Buffer[]> {
    server().script(step);
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json' };
      const url = `${server().url}/chat/completions`;
      const sent = httpRequest(url, { method: 'POST', headers, agent: false }, (response) => {
        const writes: Buffer[] = [];
        response.on('data', (bytes: Buffer) => writes.push(bytes));
        response.on('end', () => {
          resolve(writes);
        });
      });
      sent.on('error', reject);
      sent.end(JSON.stringify(body));
    });
  }

  it('are cut at the given byte offsets', async () => {
    const writes = await readWrites(splitStream([1, 5, 200]));
    assert.deepEqual(
      writes.slice(0, 3).map((bytes) => bytes.length),
      [1, 4, 195],
    );
    assert.equal(parseStream(Buffer.concat(writes).toString()).content, multibyte);
  });

  it('are single bytes when every offset is cut', async () => {
    const writes = await readWrites(streamFixtures.utf8Split);
    assert.ok(writes.length > 1000);
    assert.ok(writes.every((bytes) => bytes.length === 1));
  });

  it('are many tiny chunks, or a huge event', async () => {
    const tiny = parseStream(Buffer.concat(await readWrites(tinyChunks(500))).toString());
    assert.equal(tiny.content, 'x'.repeat(500));
    assert.equal(tiny.chunks.length, 502);
    const huge = parseStream(Buffer.concat(await readWrites(hugeEvent(1_000_000))).toString());
    assert.equal(huge.content.length, 1_000_000);
    assert.equal(huge.chunks.length, 3);
  });

  it('hold the arguments of a tool call in one fragment', async () => {
    const [huge] = parseStream(
      Buffer.concat(await readWrites(hugeToolCall(1_048_576))).toString(),
    ).chunks.slice(1);
    const [call] = huge?.choices[0]?.delta?.tool_calls as { function: { arguments: string } }[];
    assert.equal(call?.function.arguments.length, 1_048_576);
  });

  it('are silent before the finish for as long as they are scripted to be', async () => {
    const review = Promise.withResolvers<void>();
    server().script(withheldAfter({ until: review.promise }));
    const response = await post(server(), body);
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes('"ing."')) text += (await reader.read()).value ?? '';
    assert.equal(server().requests[0]?.finished, false);
    review.resolve();
    for (let part = await reader.read(); !part.done; part = await reader.read()) text += part.value;
    assert.equal(parseStream(text).finishReason, 'content_filter');
  });

  it('say gzip where they are', async () => {
    server().script(streamFixtures.gzip);
    const response = await post(server(), body);
    assert.equal(response.headers.get('content-encoding'), 'gzip');
    await response.text();
  });

  it('stay on a connection that serves the next request too', async () => {
    await stream(server(), minimal.today);
    const models = await new Promise<number | undefined>((resolve, reject) => {
      get(`${server().url}/models`, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).on('error', reject);
    });
    assert.equal(models, 200);
  });
});

/** Responses to valid requests (contract 5, 7, 13). */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { heldStream } from '../../fakes/answers/streamFixtures.ts';
import type { Completion } from './client.ts';
import { minimal, parseStream, post, stream, useServer } from './client.ts';

const usageAsked = { stream_options: { include_usage: true } };
const off = { thinking: { type: 'disabled' } };

describe('responses of the current generation', () => {
  const server = useServer({ generation: 'today' });

  it('stream reasoning first, starting with an empty piece, then content, finish reason and usage', async () => {
    const read = await stream(server(), minimal.today);
    assert.equal(read.comments, 1);
    assert.deepEqual(read.chunks[0]?.choices[0]?.delta, {
      role: 'assistant',
      content: null,
      reasoning_content: '',
    });
    assert.match(read.reasoning, /^The request has 1 messages/);
    assert.match(read.content, /## Echo\n\n- model: `deepseek-flash`\n- messages: 1\n\n> Hello\n$/);
    const fields = read.chunks.flatMap(({ choices }) => Object.keys(choices[0]?.delta ?? {}));
    assert.ok(fields.lastIndexOf('reasoning_content') < fields.indexOf('content', 2));
    const last = read.chunks.at(-1);
    assert.equal(last?.choices[0]?.finish_reason, 'stop');
    assert.ok((last.usage?.completion_tokens ?? 0) > 0);
    assert.ok(read.done);
    assert.equal(read.chunks.filter((chunk) => 'usage' in chunk).length, 1);
  });

  it('have no reasoning with thinking off, by type or by effort', async () => {
    for (const field of [off, { reasoning_effort: 'none' }]) {
      const read = await stream(server(), { ...minimal.today, ...field });
      assert.equal(read.reasoning, '');
      assert.deepEqual(read.chunks[0]?.choices[0]?.delta, { role: 'assistant', content: '' });
    }
  });

  it('can be non-streamed after blank lines', async () => {
    server().script({ reasoning: 'Hm.', content: 'Yes.', keepAlives: 3 });
    const response = await post(server(), minimal.today);
    assert.match(response.headers.get('content-type') ?? '', /^application\/json/);
    const text = await response.text();
    assert.match(text, /^\n\n\n\{/);
    const body = JSON.parse(text) as Completion;
    assert.deepEqual(body.choices[0]?.message, {
      role: 'assistant',
      content: 'Yes.',
      reasoning_content: 'Hm.',
    });
    assert.equal(body.usage?.completion_tokens, 3);
    assert.equal(body.usage.total_tokens, (body.usage.prompt_tokens ?? 0) + 3);
  });

  it('name the served model for an alias, with a new trace id for each response', async () => {
    const first = await post(server(), { ...minimal.today, model: 'deepseek-v4-flash' });
    const second = await post(server(), minimal.today);
    assert.equal(((await first.json()) as Completion).model, 'deepseek-flash');
    assert.match(first.headers.get('x-ds-trace-id') ?? '', /^[0-9a-f]{32}$/);
    assert.equal(first.headers.get('x-ds-trace-id'), server().requests[0]?.traceId);
    assert.notEqual(first.headers.get('x-ds-trace-id'), second.headers.get('x-ds-trace-id'));
  });

  it('are cut at max_tokens between code points with the reason length', async () => {
    server().script({ content: '🐋🐋🐋🐋' });
    const read = await stream(server(), { ...minimal.today, ...off, max_tokens: 3 });
    assert.equal(read.content, '🐋🐋');
    assert.equal(read.finishReason, 'length');
  });

  it('count reasoning in max_tokens', async () => {
    server().script({ reasoning: 'x'.repeat(100), content: 'never said' });
    const read = await stream(server(), { ...minimal.today, max_tokens: 9 });
    assert.equal(read.reasoning.length, 30);
    assert.equal(read.content, '');
    assert.equal(read.finishReason, 'length');
  });

  it('can contain tool calls, streamed or not', async () => {
    const plan = { toolCalls: [{ id: 'c1', name: 'f', arguments: '{"a": 1}' }] };
    server().script([plan, plan]);
    const read = await stream(server(), minimal.today);
    assert.equal(read.finishReason, 'tool_calls');
    assert.match(read.text, /"tool_calls":\[\{"index":0,"id":"c1","type":"function"/);
    const body = (await (await post(server(), minimal.today)).json()) as Completion;
    assert.deepEqual(body.choices[0]?.message.tool_calls, [
      { id: 'c1', type: 'function', function: { name: 'f', arguments: '{"a": 1}' } },
    ]);
  });

  it('contain log probabilities for both texts if requested', async () => {
    server().script({ reasoning: 'Hm', content: 'é' });
    const read = await stream(server(), { ...minimal.today, logprobs: true });
    const given = read.chunks.map(({ choices }) => choices[0]?.logprobs).filter(Boolean);
    assert.deepEqual(given, [
      { reasoning_content: [{ token: 'Hm', logprob: -0.8, bytes: [72, 109], top_logprobs: [] }] },
      { content: [{ token: 'é', logprob: -0.4, bytes: [195, 169], top_logprobs: [] }] },
    ]);
  });
});

describe('responses of the legacy generation', () => {
  const server = useServer({ generation: 'legacy' });

  it('have reasoning depending on the model id', async () => {
    const reasoner = { ...minimal.legacy, model: 'deepseek-reasoner' };
    assert.notEqual((await stream(server(), reasoner)).reasoning, '');
    assert.equal((await stream(server(), minimal.legacy)).reasoning, '');
  });

  it('send usage in a separate chunk, only if requested', async () => {
    const asked = await stream(server(), { ...minimal.legacy, ...usageAsked });
    assert.deepEqual(asked.chunks.at(-1)?.choices, []);
    assert.ok((asked.chunks.at(-1)?.usage?.prompt_tokens ?? 0) > 0);
    assert.equal(asked.chunks.at(-2)?.usage, null);
    const unasked = await stream(server(), minimal.legacy);
    assert.ok(unasked.chunks.every((chunk) => chunk.usage === undefined));
  });
});

describe('responses of a compatible server', () => {
  const server = useServer({ generation: 'compatible' });

  it('have no reasoning by default, but stream the reasoning of a plan', async () => {
    const plain = await stream(server(), minimal.compatible);
    assert.deepEqual(plain.chunks[0]?.choices[0]?.delta, { role: 'assistant', content: '' });
    server().script({ reasoning: 'Hm.', content: 'Yes.' });
    assert.equal((await stream(server(), minimal.compatible)).reasoning, 'Hm.');
  });
});

describe('FIM responses', () => {
  const server = useServer({ generation: 'today' });
  const path = '/beta/completions';
  const body = { model: 'deepseek-flash', prompt: 'a = ', suffix: ';' };

  it('can be non-streamed with text', async () => {
    const answer = (await (await post(server(), body, { path })).json()) as Completion;
    assert.equal(answer.object, 'text_completion');
    assert.equal(answer.choices[0]?.text, '/* filled in */');
    assert.equal(answer.choices[0].finish_reason, 'stop');
  });

  it('stream text, as decided by their own responder', async () => {
    server().answerFimWith((request) => ({ content: `1 after ${String(request.body?.prompt)}` }));
    const response = await post(server(), { ...body, stream: true }, { path });
    const { chunks, done } = parseStream(await response.text());
    assert.equal(chunks.map((chunk) => chunk.choices[0]?.text).join(''), '1 after a = ');
    assert.equal(chunks.at(-1)?.choices[0]?.finish_reason, 'stop');
    assert.ok(done);
  });

  it('do not use steps scripted for chat', async () => {
    server().script({ content: 'for chat' });
    await (await post(server(), body, { path })).text();
    assert.equal(server().pendingSteps, 1);
    assert.equal((await stream(server(), minimal.today)).content, 'for chat');
  });
});

describe('the cache', () => {
  const today = useServer({ generation: 'today' });
  const legacy = useServer({ generation: 'legacy' });
  const long = 'word '.repeat(200);
  const ask = (...texts: readonly string[]) => ({
    messages: texts.map((content, at) => ({ role: at % 2 === 0 ? 'user' : 'assistant', content })),
  });

  async function hitOf(server: typeof today, body: object): Promise<number> {
    const base = minimal[server().generation];
    const answer = (await (await post(server(), { ...base, ...body })).json()) as Completion;
    const {
      prompt_tokens = 0,
      prompt_cache_hit_tokens = 0,
      prompt_cache_miss_tokens = 0,
    } = answer.usage ?? {};
    assert.equal(prompt_tokens, prompt_cache_hit_tokens + prompt_cache_miss_tokens);
    return prompt_cache_hit_tokens;
  }

  it('hits complete earlier turns when a conversation grows', async () => {
    today().answerWith(() => ({ reasoning: 'Hm.', content: long }));
    assert.equal(await hitOf(today, ask(long)), 0);
    const grown = await hitOf(today, ask(long, long, 'next'));
    const again = await hitOf(today, ask(long, long, 'next'));
    assert.ok(grown > 600, `${grown}`);
    assert.ok(again > grown, 'a repeated request hits to its end');
  });

  it('hits a shared prefix only from the third request on, in the current generation', async () => {
    assert.equal(await hitOf(today, ask(`${long} one`)), 0);
    assert.equal(await hitOf(today, ask(`${long} two`)), 0);
    assert.ok((await hitOf(today, ask(`${long} three`))) > 300);
  });

  it('hits a shared prefix at once in blocks of 64, in the legacy generation', async () => {
    assert.equal(await hitOf(legacy, ask(`${long} one`)), 0);
    const hit = await hitOf(legacy, ask(`${long} two`));
    assert.ok(hit > 0);
    assert.equal(hit % 64, 0);
  });

  it('does not store output that the client did not wait for', async () => {
    today().script(heldStream(long, 2, new Promise(() => undefined)));
    const abort = new AbortController();
    const body = { ...minimal.today, ...ask(long), stream: true };
    await post(today(), body, { signal: abort.signal });
    abort.abort();
    await today().waitFor(({ aborted }) => aborted);
    const hit = await hitOf(today, ask(long, long, 'next'));
    assert.ok(hit > 290 && hit < 310, `${hit}`);
  });

  it('counts text parts like text', async () => {
    await hitOf(today, ask(long));
    const content = [{ type: 'text', text: long }];
    assert.ok((await hitOf(today, { messages: [{ role: 'user', content }] })) > 290);
  });

  it('separates users and models', async () => {
    await hitOf(today, ask(long));
    assert.equal(await hitOf(today, { ...ask(long), user_id: 'b' }), 0);
    assert.equal(await hitOf(today, { ...ask(long), model: 'deepseek-v4-pro' }), 0);
    assert.ok((await hitOf(today, ask(long))) > 0);
  });
});

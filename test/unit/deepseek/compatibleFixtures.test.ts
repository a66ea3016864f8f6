/** Answers of compatible servers are read correctly however their bytes are split. */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { getAnswerProblem } from '../../../src/conversation/answer/answerProblem.ts';
import type { Part, Turn } from '../../../src/conversation/model.ts';
import { splitLeakedToolCalls } from '../../../src/conversation/answer/leakedToolCalls.ts';
import { BodyReader } from '../../../src/deepseek/stream/bodyReader.ts';
import { compatibleFixtures, leaks, oddTags, type Fixture } from './compatibleShapes.ts';
import { chatCall, describeOutcome } from './loopback.ts';

interface Seen {
  reasoning: string;
  content: string;
  end: string;
}

function read(model: string, pieces: readonly Uint8Array[]): Seen {
  const call = chatCall('https://example.invalid', { profile: 'compatible' });
  const seen: Seen = { reasoning: '', content: '', end: '' };
  const reader = new BodyReader(
    { ...call, body: { ...call.body, model } },
    { host: 'example.invalid' },
    (event) => {
      if (event.type === 'reasoning' || event.type === 'content') seen[event.type] += event.text;
    },
  );
  for (const piece of pieces) reader.push(piece);
  seen.end = describeOutcome(reader.end());
  return seen;
}

/** Reads the body at once, split in two at every byte, and in single bytes. */
function readEveryWay({ name, model, body }: Fixture): Seen {
  const bytes = new TextEncoder().encode(body);
  const whole = read(model, [bytes]);
  for (let at = 1; at < bytes.length; at++) {
    const split = read(model, [bytes.subarray(0, at), bytes.subarray(at)]);
    if (
      split.content !== whole.content ||
      split.reasoning !== whole.reasoning ||
      split.end !== whole.end
    ) {
      assert.deepEqual(split, whole, `${name}, split at ${at}`);
    }
  }
  assert.deepEqual(
    read(
      model,
      [...bytes].map((byte) => Uint8Array.of(byte)),
    ),
    whole,
    name,
  );
  return whole;
}

function check(fixture: Fixture): void {
  const { reasoning, content, end } = readEveryWay(fixture);
  assert.deepEqual(
    { reasoning, content },
    { reasoning: fixture.reasoning, content: fixture.content },
    fixture.name,
  );
  assert.match(end, /^complete/, fixture.name);
}

function turnOf(reasoning: string, content: string): Turn {
  const part = (kind: 'reasoning' | 'content', text: string): Part[] =>
    text === '' ? [] : [{ kind, id: kind, text, startedAt: 0 }];
  return {
    id: 't',
    parentId: null,
    startedAt: 0,
    user: { text: 'q', context: [] },
    parts: [...part('reasoning', reasoning), ...part('content', content)],
    status: 'complete',
    finishReason: 'stop',
  };
}

describe('answers of compatible servers', () => {
  it('number at least three hundred', () => {
    assert.ok(compatibleFixtures.length >= 300, String(compatibleFixtures.length));
    assert.equal(
      new Set(compatibleFixtures.map(({ body }) => body)).size,
      compatibleFixtures.length,
    );
  });

  const shapes = Map.groupBy(compatibleFixtures, ({ name }) => name.split(', ')[0]!);
  for (const [shape, fixtures] of shapes) {
    it(`are read the same at every split: ${shape}`, () => fixtures.forEach(check));
  }

  for (const fixture of oddTags) {
    it(`may contain tags in unusual places: ${fixture.name}`, () => check(fixture));
  }
});

const toFixture = (name: string, delta: object): Fixture => ({
  name,
  model: 'some-model',
  body: `data: ${JSON.stringify({ choices: [{ delta, finish_reason: 'stop' }] })}\n\n`,
  reasoning: '',
  content: '',
});

describe('a leaked tool call', () => {
  for (const { name, markup } of leaks) {
    it(`is found and split off wherever the stream was split: ${name}`, () => {
      const { content } = readEveryWay(toFixture(name, { content: `Let me look.\n\n${markup}` }));
      assert.deepEqual(splitLeakedToolCalls(content), { text: 'Let me look.', markup });
      assert.equal(getAnswerProblem(turnOf('', content)), 'toolMarkup');
      assert.deepEqual(splitLeakedToolCalls(markup), { text: '', markup });
    });

    it(`is found if there is only reasoning: ${name}`, () => {
      const { reasoning } = readEveryWay(toFixture(name, { reasoning: `Hm. ${markup}` }));
      assert.equal(getAnswerProblem(turnOf(reasoning, '')), 'toolMarkup');
      assert.equal(getAnswerProblem(turnOf(reasoning, 'An answer.')), undefined);
    });

    it(`is ignored if it is only mentioned: ${name}`, () => {
      for (const text of [`Write \`${markup.split('\n')[0]!}\` then.`, `~~~\n${markup}\n~~~`]) {
        assert.deepEqual(splitLeakedToolCalls(text), { text, markup: '' });
        assert.equal(getAnswerProblem(turnOf('', text)), undefined);
      }
    });
  }

  it('is never shown while it is being written', () => {
    const markup = '<｜tool▁calls▁begin｜>';
    for (let at = 2; at < markup.length; at++) {
      assert.equal(splitLeakedToolCalls(`So. ${markup.slice(0, at)}`, true).text.trim(), 'So.');
    }
    assert.equal(splitLeakedToolCalls('a <', true).text, 'a <');
  });

  it('is not detected in text about markup', () => {
    for (const text of [
      'Use <tool_call> tags.',
      'a <b> [TOOL] <|x|> | DSML |',
      '<invoke name="x"> is an element.',
      'The list <function_calls> holds calls.',
    ]) {
      assert.equal(splitLeakedToolCalls(text).markup, '', text);
    }
  });
});

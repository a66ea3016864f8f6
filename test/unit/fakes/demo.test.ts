/** The guided demo, as seen by a new user. */

import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'mocha';
import { demoResponder } from '../../fakes/demo.ts';
import { minimal, post, stream, useServer } from './client.ts';

describe('the demo', () => {
  let waited = 0;
  const wait = (ms: number) => {
    waited += ms;
    return Promise.resolve();
  };
  const server = useServer({ generation: 'today', wait });
  beforeEach(() => {
    waited = 0;
    server().answerWith(demoResponder);
  });

  const question = (content: unknown) => ({
    ...minimal.today,
    thinking: { type: 'enabled' },
    messages: [
      { role: 'user', content: 'code' },
      { role: 'assistant', content: 'An earlier answer.' },
      { role: 'user', content },
    ],
  });

  it('answers with reasoning, headings, lists and a table, at reading speed', async () => {
    const { reasoning, content, chunks } = await stream(server(), question('Take the tour'));
    assert.match(reasoning, /not a model/);
    for (const part of [/^# Welcome/, /^## /m, /^1\. /m, /^- /m, /^\| --- \|/m]) {
      assert.match(content, part);
    }
    const perSecond = (chunks.length / waited) * 1000;
    assert.ok(perSecond > 50 && perSecond < 70, `${perSecond}`);
  });

  it('says that it is a demo and not a model', async () => {
    const { content } = await stream(server(), question('Hello!'));
    assert.match(content, /demo server/);
    assert.match(content, /It is no model/);
  });

  it('shows code in three languages', async () => {
    const { content } = await stream(server(), question('Show me some code'));
    const languages = [...content.matchAll(/^```(\w+)$/gm)].map(([, language]) => language);
    assert.deepEqual(languages, ['typescript', 'python', 'go']);
  });

  it('shows a table', async () => {
    assert.match((await stream(server(), question('table'))).content, /\| Earth \|/);
  });

  it('fails three times in a row, recovers on the next attempt, and can fail again', async () => {
    const statuses: number[] = [];
    for (let at = 0; at < 5; at++) {
      const response = await post(server(), question('please fail'));
      statuses.push(response.status);
      const text = await response.text();
      if (at === 3) assert.match(text, /\*\*Recovered\.\*\*/);
    }
    assert.deepEqual(statuses, [503, 503, 503, 200, 503]);
  });

  it('counts the failures of each question separately', async () => {
    for (let at = 0; at < 3; at++) await post(server(), question('fail'));
    assert.equal((await post(server(), question('fail differently'))).status, 503);
    assert.equal((await post(server(), question('fail'))).status, 200);
  });

  it('keeps a slow request in the queue for eight seconds, with keep-alives', async () => {
    server().answerWith(async (...request) => ({
      ...(await demoResponder(...request)),
      content: '',
      reasoning: '',
      chunksPerSecond: 1000,
    }));
    const { comments } = await stream(server(), question('a slow one'));
    assert.equal(comments, 8);
    assert.ok(waited >= 8000 && waited < 8010, `${waited}`);
  });

  it('lists what can be tried when it does not understand a question', async () => {
    const { content } = await stream(server(), question('What is the meaning of life?'));
    for (const word of ['tour', 'code', 'table', 'slow', 'fail']) {
      assert.match(content, new RegExp(`\\*\\*${word}\\*\\*`));
    }
  });

  it('reads a question in content parts', async () => {
    const parts = [{ type: 'text', text: 'a table please' }];
    assert.match((await stream(server(), question(parts))).content, /\| Earth \|/);
  });
});

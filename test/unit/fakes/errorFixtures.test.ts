/** Every named answer that is no stream behaves as its name says. */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { DeepSeekServer } from '../../fakes/deepseekServer.ts';
import type { refusalMessages } from '../../fakes/answers/errorFixtures.ts';
import {
  errorFixtures,
  redirectStep,
  refusalStep,
  statusStep,
} from '../../fakes/answers/errorFixtures.ts';
import { minimal, post, readError, useServer } from './client.ts';

type Name = keyof typeof errorFixtures;
type Check = (server: DeepSeekServer) => Promise<void>;

const body = { ...minimal.today, stream: true };

/** Status, content type and text of the one answer. */
function answers(status: number, type: RegExp, text: RegExp, header?: [string, string]): Check {
  return async (server) => {
    const response = await post(server, body);
    assert.equal(response.status, status);
    assert.match(response.headers.get('content-type') ?? '', type);
    assert.match(await response.text(), text);
    if (header !== undefined) assert.equal(response.headers.get(header[0]), header[1]);
  };
}

/** The statuses of one request after another. */
function inTurn(...statuses: readonly (number | 'lost')[]): Check {
  return async (server) => {
    for (const status of statuses) {
      if (status === 'lost') await assert.rejects(post(server, body), TypeError);
      else assert.equal((await post(server, body)).status, status);
    }
  };
}

/** Nothing more comes after `seen`; the client leaves. */
function silent(seen: string): Check {
  return async (server) => {
    const abort = new AbortController();
    const response = await post(server, body, { signal: abort.signal });
    const reader = response.body?.getReader();
    if (seen !== '') {
      assert.equal(new TextDecoder().decode((await reader?.read())?.value), seen);
    }
    abort.abort();
    await server.waitFor(({ aborted }) => aborted);
  };
}

const json = /^application\/json/;
const events = /^text\/event-stream/;
const plain = /^text\/plain/;
const html = /^text\/html/;
const whole = /"content":"A whole answer\."/;

const checks: Readonly<Record<Name, Check>> = {
  html200: answers(200, html, /<h1>/),
  emptyBody: answers(200, json, /^$/),
  emptyEventStream: answers(200, events, /^$/),
  blankToTheEnd: answers(200, json, /^\n+$/),
  jsonThoughStream: answers(200, json, whole),
  blankLinesThenJson: answers(200, json, /^\n\n\n\{.*whole/),
  jsonAsEventStream: answers(200, events, whole),
  error200: answers(200, json, /^\{"error":\{"message"/),
  wrappedJson: answers(200, json, /^\{"data":\{.*"success":true\}$/),
  eventStreamWithoutType: answers(200, /octet-stream/, /^data: /),
  neverAnswers: async (server) => {
    const abort = new AbortController();
    const answer = post(server, body, { signal: abort.signal });
    await server.waitFor(({ path }) => path === '/chat/completions');
    abort.abort();
    await assert.rejects(answer, { name: 'AbortError' });
    const request = await server.waitFor(({ aborted }) => aborted);
    assert.equal(request.status, undefined);
  },
  resetBeforeHeaders: inTurn('lost'),
  silentAfterHeaders: silent(''),
  silentAfterKeepAlive: silent(': keep-alive\n\n'),
  status401: answers(401, json, /\*\*\*\*abcd is invalid.*authentication_error/),
  status401Old: answers(401, json, /no such user/),
  status402: answers(402, json, /Insufficient Balance.*unknown_error/),
  status403: answers(403, json, /region/),
  status404: answers(404, plain, /^Not Found$/),
  status408: answers(408, plain, /Timeout/),
  status409: answers(409, plain, /Conflict/),
  status413: answers(413, json, /48 MiB/),
  status422: answers(422, json, /Invalid parameters/),
  status422Text: answers(422, plain, /^Failed to deserialize.*expected a string/),
  status429: answers(429, json, /Rate limit/),
  status429RetryAfter: answers(429, json, /Rate limit/, ['retry-after', '2']),
  status429RetryAfterLong: answers(429, json, /Rate limit/, ['retry-after', '600']),
  status429Balance: answers(429, json, /remaining balance/),
  status500: answers(500, json, /server_error/),
  status502Html: answers(502, html, /Bad Gateway/),
  status503: answers(503, json, /overloaded/),
  status504Html: answers(504, html, /<html>/),
  status503Empty: answers(503, json, /^$/),
  status400OctetStream: answers(400, /octet-stream/, /^\{"error":\{/),
  status400ErrorText: answers(400, json, /^\{"error":"something is wrong"\}$/),
  status400CodeMessage: answers(400, json, /^\{"code":20012,/),
  status400Detail: answers(400, json, /^\{"detail":/),
  status400Message: answers(400, json, /^\{"message":/),
  status503ThenSuccess: inTurn(503, 200),
  status503TwiceThenSuccess: inTurn(503, 503, 200),
  status503Thrice: inTurn(503, 503, 503, 200),
  resetThenSuccess: inTurn('lost', 200),
};

describe('error fixtures', () => {
  const server = useServer({ generation: 'today' });
  for (const [name, check] of Object.entries(checks)) {
    it(name, async () => {
      server().script(errorFixtures[name as Name]);
      await check(server());
      assert.equal(server().pendingSteps, 0);
    });
  }
});

describe('made steps', () => {
  const server = useServer({ generation: 'today' });

  /** The texts that identify the rows of contract 17.3 to a client. */
  const rows: Readonly<Record<keyof typeof refusalMessages, RegExp>> = {
    modelNames: /supported API model names are/,
    modelNotExist: /Model Not Exist/,
    contextLength: /maximum context length is 65536 tokens.*requested 70123/,
    maxTokensRange: /valid range of max_tokens is \[1, 8192\]/,
    reasoningNotPassedBack: /reasoning_content.*must be passed back/,
    reasoningMissing: /Missing.*reasoning_content/,
    reasoningForbidden: /reasoning_content.*not allowed/,
    alternation: /does not support successive user or assistant messages/,
    toolChoice: /Thinking mode does not support this tool_choice/,
    functionCalling: /does not support Function Calling/,
    jsonOutput: /does not support Json Output/,
    toolsUnanswered: /must be followed by tool messages/,
    toolUnasked: /must be a response to a preceding message/,
    jsonWord: /Prompt must contain the word 'json'/,
    jsonSchema: /response_format type is unavailable/,
    developerRole: /unknown variant `developer`/,
    contentSequence: /invalid type: sequence, expected a string/,
    contentEnum: /did not match any variant of untagged enum ChatCompletionRequestContent/,
    hexEscape: /hex escape/,
    surrogate: /surrogate/,
    noImage: /does not support image/,
    moderation: /Content Exists Risk/,
    somethingElse: /nobody has documented/,
  };
  for (const [name, pattern] of Object.entries(rows)) {
    it(`refuses with the text of the row ${name}`, async () => {
      server().script(refusalStep(name as keyof typeof refusalMessages));
      const response = await post(server(), body);
      assert.equal(response.status, 400);
      assert.match(await readError(response), pattern);
    });
  }

  it('redirects with each status', async () => {
    for (const status of [301, 302, 303, 307, 308] as const) {
      server().script(redirectStep(status, 'http://127.0.0.1:1/elsewhere'));
      const response = await post(server(), body);
      assert.equal(response.status, status);
      assert.equal(response.headers.get('location'), 'http://127.0.0.1:1/elsewhere');
    }
  });

  it('answers any status with the body of the API', async () => {
    server().script(statusStep(418, { message: 'm', type: 't', code: 'c' }));
    const response = await post(server(), body);
    assert.equal(response.status, 418);
    assert.deepEqual(await response.json(), {
      error: { message: 'm', type: 't', param: null, code: 'c' },
    });
  });

  it('sends bytes as they are given', async () => {
    const chunks = [Uint8Array.of(0, 255), 'text', Uint8Array.of(10)];
    server().script({ raw: { status: 299, headers: { 'x-odd': '1' }, chunks } });
    const response = await post(server(), body);
    assert.equal(response.status, 299);
    assert.equal(response.headers.get('x-odd'), '1');
    const bytes = [...new Uint8Array(await response.arrayBuffer())];
    assert.deepEqual(bytes, [0, 255, ...Buffer.from('text'), 10]);
  });
});

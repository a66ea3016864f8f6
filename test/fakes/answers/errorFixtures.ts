/** Non-streaming responses by name: statuses, odd bodies, errors (contract 17, 23). */

import type { ErrorAnswer, Step } from '../types.ts';

const html = '<!DOCTYPE html><html><body><h1>Sign in to the network</h1></body></html>';
const gatewayHtml = '<html><body><center><h1>502 Bad Gateway</h1></center></body></html>';

const wholeAnswer = {
  id: 'whole-1',
  object: 'chat.completion',
  created: 1_790_000_000,
  model: 'deepseek-flash',
  choices: [
    {
      index: 0,
      finish_reason: 'stop',
      logprobs: null,
      message: {
        role: 'assistant',
        content: 'A whole answer.',
        reasoning_content: 'Not streamed.',
      },
    },
  ],
  usage: { prompt_tokens: 8, completion_tokens: 4, total_tokens: 12 },
};

/** A step that responds with this status; other fields use the defaults of `ErrorAnswer`. */
export function statusStep(status: number, answer: Omit<ErrorAnswer, 'status'> = {}): Step {
  return { error: { status, ...answer } };
}

/** A redirect to another URL. */
export function redirectStep(status: 301 | 302 | 303 | 307 | 308, location: string): Step {
  return { raw: { status, headers: { location } } };
}

function body(text: string, contentType = 'application/json', status = 200): Step {
  return {
    raw: { status, headers: { 'content-type': contentType }, chunks: text === '' ? [] : [text] },
  };
}

const overloaded = statusStep(503, { message: 'The server is overloaded', type: 'server_error' });
const tooFast: Omit<ErrorAnswer, 'status'> = { message: 'Rate limit reached', type: 'rate_limit' };
const success: Step = { content: 'Here I am again.' };

const oddSuccesses = {
  html200: body(html, 'text/html; charset=utf-8'),
  emptyBody: body(''),
  emptyEventStream: body('', 'text/event-stream'),
  blankToTheEnd: body('\n\n\n'),
  jsonThoughStream: body(JSON.stringify(wholeAnswer)),
  blankLinesThenJson: body(`\n\n\n${JSON.stringify(wholeAnswer)}`),
  jsonAsEventStream: body(JSON.stringify(wholeAnswer), 'text/event-stream'),
  error200: body('{"error":{"message":"Upstream failed","type":"server_error"}}'),
  wrappedJson: body(JSON.stringify({ data: wholeAnswer, success: true })),
  eventStreamWithoutType: body(
    'data: {"choices":[]}\n\ndata: [DONE]\n\n',
    'application/octet-stream',
  ),
  neverAnswers: { never: true },
  resetBeforeHeaders: { raw: { chunks: [], end: 'reset' } },
  silentAfterHeaders: { raw: { headers: { 'content-type': 'text/event-stream' }, end: 'stall' } },
  silentAfterKeepAlive: {
    raw: {
      headers: { 'content-type': 'text/event-stream' },
      chunks: [': keep-alive\n\n'],
      end: 'stall',
    },
  },
} as const satisfies Readonly<Record<string, Step>>;

const statuses = {
  status401: statusStep(401, {
    message: 'Authentication Fails, Your api key: ****abcd is invalid',
    type: 'authentication_error',
  }),
  status401Old: statusStep(401, {
    message: 'Authentication Fails (no such user)',
    type: 'authentication_error',
  }),
  status402: statusStep(402, { message: 'Insufficient Balance', type: 'unknown_error' }),
  status403: statusStep(403, { message: 'Not available in your region' }),
  status404: statusStep(404, { contentType: 'text/plain', bodyText: 'Not Found' }),
  status408: statusStep(408, { contentType: 'text/plain', bodyText: 'Request Timeout' }),
  status409: statusStep(409, { contentType: 'text/plain', bodyText: 'Conflict' }),
  status413: statusStep(413, { message: 'The request body exceeds the limit of 48 MiB' }),
  status422: statusStep(422, { message: 'Invalid parameters' }),
  status422Text: statusStep(422, {
    contentType: 'text/plain',
    bodyText:
      'Failed to deserialize the JSON body into the target type: messages[0].content: ' +
      'invalid type: sequence, expected a string at line 1 column 57',
  }),
  status429: statusStep(429, tooFast),
  status429RetryAfter: statusStep(429, { ...tooFast, headers: { 'retry-after': '2' } }),
  status429RetryAfterLong: statusStep(429, { ...tooFast, headers: { 'retry-after': '600' } }),
  status429Balance: statusStep(429, {
    message: 'Too many concurrent requests. Your limit is based on the remaining balance.',
    type: 'rate_limit',
  }),
  status500: statusStep(500, { message: 'Internal Server Error', type: 'server_error' }),
  status502Html: statusStep(502, { contentType: 'text/html', bodyText: gatewayHtml }),
  status503: overloaded,
  status504Html: statusStep(504, { contentType: 'text/html', bodyText: gatewayHtml }),
  status503Empty: statusStep(503, { bodyText: '' }),
  status400OctetStream: statusStep(400, {
    message: 'Bad request',
    contentType: 'application/octet-stream',
  }),
  status400ErrorText: statusStep(400, { bodyText: '{"error":"something is wrong"}' }),
  status400CodeMessage: statusStep(400, {
    bodyText: '{"code":20012,"message":"Model does not exist"}',
  }),
  status400Detail: statusStep(400, { bodyText: '{"detail":"something is wrong"}' }),
  status400Message: statusStep(400, { bodyText: '{"message":"something is wrong"}' }),
  status503ThenSuccess: [overloaded, success],
  status503TwiceThenSuccess: [overloaded, overloaded, success],
  status503Thrice: [overloaded, overloaded, overloaded],
  resetThenSuccess: [{ raw: { end: 'reset' } }, success],
} as const satisfies Readonly<Record<string, Step | readonly Step[]>>;

/** The messages of contract 17.3, one or more per row, in the server's wording. */
export const refusalMessages = {
  modelNames:
    'The supported API model names are deepseek-flash or deepseek-v4-pro, but you passed deepseek-chat.',
  modelNotExist: 'Model Not Exist',
  contextLength:
    "This model's maximum context length is 65536 tokens. However, you requested 70123 tokens " +
    '(66027 in the messages, 4096 in the completion). Please reduce the length of the messages or completion.',
  maxTokensRange: 'Invalid max_tokens value, the valid range of max_tokens is [1, 8192]',
  reasoningNotPassedBack:
    'The `reasoning_content` in the thinking mode must be passed back to the API.',
  reasoningMissing: 'Missing `reasoning_content` field in the assistant message at message index 1',
  reasoningForbidden: 'The reasoning_content field is not allowed in the input: messages[1]',
  alternation:
    'deepseek-reasoner does not support successive user or assistant messages ' +
    '(messages[1] and messages[2] in your input).',
  toolChoice: 'Thinking mode does not support this tool_choice',
  functionCalling: 'deepseek-reasoner does not support Function Calling',
  jsonOutput: 'deepseek-reasoner does not support Json Output.',
  toolsUnanswered:
    "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'.",
  toolUnasked:
    "Messages with role 'tool' must be a response to a preceding message with 'tool_calls'",
  jsonWord:
    "Prompt must contain the word 'json' in some form to use 'response_format' of type 'json_object'.",
  jsonSchema: 'This response_format type is unavailable now',
  developerRole:
    'Failed to deserialize the JSON body into the target type: messages[0].role: ' +
    'unknown variant `developer`, expected one of `system`, `user`, `assistant`, `tool`',
  contentSequence:
    'Failed to deserialize the JSON body into the target type: messages[0].content: ' +
    'invalid type: sequence, expected a string',
  contentEnum:
    'messages[0]: data did not match any variant of untagged enum ChatCompletionRequestContent',
  hexEscape: 'Failed to parse the request body as JSON: unexpected end of hex escape',
  surrogate: 'Failed to parse the request body as JSON: lone leading surrogate in hex escape',
  noImage: 'This model does not support image',
  moderation: 'Content Exists Risk',
  somethingElse: 'This request cannot be served for reasons nobody has documented',
} as const;

/** A 400 with one of the messages of contract 17.3. */
export function refusalStep(name: keyof typeof refusalMessages): Step {
  return statusStep(400, { message: refusalMessages[name] });
}

/** All named non-streaming responses. */
export const errorFixtures = { ...oddSuccesses, ...statuses };

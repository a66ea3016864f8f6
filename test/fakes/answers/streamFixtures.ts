/** Streams by name: their formats, endings and quirks (contract 7, 8, 19). */

import { toolCallFixtures } from './toolCallFixtures.ts';
import type { AnswerPlan, Step } from '../types.ts';

const words = { reasoning: 'Let me think.', content: 'Because of **Rayleigh** scattering.\n' };
const start = { role: 'assistant', content: '' };
const multibyte = { reasoning: '思考一下。', content: 'Naïve 答案 — 🐋 👩‍👩‍👧 done.\n' };
const serverError = {
  error: { message: 'Internal error', type: 'server_error', param: null, code: 'server_error' },
};

/** A text in exactly these chunks. */
export function contentPieces(...pieces: readonly string[]): AnswerPlan {
  return { deltas: [start, ...pieces.map((content) => ({ content }))], finishReason: 'stop' };
}

const shapes = {
  normalStream: { content: words.content },
  thinkingStream: words,
  usageOnLastChunk: { ...words, usage: 'lastChunk' },
  usageOnlyChunk: { ...words, usage: 'separate' },
  noUsage: { ...words, usage: 'none' },
  keepAliveBefore: { ...words, keepAlives: 5 },
  keepAliveBetween: { ...words, keepAliveBetween: true },
  noKeepAlive: { ...words, keepAlives: 0 },
  crlf: { ...words, newline: '\r\n' },
  cr: { ...words, newline: '\r' },
  byteOrderMark: { ...words, bom: true },
  gzip: { ...multibyte, gzip: true },
  gzipSplitEvery: { ...multibyte, gzip: true, split: 'every' },
  utf8Split: { ...multibyte, split: 'every' },
  crlfSplitEvery: { ...multibyte, newline: '\r\n', split: 'every' },
  logprobsAlways: {
    deltas: [{ ...start, logprobs: null }, { content: 'One.' }],
    finishReason: 'stop',
  },
} as const satisfies Readonly<Record<string, AnswerPlan>>;

const endings = {
  finishWithoutDone: { ...words, done: false },
  eofWithoutFinish: { ...words, finishReason: null, done: false },
  doneWithoutFinish: { ...words, finishReason: null },
  proxyTextThenEof: {
    ...words,
    finishReason: null,
    done: false,
    beforeFinish: ['upstream error: connection refused\n'],
  },
  errorEvent: {
    ...words,
    finishReason: null,
    done: false,
    beforeFinish: [`data: ${JSON.stringify(serverError)}\n\n`],
  },
  invalidJsonEvent: { ...words, beforeFinish: ['data: {"id":"1","choices":[{"delta":\n\n'] },
  halfEventThenEof: {
    ...words,
    finishReason: null,
    done: false,
    beforeFinish: ['data: {"id":"1"'],
  },
  socketReset: { ...words, finishReason: null, done: false, end: 'reset' },
  connectionDropped: { ...words, finishReason: null, done: false, end: 'drop' },
  resetAfterFinish: { ...words, done: false, end: 'reset' },
  tracedErrorEvent: {
    ...words,
    finishReason: null,
    done: false,
    beforeFinish: [
      'data: {"error":{"message":"Internal error [trace_id=0123456789abcdef]","type":"server_error"}}\n\n',
    ],
  },
  stall: { ...words, finishReason: null, done: false, end: 'stall' },
  stallWhileThinking: {
    deltas: [
      { role: 'assistant', content: null, reasoning_content: '' },
      { reasoning_content: 'Hm' },
    ],
    finishReason: null,
    done: false,
    end: 'stall',
  },
  stallAfterFinish: { ...words, done: false, end: 'stall' },
} as const satisfies Readonly<Record<string, AnswerPlan>>;

const finishes = {
  finishLength: { ...words, finishReason: 'length' },
  finishContentFilter: { ...words, finishReason: 'content_filter' },
  finishInsufficientResource: { ...words, finishReason: 'insufficient_system_resource' },
  finishAborted: { ...words, finishReason: 'aborted' },
  finishUnknown: { ...words, finishReason: 'tired' },
  emptyAnswer: {},
  reasoningOnly: { reasoning: 'The answer is 42.' },
} as const satisfies Readonly<Record<string, AnswerPlan>>;

const fields = {
  title: { ...words, title: 'The colour of the sky' },
  unknownField: {
    deltas: [
      start,
      { content: 'The sky', citations: [{ url: 'https://example.com', span: [0, 7] }] },
      { content: ' is blue.', server_blocks: { kind: 'web_search', id: 'srv_1' } },
    ],
    finishReason: 'stop',
  },
  emptyToolCalls: {
    deltas: [
      { ...start, tool_calls: [] },
      { reasoning_content: 'Let me', tool_calls: [] },
      { reasoning_content: ' think.', tool_calls: [] },
      { content: 'Because', tool_calls: [] },
      { content: ' of it.', tool_calls: [] },
    ],
    finishReason: 'stop',
  },
  leakedToolMarkup: contentPieces(
    '<｜DSML｜function_calls>\n',
    '<｜DSML｜invoke name="read_file">',
  ),
} as const satisfies Readonly<Record<string, AnswerPlan>>;

const reasoningShapes = {
  thinkTagsSplit: contentPieces('<th', 'ink>Let me', ' think.</', 'thi', 'nk>\n\nThe ', 'answer.'),
  thinkTagsMissingOpener: contentPieces('Let me', ' think.</think', '>The ', 'answer.'),
  reasoningField: {
    deltas: [start, { reasoning: 'Let me think.' }, { content: 'The answer.' }],
    finishReason: 'stop',
  },
  reasoningDetails: {
    deltas: [
      {
        ...start,
        reasoning_details: [{ type: 'reasoning.text', text: 'Let me' }],
        reasoning: 'Let me',
      },
      { content: 'The answer.' },
    ],
    finishReason: 'stop',
  },
  reasoningAfterContent: {
    deltas: [start, { content: 'The ' }, { reasoning_content: 'Late.' }, { content: 'answer.' }],
    finishReason: 'stop',
  },
  nullsEverywhere: {
    deltas: [
      { content: null, reasoning_content: null, tool_calls: null },
      { content: 'The answer.', reasoning_content: null },
    ],
    finishReason: 'stop',
  },
} as const satisfies Readonly<Record<string, AnswerPlan>>;

/** All named streams. */
export const streamFixtures = {
  ...shapes,
  ...endings,
  ...finishes,
  ...fields,
  ...toolCallFixtures,
  ...reasoningShapes,
};

/** A thinking stream split at these byte offsets, or at every byte. */
export function splitStream(split: readonly number[] | 'every'): AnswerPlan {
  return { ...multibyte, split };
}

/** A stream of `count` chunks of one character. */
export function tinyChunks(count: number): AnswerPlan {
  return { content: 'x'.repeat(count), chunkSize: 1 };
}

/** A stream that pauses after a number of chunks until the promise settles. */
export function heldStream(content: string, afterChunks: number, until: Promise<unknown>): Step {
  return { content, hold: { afterChunks, until } };
}

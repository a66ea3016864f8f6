/** Generates streams: a valid answer in one of many formats, then mutated and cut. */

import type { ApiProfile } from '../../../src/conversation/model.ts';
import type { Choices } from '../choices.ts';
import { JsonDocument } from '../jsonMutation.ts';
import {
  makeAnswer,
  otherStyles,
  vendorStyles,
  type StreamItem,
  type ValidAnswer,
} from './answerGrammar.ts';
import { makeBody, makeErrorBody } from './bodyGrammar.ts';
import { mutateBytes, mutateItems } from './streamMutation.ts';
import type { StreamCase, StreamEnd, StreamTruth } from './streamCase.ts';

/** Offsets of the meaningful parts of a written stream. */
interface Written {
  readonly bytes: string;
  /** Ends of the events with a finish reason. */
  readonly reasons: readonly number[];
  /** End of `[DONE]`. */
  readonly done: number;
}

/** Generates one case. */
export function generateStream(choices: Choices): StreamCase {
  const vendor = choices.happens(0.4);
  const profile: ApiProfile = vendor
    ? 'official'
    : choices.pick(['compatible', 'legacy', 'official']);
  const common = { vendor, profile, model: 'deepseek-flash', streamed: true, status: 200 };
  const kind = choices.below(20);
  if (kind === 19) {
    const { truth, ...refusal } = makeErrorBody(choices);
    return { ...common, style: 'refusal', ...withTruth(finish(refusal, choices), truth) };
  }
  if (kind === 18) {
    const { truth, ...body } = makeBody(choices);
    const streamed = choices.happens(0.5);
    return { ...common, style: 'body', streamed, ...withTruth(finish(body, choices), truth) };
  }
  const style = choices.pick(vendor ? vendorStyles : otherStyles);
  const answer = makeAnswer(style, choices);
  const isMutated = kind >= 8;
  if (!isMutated) return { ...common, style, ...makeKnown(answer, vendor, choices) };
  mutateItems(answer.items, choices);
  const { bytes } = write(answer.items, choices, false);
  const body = choices.happens(0.3) ? mutateBytes(bytes, choices) : bytes;
  const cut = choices.happens(0.25) ? choices.below(body.length + 1) : body.length;
  const ended = finish({ body: body.slice(0, cut), end: makeEnd(choices) }, choices);
  const model = choices.pick(['deepseek-flash', 'deepseek-r1']);
  return { ...common, style: `${style}, mutated`, model, ...ended };
}

/** Adds how the body is transferred. */
function finish(
  made: { body: string; end: StreamEnd; status?: number; contentType?: string },
  choices: Choices,
): Pick<StreamCase, 'contentType' | 'body' | 'cuts' | 'end' | 'stopAfter' | 'isTurn' | 'truth'> {
  const { body } = made;
  const style = choices.below(4);
  const packets =
    style === 0 ? 0 : style === 3 && body.length < 400 ? body.length : choices.below(24);
  const cuts = Array.from({ length: packets }, (_, index) =>
    style === 3 ? index : choices.below(body.length + 1),
  );
  const stopAfter = choices.happens(0.05) ? choices.below(packets + 2) : undefined;
  return {
    contentType: 'text/event-stream',
    ...made,
    cuts: cuts.sort((cut, other) => cut - other),
    ...(stopAfter !== undefined && { stopAfter }),
    ...(choices.happens(0.04) && { isTurn: true }),
    truth: {},
  };
}

/** An answer whose result is still known after harmless additions, one fatal change or a cut. */
function makeKnown(
  answer: ValidAnswer,
  vendor: boolean,
  choices: Choices,
): Omit<StreamCase, 'style' | 'profile' | 'vendor' | 'model' | 'streamed' | 'status'> {
  let items = answer.items;
  if (!vendor && choices.happens(0.4)) items = items.flatMap((item) => [...noise(choices), item]);
  const fatal = choices.happens(0.25) ? spoil(items, choices) : undefined;
  const written = write(items, choices, vendor);
  const { bytes, reasons, done } = written;
  const isCut = choices.happens(0.5);
  const cut = isCut ? choices.below(bytes.length + 1) : bytes.length;
  const end = isCut || fatal !== undefined ? choices.pick(['clean', 'reset', 'silence']) : 'clean';
  const ended = finish({ body: bytes.slice(0, cut), end }, choices);
  const delivered = reasons.filter((at) => at <= cut).length;
  const truth: StreamTruth = {
    ...(!answer.settlesLate && { beginningOf: answer.texts }),
    ...(!isCut &&
      fatal === undefined && { exact: { ...answer.texts, finishReason: answer.finishReason } }),
    ...incompleteness(fatal, delivered, end, cut >= done, reasons.length, vendor),
  };
  return withTruth(ended, truth);
}

/** Nothing is known about an answer that is stopped midway. */
function withTruth<T extends { readonly stopAfter?: number }>(
  ended: T,
  truth: StreamTruth,
): T & { readonly truth: StreamTruth } {
  return { ...ended, truth: ended.stopAfter === undefined ? truth : {} };
}

function incompleteness(
  fatal: string | undefined,
  delivered: number,
  end: StreamEnd,
  hasDone: boolean,
  reasons: number,
  vendor: boolean,
): Pick<StreamTruth, 'incomplete'> {
  if (fatal !== undefined) return { incomplete: fatal };
  // A tolerant reader may accept [DONE] alone as the end.
  if (delivered === 0 && !hasDone) return { incomplete: 'cut before any finish reason' };
  // A second reason shows that this server sends one with every chunk.
  if (!vendor && reasons > 1 && delivered > 1 && !hasDone && end !== 'clean') {
    return {
      incomplete: `${delivered} finish reasons, then ${typeof end === 'string' ? end : 'more'}`,
    };
  }
  return {};
}

/** Meaningless text that servers insert between events. */
function noise(choices: Choices): StreamItem[] {
  return choices.list(1, () =>
    choices.pick<StreamItem>([
      { text: ': keep-alive' },
      { text: 'data: : PROCESSING' },
      { text: 'event: ping\ndata: 2026-11-30T12:00:00Z' },
      { text: 'data:' },
      { text: 'id: 7\nretry: 3000' },
      { json: {} },
      { json: { choices: [] } },
      { json: { id: 'r1', choices: [{ index: 0, delta: {}, finish_reason: null }], error: '' } },
      { json: { choices: [{ index: '0', delta: { tool_calls: [] } }], error: {} } },
      { json: { choices: [], error: false } },
    ]),
  );
}

/** Makes one change before the first finish reason that prevents completion; returns its description. */
function spoil(items: StreamItem[], choices: Choices): string | undefined {
  const first = items.findIndex((item) => 'json' in item && item.finishes === true);
  const at = choices.below(first + 1);
  if (choices.happens(0.5)) {
    const error = choices.pick<string>([
      '"busy"',
      '{"message":"busy"}',
      '{"code":503}',
      '["busy"]',
    ]);
    items.splice(at, 0, { text: `data: {"error":${error}}` });
    return 'an error event before the finish reason';
  }
  const item = items[at];
  if (item === undefined || !('json' in item)) return undefined;
  const text = JSON.stringify(item.json);
  items[at] = { text: `data: ${text.slice(0, 1 + choices.below(text.length - 1))}` };
  return 'broken JSON in or before the event with the finish reason';
}

/** Writes the items as a stream; `strict` uses the vendor's format. */
function write(items: readonly StreamItem[], choices: Choices, strict: boolean): Written {
  const eol = choices.pick(['\n', '\r\n', '\r']);
  const separator = !strict && choices.happens(0.1) ? eol : eol + eol;
  const prefix = choices.pick(['data: ', 'data:']);
  let bytes = choices.happens(0.05) ? '\u00ef\u00bb\u00bf' : '';
  const reasons: number[] = [];
  let done = Infinity;
  for (const item of items) {
    const text = 'json' in item ? `${prefix}${new JsonDocument(item.json).toText()}` : item.text;
    bytes += toBytes(text.replaceAll('\n', eol));
    if ('json' in item && item.finishes === true) reasons.push(bytes.length);
    if ('text' in item && item.done === true) done = bytes.length;
    bytes += separator;
    if (choices.happens(0.05)) bytes += `: keep-alive${separator}`;
  }
  return { bytes, reasons, done };
}

/** The UTF-8 bytes of a text, one character per byte. */
function toBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function makeEnd(choices: Choices): StreamEnd {
  const end = choices.below(8);
  if (end < 5) return 'clean';
  if (end === 5) return 'reset';
  return end === 6 ? 'silence' : { repeat: choices.pick(endless) };
}

/** Packets without new content, which a server may repeat forever. */
const endless = [
  'data: {}\n\n',
  ': keep-alive\n\n',
  '\n',
  'data: {"choices":[]}\n\n',
  'data: {"choices":[{"index":0,"delta":{}}]}\n\n',
  'data: {"choices":[{"index":0,"delta":{"content":"","tool_calls":[]}}],"usage":null}\n\n',
  'event: ping\ndata: {}\n\n',
  'data: null\n\n',
  'data: : PROCESSING\n\n',
] as const;

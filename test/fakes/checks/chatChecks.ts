/** Validates a chat request, except its messages and tools (contract 4, 10). */

import type { CheckContext, CheckedRequest } from './checkedRequest.ts';
import { checkMessages } from './messageChecks.ts';
import { isThinking, requireModel } from '../models.ts';
import { refuse, refuseShape } from '../refusal.ts';
import {
  isAbsent,
  requireArray,
  requireKnownFields,
  requireObject,
  requireString,
} from './shapes.ts';
import { countTokens, renderPrompt } from '../tokens.ts';
import { checkTools } from './toolChecks.ts';
import type { Generation, JsonObject, RequestBody } from '../types.ts';

const common = [
  'model',
  'messages',
  'max_tokens',
  'temperature',
  'top_p',
  'stop',
  'stream',
  'stream_options',
  'response_format',
  'tools',
  'tool_choice',
];
const penalties = ['frequency_penalty', 'presence_penalty'];
const logprobs = ['logprobs', 'top_logprobs'];

const knownFields: Readonly<Record<Generation, readonly string[]>> = {
  today: [
    ...common,
    ...penalties,
    ...logprobs,
    'thinking',
    'reasoning_effort',
    'user_id',
    'title',
    'safety_check',
  ],
  legacy: [...common, ...penalties, ...logprobs],
  compatible: common,
};

const efforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max', 'ultra'];

/** Rejects a number outside [low, high]; `name` appears in the message. */
export function checkRange(value: unknown, name: string, low: number, high: number): void {
  if (isAbsent(value)) return;
  if (typeof value !== 'number') refuseShape(`${name}: invalid type, expected a number`);
  if (value < low || value > high) {
    refuse(`Invalid ${name} value, the valid range of ${name} is [${low}, ${high}]`);
  }
}

/** Rejects anything except an integer in [low, high]. */
export function checkInteger(value: unknown, name: string, low: number, high: number): void {
  if (isAbsent(value)) return;
  if (!Number.isInteger(value)) refuseShape(`${name}: invalid type, expected an integer`);
  checkRange(value, name, low, high);
}

function checkBoolean(value: unknown, name: string): void {
  if (!isAbsent(value) && typeof value !== 'boolean') {
    refuseShape(`${name}: invalid type, expected a boolean`);
  }
}

/** Validates the sampling fields shared by chat and FIM (contract 4). */
export function checkSampling(body: JsonObject): void {
  checkRange(body.temperature, 'temperature', 0, 2);
  checkRange(body.top_p, 'top_p', 0, 1);
  if (body.top_p === 0) refuse('Invalid top_p value, the valid range of top_p is (0, 1.0]');
  for (const name of penalties) checkRange(body[name], name, -2, 2);
  if (isAbsent(body.stop)) return;
  const stop = typeof body.stop === 'string' ? [body.stop] : requireArray(body.stop, 'stop');
  stop.forEach((text, at) => requireString(text, `stop[${at}]`));
  if (stop.length > 16) refuse('Invalid stop value, at most 16 stop sequences are allowed');
}

/** Validates `stream`, and `stream_options`, which requires it (contract 4). */
export function checkStream(body: JsonObject): void {
  checkBoolean(body.stream, 'stream');
  if (isAbsent(body.stream_options)) return;
  if (body.stream !== true) refuse('stream_options should be set along with stream = true');
  const options = requireObject(body.stream_options, 'stream_options');
  requireKnownFields(options, ['include_usage'], 'stream_options: ');
  checkBoolean(options.include_usage, 'stream_options.include_usage');
}

function checkThinking(request: CheckedRequest): void {
  const { thinking, reasoning_effort: effort, user_id: user } = request.body;
  if (!isAbsent(thinking)) {
    const { type, ...rest } = requireObject(thinking, 'thinking');
    requireKnownFields(rest, ['type'], 'thinking: ');
    if (type !== 'enabled' && type !== 'disabled') {
      refuseShape(
        `thinking.type: unknown variant \`${String(type)}\`, expected \`enabled\` or \`disabled\``,
      );
    }
  }
  if (!isAbsent(effort) && !efforts.includes(requireString(effort, 'reasoning_effort'))) {
    refuseShape(`reasoning_effort: unknown variant, expected one of ${efforts.join(', ')}`);
  }
  if (isAbsent(user)) return;
  if (!/^[A-Za-z0-9_-]{1,512}$/.test(requireString(user, 'user_id'))) {
    refuse('Invalid user_id, expected up to 512 characters of [A-Za-z0-9_-]');
  }
}

function checkTitleAndReview({ title, safety_check: review }: JsonObject): void {
  if (!isAbsent(title)) {
    const wish = requireObject(title, 'title');
    requireKnownFields(wish, ['enabled'], 'title: ');
    checkBoolean(wish.enabled, 'title.enabled');
  }
  if (isAbsent(review)) return;
  const { level, ...rest } = requireObject(review, 'safety_check');
  requireKnownFields(rest, ['level'], 'safety_check: ');
  if (level !== 'low' && level !== 'high') {
    refuseShape('safety_check.level: unknown variant, expected `low` or `high`');
  }
}

function checkLogprobs({ body, model }: CheckedRequest): void {
  for (const name of logprobs) {
    if (model.isReasoner && !isAbsent(body[name])) refuse(`${model.id} does not support ${name}`);
  }
  checkBoolean(body.logprobs, 'logprobs');
  checkInteger(body.top_logprobs, 'top_logprobs', 0, 20);
  if (!isAbsent(body.top_logprobs) && body.logprobs !== true) {
    refuse('top_logprobs should be set along with logprobs = true');
  }
}

function checkResponseFormat({ body, model }: CheckedRequest): void {
  if (isAbsent(body.response_format)) return;
  const format = requireObject(body.response_format, 'response_format');
  if (format.type === 'json_schema') refuse('This response_format type is unavailable now');
  if (format.type !== 'text' && format.type !== 'json_object') {
    refuseShape('response_format.type: unknown variant, expected `text` or `json_object`');
  }
  requireKnownFields(format, ['type'], 'response_format: ');
  if (format.type === 'text') return;
  if (model.isReasoner) refuse(`${model.id} does not support Json Output.`);
  const asked = (body as RequestBody).messages.filter(
    (message) => message.role === 'system' || message.role === 'user',
  );
  if (!/json/i.test(JSON.stringify(asked.map((message) => message.content)))) {
    refuse(
      "Prompt must contain the word 'json' in some form to use 'response_format' of type 'json_object'.",
    );
  }
}

function checkContext({ body, model, contextTokens = model.contextTokens }: CheckedRequest): void {
  const prompt = countTokens(renderPrompt(body as RequestBody));
  const completion = (body as RequestBody).max_tokens ?? 0;
  const requested = prompt + completion;
  if (requested > contextTokens) {
    refuse(
      `This model's maximum context length is ${contextTokens} tokens. However, you requested ` +
        `${requested} tokens (${prompt} in the messages, ${completion} in the completion). ` +
        'Please reduce the length of the messages or completion.',
    );
  }
}

/** Throws a `Refusal` for a chat request that the API would reject. */
export function checkChatRequest(body: JsonObject, context: CheckContext): CheckedRequest {
  for (const name of ['functions', 'function_call']) {
    if (name in body) refuseShape(`unknown field \`${name}\``);
  }
  if (context.strictFields) requireKnownFields(body, knownFields[context.generation], '');
  const id = requireString(body.model, 'model');
  const model = requireModel(context.generation, id);
  const thinking = isThinking(context.generation, body);
  const request: CheckedRequest = { ...context, body, model, thinking };
  checkStream(body);
  checkSampling(body);
  checkInteger(body.max_tokens, 'max_tokens', 1, model.maxTokens);
  checkThinking(request);
  checkTitleAndReview(body);
  checkLogprobs(request);
  checkMessages(request);
  checkTools(request);
  checkResponseFormat(request);
  checkContext(request);
  return request;
}

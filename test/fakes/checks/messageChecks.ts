/** Validates the messages of a chat request (contract 6, 12). */

import type { CheckedRequest } from './checkedRequest.ts';
import { checkContent } from './contentChecks.ts';
import { refuse, refuseShape } from '../refusal.ts';
import {
  isAbsent,
  requireArray,
  requireKnownFields,
  requireObject,
  requireString,
} from './shapes.ts';
import type { JsonObject, RequestBody, RequestMessage } from '../types.ts';

const fieldsByRole: Readonly<Record<string, readonly string[]>> = {
  system: ['role', 'content', 'name'],
  user: ['role', 'content', 'name'],
  assistant: ['role', 'content', 'name', 'tool_calls', 'reasoning_content', 'prefix'],
  tool: ['role', 'content', 'tool_call_id'],
};

function checkToolCalls(calls: unknown, where: string): void {
  const list = requireArray(calls, where);
  if (list.length === 0) refuse(`Invalid '${where}': empty array, expected at least one tool call`);
  list.forEach((item, at) => {
    const call = requireObject(item, `${where}[${at}]`);
    requireKnownFields(call, ['id', 'type', 'function'], `${where}[${at}]: `);
    requireString(call.id, `${where}[${at}].id`);
    if (call.type !== 'function') refuseShape(`${where}[${at}].type: expected \`function\``);
    const called = requireObject(call.function, `${where}[${at}].function`);
    requireKnownFields(called, ['name', 'arguments'], `${where}[${at}].function: `);
    requireString(called.name, `${where}[${at}].function.name`);
    requireString(called.arguments, `${where}[${at}].function.arguments`);
  });
  const ids = new Set(list.map((call) => (call as JsonObject).id));
  if (ids.size < list.length) refuse(`Duplicate tool call ids in ${where}`);
}

function checkPrefix(request: CheckedRequest, message: JsonObject, at: number, isLast: boolean) {
  if (isAbsent(message.prefix)) return;
  if (typeof message.prefix !== 'boolean') {
    refuseShape(`messages[${at}].prefix: expected a boolean`);
  }
  if (!message.prefix) return;
  if (!request.beta) {
    refuse('prefix is only available when using beta api (set base_url to end with /beta)');
  }
  if (!isLast) refuse('Only the last message can be an assistant message with prefix mode on');
}

function checkMessage(request: CheckedRequest, value: unknown, at: number, isLast: boolean): void {
  const where = `messages[${at}]`;
  const message = requireObject(value, where);
  const role = requireString(message.role, `${where}.role`);
  const fields = fieldsByRole[role];
  if (fields === undefined) {
    refuseShape(
      `${where}.role: unknown variant \`${role}\`, ` +
        'expected one of `system`, `user`, `assistant`, `tool`',
    );
  }
  requireKnownFields(message, fields, `${where}: `);
  if ('name' in message) requireString(message.name, `${where}.name`);
  const hasCalls = !isAbsent(message.tool_calls);
  if (hasCalls) checkToolCalls(message.tool_calls, `${where}.tool_calls`);
  if (role === 'tool') requireString(message.tool_call_id, `${where}.tool_call_id`);
  if (role === 'assistant' && isAbsent(message.content)) {
    if (!hasCalls) refuse('Invalid assistant message: content or tool_calls must be set');
  } else {
    checkContent(request, role, message.content, where);
  }
  checkPrefix(request, message, at, isLast);
}

function checkReasoning(request: CheckedRequest, messages: readonly RequestMessage[]): void {
  const { tools } = request.body as RequestBody;
  const isRequired = request.generation === 'today' && request.thinking && !isAbsent(tools);
  messages.forEach((message, at) => {
    if (message.role !== 'assistant') return;
    const isGiven = 'reasoning_content' in message;
    if (isGiven && request.generation !== 'today') {
      refuse(`The reasoning_content field is not allowed in the input: messages[${at}]`);
    }
    if (isGiven && !isAbsent(message.reasoning_content)) {
      requireString(message.reasoning_content, `messages[${at}].reasoning_content`);
    } else if (isRequired && message.prefix !== true) {
      refuse(
        'The `reasoning_content` in the thinking mode must be passed back to the API: ' +
          `missing in messages[${at}]`,
      );
    }
  });
}

function checkAlternation(request: CheckedRequest, messages: readonly RequestMessage[]): void {
  if (!request.model.isReasoner && request.generation !== 'compatible') return;
  const where = `${request.model.id} does not support successive user or assistant messages`;
  messages.forEach((message, at) => {
    const before = messages[at - 1]?.role;
    if (message.role === before && (before === 'user' || before === 'assistant')) {
      refuse(
        `${where} (messages[${at - 1}] and messages[${at}] in your input). ` +
          'You should interleave the user/assistant messages in the message sequence.',
      );
    }
  });
  const first = messages.findIndex((message) => message.role !== 'system');
  if (first >= 0 && messages[first]?.role !== 'user') {
    refuse(`${where}: the first message (except the system message) must be a user message`);
  }
  const isLateSystem = messages.some((message, at) => at > 0 && message.role === 'system');
  if (request.generation === 'compatible' && isLateSystem) {
    refuse('System message must be at the beginning.');
  }
}

function checkToolPairing(messages: readonly RequestMessage[]): void {
  let open = new Set<string>();
  for (const message of messages) {
    if (message.role === 'tool') {
      if (!open.delete(message.tool_call_id ?? '')) {
        refuse(
          "Messages with role 'tool' must be a response to a preceding message with 'tool_calls'",
        );
      }
      continue;
    }
    if (open.size > 0) break;
    open = new Set((message.tool_calls ?? []).map((call) => call.id));
  }
  if (open.size === 0) return;
  refuse(
    "An assistant message with 'tool_calls' must be followed by tool messages responding to each " +
      `'tool_call_id'. The following tool_call_ids did not have response messages: ${[...open].join(', ')}`,
  );
}

/** Throws a `Refusal` for messages that the API would reject. */
export function checkMessages(request: CheckedRequest): void {
  const list = requireArray(request.body.messages, 'messages');
  if (list.length === 0) refuse("Invalid 'messages': empty array, expected at least one message");
  list.forEach((message, at) => {
    checkMessage(request, message, at, at === list.length - 1);
  });
  const messages = list as readonly RequestMessage[];
  checkReasoning(request, messages);
  checkAlternation(request, messages);
  checkToolPairing(messages);
}

/** Reads API messages in the shapes that clients write. */

import type { FieldFault } from '../events/fieldKinds.ts';

/** A message reduced to what a chat can store; missing fields are empty. */
export interface ApiMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly content: string;
  readonly reasoning: string;
  readonly calls: readonly ApiToolCall[];
  /** Id of the tool call that the message answers. */
  readonly callId: string;
}

/** A tool call of an answer. */
export interface ApiToolCall {
  readonly callId: string;
  readonly name: string;
  readonly arguments: string;
}

/** The message that is not understood, as a path such as `messages[2].content[0]`. */
export interface MessageFault {
  readonly field: string;
  readonly fault: FieldFault;
}

type Fields = Readonly<Record<string, unknown>>;

/** Aborts the reading of a message. */
class Misread extends Error {
  readonly fault: MessageFault;

  constructor(field: string, fault: FieldFault) {
    super(field);
    this.fault = { field, fault };
  }
}

/** The messages of a list, or the first problem in it. */
export function readApiMessages(
  list: readonly unknown[],
): { readonly messages: readonly ApiMessage[] } | { readonly fault: MessageFault } {
  const calls = new Set<string>();
  try {
    return { messages: list.map((item, index) => read(item, `messages[${String(index)}]`, calls)) };
  } catch (error) {
    if (error instanceof Misread) return { fault: error.fault };
    throw error;
  }
}

const roles: Readonly<Record<string, ApiMessage['role']>> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  assistant: 'assistant',
  tool: 'tool',
};

function read(value: unknown, at: string, known: Set<string>): ApiMessage {
  if (!isFields(value)) throw new Misread(at, 'type');
  const role = typeof value['role'] === 'string' ? value['role'] : '';
  const meant = Object.hasOwn(roles, role) ? roles[role] : undefined;
  if (meant === undefined) throw new Misread(`${at}.role`, 'word');
  const calls = meant === 'assistant' ? readCalls(value['tool_calls'], `${at}.tool_calls`) : [];
  for (const { callId } of calls) known.add(callId);
  const { tool_call_id: asked } = value;
  const callId = meant === 'tool' && typeof asked === 'string' ? asked : '';
  // A tool result without its call cannot be stored in a chat.
  if (meant === 'tool' && !known.delete(callId)) throw new Misread(`${at}.tool_call_id`, 'id');
  return {
    role: meant,
    content: readContent(value['content'], meant, `${at}.content`),
    reasoning: meant === 'assistant' ? readReasoning(value['reasoning_content'], at) : '',
    calls,
    callId,
  };
}

function readReasoning(value: unknown, at: string): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  throw new Misread(`${at}.reasoning_content`, 'type');
}

/** An answer that only calls tools has no content, and a tool result may be empty. */
function readContent(value: unknown, role: ApiMessage['role'], at: string): string {
  if (typeof value === 'string') return value;
  const mayLack = role === 'assistant' || role === 'tool';
  if (mayLack && (value === undefined || value === null)) return '';
  if (!Array.isArray(value)) throw new Misread(at, value === undefined ? 'missing' : 'type');
  return value.map((part, index) => readPart(part, `${at}[${String(index)}]`)).join('');
}

/** A chat cannot store images and files. */
function readPart(part: unknown, at: string): string {
  if (typeof part === 'string') return part;
  if (!isFields(part)) throw new Misread(at, 'type');
  const type = part['type'] ?? 'text';
  if (typeof type !== 'string' || !/^(?:(?:input_|output_)?text|refusal)$/.test(type)) {
    throw new Misread(`${at}.type`, 'word');
  }
  const text = part[type === 'refusal' ? 'refusal' : 'text'];
  if (typeof text !== 'string') throw new Misread(`${at}.text`, 'type');
  return text;
}

function readCalls(value: unknown, at: string): ApiToolCall[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new Misread(at, 'type');
  return value.map((call: unknown, index) => {
    const fields = isFields(call) ? call : {};
    const made = isFields(fields['function']) ? fields['function'] : {};
    const { name, arguments: given } = made;
    const { id } = fields;
    if (typeof id !== 'string' || typeof name !== 'string' || typeof given !== 'string') {
      throw new Misread(`${at}[${String(index)}]`, 'type');
    }
    return { callId: id, name, arguments: given };
  });
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A deterministic token count, and the prompt as counted and cached text. */

import { createHash } from 'node:crypto';
import type { JsonObject, RequestBody, RequestMessage } from './types.ts';

/** Rule-of-thumb token count: 0.3 per ASCII character, 0.6 for others (contract 15). */
export function countTokens(text: string): number {
  let plain = 0;
  let other = 0;
  for (let at = 0; at < text.length; at++) {
    if (text.charCodeAt(at) < 0x0250) plain++;
    else other++;
  }
  return Math.ceil((plain * 3 + other * 6) / 10);
}

function renderPart(part: JsonObject): string {
  if (part.type === 'text') return String(part.text);
  return `<${createHash('sha256').update(JSON.stringify(part)).digest('hex')}>`;
}

/** A message as it appears in the prompt; reasoning is included only if there are tools (contract 6.3). */
export function renderMessage(message: RequestMessage, keepReasoning: boolean): string {
  const content = Array.isArray(message.content)
    ? (message.content as readonly JsonObject[]).map(renderPart).join('')
    : ((message.content as string | null | undefined) ?? '');
  const reasoning = keepReasoning ? (message.reasoning_content ?? '') : '';
  const calls = message.tool_calls === undefined ? '' : JSON.stringify(message.tool_calls);
  return `<${message.role}>${reasoning}<|>${content}${calls}</>`;
}

/** The complete prompt: tools first, then messages. */
export function renderPrompt(body: RequestBody): string {
  const hasTools = body.tools !== undefined && body.tools.length > 0;
  const tools = hasTools ? JSON.stringify(body.tools) : '';
  return tools + body.messages.map((message) => renderMessage(message, hasTools)).join('');
}

/** The prompt of a valid FIM request. */
export function renderFimPrompt({ prompt, suffix }: JsonObject): string {
  return `${prompt as string}<fill>${(suffix as string | null | undefined) ?? ''}`;
}

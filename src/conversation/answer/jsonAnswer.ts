/** Classifies an answer requested as JSON: valid, empty, cut off, or not JSON (contract 10). */

import { textOf } from '../activeBranch.ts';
import type { Turn } from '../model.ts';
import { parseJsonText, type JsonNode } from './losslessJson.ts';

/** Lines and columns are one-based; columns count UTF-16 code units, as in an editor. */
export type JsonAnswer =
  | { readonly kind: 'tree'; readonly root: JsonNode }
  | { readonly kind: 'empty' }
  | { readonly kind: 'tooDeep' }
  | {
      /** `cut`: the JSON is incomplete because the answer was cut off. */
      readonly kind: 'cut' | 'broken';
      readonly line: number;
      readonly column: number;
      /** The text around the error, on one line; empty at the end of an empty text. */
      readonly near: string;
    };

/** Whether the request asked for JSON. */
export function isJsonTurn({ request }: Turn): boolean {
  // Requested by an instruction in the prompt if the server has no JSON mode.
  return (request?.parameters.jsonOutput ?? request?.parameters.jsonInstruction) === true;
}

/** Classifies a finished answer. */
export function readJsonAnswer(turn: Turn): JsonAnswer {
  const text = textOf(turn, 'content');
  const { json, start } = unfenced(text);
  if (json.trim() === '') return { kind: 'empty' };
  const parsed = parseJsonText(json);
  if (parsed.ok) return { kind: 'tree', root: parsed.root };
  if (parsed.reason === 'depth') return { kind: 'tooDeep' };
  const atEnd = beginningOfMore.test(json.slice(parsed.offset).trim());
  const whole = turn.status === 'complete' && (turn.finishReason ?? 'stop') === 'stop';
  return { kind: atEnd && !whole ? 'cut' : 'broken', ...placeOf(text, start + parsed.offset) };
}

/** The answer's JSON without a surrounding code fence, for copying and saving. */
export function jsonTextOf(turn: Turn): string {
  return unfenced(textOf(turn, 'content')).json.trim();
}

/** Empty, or a partial escape or number: valid if more text had followed. */
const beginningOfMore = /^(\\(u[0-9a-fA-F]{0,3})?|-|\.|[eE][+-]?)?$/;

/** Removes the surrounding code fence, even if it is unclosed. */
function unfenced(text: string): { readonly json: string; readonly start: number } {
  const start = /^\s*(`{3,})[\w-]*[ \t]*\r?\n/.exec(text)?.[0].length ?? 0;
  if (start === 0) return { json: text, start };
  const end = /\r?\n?[ \t]*`{3,}\s*$/.exec(text.slice(start))?.index;
  return { json: text.slice(start, end === undefined ? undefined : start + end), start };
}

const around = 24;

function placeOf(text: string, offset: number): { line: number; column: number; near: string } {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const lineEnd = text.indexOf('\n', offset);
  const end = lineEnd === -1 ? text.length : lineEnd;
  return {
    line: text.slice(0, lineStart).split('\n').length,
    column: offset - lineStart + 1,
    near: text
      .slice(Math.max(lineStart, offset - around), Math.min(end, offset + around))
      .toWellFormed()
      .trim(),
  };
}

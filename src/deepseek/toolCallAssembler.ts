/** Puts tool calls together from the fragments in which they stream (contract 7.2, 19). */

import { recordOf, textOf } from './json.ts';
import type { AssembledToolCall } from './types.ts';

interface OpenCall {
  index?: number;
  id?: string;
  name: string;
  readonly pieces: string[];
}

/** Collects fragments; hands the calls over only when each of them is whole. */
export interface ToolCallAssembler {
  /** Takes one entry of `delta.tool_calls`. */
  add(fragment: unknown): void;
  /** Takes a `function_call` of very old servers. */
  addLegacy(functionCall: unknown): void;
  readonly isEmpty: boolean;
  /** The calls in order; none of them where one has no name or broken arguments. */
  finish(): readonly AssembledToolCall[] | undefined;
}

function argumentsOf(call: OpenCall): string {
  const text = call.pieces.join('');
  return text.trim() === '' ? '{}' : text;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A call that has begun and whose arguments could be complete: a name after it begins another one. */
function looksWhole(call: OpenCall): boolean {
  return call.name !== '' && isJson(argumentsOf(call));
}

/** The call that a fragment continues; none where it begins a new one. */
function findCall(calls: OpenCall[], index: unknown, id: string | undefined, named: boolean) {
  if (id !== undefined) {
    const known = calls.find((call) => call.id === id);
    if (known !== undefined) return known;
    // An id that comes late still belongs to the nameless beginning at its index.
    return calls.findLast(
      (call) => call.index === index && call.id === undefined && call.name === '',
    );
  }
  const last =
    typeof index === 'number' ? calls.findLast((call) => call.index === index) : calls.at(-1);
  return last !== undefined && named && looksWhole(last) ? undefined : last;
}

/** Makes an assembler for one answer. */
export function createToolCallAssembler(): ToolCallAssembler {
  const calls: OpenCall[] = [];
  const append = (index: unknown, id: string | undefined, fn: unknown) => {
    const fields = recordOf(fn);
    const name = textOf(fields?.['name']);
    let call = findCall(calls, index, id, name !== undefined);
    if (call === undefined) {
      call = { name: '', pieces: [] };
      calls.push(call);
    }
    if (typeof index === 'number') call.index ??= index;
    if (id !== undefined) call.id ??= id;
    if (call.name === '') call.name = name ?? '';
    const text = fields?.['arguments'];
    if (typeof text === 'string') call.pieces.push(text);
    else if (recordOf(text) !== undefined) call.pieces.push(JSON.stringify(text));
  };
  return {
    add(fragment) {
      const fields = recordOf(fragment);
      if (fields !== undefined) append(fields['index'], textOf(fields['id']), fields['function']);
    },
    addLegacy(functionCall) {
      if (recordOf(functionCall) !== undefined) append(0, undefined, functionCall);
    },
    get isEmpty() {
      return calls.length === 0;
    },
    finish() {
      const taken = new Set(calls.map((call) => call.id));
      const whole: AssembledToolCall[] = [];
      const ordered = calls.toSorted((a, b) => (a.index ?? 0) - (b.index ?? 0));
      for (const [position, call] of ordered.entries()) {
        if (!looksWhole(call)) return undefined;
        let number = position;
        while (call.id === undefined && taken.has(`call_${number}`)) number += ordered.length;
        const callId = call.id ?? `call_${number}`;
        taken.add(callId);
        whole.push({ callId, name: call.name, arguments: argumentsOf(call) });
      }
      return whole;
    },
  };
}

/** Puts tool calls together from the fragments in which they stream (contract 7.2, 19). */

import { parseJson, recordOf, textOf } from './json.ts';
import type { AssembledToolCall } from './types.ts';

interface OpenCall {
  index?: number;
  id?: string;
  name: string;
  readonly pieces: string[];
}

/** The arguments so far; a function without parameters may be called with none at all. */
function argumentsOf(call: OpenCall): string {
  const text = call.pieces.join('');
  return text.trim() === '' ? '{}' : text;
}

/** Whether a call could be complete: then a name after it begins another one. */
function isWhole(call: OpenCall): boolean {
  return call.name !== '' && parseJson(argumentsOf(call)) !== undefined;
}

/** Collects fragments; hands the calls over only when each of them is whole. */
export class ToolCallAssembler {
  readonly #calls: OpenCall[] = [];

  get isEmpty(): boolean {
    return this.#calls.length === 0;
  }

  /** Takes one entry of `delta.tool_calls`. */
  add(fragment: unknown): void {
    const fields = recordOf(fragment);
    if (fields !== undefined) {
      this.#append(fields['index'], textOf(fields['id']), fields['function']);
    }
  }

  /** Takes a `function_call` of very old servers. */
  addLegacy(functionCall: unknown): void {
    if (recordOf(functionCall) !== undefined) this.#append(0, undefined, functionCall);
  }

  /** The calls in order; none of them where one has no name or broken arguments. */
  finish(): readonly AssembledToolCall[] | undefined {
    if (!this.#calls.every(isWhole)) return undefined;
    const taken = new Set(this.#calls.map((call) => call.id));
    const ordered = this.#calls.toSorted((a, b) => (a.index ?? 0) - (b.index ?? 0));
    return ordered.map((call, position) => {
      let number = position;
      while (call.id === undefined && taken.has(`call_${number}`)) number += ordered.length;
      const callId = call.id ?? `call_${number}`;
      taken.add(callId);
      return { callId, name: call.name, arguments: argumentsOf(call) };
    });
  }

  #append(index: unknown, id: string | undefined, fn: unknown): void {
    const fields = recordOf(fn);
    const name = textOf(fields?.['name']);
    let call = this.#find(index, id, name !== undefined);
    if (call === undefined) {
      call = { name: '', pieces: [] };
      this.#calls.push(call);
    }
    if (typeof index === 'number') call.index ??= index;
    if (id !== undefined) call.id ??= id;
    if (call.name === '') call.name = name ?? '';
    const text = fields?.['arguments'];
    if (typeof text === 'string') call.pieces.push(text);
    else if (recordOf(text) !== undefined) call.pieces.push(JSON.stringify(text));
  }

  /** The call that a fragment continues; none where it begins a new one. */
  #find(index: unknown, id: string | undefined, named: boolean): OpenCall | undefined {
    const atIndex = (call: OpenCall) => typeof index !== 'number' || call.index === index;
    if (id === undefined) {
      const last = this.#calls.findLast(atIndex);
      return last !== undefined && named && isWhole(last) ? undefined : last;
    }
    const known = this.#calls.find((call) => call.id === id);
    // An id that comes late still belongs to the beginning without one at its index.
    const beginning = (call: OpenCall) => atIndex(call) && call.id === undefined && !named;
    return known ?? this.#calls.findLast(beginning);
  }
}

/** Assembles tool calls from streamed fragments (contract 7.2, 11.1, 19). */

import { serverLimits } from '../../conversation/limits.ts';
import { JsonArguments } from './jsonArguments.ts';
import { indexOf, isWithinDepth, asRecord, asText } from '../json.ts';
import type { AssembledToolCall } from '../types.ts';

interface OpenCall {
  index?: number;
  id?: string;
  name: string;
  readonly arguments: JsonArguments;
}

/** A parsed entry of `tool_calls`. */
interface Fragment {
  readonly index: number | undefined;
  readonly id: string | undefined;
  readonly name: string | undefined;
  /** Undefined if the entry has none, or they are unusable. */
  readonly text: string | undefined;
  readonly isBroken: boolean;
}

/** Collects fragments; returns the calls only if all of them are complete. */
export class ToolCallAssembler {
  readonly #calls: OpenCall[] = [];
  /** The last call for each index, and for each id. */
  readonly #byIndex = new Map<number, OpenCall>();
  readonly #byId = new Map<string, OpenCall>();
  #hasTooMany = false;

  /** The limit of calls per answer was exceeded; further entries are ignored. */
  get hasTooMany(): boolean {
    return this.#hasTooMany;
  }

  get isEmpty(): boolean {
    return this.#calls.length === 0;
  }

  /** Reads an entry of `delta.tool_calls`; returns false if it adds nothing. */
  add(entry: unknown): boolean {
    const fields = asRecord(entry);
    if (fields === undefined) return false;
    const id = asText(fields['id']);
    const isBlank = id === undefined || id.trim() === '';
    return this.#append(
      toFragment(indexOf(fields['index']), isBlank ? undefined : id, fields['function']),
    );
  }

  /** Reads the legacy `function_call` field. */
  addLegacy(functionCall: unknown): boolean {
    if (asRecord(functionCall) === undefined) return false;
    return this.#append(toFragment(0, undefined, functionCall));
  }

  /** The calls in order, each with a unique id; undefined if one of them is unusable. */
  finish(): readonly AssembledToolCall[] | undefined {
    if (this.#hasTooMany) return undefined;
    const ordered = this.#calls.toSorted((a, b) => (a.index ?? 0) - (b.index ?? 0));
    const given = new Set(this.#calls.map(({ id }) => id));
    const used = new Set<string>();
    const finished: AssembledToolCall[] = [];
    for (const [position, call] of ordered.entries()) {
      const text = call.arguments.text;
      if (text === undefined || call.name === '' || call.name.length > serverLimits.toolCallName) {
        return undefined;
      }
      let callId = call.id;
      if (callId === undefined || callId.length > serverLimits.toolCallId || used.has(callId)) {
        let number = position;
        while (given.has(`call_${number}`)) number += ordered.length;
        callId = `call_${number}`;
        given.add(callId);
      }
      used.add(callId);
      finished.push({ callId, name: call.name, arguments: text });
    }
    return finished;
  }

  #append(fragment: Fragment): boolean {
    const { index, id, name, text, isBroken } = fragment;
    const adds = name !== undefined || text !== undefined || isBroken;
    const call = this.#find(fragment) ?? (adds || id !== undefined ? this.#open() : undefined);
    if (call === undefined) return false;
    if (index !== undefined) {
      call.index ??= index;
      this.#byIndex.set(index, call);
    }
    if (id !== undefined) {
      call.id ??= id;
      this.#byId.set(id, call);
    }
    if (call.name === '') call.name = name ?? '';
    if (isBroken) call.arguments.reject();
    else if (text !== undefined) call.arguments.push(text);
    return adds;
  }

  /** Creates a call; undefined if the limit is reached. */
  #open(): OpenCall | undefined {
    if (this.#calls.length === serverLimits.toolCalls) {
      this.#hasTooMany = true;
      return undefined;
    }
    const call = { name: '', arguments: new JsonArguments() };
    this.#calls.push(call);
    return call;
  }

  /** The call that a fragment continues; undefined if it starts a new one. */
  #find(fragment: Fragment): OpenCall | undefined {
    const { index, id, name } = fragment;
    const before = index === undefined ? this.#calls.at(-1) : this.#byIndex.get(index);
    if (id === undefined) {
      return before === undefined || beginsAnother(before, fragment) ? undefined : before;
    }
    const known = this.#byId.get(id);
    if (known !== undefined) {
      // A known id at another index, with a name, is a duplicate id.
      const isElsewhere = index !== undefined && known.index !== undefined && known.index !== index;
      if (isElsewhere && name !== undefined) return this.#continued(before, fragment);
      return beginsAnother(known, fragment) ? undefined : known;
    }
    return this.#continued(before, fragment);
  }

  /** A late id belongs to the call that started without one. */
  #continued(before: OpenCall | undefined, { name }: Fragment): OpenCall | undefined {
    const isWithoutId = before !== undefined && before.id === undefined;
    return isWithoutId && (name === undefined || isRepeatedName(before, name)) ? before : undefined;
  }
}

/** Some servers repeat the name in each fragment before the arguments. */
function isRepeatedName(call: OpenCall, name: string): boolean {
  return call.name === name && call.arguments.isBlank;
}

/** Whether a fragment with a name follows a complete call. */
function beginsAnother(call: OpenCall, { name, text }: Fragment): boolean {
  if (name === undefined || call.name === '') return false;
  if (call.arguments.isBlank) return call.name !== name;
  return call.arguments.hasEnded && (call.name !== name || text !== undefined);
}

function toFragment(index: number | undefined, id: string | undefined, fn: unknown): Fragment {
  const fields = asRecord(fn);
  const value = fields?.['arguments'];
  const isObject = asRecord(value) !== undefined;
  const isBroken = isObject && !isWithinDepth(value, serverLimits.toolCallDepth);
  const text = isObject && !isBroken ? JSON.stringify(value) : asText(value);
  return { index, id, name: asText(fields?.['name']), text, isBroken };
}

/** Imports chats; the entire file is validated before anything is stored. */

import { shortTitle } from '../chatTitle.ts';
import type { ConversationEvent } from '../events/events.ts';
import { exportFormat, exportVersion } from './exportJson.ts';
import { ImportedChat } from './importedChat.ts';
import { ImportFailure, type ImportRefusal } from './importProblem.ts';
import { cutOutItems, outlineJson } from './jsonScan.ts';
import { importLimits } from '../limits.ts';
import { toChatEvents } from './importMessages.ts';
import type { ConversationId } from '../model.ts';
import { readApiMessages } from './readApiMessage.ts';

export type { ImportProblem } from './importProblem.ts';

/** The chats of a file as events, each with a new id; or the problem. */
export type ImportResult =
  { readonly ok: true; readonly chats: readonly (readonly ConversationEvent[])[] } | ImportRefusal;

/** Options of an import. */
export interface ImportOptions {
  /** Creates the id of each chat, because an id in the file may already be in use. */
  readonly nextId: () => string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Called occasionally with the progress from 0 to 1. */
  readonly onProgress?: (done: number) => void;
}

/** Receives events to store. They must be discarded unless the entire file was valid. */
export interface ImportSink {
  /** Starts the next chat. */
  begin(id: ConversationId): void;
  take(event: ConversationEvent): void;
}

/** Reads one exported chat, several of them (one per line), or an array of API messages. */
export function importChats(text: string, options: ImportOptions): ImportResult {
  const chats: ConversationEvent[][] = [];
  const refusal = readChats(text, options, {
    begin: () => chats.push([]),
    take: (event) => chats.at(-1)?.push(event),
  });
  return refusal ?? { ok: true, chats };
}

/** Streams the chats of a file to a sink; returns the problem, if there is one. */
export function readChats(
  text: string,
  options: ImportOptions,
  sink: ImportSink,
): ImportRefusal | undefined {
  try {
    new ChatFile(options, sink, text.length).read(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof ImportFailure)) throw error;
    return { ok: false, problem: error.problem, detail: error.detail };
  }
}

/** Number of values between progress reports. */
const reportEvery = 1_000;

class ChatFile {
  readonly #options: ImportOptions;
  readonly #sink: ImportSink;
  readonly #length: number;
  #done = 0;
  #values = 0;

  constructor(options: ImportOptions, sink: ImportSink, length: number) {
    this.#options = options;
    this.#sink = sink;
    this.#length = length;
  }

  read(file: string): void {
    const text = file.startsWith('\uFEFF') ? file.slice(1) : file;
    if (text.trim() === '') throw new ImportFailure({ kind: 'empty', where: '' });
    const { depth, events, chats } = importLimits;
    const outline = outlineJson(text, depth, events);
    if (outline.depth > depth) throw new ImportFailure({ kind: 'tooDeep', where: '' });
    if (outline.items > events) throw tooMany('events');
    if (outline.roots > chats) throw tooMany('chats');
    if (outline.roots < 2) this.#readDocument(text, '');
    else this.#readLines(text);
  }

  #readLines(text: string): void {
    let number = 0;
    for (let start = 0; start < text.length;) {
      const found = text.indexOf('\n', start);
      const end = found < 0 ? text.length : found;
      const line = text.slice(start, end);
      number += 1;
      if (line.trim() !== '') this.#readDocument(line, `line ${String(number)}`);
      start = end + 1;
    }
  }

  #readDocument(text: string, where: string): void {
    // An early estimate rejects files with too many turns; the exact check follows for each event.
    if (countOf('"turnStarted"', text) > importLimits.turns) throw tooMany('turns', where);
    const { text: skeleton, values } = cutOutItems(text);
    const root = parse(skeleton, where);
    const read = (item: unknown, at: string): unknown => {
      const value = values[Array.isArray(item) ? (item[0] as number) : -1];
      if (value === undefined) return item;
      this.#report(value.length);
      return parse(value, at);
    };
    const { format, version, events, messages, title } = asRecord(root);
    const list = Array.isArray(root) ? root : messages;
    if (Array.isArray(list) && list.length > 0) {
      this.#readMessages(
        list.map((item, index) => read(item, join(where, `[${String(index)}]`))),
        where,
      );
      return;
    }
    if (format !== exportFormat || !Array.isArray(events)) {
      throw new ImportFailure({ kind: 'notAChat', where });
    }
    if (version !== exportVersion) {
      throw new ImportFailure({ kind: 'newerVersion', where, found: toShown(version) });
    }
    if (events.length === 0) throw new ImportFailure({ kind: 'empty', where });
    const named = typeof title === 'string' ? shortTitle(title.slice(0, 400)) : undefined;
    this.#readEvents(events, where, read, named);
  }

  #readEvents(
    events: readonly unknown[],
    where: string,
    read: (item: unknown, at: string) => unknown,
    title: string | undefined,
  ): void {
    const chat = this.#begin();
    for (const [index, item] of events.entries()) {
      const at = join(where, `events[${String(index)}]`);
      try {
        chat.add(read(item, at), at);
      } catch (error) {
        if (!(error instanceof ImportFailure) || title === undefined) throw error;
        throw new ImportFailure(error.problem, { ...error.detail, title });
      }
    }
    chat.end(this.#options.now);
  }

  #readMessages(list: readonly unknown[], where: string): void {
    const read = readApiMessages(list);
    if ('fault' in read) throw new ImportFailure({ kind: 'notAChat', where }, read.fault);
    const chat = this.#begin();
    for (const event of toChatEvents(read.messages, this.#options)) {
      chat.add(event, where);
    }
    chat.end(this.#options.now);
  }

  #begin(): ImportedChat {
    const id = this.#options.nextId();
    this.#sink.begin(id);
    return new ImportedChat(id, (event) => this.#sink.take(event));
  }

  #report(length: number): void {
    this.#done += length;
    this.#values += 1;
    if (this.#values % reportEvery === 0) this.#options.onProgress?.(this.#done / this.#length);
  }
}

function tooMany(limit: 'events' | 'chats' | 'turns', where = ''): ImportFailure {
  return new ImportFailure({ kind: 'tooMany', where }, { limit });
}

/** Counts a JSON fragment; inside a string its quotes would be escaped. */
function countOf(piece: string, text: string): number {
  let count = 0;
  for (let at = text.indexOf(piece); at >= 0; at = text.indexOf(piece, at + piece.length)) {
    count += 1;
  }
  return count;
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  const isRecord = typeof value === 'object' && value !== null;
  return isRecord ? (value as Readonly<Record<string, unknown>>) : {};
}

function toShown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined');
  return text.slice(0, 64);
}

function join(where: string, inner: string): string {
  return where === '' ? inner : `${where}, ${inner}`;
}

function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Reports the position in the file; the engine's message contains offsets into a fragment.
    throw new ImportFailure({ kind: 'notJson', where });
  }
}

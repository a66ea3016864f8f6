/** A storage folder with the chat of a case and neighbouring chats that must stay unchanged. */

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConversationEvent } from '../../../src/conversation/events/events.ts';
import { makeTemporaryFolder } from '../../../scripts/host/temporaryFolder.ts';
import { logSchema, toLine } from '../../../src/storage/log/logFormat.ts';
import type { LogCase } from './logGrammar.ts';

/** A word that occurs only in the neighbours. */
export const neighbourWord = 'zyzzyva';
export const neighbours = ['a', 'b'] as const;

/** One folder, reused for all cases. */
export class ChatFolder {
  readonly path: string;
  readonly #chats: string;
  readonly #remove: () => void;

  constructor() {
    // Use a RAM disk if available, because syncing to a disk would dominate the run time.
    const folder = makeTemporaryFolder('fuzz-chats-', '/dev/shm');
    this.path = folder.path;
    this.#remove = () => folder.remove();
    this.#chats = join(folder.path, 'chats');
  }

  /** Writes the files of a case next to the neighbours. */
  prepare({ log, index, lease, ask }: LogCase): void {
    rmSync(this.path, { recursive: true, force: true });
    mkdirSync(this.#chats, { recursive: true });
    for (const id of neighbours) writeFileSync(this.#log(id), neighbourLog(id));
    writeFileSync(this.#log('x'), Buffer.from(log, 'latin1'));
    if (index !== undefined) writeFileSync(join(this.path, 'index.json'), index, 'latin1');
    const leases = join(this.#chats, 'x.lease');
    if (lease !== undefined || ask !== undefined) mkdirSync(leases);
    if (lease !== undefined) writeFileSync(join(leases, '1'), lease, 'latin1');
    if (ask !== undefined) writeFileSync(join(leases, 'ask-w'), ask, 'latin1');
  }

  /** The first neighbour is unchanged, and the second has at most grown. */
  checkNeighbours(): void {
    const [first, second] = neighbours;
    assert.ok(readFileSync(this.#log(first)).equals(neighbourLog(first)), 'another chat changed');
    const grown = readFileSync(this.#log(second));
    const before = neighbourLog(second);
    assert.ok(grown.subarray(0, before.length).equals(before), 'a renamed chat lost its beginning');
  }

  /** Unreadable content was preserved somewhere. */
  checkNothingLost({ log }: LogCase): void {
    const names = readdirSync(this.#chats).filter((name) => name.startsWith('x.jsonl'));
    const kept = names.map((name) => readFileSync(join(this.#chats, name), 'latin1'));
    if (kept.some((bytes) => bytes.startsWith(log))) return;
    for (const line of log.split('\n')) {
      // Valid events are compared by the conversation that they fold to.
      if (isObject(line)) continue;
      const isKept = kept.some((bytes) => bytes.includes(line));
      assert.ok(isKept, `lost: ${line.slice(0, 200)}`);
    }
  }

  /** The chat's lease was released. */
  checkReleased(): void {
    assert.ok(!existsSync(join(this.#chats, 'x.lease')), 'a lease is left');
  }

  close(): void {
    this.#remove();
  }

  #log(id: string): string {
    return join(this.#chats, `${id}.jsonl`);
  }
}

/** The events of a neighbour. */
export function neighbourEvents(id: string): readonly ConversationEvent[] {
  const user = { text: `Where is the ${neighbourWord}?`, context: [] };
  const turn = { turnId: 't1', at: 1_780_000_000_000 };
  return [
    { type: 'conversationCreated', id, at: turn.at, systemPrompt: '' },
    { type: 'turnStarted', ...turn, parentId: null, user },
    { type: 'partAppended', ...turn, partId: 'p', kind: 'content', offset: 0, text: 'Here.' },
    { type: 'turnEnded', ...turn, status: 'complete', finishReason: 'stop' },
  ];
}

function neighbourLog(id: string): Buffer {
  const header = toLine({ schema: logSchema, writer: '0.0.0', generation: 0 });
  return Buffer.concat([header, ...neighbourEvents(id).map(toLine)]);
}

function isObject(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null;
  } catch {
    // Invalid JSON must be preserved verbatim.
    return false;
  }
}

/** Stores on a folder that act as separate windows, and a chat of a few kilobytes. */

import { join } from 'node:path';
import type { ConversationEvent } from '../../../src/conversation/events/events.ts';
import type { Clock, FilePort } from '../../../src/platform/ports.ts';
import { ConversationLog } from '../../../src/storage/log/conversationStore.ts';
import type { ChatTenant } from '../../../src/storage/log/tenants.ts';
import { logSchema, toLine } from '../../../src/storage/log/logFormat.ts';
import { nodeFiles } from '../../../src/storage/nodeFiles.ts';
import type { Damage } from '../../../src/storage/log/compactLog.ts';
import { FakeClock } from '../fakeClock.ts';

/** A window's store, with everything that it reported. */
export interface TestStore {
  readonly store: ConversationLog;
  readonly clock: FakeClock;
  readonly problems: (string | undefined)[];
  readonly damages: Damage[];
  readonly warnings: string[];
}

/** Opens a store on a folder, by default with its own clock. */
export function openStore(
  folder: string,
  { files = nodeFiles, clock = new FakeClock(), window }: Partial<StoreOptions> = {},
): TestStore {
  const problems: (string | undefined)[] = [];
  const damages: Damage[] = [];
  const warnings: string[] = [];
  const note = (text: string) => void warnings.push(text);
  const store = new ConversationLog({
    folder,
    files,
    clock,
    writer: '0.0.0',
    ...(window === undefined ? {} : { window }),
    logger: { info() {}, warn: note, error: note },
    onProblem: (code) => problems.push(code),
    onDamage: (damage) => damages.push(damage),
  });
  return { store, clock: clock as FakeClock, problems, damages, warnings };
}

interface StoreOptions {
  readonly files: FilePort;
  readonly clock: Clock;
  readonly window: string;
}

/** A tenant that records its notifications. */
export interface TestTenant extends ChatTenant {
  busy: boolean;
  left: number;
  readonly lost: (readonly ConversationEvent[])[];
}

/** Creates a tenant. */
export function makeTenant(): TestTenant {
  const holder: TestTenant = {
    busy: false,
    left: 0,
    lost: [],
    onLeft: () => (holder.left += 1),
    onLost: (unsaved) => holder.lost.push(unsaved),
  };
  return holder;
}

/** Path of a chat's log. */
export function pathOf(folder: string, id = 'c1'): string {
  return join(folder, 'chats', `${id}.jsonl`);
}

/** Consecutive turns, each answered in pieces; about 600 bytes per turn and 430 per piece. */
export function chatEvents(id: string, turns: number, pieces = 3): ConversationEvent[] {
  const events: ConversationEvent[] = [
    { type: 'conversationCreated', id, at: 1, systemPrompt: 'be kind' },
  ];
  for (let turn = 0; turn < turns; turn += 1) events.push(...turnEvents(turn, pieces));
  return events;
}

/** One answered turn. */
export function turnEvents(turn: number, pieces = 3): ConversationEvent[] {
  const turnId = `t${String(turn)}`;
  const parentId = turn === 0 ? null : `t${String(turn - 1)}`;
  const at = 10 + turn * 10;
  const user = { text: `Question ${String(turn)} — 为什么 😀`, context: [] };
  const texts = Array.from({ length: pieces }, (_, piece) =>
    `[${String(piece)} of 回答 😀] `.padEnd(300, 'x'),
  );
  const appended = texts.map((text, piece): ConversationEvent => {
    const offset = texts.slice(0, piece).join('').length;
    const partId = `${turnId}-p`;
    return { type: 'partAppended', turnId, partId, kind: 'content', offset, text, at: at + 1 };
  });
  return [
    { type: 'turnStarted', turnId, parentId, at, user },
    ...appended,
    { type: 'turnEnded', turnId, at: at + 9, status: 'complete', finishReason: 'stop' },
  ];
}

/** The lines of a log as bytes. */
export function logLines(events: readonly ConversationEvent[], generation = 0): Uint8Array[] {
  return [toLine({ schema: logSchema, writer: '0.0.0', generation }), ...events.map(toLine)];
}

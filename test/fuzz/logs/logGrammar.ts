/** Generates the log of one chat as bytes, valid or mutated, with files that may exist next to it. */

import { makeChat } from '../chats/chatGrammar.ts';
import { mutateEvents } from '../chats/eventMutation.ts';
import type { Choices } from '../choices.ts';
import { JsonDocument, type Json } from '../jsonMutation.ts';
import { mutateBytes } from '../streams/streamMutation.ts';

/** Plain JSON; bytes are stored as one character each. */
export interface LogCase {
  readonly log: string;
  /** Whether the log is unmodified. */
  readonly isValid: boolean;
  /** The chat list cache as an earlier window left it. */
  readonly index?: string;
  /** Leftovers of another window: its lease and its request. */
  readonly lease?: string;
  readonly ask?: string;
}

/** Generates one case. */
export function generateLog(choices: Choices): LogCase {
  const events = makeChat({ id: 'x', isOwn: true }, choices).map((event) => JSON.stringify(event));
  const lines = ['{"schema":1,"writer":"0.0.0","generation":0}', ...events];
  const isValid = choices.happens(0.15);
  if (!isValid) {
    for (let left = 1 + choices.below(4); left > 0; left -= 1) mutateEvents(lines, choices);
  }
  const bytes = toBytes(`${lines.join('\n')}\n`);
  return {
    log: isValid || choices.happens(0.6) ? bytes : spoilBytes(bytes, choices),
    isValid,
    ...(choices.happens(0.1) && { index: makeIndex(choices) }),
    ...(choices.happens(0.1) && { lease: makeRecord(choices) }),
    ...(choices.happens(0.1) && { ask: makeRecord(choices) }),
  };
}

function spoilBytes(bytes: string, choices: Choices): string {
  const at = choices.below(bytes.length + 1);
  switch (choices.below(6)) {
    case 0:
      return bytes.slice(0, at);
    case 1:
      // Left by some file systems after a power cut.
      return bytes.slice(0, at) + '\0'.repeat(choices.size(5_000));
    case 2:
      return bytes.replaceAll('\n', '\r\n');
    case 3:
      return `${bytes.slice(0, at)}${'x'.repeat(choices.pick([10, 1_000, 300_000]))}${bytes.slice(at)}`;
    case 4:
      return bytes + bytes;
    default:
      return mutateBytes(bytes, choices);
  }
}

function makeIndex(choices: Choices): string {
  const summary = { id: 'x', title: 't', createdAt: 1, updatedAt: 2, turns: 1, pinned: false };
  const entry = { size: 10, modifiedAt: 1, readOnly: false, summary };
  return mutateJson(
    { version: 1, chats: [entry, { ...entry, summary: { ...summary, id: 'a' } }] },
    choices,
  );
}

/** A lease of a closed window, possibly damaged. */
function makeRecord(choices: Choices): string {
  const record = { host: 'elsewhere', window: 'w', pid: 1, started: '1', at: 1, beat: 3 };
  return choices.pick<() => string>([
    () => '',
    () => '\0'.repeat(512),
    () => JSON.stringify(record).padStart(512),
    () => JSON.stringify(record).slice(0, choices.below(60)),
    () => mutateJson(record, choices),
    () => 'text',
    () => JSON.stringify({ ...record, at: 1e17 }),
    () => JSON.stringify({ ...record, pid: choices.pick([0, -1, 1e9, 0.5]) }),
  ])();
}

function mutateJson(value: Json, choices: Choices): string {
  const document = new JsonDocument(value);
  for (let left = 1 + choices.below(3); left > 0; left -= 1) {
    document.mutate(choices, ['version', 'chats', 'size', 'summary', 'id', 'host', 'pid', 'at']);
  }
  const bytes = toBytes(document.toText());
  return choices.happens(0.3) ? mutateBytes(bytes, choices) : bytes;
}

function toBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

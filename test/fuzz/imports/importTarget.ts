/** Invariants of importing any file. */

import assert from 'node:assert/strict';
import { toCarriedTurn } from '../../../src/conversation/context/exportedContext.ts';
import { EventRepairer } from '../../../src/conversation/events/repairEvents.ts';
import type { ConversationEvent } from '../../../src/conversation/events/events.ts';
import { toExportedChat } from '../../../src/conversation/export/exportJson.ts';
import { importChats } from '../../../src/conversation/export/importChats.ts';
import type { Conversation, Part, RequestRecord } from '../../../src/conversation/model.ts';
import { emptyConversation, reduceAll } from '../../../src/conversation/events/reduce.ts';
import { parseLog, toLine } from '../../../src/storage/log/logFormat.ts';
import { assertSame } from '../assertSame.ts';
import { checkConversation, checkRequests } from '../chats/conversationBounds.ts';
import type { FuzzTarget } from '../fuzzTarget.ts';
import { generateImport, type ImportCase } from './importGrammar.ts';

const now = 1_795_000_000_001;

/** Imports files. */
export const importTarget: FuzzTarget = {
  name: 'imports',
  share: 35,
  generate: generateImport,
  check(input) {
    const { text, isValid } = input as ImportCase;
    const ids: string[] = [];
    const result = importChats(text, { nextId: () => nextId(ids), now });
    checkPrototypes();
    if (!result.ok) {
      const { kind, where } = result.problem;
      assert.ok(typeof kind === 'string' && typeof where === 'string');
      assert.ok(!isValid, `an export is refused: ${kind} at ${where}`);
      return Promise.resolve();
    }
    assert.ok(result.chats.length > 0);
    for (const events of result.chats) checkChat(events, ids, text.length);
    return Promise.resolve();
  },
};

function nextId(ids: string[]): string {
  ids.push(`new-${ids.length}`);
  return ids.at(-1) ?? '';
}

/** An accepted chat could be stored in a log, and survives another export and import. */
function checkChat(
  events: readonly ConversationEvent[],
  ids: readonly string[],
  size: number,
): void {
  const [first] = events;
  assert.ok(first?.type === 'conversationCreated' && ids.includes(first.id), 'an id of the file');
  for (const { type } of events) {
    assert.ok(!['messageQueued', 'messageUnqueued', 'queueOrdered'].includes(type), type);
  }
  const folded = readAsLog(events);
  checkConversation(folded, size);
  checkRequests(folded);
  const log = parseLog(Buffer.concat(events.map(toLine)));
  assert.equal(
    log.badLines.length,
    0,
    'the log of an accepted chat has a line that no reader takes',
  );
  assertSame(comparable(readAsLog(log.events)), comparable(folded), 'its log reads otherwise');
  const again = importChats(JSON.stringify(toExportedChat(folded, now)), {
    nextId: () => folded.id,
    now,
  });
  assert.ok(again.ok, `its export is refused: ${JSON.stringify(again)}`);
  const [copy = []] = again.chats;
  const [carried, expected] = [readAsLog(copy), folded].map((conversation) =>
    comparable(asCarried(conversation)),
  );
  assertSame(carried, expected, 'its export reads otherwise');
}

/** The chat without what an export omits: local folders, and a gateway's path and extra fields. */
function asCarried(conversation: Conversation): Conversation {
  const turns = [...conversation.turns.values()].map((turn) => {
    const { request, spent, ...rest } = toCarriedTurn(turn);
    return {
      ...rest,
      parts: rest.parts.map(withWholeCharacters),
      ...(request && { request: asCarriedRequest(request) }),
      ...(spent && {
        spent: spent.map((spentRequest) => ({
          ...spentRequest,
          request: asCarriedRequest(spentRequest.request),
        })),
      }),
    };
  });
  return { ...conversation, turns: new Map(turns.map((turn) => [turn.id, turn])) };
}

/** Overlapping pieces may leave a lone surrogate, which an import replaces. */
function withWholeCharacters(part: Part): Part {
  return part.kind === 'toolCall' ? part : { ...part, text: part.text.toWellFormed() };
}

function asCarriedRequest({ form, ...request }: RequestRecord): RequestRecord {
  if (form === undefined) return request;
  const { headers = [] } = form;
  return { ...request, form: { ...form, headers, path: '', extraBody: '' } };
}

/** The chat as read from its log. */
function readAsLog(events: readonly ConversationEvent[]): Conversation {
  const repairer = new EventRepairer();
  return reduceAll(
    emptyConversation,
    events.flatMap((event) => repairer.repair(event)),
  );
}

/** Normalizes missing and disabled flags. */
function comparable({ leftLeaves = [], ...rest }: Conversation): unknown {
  const turns = [...rest.turns.values()].map((turn) => ({
    ...turn,
    hidden: turn.hidden ?? false,
    excluded: turn.excluded ?? false,
    excludedContext: turn.excludedContext ?? [],
  }));
  return { ...rest, turns, leftLeaves: leftLeaves.filter((leaf) => leaf !== rest.activeLeaf) };
}

function checkPrototypes(): void {
  for (const prototype of [Object.prototype, Array.prototype, Map.prototype]) {
    assert.ok(!('polluted' in prototype), 'a prototype was changed');
    assert.equal(Object.keys(prototype).length, 0, 'a prototype was changed');
  }
}

/** The only writer of a conversation: folds one event into the next state. Total, and idempotent for text. */

import type { ConversationEvent, PartAppended } from './events.ts';
import { findTurn } from './branch.ts';
import { openingParts } from './continuation.ts';
import { toSummary, useSummary } from './turnSummary.ts';
import { withTokens } from './logprobs.ts';
import type { Conversation, Part, RequestRecord, Turn, TurnId } from './model.ts';
import { foldQueue, withoutQueued } from './queue.ts';

/** The state before any event; the first event of a log names the conversation. */
export const emptyConversation: Conversation = {
  id: '',
  createdAt: 0,
  systemPrompt: '',
  pinned: false,
  settings: {},
  turns: new Map(),
  openTurn: null,
  activeLeaf: null,
};

/** Folds an event into a conversation; an event that makes no sense there leaves it as it is. */
export function reduce(state: Conversation, event: ConversationEvent): Conversation {
  return fold(state, event, (turns, turn) => new Map(turns).set(turn.id, turn));
}

/** Adds an ended turn to those that there are. */
type PutTurn = (turns: Conversation['turns'], turn: Turn) => Conversation['turns'];

function fold(state: Conversation, event: ConversationEvent, put: PutTurn): Conversation {
  switch (event.type) {
    case 'conversationCreated':
      if (state.id === '') {
        return {
          ...state,
          id: event.id,
          createdAt: event.at,
          systemPrompt: event.systemPrompt,
          ...(event.workspace === undefined ? {} : { workspace: event.workspace }),
        };
      }
      // It was there before anything was said in it; its system text is frozen only now.
      return state.id === event.id && state.turns.size === 0 && state.openTurn === null
        ? { ...state, systemPrompt: event.systemPrompt }
        : state;
    case 'turnStarted':
      return startTurn(state, event, put);
    case 'requestSent':
      return withOpenTurn(state, event.turnId, (turn) => sendRequest(turn, event.request));
    case 'responseStarted':
      return withOpenTurn(state, event.turnId, (turn) => ({
        ...turn,
        ...(event.responseId === undefined ? {} : { responseId: event.responseId }),
        ...(event.traceId === undefined ? {} : { traceId: event.traceId }),
      }));
    case 'partAppended':
      return withOpenTurn(state, event.turnId, (turn) => appendText(turn, event));
    case 'toolCallRequested':
      return withOpenTurn(state, event.turnId, (turn) =>
        turn.parts.some((part) => part.id === event.partId)
          ? turn
          : {
              ...turn,
              parts: [
                ...turn.parts,
                {
                  kind: 'toolCall',
                  id: event.partId,
                  callId: event.callId,
                  name: event.name,
                  arguments: event.arguments,
                  startedAt: event.at,
                },
              ],
            },
      );
    case 'toolCallResolved':
      return withOpenTurn(state, event.turnId, (turn) => ({
        ...turn,
        parts: turn.parts.map((part) =>
          part.id === event.partId && part.kind === 'toolCall' && part.result === undefined
            ? { ...part, result: event.result }
            : part,
        ),
      }));
    case 'logprobsReported':
      return withOpenTurn(state, event.turnId, (turn) => {
        const index = turn.parts.findIndex((part) => part.id === event.partId);
        const part = turn.parts[index];
        const told = part === undefined ? part : withTokens(part, event);
        return told === undefined || told === part
          ? turn
          : { ...turn, parts: turn.parts.with(index, told) };
      });
    case 'usageReported':
      return withOpenTurn(state, event.turnId, (turn) => ({
        ...turn,
        usage: event.usage,
        ...(event.timing === undefined ? {} : { timing: event.timing }),
      }));
    case 'turnEnded':
      return endTurn(state, event, put);
    case 'turnHidden':
      return markTurn(state, event.turnId, (turn) =>
        (turn.hidden ?? false) === event.hidden ? turn : { ...turn, hidden: event.hidden },
      );
    case 'turnExcluded':
      return markTurn(state, event.turnId, (turn) =>
        (turn.excluded ?? false) === event.excluded ? turn : { ...turn, excluded: event.excluded },
      );
    case 'contextExcluded':
      return markTurn(state, event.turnId, (turn) =>
        excludeContext(turn, event.contextId, event.excluded),
      );
    case 'messageQueued':
    case 'messageUnqueued':
    case 'queueOrdered':
      return foldQueue(state, event);
    case 'turnsSummarised':
      return markTurn(state, event.turnId, (turn) => ({ ...turn, summary: toSummary(event) }));
    case 'summaryUsed':
      return markTurn(state, event.turnId, (turn) => useSummary(turn, event.used));
    case 'branchSelected':
      return event.leaf === null || findTurn(state, event.leaf) !== undefined
        ? moveTo(state, event.leaf, event.leaf)
        : state;
    case 'titled':
      return state.titledBy === 'person' && event.by !== 'person'
        ? state
        : { ...state, title: event.title, titledBy: event.by };
    case 'pinned':
      return { ...state, pinned: event.pinned };
    case 'settingsChanged':
      return { ...state, settings: event.settings };
    default:
      // An event of a newer version: a reader that does not know it must not stumble over it.
      event satisfies never;
      return state;
  }
}

/** Folds many events in order. */
export function reduceAll(state: Conversation, events: Iterable<ConversationEvent>): Conversation {
  let next = state;
  // One copy of the turns serves the whole fold, since nobody sees what lies between.
  let own: Map<TurnId, Turn> | undefined;
  const put: PutTurn = (turns, turn) =>
    (own = turns === own ? own : new Map(turns)).set(turn.id, turn);
  for (const event of events) next = fold(next, event, put);
  return next;
}

function startTurn(
  state: Conversation,
  event: Extract<ConversationEvent, { type: 'turnStarted' }>,
  put: PutTurn,
): Conversation {
  if (state.openTurn?.id === event.turnId || state.turns.has(event.turnId)) return state;
  // Its end was lost: it must not take with it all that came later.
  const turns =
    state.openTurn === null
      ? state.turns
      : put(state.turns, { ...state.openTurn, status: 'interrupted', endedAt: event.at });
  const continued = event.continues === undefined ? undefined : turns.get(event.continues);
  const openTurn: Turn = {
    id: event.turnId,
    parentId: event.parentId,
    startedAt: event.at,
    user: event.user,
    ...(event.settings === undefined ? {} : { settings: event.settings }),
    ...(event.continues === undefined ? {} : { continues: event.continues }),
    ...(event.starter === undefined ? {} : { starter: event.starter }),
    ...(event.withoutTools === true ? { withoutTools: true } : {}),
    parts: openingParts(event, continued),
    status: 'inProgress',
  };
  const next = { ...moveTo(state, openTurn.id, event.parentId), turns, openTurn };
  return withoutQueued(next, openTurn.id);
}

/** Makes another leaf the active one, and remembers the one that was unless the branch only goes on from `from`. */
function moveTo(state: Conversation, leaf: TurnId | null, from: TurnId | null): Conversation {
  const left = state.activeLeaf;
  if (left === null || left === from) return { ...state, activeLeaf: leaf };
  const others = (state.leftLeaves ?? []).filter((other) => other !== left);
  return { ...state, activeLeaf: leaf, leftLeaves: [...others, left] };
}

function endTurn(
  state: Conversation,
  event: Extract<ConversationEvent, { type: 'turnEnded' }>,
  put: PutTurn,
): Conversation {
  const turn = state.openTurn;
  if (turn === null || turn.id !== event.turnId) return state;
  const ended: Turn = {
    ...turn,
    status: event.status,
    endedAt: event.at,
    ...(event.finishReason === undefined ? {} : { finishReason: event.finishReason }),
    ...(event.error === undefined ? {} : { error: event.error }),
  };
  return { ...state, openTurn: null, turns: put(state.turns, ended) };
}

/** What a person puts on a turn beside its content, which an ended turn keeps as it is. */
function markTurn(state: Conversation, id: TurnId, mark: (turn: Turn) => Turn): Conversation {
  if (state.openTurn?.id === id) return { ...state, openTurn: mark(state.openTurn) };
  const turn = state.turns.get(id);
  const marked = turn && mark(turn);
  if (marked === undefined || marked === turn) return state;
  return { ...state, turns: new Map(state.turns).set(id, marked) };
}

function excludeContext(turn: Turn, contextId: string, excluded: boolean): Turn {
  const before = turn.excludedContext ?? [];
  const known = turn.user.context.some((item) => item.id === contextId);
  if (!known || before.includes(contextId) === excluded) return turn;
  const after = excluded ? [...before, contextId] : before.filter((id) => id !== contextId);
  return { ...turn, excludedContext: after };
}

/** Changes the turn in progress only: an ended turn never changes, late deltas are dropped. */
function withOpenTurn(state: Conversation, id: TurnId, change: (turn: Turn) => Turn): Conversation {
  const turn = state.openTurn;
  if (turn === null || turn.id !== id) return state;
  const openTurn = change(turn);
  return openTurn === turn ? state : { ...state, openTurn };
}

/** What the request before it consumed stays told, apart; by what its answer was known does not. */
function sendRequest(
  { usage, timing: _, responseId: _id, traceId: _trace, ...turn }: Turn,
  request: RequestRecord,
): Turn {
  if (usage === undefined || turn.request === undefined) return { ...turn, request };
  const spent = [...(turn.spent ?? []), { request: turn.request, usage }];
  return { ...turn, request, spent };
}

function appendText(turn: Turn, event: PartAppended): Turn {
  const index = turn.parts.findIndex((part) => part.id === event.partId);
  const part = turn.parts[index];
  if (part === undefined) {
    if (event.offset !== 0 || event.text === '') return turn;
    const made: Part = {
      kind: event.kind,
      id: event.partId,
      text: event.text,
      startedAt: event.at,
      ...(event.field === undefined ? {} : { field: event.field }),
    };
    return { ...turn, parts: [...turn.parts, made] };
  }
  if (part.kind !== event.kind || event.offset > part.text.length) return turn;
  const fresh = event.text.slice(part.text.length - event.offset);
  if (fresh === '') return turn;
  return { ...turn, parts: turn.parts.with(index, { ...part, text: part.text + fresh }) };
}

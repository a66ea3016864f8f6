/** The only writer of a conversation: folds one event into the next state. Total, and idempotent for text. */

import type { ConversationEvent, PartAppended } from './events.ts';
import { findTurn } from './branch.ts';
import { openingParts } from './continuation.ts';
import { withTokens } from './logprobs.ts';
import type { Conversation, Part, Turn, TurnId } from './model.ts';

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
  switch (event.type) {
    case 'conversationCreated':
      return state.id === ''
        ? { ...state, id: event.id, createdAt: event.at, systemPrompt: event.systemPrompt }
        : state;
    case 'turnStarted':
      return startTurn(state, event);
    case 'requestSent':
      return withOpenTurn(state, event.turnId, (turn) => ({ ...turn, request: event.request }));
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
      return withOpenTurn(state, event.turnId, (turn) => ({ ...turn, usage: event.usage }));
    case 'turnEnded':
      return endTurn(state, event);
    case 'turnHidden':
      return hideTurn(state, event.turnId, event.hidden);
    case 'branchSelected':
      return event.leaf === null || findTurn(state, event.leaf) !== undefined
        ? { ...state, activeLeaf: event.leaf }
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
  for (const event of events) next = reduce(next, event);
  return next;
}

function startTurn(
  state: Conversation,
  event: Extract<ConversationEvent, { type: 'turnStarted' }>,
): Conversation {
  if (state.openTurn !== null || state.turns.has(event.turnId)) return state;
  const continued = event.continues === undefined ? undefined : state.turns.get(event.continues);
  const openTurn: Turn = {
    id: event.turnId,
    parentId: event.parentId,
    startedAt: event.at,
    user: event.user,
    ...(event.continues === undefined ? {} : { continues: event.continues }),
    ...(event.starter === undefined ? {} : { starter: event.starter }),
    ...(event.withoutTools === true ? { withoutTools: true } : {}),
    parts: openingParts(event, continued),
    status: 'inProgress',
  };
  return { ...state, openTurn, activeLeaf: openTurn.id };
}

function endTurn(
  state: Conversation,
  event: Extract<ConversationEvent, { type: 'turnEnded' }>,
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
  return { ...state, openTurn: null, turns: new Map(state.turns).set(ended.id, ended) };
}

function hideTurn(state: Conversation, id: TurnId, hidden: boolean): Conversation {
  if (state.openTurn?.id === id) return { ...state, openTurn: { ...state.openTurn, hidden } };
  const turn = state.turns.get(id);
  if (turn === undefined || (turn.hidden ?? false) === hidden) return state;
  return { ...state, turns: new Map(state.turns).set(id, { ...turn, hidden }) };
}

/** Changes the turn in progress only: an ended turn never changes, late deltas are dropped. */
function withOpenTurn(state: Conversation, id: TurnId, change: (turn: Turn) => Turn): Conversation {
  const turn = state.openTurn;
  if (turn === null || turn.id !== id) return state;
  const openTurn = change(turn);
  return openTurn === turn ? state : { ...state, openTurn };
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

/** A conversation, or one branch of it, told anew as another conversation. */

import { pathTo } from './branch.ts';
import type { ConversationEvent } from './events.ts';
import type { Conversation, ConversationId, Part, Turn, TurnId, TurnSummary } from './model.ts';
import type { AnswerTiming, Usage } from './usage.ts';

/** What a copy is made with. */
export interface CopyOptions {
  readonly id: ConversationId;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The copy's name, which says that it is one; the original's name if left out. */
  readonly title?: string;
}

/**
 * The events of a new conversation that has the turns up to this one, or the whole tree. Turns keep their ids and
 * words, so that its requests begin with the same bytes and find the same cache.
 */
export function copyBranch(
  conversation: Conversation,
  upTo: { readonly turnId: TurnId } | 'wholeTree',
  { id, now, title = conversation.title }: CopyOptions,
): ConversationEvent[] {
  const { systemPrompt, workspace, settings, titledBy = 'local' } = conversation;
  const whole = upTo === 'wholeTree';
  const turns = whole ? allTurns(conversation) : pathTo(conversation, upTo.turnId);
  const isCopied = (turnId: TurnId) => whole || turns.some(({ id: other }) => other === turnId);
  const { activeLeaf, leftLeaves = [] } = conversation;
  return [
    {
      type: 'conversationCreated',
      id,
      at: now,
      systemPrompt,
      ...(workspace === undefined ? {} : { workspace }),
    },
    ...(Object.keys(settings).length === 0 ? [] : [{ type: 'settingsChanged', settings } as const]),
    ...(title === undefined ? [] : [{ type: 'titled', title, by: titledBy } as const]),
    ...turns.flatMap((turn) => toEvents(turn, now, isCopied)),
    // Branches are left in the order in which they were, so that each switch leads where it did.
    ...(whole ? [...leftLeaves, activeLeaf] : []).map(
      (leaf) => ({ type: 'branchSelected', leaf }) as const,
    ),
  ];
}

function allTurns({ turns, openTurn }: Conversation): Turn[] {
  return openTurn === null ? [...turns.values()] : [...turns.values(), openTurn];
}

/** What happened in a turn; one that is in progress ends here, for the copy has no request of its own. */
function toEvents(
  turn: Turn,
  now: number,
  isCopied: (turnId: TurnId) => boolean,
): ConversationEvent[] {
  const { id: turnId, parentId, user, settings, request, responseId, traceId, usage } = turn;
  const { continues, starter, withoutTools } = turn;
  const events: ConversationEvent[] = [
    {
      type: 'turnStarted',
      turnId,
      parentId,
      at: turn.startedAt,
      user,
      ...(settings === undefined ? {} : { settings }),
      // Its parts are told whole below, so that it needs no other turn.
      ...(continues === undefined || !isCopied(continues) ? {} : { continues }),
      ...(starter === undefined ? {} : { starter }),
      ...(withoutTools === true ? { withoutTools } : {}),
    },
  ];
  for (const one of turn.spent ?? []) {
    events.push({ type: 'requestSent', turnId, request: one.request });
    events.push({ type: 'usageReported', turnId, usage: one.usage });
  }
  if (request !== undefined) events.push({ type: 'requestSent', turnId, request });
  if (responseId !== undefined || traceId !== undefined) {
    events.push({
      type: 'responseStarted',
      turnId,
      ...(responseId === undefined ? {} : { responseId }),
      ...(traceId === undefined ? {} : { traceId }),
    });
  }
  for (const part of turn.parts) events.push(...toPartEvents(turnId, part));
  if (usage !== undefined) events.push(toUsageEvent(turnId, usage, turn.timing));
  events.push({
    type: 'turnEnded',
    turnId,
    at: turn.endedAt ?? now,
    status: turn.status === 'inProgress' ? 'interrupted' : turn.status,
    ...(turn.finishReason === undefined ? {} : { finishReason: turn.finishReason }),
    ...(turn.error === undefined ? {} : { error: turn.error }),
  });
  return [...events, ...toMarks(turn)];
}

function toUsageEvent(turnId: TurnId, usage: Usage, timing?: AnswerTiming): ConversationEvent {
  return { type: 'usageReported', turnId, usage, ...(timing === undefined ? {} : { timing }) };
}

function toPartEvents(turnId: TurnId, part: Part): ConversationEvent[] {
  const { id: partId, startedAt: at } = part;
  if (part.kind !== 'toolCall') {
    const { kind, text, field, tokens = [] } = part;
    const of = { turnId, partId, kind, at };
    return [
      { type: 'partAppended', ...of, offset: 0, text, ...(field === undefined ? {} : { field }) },
      ...tokens.map(({ at: offset, ...token }) => ({
        type: 'logprobsReported' as const,
        ...{ turnId, partId, offset, tokens: [token] },
      })),
    ];
  }
  const { callId, name, arguments: args, result } = part;
  return [
    { type: 'toolCallRequested', turnId, partId, at, callId, name, arguments: args },
    ...(result === undefined
      ? []
      : [{ type: 'toolCallResolved', turnId, partId, result } as const]),
  ];
}

function toMarks({
  id: turnId,
  hidden,
  excluded,
  excludedContext = [],
  summary,
}: Turn): ConversationEvent[] {
  return [
    ...(summary === undefined ? [] : summaryEvents(turnId, summary)),
    ...(hidden === true ? [{ type: 'turnHidden', turnId, hidden } as const] : []),
    ...(excluded === true ? [{ type: 'turnExcluded', turnId, excluded } as const] : []),
    ...excludedContext.map(
      (contextId) => ({ type: 'contextExcluded', turnId, contextId, excluded: true }) as const,
    ),
  ];
}

function summaryEvents(turnId: TurnId, { unused, ...made }: TurnSummary): ConversationEvent[] {
  return [
    { type: 'turnsSummarised', turnId, ...made },
    ...(unused === true ? [{ type: 'summaryUsed', turnId, used: false } as const] : []),
  ];
}

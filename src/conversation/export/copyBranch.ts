/** Copies a conversation, or one branch, as events of a new one. */

import { pathTo } from '../activeBranch.ts';
import { openingParts } from '../continuation.ts';
import type { ConversationEvent, PartAppended } from '../events/events.ts';
import type {
  Conversation,
  ConversationId,
  Part,
  PartId,
  PositionedToken,
  TokenLogprob,
  Turn,
  TurnId,
  TurnSummary,
} from '../model.ts';
import type { AnswerTiming, Usage } from '../usage.ts';

/** Maximum number of tokens per event. */
const tokensPerEvent = 64;

/** Options of a copy. */
export interface CopyOptions {
  readonly id: ConversationId;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The copy's title, which marks it as a copy; the original title if left out. */
  readonly title?: string;
}

/**
 * The events of a new conversation with the turns up to this one, or with the entire tree. Turns keep their ids and
 * text, so the copy's requests start with the same bytes and hit the same cache.
 */
export function copyBranch(
  conversation: Conversation,
  upTo: { readonly turnId: TurnId } | 'wholeTree',
  { id, now, title = conversation.title }: CopyOptions,
): ConversationEvent[] {
  const { systemPrompt, workspace, settings, titledBy = 'local' } = conversation;
  const whole = upTo === 'wholeTree';
  const turns = whole ? allTurns(conversation) : pathTo(conversation, upTo.turnId);
  const copied = new CopiedTurns(turns, whole, now);
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
    ...turns.flatMap((turn) => copied.toEvents(turn)),
    // Leaves are replayed in their original order, so that switching branches shows the same leaf as before.
    ...(whole ? [...leftLeaves, activeLeaf] : []).map(
      (leaf) => ({ type: 'branchSelected', leaf }) as const,
    ),
  ];
}

function allTurns({ turns, openTurn }: Conversation): Turn[] {
  return openTurn === null ? [...turns.values()] : [...turns.values(), openTurn];
}

/** Copies turns in order; each one may continue a turn copied earlier. */
class CopiedTurns {
  readonly #ids: ReadonlySet<TurnId>;
  readonly #whole: boolean;
  readonly #now: number;
  readonly #emitted = new Map<TurnId, Turn>();

  constructor(turns: readonly Turn[], whole: boolean, now: number) {
    this.#ids = new Set(turns.map(({ id }) => id));
    this.#whole = whole;
    this.#now = now;
  }

  /** The events of a turn. A turn in progress is ended here, because the copy has no request. */
  toEvents(turn: Turn): ConversationEvent[] {
    const { id: turnId, usage } = turn;
    const { started, begun } = this.#start(turn);
    this.#emitted.set(turnId, turn);
    const events: ConversationEvent[] = [started, ...requestEvents(turn)];
    for (const [index, part] of turn.parts.entries()) {
      for (const event of toPartEvents(turnId, part, begun[index])) events.push(event);
    }
    if (usage !== undefined) events.push(toUsageEvent(turnId, usage, turn.timing));
    events.push({
      type: 'turnEnded',
      turnId,
      at: turn.endedAt ?? this.#now,
      status: turn.status === 'inProgress' ? 'interrupted' : turn.status,
      ...(turn.finishReason === undefined ? {} : { finishReason: turn.finishReason }),
      ...(turn.error === undefined ? {} : { error: turn.error }),
    });
    for (const event of toMarks(turn)) events.push(event);
    return events;
  }

  /** The event that starts a turn, and the parts that the turn then has. */
  #start(turn: Turn): {
    readonly started: Extract<ConversationEvent, { type: 'turnStarted' }>;
    readonly begun: readonly Part[];
  } {
    const { id: turnId, parentId, user, settings, continues, starter, withoutTools } = turn;
    const started = {
      type: 'turnStarted',
      turnId,
      parentId,
      at: turn.startedAt,
      user,
      ...(settings === undefined ? {} : { settings }),
      ...(starter === undefined ? {} : { starter }),
      ...(withoutTools === true ? { withoutTools } : {}),
    } as const;
    const isCopied = continues !== undefined && (this.#whole || this.#ids.has(continues));
    if (!isCopied) return { started, begun: [] };
    const continued = this.#emitted.get(continues);
    if (continued === undefined) return { started: { ...started, continues }, begun: [] };
    const begun = openingParts(started, continued);
    const isBegun = begun.every(({ id }, index) => turn.parts[index]?.id === id);
    return isBegun
      ? { started: { ...started, continues }, begun }
      : // This turn started without the continued parts because the chat had reached the limit.
        { started, begun: [] };
  }
}

function requestEvents({
  id: turnId,
  request,
  spent = [],
  responseId,
  traceId,
}: Turn): ConversationEvent[] {
  const events: ConversationEvent[] = [];
  for (const spentRequest of spent) {
    events.push({ type: 'requestSent', turnId, request: spentRequest.request });
    events.push({ type: 'usageReported', turnId, usage: spentRequest.usage });
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
  return events;
}

function toUsageEvent(turnId: TurnId, usage: Usage, timing?: AnswerTiming): ConversationEvent {
  return { type: 'usageReported', turnId, usage, ...(timing === undefined ? {} : { timing }) };
}

/** The events of a part; for a continued turn, only what the part adds. */
function toPartEvents(turnId: TurnId, part: Part, begun: Part | undefined): ConversationEvent[] {
  const { id: partId, startedAt: at } = part;
  if (part.kind !== 'toolCall') {
    const { kind, text, field, tokens = [] } = part;
    const known = begun?.id === partId && begun.kind === kind ? begun : undefined;
    const offset = known?.text.length ?? 0;
    const of = { turnId, partId, kind, at };
    const piece: PartAppended = {
      type: 'partAppended',
      ...of,
      offset,
      text: offset === 0 ? text : text.slice(offset),
      ...(field === undefined ? {} : { field }),
    };
    return [
      ...(piece.text === '' ? [] : [piece]),
      ...tokenEvents(turnId, partId, tokens.slice(known?.tokens?.length ?? 0)),
    ];
  }
  const { callId, name, arguments: args, result } = part;
  const known = begun?.id === partId && begun.kind === 'toolCall' ? begun : undefined;
  return [
    ...(known === undefined
      ? [{ type: 'toolCallRequested', turnId, partId, at, callId, name, arguments: args } as const]
      : []),
    ...(result === undefined || known?.result !== undefined
      ? []
      : [{ type: 'toolCallResolved', turnId, partId, result } as const]),
  ];
}

/** Groups consecutive tokens into events. */
function tokenEvents(
  turnId: TurnId,
  partId: PartId,
  tokens: readonly PositionedToken[],
): ConversationEvent[] {
  const batches: { readonly offset: number; end: number; readonly tokens: TokenLogprob[] }[] = [];
  for (const { at, ...token } of tokens) {
    const last = batches.at(-1);
    if (last?.end === at && last.tokens.length < tokensPerEvent) last.tokens.push(token);
    else batches.push({ offset: at, end: at, tokens: [token] });
    const batch = batches.at(-1);
    if (batch !== undefined) batch.end = at + token.text.length;
  }
  return batches.map(({ offset, tokens: batch }) => ({
    type: 'logprobsReported',
    turnId,
    partId,
    offset,
    tokens: batch,
  }));
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

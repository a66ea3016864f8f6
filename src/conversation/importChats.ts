/** Reads chats that come from outside: everything is checked before anything counts, and a file is taken whole or not. */

import { withKnownFields } from './eventFields.ts';
import type { ConversationEvent } from './events.ts';
import { exportFormat, exportVersion } from './exportJson.ts';
import { isConversationEvent } from './isConversationEvent.ts';
import { toChatEvents } from './messagesImport.ts';
import { emptyConversation, reduceAll } from './reduce.ts';

/** Larger files are refused, in bytes. */
export const largestImport = 256 * 1024 * 1024;
const deepest = 64;

/** What is wrong with a file, and where: a path such as `line 3, events[12]`, empty for the whole. */
export interface ImportProblem {
  readonly kind:
    'notJson' | 'tooDeep' | 'notAChat' | 'newerVersion' | 'unknownEvent' | 'badEvent' | 'empty';
  readonly where: string;
  /** The name or number that was not expected. */
  readonly found?: string;
}

/** The chats of a file as the events that make them, each with an id of its own; or what is wrong. */
export type ImportResult =
  | { readonly ok: true; readonly chats: readonly (readonly ConversationEvent[])[] }
  | { readonly ok: false; readonly problem: ImportProblem };

/** What an import is made with. */
export interface ImportOptions {
  /** A new id for each chat: what a file says of it may already be another one's. */
  readonly nextId: () => string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

class Problem extends Error {
  readonly problem: ImportProblem;
  constructor(problem: ImportProblem) {
    super(problem.kind);
    this.problem = problem;
  }
}

/** Reads one exported chat, several of them one a line, or an array of API messages. */
export function importChats(text: string, options: ImportOptions): ImportResult {
  try {
    const chats = toValues(text.replace(/^\uFEFF/, '')).map(({ value, where }) =>
      toChat(value, where, options),
    );
    if (chats.length === 0) fail('empty', '');
    return { ok: true, chats };
  } catch (error) {
    if (error instanceof Problem) return { ok: false, problem: error.problem };
    throw error;
  }
}

function fail(kind: ImportProblem['kind'], where: string, found?: string): never {
  throw new Problem({ kind, where, ...(found === undefined ? {} : { found }) });
}

/** The whole text as one value, or each of its lines as one. */
function toValues(text: string): { value: unknown; where: string }[] {
  if (nesting(text) > deepest) fail('tooDeep', '');
  const whole = parse(text);
  if (whole !== undefined) return [{ value: whole.value, where: '' }];
  const lines = text
    .split('\n')
    .map((line, index) => ({ line, where: `line ${String(index + 1)}` }));
  const full = lines.filter(({ line }) => line.trim() !== '');
  if (full.length === 0) fail('empty', '');
  return full.map(({ line, where }) => {
    const parsed = parse(line) ?? fail('notJson', full.length > 1 ? where : '');
    return { value: parsed.value, where };
  });
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    // Not JSON: the caller says so, with the place.
    return undefined;
  }
}

/** How deep brackets are nested outside of strings. */
function nesting(text: string): number {
  let depth = 0;
  let most = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === '"') quoted = !quoted;
    else if (quoted && sign === '\\') at += 1;
    else if (!quoted && (sign === '[' || sign === '{')) most = Math.max(most, (depth += 1));
    else if (!quoted && (sign === ']' || sign === '}')) depth -= 1;
  }
  return most;
}

function toChat(value: unknown, where: string, options: ImportOptions): ConversationEvent[] {
  const messages = toChatEvents(value, options);
  if (messages !== undefined) return messages;
  const { format, version, events } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (format !== exportFormat || !Array.isArray(events)) fail('notAChat', where);
  if (version !== exportVersion) fail('newerVersion', where, String(version));
  const checked = events.map((event: unknown, index) =>
    toEvent(event, `${where === '' ? '' : `${where}, `}events[${String(index)}]`, index),
  );
  if (checked.length === 0) fail('empty', where);
  const id = options.nextId();
  const named = checked.map((event) =>
    event.type === 'conversationCreated' ? { ...event, id } : event,
  );
  const { openTurn } = reduceAll(emptyConversation, named);
  if (openTurn === null) return named;
  const { id: turnId } = openTurn;
  return [...named, { type: 'turnEnded', turnId, at: options.now, status: 'interrupted' }];
}

function toEvent(value: unknown, where: string, index: number): ConversationEvent {
  if (!isConversationEvent(value)) {
    const type = (value as { type?: unknown } | null | undefined)?.type;
    if (typeof type !== 'string') fail('badEvent', where);
    fail(known.has(type) ? 'badEvent' : 'unknownEvent', where, type.slice(0, 64));
  }
  const event = withKnownFields(value);
  const begins = event.type === 'conversationCreated';
  // The first event, and no other, begins the chat; ids are as the extension makes them.
  if (begins !== (index === 0) || !isConversationEvent(event)) fail('badEvent', where, event.type);
  for (const id of idsOf(event)) {
    if (!/^[a-z0-9-]{1,64}$/.test(id)) fail('badEvent', where, event.type);
  }
  return event;
}

function idsOf(event: ConversationEvent): string[] {
  const ids = [
    'turnId' in event ? event.turnId : null,
    'parentId' in event ? event.parentId : null,
    'leaf' in event ? event.leaf : null,
    event.type === 'turnStarted' ? (event.continues ?? null) : null,
  ];
  return ids.filter((id) => id !== null);
}

const known: ReadonlySet<string> = new Set([
  'conversationCreated',
  'turnStarted',
  'requestSent',
  'responseStarted',
  'partAppended',
  'logprobsReported',
  'toolCallRequested',
  'toolCallResolved',
  'usageReported',
  'turnEnded',
  'turnsSummarised',
  'summaryUsed',
  'turnHidden',
  'turnExcluded',
  'contextExcluded',
  'branchSelected',
  'titled',
  'pinned',
  'settingsChanged',
] satisfies ConversationEvent['type'][]);

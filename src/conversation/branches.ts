/** The siblings of a turn and the branch that each one shows. */

import { findTurn, visiblePath } from './activeBranch.ts';
import type { Conversation, Turn, TurnId } from './model.ts';

/** A sibling turn, and the leaf of the branch that shows it. */
export interface Sibling {
  readonly turnId: TurnId;
  readonly leaf: TurnId;
}

/** A turn's position among its siblings; hidden turns do not count. */
export interface BranchPosition {
  /** One-based. */
  readonly position: number;
  readonly count: number;
  readonly previous?: Sibling;
  readonly next?: Sibling;
}

type Children = ReadonlyMap<TurnId | null, readonly Turn[]>;

/** Cached until a turn ends or is changed, so a long chat is walked once per change. */
const known = new WeakMap<Conversation['turns'], Children>();

/**
 * The visible children of a turn in start order, the one in progress last. A turn that another one continues is left
 * out, because it is not an alternative to it.
 */
export function visibleChildren(conversation: Conversation, parentId: TurnId | null): Turn[] {
  const { openTurn, turns } = conversation;
  const ended = childrenOf(turns).get(parentId) ?? [];
  const all = openTurn?.parentId === parentId ? [...ended, openTurn] : ended;
  const continued = new Set(all.map((turn) => turn.continues));
  return all.filter(
    ({ id, hidden }) =>
      hidden !== true &&
      // A continued turn with its own follow-ups must stay reachable.
      (!continued.has(id) || childrenOf(turns).has(id) || openTurn?.parentId === id),
  );
}

/** Sibling positions of those turns that have siblings. */
export function branchPlaces(
  conversation: Conversation,
  turns: readonly Turn[],
): Readonly<Record<TurnId, BranchPosition>> {
  const positions: Record<TurnId, BranchPosition> = {};
  let leaves: ReadonlyMap<TurnId, TurnId> | undefined;
  for (const turn of turns) {
    const siblings = visibleChildren(conversation, turn.parentId);
    const index = siblings.findIndex(({ id }) => id === turn.id);
    if (siblings.length < 2 || index < 0) continue;
    leaves ??= lastLeaves(conversation);
    const previous = toSibling(conversation, siblings[index - 1], leaves);
    const next = toSibling(conversation, siblings[index + 1], leaves);
    positions[turn.id] = {
      position: index + 1,
      count: siblings.length,
      ...(previous === undefined ? {} : { previous }),
      ...(next === undefined ? {} : { next }),
    };
  }
  return positions;
}

/** The leaf that shows a turn: the most recently active one below it, or else the newest. */
export function deepestLeaf(conversation: Conversation, turn: Turn): TurnId {
  return descend(conversation, turn, lastLeaves(conversation));
}

/** The last visible turn of the branch that shows a turn; undefined for an unknown turn. */
export function leafContaining(conversation: Conversation, turnId: TurnId): TurnId | undefined {
  const turn = findTurn(conversation, turnId);
  if (turn === undefined) return undefined;
  const leaf = deepestLeaf(conversation, turn);
  return visiblePath(conversation, leaf).at(-1)?.id ?? leaf;
}

function toSibling(
  conversation: Conversation,
  turn: Turn | undefined,
  leaves: ReadonlyMap<TurnId, TurnId>,
): Sibling | undefined {
  return turn && { turnId: turn.id, leaf: descend(conversation, turn, leaves) };
}

function descend(
  conversation: Conversation,
  from: Turn,
  leaves: ReadonlyMap<TurnId, TurnId>,
): TurnId {
  const left = leaves.get(from.id);
  if (left !== undefined) return left;
  const seen = new Set<TurnId>();
  let turn = from;
  for (;;) {
    seen.add(turn.id);
    const newest = visibleChildren(conversation, turn.id).at(-1);
    // A damaged log may contain a turn that is its own ancestor.
    if (newest === undefined || seen.has(newest.id)) return turn.id;
    turn = newest;
  }
}

/** Maps each turn that was on an active branch to the leaf of the most recent such branch. */
function lastLeaves(conversation: Conversation): ReadonlyMap<TurnId, TurnId> {
  const { activeLeaf, leftLeaves = [] } = conversation;
  const leaves = new Map<TurnId, TurnId>();
  for (const leaf of [...(activeLeaf === null ? [] : [activeLeaf]), ...leftLeaves.toReversed()]) {
    // A more recent branch already mapped this turn and its ancestors.
    for (let id: TurnId | null = leaf; id !== null && !leaves.has(id);) {
      leaves.set(id, leaf);
      id = findTurn(conversation, id)?.parentId ?? null;
    }
  }
  return leaves;
}

function childrenOf(turns: Conversation['turns']): Children {
  const before = known.get(turns);
  if (before !== undefined) return before;
  const children = new Map<TurnId | null, Turn[]>();
  for (const turn of turns.values()) {
    const siblings = children.get(turn.parentId);
    if (siblings === undefined) children.set(turn.parentId, [turn]);
    else siblings.push(turn);
  }
  known.set(turns, children);
  return children;
}

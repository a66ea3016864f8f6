/** The position of each row in the list of chats, so that only visible ones are drawn; lengths are in em. */

import { toValidDate } from '../../src/conversation/validDate.ts';
import type { ChatItem } from '../../src/protocol/history.ts';
import type { UiStrings } from '../../src/protocol/strings/uiStrings.ts';

const groupHeight = 2.3;
const rowHeight = 3.7;
const snippetHeight = 2.8;
/** How far beyond the edges rows are drawn. */
const margin = 12;

/** One row; the first of a group bears its name. */
export interface Row {
  readonly item: ChatItem;
  readonly index: number;
  readonly group?: string;
  readonly top: number;
  readonly height: number;
}

/** All rows and how high they are together. */
export interface Layout {
  readonly rows: readonly Row[];
  readonly height: number;
}

/** What the groups depend on; `now` is in milliseconds since the epoch. */
export interface LayoutOptions {
  readonly strings: UiStrings;
  readonly now: number;
  readonly pinnedFirst: boolean;
}

const made = new WeakMap<readonly ChatItem[], { readonly day: string; readonly layout: Layout }>();

/** Puts the chats one below the other; done once for a list and a day, since each drawing asks. */
export function layOut(items: readonly ChatItem[], options: LayoutOptions): Layout {
  const day = `${new Date(options.now).toDateString()} ${String(options.pinnedFirst)}`;
  const known = made.get(items);
  if (known?.day === day) return known.layout;
  const layout = stack(items, options);
  made.set(items, { day, layout });
  return layout;
}

function stack(items: readonly ChatItem[], options: LayoutOptions): Layout {
  const rows: Row[] = [];
  const toGroup = grouping(options);
  let top = 0;
  let last: string | undefined;
  items.forEach((item, index) => {
    const group = toGroup(item);
    const begins = group !== last;
    last = group;
    const hasSnippet = item.found !== undefined || item.unreadable !== undefined;
    const height = rowHeight + (begins ? groupHeight : 0) + (hasSnippet ? snippetHeight : 0);
    rows.push({ item, index, top, height, ...(begins ? { group } : {}) });
    top += height;
  });
  return { rows, height: top };
}

/** The rows between two heights and a little beyond, and the one that has or may get the focus. */
export function rowsInSight(
  { rows }: Layout,
  from: number,
  to: number,
  active: number,
): readonly Row[] {
  const first = firstBelow(rows, from - margin);
  const seen: Row[] = [];
  for (let index = first; index < rows.length; index += 1) {
    const row = rows[index];
    if (row === undefined || row.top > to + margin) break;
    seen.push(row);
  }
  const kept = rows[active];
  if (kept === undefined || seen.includes(kept)) return seen;
  return kept.index < first ? [kept, ...seen] : [...seen, kept];
}

/** Index of the first row that ends below a height. */
function firstBelow(rows: readonly Row[], height: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = rows[middle];
    if (row !== undefined && row.top + row.height <= height) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Names the group of a chat: pinned, today, yesterday, the week before, or its month. */
function grouping(options: LayoutOptions): (item: ChatItem) => string {
  const { strings, now, pinnedFirst } = options;
  const midnight = new Date(now);
  midnight.setHours(0, 0, 0, 0);
  // Days are counted by the calendar, since some have 23 or 25 hours.
  const daysAgo = (days: number) => new Date(midnight).setDate(midnight.getDate() - days);
  const yesterday = daysAgo(1);
  const week = daysAgo(7);
  const month = new Intl.DateTimeFormat(document.documentElement.lang || undefined, {
    month: 'long',
    year: 'numeric',
  });
  return ({ pinned, at }) => {
    if (pinned && pinnedFirst) return strings.groupPinned;
    if (at >= midnight.getTime()) return strings.groupToday;
    if (at >= yesterday) return strings.groupYesterday;
    return at >= week ? strings.groupWeek : month.format(toValidDate(at));
  };
}

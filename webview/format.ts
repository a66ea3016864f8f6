/** Numbers and spans as the panel writes them. */

import { fill, type UiStrings } from '../src/protocol/uiStrings.ts';

/** A count of tokens in at most four characters: `310`, `1.2k`, `12k`, `1.2M`. */
export function formatCount(count: number): string {
  if (count < 1000) return String(count);
  // 999 500 and more would round to "1000k".
  return count < 999_500 ? `${short(count / 1000)}k` : `${short(count / 1_000_000)}M`;
}

function short(value: number): string {
  return value < 9.95 ? value.toFixed(1).replace(/\.0$/, '') : String(Math.round(value));
}

/** A span of milliseconds in whole seconds: `12 s`, `2 min`, `2 min 5 s`. */
export function formatSpan(ms: number, strings: UiStrings): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return fill(strings.seconds, seconds);
  const rest = seconds % 60;
  const minutes = (seconds - rest) / 60;
  return rest === 0 ? fill(strings.minutes, minutes) : fill(strings.minutesSeconds, minutes, rest);
}

/** Formats durations and times. */

import { toValidDate } from '../../src/conversation/validDate.ts';
import { fill, type UiStrings } from '../../src/protocol/strings/uiStrings.ts';

/** A span of milliseconds in whole seconds: `12 s`, `2 min`, `2 min 5 s`. */
export function formatSpan(ms: number, strings: UiStrings): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return fill(strings.seconds, seconds);
  const rest = seconds % 60;
  const minutes = (seconds - rest) / 60;
  return rest === 0 ? fill(strings.minutes, minutes) : fill(strings.minutesSeconds, minutes, rest);
}

/** A time of day; with its day where that is not the one of `now`. Both in milliseconds since the epoch. */
export function formatTime(at: number, now: number): string {
  const language = document.documentElement.lang || undefined;
  const date = toValidDate(at);
  const sameDay = date.toDateString() === new Date(now).toDateString();
  return new Intl.DateTimeFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    ...(sameDay ? {} : { weekday: 'short' }),
  }).format(date);
}

/** A moment as seen from another, both in milliseconds since the epoch: `now`, `5 min. ago`, `2 hr. ago`, then the date. */
export function formatMoment(at: number, now: number): string {
  const language = document.documentElement.lang || undefined;
  const date = toValidDate(at);
  const minutes = Math.max(0, Math.floor((now - date.getTime()) / 60_000));
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' });
  if (minutes < 1) return relative.format(0, 'second');
  if (minutes < 60) return relative.format(-minutes, 'minute');
  if (minutes < 24 * 60) return relative.format(-Math.floor(minutes / 60), 'hour');
  const sameYear = date.getFullYear() === new Date(now).getFullYear();
  return new Intl.DateTimeFormat(language, {
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(date);
}

/** Parses the header `Retry-After`. */

const seconds = /^\d{1,9}(\.\d+)?$/;
/** A longer wait is a mistake or a joke, in milliseconds. */
const maxMs = 24 * 3_600_000;
const httpDate = /^[A-Z][a-z]+,? .+ GMT$/;

/** Length of an HTTP date of any form. */
const maxDateLength = 64;

function dateOf(text: string | null): number | undefined {
  if (text === null || text.length > maxDateLength || !httpDate.test(text)) return undefined;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : date;
}

/** How long the server asks to wait, in milliseconds; dates count from the server's own `Date`; junk, the past and more than a day are ignored. */
export function parseRetryAfter(headers: Headers, now: number): number | undefined {
  const wait = waitIn(headers.get('retry-after')?.trim() ?? '', headers, now);
  return wait !== undefined && wait >= 0 && wait <= maxMs ? wait : undefined;
}

function waitIn(text: string, headers: Headers, now: number): number | undefined {
  if (seconds.test(text)) return Math.round(Number(text) * 1000);
  const until = dateOf(text);
  return until === undefined ? undefined : until - (dateOf(headers.get('date')) ?? now);
}

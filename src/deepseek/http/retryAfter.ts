/** Parses the `Retry-After` header. */

const seconds = /^\d{1,9}(\.\d+)?$/;
/** Longer delays are not plausible, in milliseconds. */
const maxMs = 24 * 3_600_000;
const httpDate = /^[A-Z][a-z]+,? .+ GMT$/;

/** Maximum length of an HTTP date in any format. */
const maxDateLength = 64;

function dateOf(text: string | null): number | undefined {
  if (text === null || text.length > maxDateLength || !httpDate.test(text)) return undefined;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : date;
}

/**
 * The requested delay in milliseconds. Dates are relative to the server's `Date`; invalid, past or overlong values are
 * ignored.
 */
export function parseRetryAfter(headers: Headers, now: number): number | undefined {
  const wait = waitIn(headers.get('retry-after')?.trim() ?? '', headers, now);
  return wait !== undefined && wait >= 0 && wait <= maxMs ? wait : undefined;
}

function waitIn(text: string, headers: Headers, now: number): number | undefined {
  if (seconds.test(text)) return Math.round(Number(text) * 1000);
  const until = dateOf(text);
  return until === undefined ? undefined : until - (dateOf(headers.get('date')) ?? now);
}

/** Reads the header `Retry-After`. */

const seconds = /^\d{1,9}(\.\d+)?$/;
const httpDate = /^[A-Z][a-z]+,? .+ GMT$/;

function dateOf(text: string | null): number | undefined {
  if (text === null || !httpDate.test(text)) return undefined;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : date;
}

/** How long the server asks to wait, in milliseconds; dates count from the server's own `Date`, junk and the past are ignored. */
export function parseRetryAfter(headers: Headers, now: number): number | undefined {
  const text = headers.get('retry-after')?.trim() ?? '';
  if (seconds.test(text)) return Math.round(Number(text) * 1000);
  const until = dateOf(text);
  if (until === undefined) return undefined;
  const wait = until - (dateOf(headers.get('date')) ?? now);
  return wait >= 0 ? wait : undefined;
}

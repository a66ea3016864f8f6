/** Formats token counts for page and host. */

/** A count of tokens in at most four characters: `310`, `1.2k`, `12k`, `1.2M`. */
export function formatCount(count: number): string {
  if (count < 1000) return String(count);
  // 999 500 and more would round to "1000k".
  return count < 999_500 ? `${short(count / 1000)}k` : `${short(count / 1_000_000)}M`;
}

function short(value: number): string {
  return value < 9.95 ? value.toFixed(1).replace(/\.0$/, '') : String(Math.round(value));
}

/** Which links of an answer the host opens, whatever a page asks for. */

const schemes = new Set(['https:', 'http:', 'mailto:']);

/** The address to open outside, normalised; nothing for a scheme that could run, read or install something. */
export function toOpenableLink(href: string): string | undefined {
  const url = URL.parse(href);
  return url !== null && schemes.has(url.protocol) ? url.href : undefined;
}

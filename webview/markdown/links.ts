/** Which links of an answer may be opened, and which host they really lead to. */

import { messageLimits } from '../../src/conversation/limits.ts';

/** A link that may be opened by the host after a click. */
export interface SafeLink {
  readonly href: string;
  /** The true host in ASCII, or the address of a `mailto:`. */
  readonly target: string;
}

/** The link if its scheme is http, https or mailto; nothing for every other text, nor for one that is too long. */
export function toSafeLink(href: string): SafeLink | undefined {
  const url = URL.parse(href);
  // The host opens nothing longer.
  if (url === null || url.href.length > messageLimits.link) return undefined;
  if (url.protocol === 'mailto:') return { href: url.href, target: url.pathname };
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  return { href: url.href, target: url.host };
}

/** The host of any address that names one; empty for relative paths, `data:` and the like. */
export function hostOf(address: string): string {
  return URL.parse(address)?.host ?? '';
}

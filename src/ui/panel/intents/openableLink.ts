/** Which links of an answer the host opens, whatever the page asks for. */

import { messageLimits } from '../../../conversation/limits.ts';

const schemes = new Set(['https:', 'http:', 'mailto:']);
/** Others let some mail programs attach files. */
const mailFields = new Set(['bcc', 'body', 'cc', 'subject', 'to']);

/**
 * The address to open outside, normalised; nothing for a scheme that could run, read or install something. A name and
 * password, which make an address look like another host's, are left out.
 */
export function toOpenableLink(href: string): string | undefined {
  if (href.length > messageLimits.link) return undefined;
  const url = URL.parse(href);
  if (url === null || !schemes.has(url.protocol)) return undefined;
  url.username = '';
  url.password = '';
  const isMail = url.protocol === 'mailto:';
  if (isMail && [...url.searchParams.keys()].some((name) => !mailFields.has(name.toLowerCase()))) {
    url.search = '';
  }
  return url.href.length > messageLimits.link ? undefined : url.href;
}

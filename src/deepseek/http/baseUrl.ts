/** Parses the base URL that the user typed, and derives the server's other URLs. */

import { cleanPasted } from '../../platform/pasted.ts';

/** What a server's URL alone reveals. */
export interface BaseUrl {
  /** No trailing slash, no userinfo; the SDK appends `/chat/completions`. */
  readonly baseUrl: string;
  readonly origin: string;
  /** Host and port for display; internationalized names stay in punycode to prevent lookalikes. */
  readonly host: string;
  /** Whether it is the vendor's API over https. */
  readonly isOfficial: boolean;
  readonly isLoopback: boolean;
  /** `http:`; worth a warning unless `isLoopback`. */
  readonly unencrypted: boolean;
}

/** Why a text is not a valid base URL. */
export type BaseUrlProblem =
  'empty' | 'notAUrl' | 'scheme' | 'userinfo' | 'queryOrHash' | 'anthropicPath';

/** A base URL, or why it is invalid. */
export type BaseUrlResult =
  | { readonly ok: true; readonly value: BaseUrl }
  | { readonly ok: false; readonly problem: BaseUrlProblem };

const officialOrigin = 'https://api.deepseek.com';

/** Whether a base URL is the vendor's API over https. */
export function isVendorOrigin(baseUrl: string): boolean {
  return URL.parse(baseUrl)?.origin === officialOrigin;
}

function problemOf(url: URL): BaseUrlProblem | undefined {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'scheme';
  if (url.username !== '' || url.password !== '') return 'userinfo';
  // A bare `?` or `#` leaves `search` and `hash` empty but would still swallow the appended path.
  if (/[?#]/.test(url.href)) return 'queryOrHash';
  if (/\/anthropic(\/|$)/i.test(url.pathname)) return 'anthropicPath';
  return undefined;
}

function isLoopbackHost(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname)
  );
}

/** A text that starts with a host name or address, without a scheme. */
const bareHost =
  /^(?:localhost|\[[\da-f:.]+\]|[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+)\.?(?::\d+)?(?:[/?#]|$)/iu;

/** Local servers default to http. */
function withScheme(text: string): string {
  // Spares most starts the compiling of `bareHost`, which never matches a text with a scheme.
  if (/^https?:/i.test(text) || !bareHost.test(text)) return text;
  const host = URL.parse(`https://${text}`)?.hostname ?? '';
  return `${isLoopbackHost(host) ? 'http' : 'https'}://${text}`;
}

/** The path, without an endpoint path that was pasted with it. */
function pathOf(url: URL): string {
  return (
    url.pathname
      .replace(/\/+$/, '')
      .replace(/\/(?:(?:chat\/)?completions|user\/balance)$/i, '')
      // Without a version before it, `/models` may be part of the base path.
      .replace(/(\/v\d+)\/models$/i, '$1')
      .replace(/\/+$/, '')
  );
}

/**
 * Normalizes a base URL and fixes common paste errors. Rejects URLs that could leak a password or reach another API
 * (contract 2).
 */
export function parseBaseUrl(text: string): BaseUrlResult {
  const pasted = cleanPasted(text);
  if (pasted === '') return { ok: false, problem: 'empty' };
  const url = URL.parse(withScheme(pasted));
  if (url === null) return { ok: false, problem: 'notAUrl' };
  const problem = problemOf(url);
  if (problem !== undefined) return { ok: false, problem };
  return {
    ok: true,
    value: {
      baseUrl: url.origin + pathOf(url),
      origin: url.origin,
      host: url.host,
      isOfficial: url.origin === officialOrigin,
      isLoopback: isLoopbackHost(url.hostname),
      unencrypted: url.protocol === 'http:',
    },
  };
}

/** The base URL without a trailing `/v1`, and on the official host without `/beta` (contract 2). */
export function rootUrl(base: BaseUrl): string {
  return base.baseUrl.replace(base.isOfficial ? /\/(v1|beta)$/ : /\/v1$/, '');
}

/** The base URL of prefix completion and FIM (contract 12, 13). */
export function betaUrl(base: BaseUrl): string {
  return `${rootUrl(base)}/beta`;
}

/** Parses the base URL that the user typed, and derives the server's other URLs. */

import { cleanPasted } from '../../platform/pasted.ts';

/** What is known of a server from its address alone. */
export interface BaseUrl {
  /** No trailing slash, no userinfo; the SDK appends `/chat/completions`. */
  readonly baseUrl: string;
  readonly origin: string;
  /** Host and port for display; names of other scripts stay in punycode, so that none can pose as another. */
  readonly host: string;
  /** The vendor's own API over https. */
  readonly isOfficial: boolean;
  readonly isLoopback: boolean;
  /** `http:`; worth a warning unless `isLoopback`. */
  readonly unencrypted: boolean;
}

/** Why a text is no base URL. */
export type BaseUrlProblem =
  'empty' | 'notAUrl' | 'scheme' | 'userinfo' | 'queryOrHash' | 'anthropicPath';

/** A base URL, or why there is none. */
export type BaseUrlResult =
  | { readonly ok: true; readonly value: BaseUrl }
  | { readonly ok: false; readonly problem: BaseUrlProblem };

const officialOrigin = 'https://api.deepseek.com';

/** Whether a base URL leads to the vendor's own API over https. */
export function isVendorOrigin(baseUrl: string): boolean {
  return URL.parse(baseUrl)?.origin === officialOrigin;
}

function problemOf(url: URL): BaseUrlProblem | undefined {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'scheme';
  if (url.username !== '' || url.password !== '') return 'userinfo';
  // A bare `?` or `#` leaves `search` and `hash` empty but would still swallow the path that follows.
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

/** A name of a host, or an address of one, with which an address without a scheme begins. */
const bareHost =
  /^(?:localhost|\[[\da-f:.]+\]|[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+)\.?(?::\d+)?(?:[/?#]|$)/iu;

/** Servers of this machine speak http where nothing else is said. */
function withScheme(text: string): string {
  // Spares most starts the compiling of `bareHost`, which never matches a text with a scheme.
  if (/^https?:/i.test(text) || !bareHost.test(text)) return text;
  const host = URL.parse(`https://${text}`)?.hostname ?? '';
  return `${isLoopbackHost(host) ? 'http' : 'https'}://${text}`;
}

/** The path, without that of an endpoint which was copied along. */
function pathOf(url: URL): string {
  return (
    url.pathname
      .replace(/\/+$/, '')
      .replace(/\/(?:(?:chat\/)?completions|user\/balance)$/i, '')
      // Without a version before it, it can be part of the address.
      .replace(/(\/v\d+)\/models$/i, '$1')
      .replace(/\/+$/, '')
  );
}

/** Normalises a base URL and mends what was pasted with it; refuses what could leak a password or reach another API (contract 2). */
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

/** The base URL less a trailing `/v1`, and on the official host less `/beta` (contract 2). */
export function rootUrl(base: BaseUrl): string {
  return base.baseUrl.replace(base.isOfficial ? /\/(v1|beta)$/ : /\/v1$/, '');
}

/** Where prefix completion and FIM live (contract 12, 13). */
export function betaUrl(base: BaseUrl): string {
  return `${rootUrl(base)}/beta`;
}

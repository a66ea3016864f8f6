/** Builds the headers of every request from scratch, so that no others are sent. */

import type { ApiTarget } from '../types.ts';

const refused = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'upgrade',
  'te',
  'trailer',
  'expect',
  'keep-alive',
  'content-type',
  'accept',
  'user-agent',
]);

/** Whether a header could carry a credential; `extraHeaders` may not hold it. */
export function isCredentialHeader(name: string): boolean {
  return /auth|cookie|key|token|secret|passw|credential|session|signature|^host$/i.test(
    name.trim(),
  );
}

/** Whether `extraHeaders` may set this header. */
export function isAllowedExtraHeader(name: string): boolean {
  const lower = name.trim().toLowerCase();
  return (
    /^[!#$%&'*+\-.^_`|~0-9a-z]+$/.test(lower) &&
    !refused.has(lower) &&
    !/^(sec|proxy)-/.test(lower) &&
    !isCredentialHeader(lower)
  );
}

/** The headers of the setting `extraHeaders` that go with requests. */
function extraHeaders(target: ApiTarget): [string, string][] {
  return Object.entries(target.extraHeaders ?? {})
    .filter(
      ([name, value]) =>
        // Bytes outside Latin-1 and line breaks would make `Headers` throw.
        isAllowedExtraHeader(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value),
    )
    .map(([name, value]) => [name.trim(), value]);
}

/** Their names; what they hold is nobody's to keep. */
export function extraHeaderNames(target: ApiTarget): string[] {
  return extraHeaders(target).map(([name]) => name);
}

/** Makes the headers of one request; a key that cannot be sent must have been refused before. */
export function createRequestHeaders(
  target: ApiTarget,
  userAgent: string,
  more: Readonly<Record<string, string>>,
): Headers {
  const headers = new Headers();
  for (const [name, value] of extraHeaders(target)) headers.set(name, value);
  for (const [name, value] of Object.entries(more)) headers.set(name, value);
  headers.set('user-agent', userAgent);
  const key = target.apiKey?.trim() ?? '';
  if (key !== '') headers.set('authorization', `Bearer ${key}`);
  return headers;
}

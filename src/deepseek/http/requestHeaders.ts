/** Builds each request's headers from scratch, so that no others are sent. */

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

/** Why a header from the `extraHeaders` setting is not sent. */
export type HeaderProblem = 'name' | 'own' | 'credential' | 'value';

/** Name segments of credential headers; names such as author, keyboard or tokenizer do not match. */
const credential =
  /auth(?!or(?!i[sz]))|cookie|key(?!board|word)|token(?!i[sz])|secret|passw|credential|session|signature|^host$/i;

/** Whether a header could carry a credential, which `extraHeaders` must not contain. */
export function isCredentialHeader(name: string): boolean {
  return credential.test(name.trim());
}

/** Whether `extraHeaders` may set this header. */
export function isAllowedExtraHeader(name: string): boolean {
  return nameProblem(name) === undefined;
}

/** Why a header is dropped; undefined if it is sent. */
function headerProblem(name: string, value: string): HeaderProblem | undefined {
  // `Headers` throws for line breaks and characters outside Latin-1.
  return nameProblem(name) ?? (/^[\t\x20-\x7e\x80-\xff]*$/.test(value) ? undefined : 'value');
}

function nameProblem(name: string): HeaderProblem | undefined {
  const lower = name.trim().toLowerCase();
  if (!/^[!#$%&'*+\-.^_`|~0-9a-z]+$/.test(lower)) return 'name';
  if (isCredentialHeader(lower)) return 'credential';
  return refused.has(lower) || /^(sec|proxy)-/.test(lower) ? 'own' : undefined;
}

/** The dropped headers with the reason for each. */
export function leftOutHeaders(
  headers: Readonly<Record<string, string>>,
): { readonly name: string; readonly problem: HeaderProblem }[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    const problem = headerProblem(name, value);
    return problem === undefined ? [] : [{ name, problem }];
  });
}

/** The headers of the `extraHeaders` setting that are sent. */
function extraHeaders(target: ApiTarget): [string, string][] {
  return Object.entries(target.extraHeaders ?? {})
    .filter(([name, value]) => headerProblem(name, value) === undefined)
    .map(([name, value]) => [name.trim(), value]);
}

/** The names of those headers; their values are not stored. */
export function extraHeaderNames(target: ApiTarget): string[] {
  return extraHeaders(target).map(([name]) => name);
}

/** Builds the headers of one request; the key must already have been validated. */
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

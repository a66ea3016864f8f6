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

/** Why a header of the setting `extraHeaders` is not sent. */
export type HeaderProblem = 'name' | 'own' | 'credential' | 'value';

/** Parts of names of headers that carry credentials; an author, a keyboard or a tokenizer is none. */
const credential =
  /auth(?!or(?!i[sz]))|cookie|key(?!board|word)|token(?!i[sz])|secret|passw|credential|session|signature|^host$/i;

/** Whether a header could carry a credential; `extraHeaders` may not hold it. */
export function isCredentialHeader(name: string): boolean {
  return credential.test(name.trim());
}

/** Whether `extraHeaders` may set this header. */
export function isAllowedExtraHeader(name: string): boolean {
  return nameProblem(name) === undefined;
}

/** Why a header is left out; nothing where it is sent. */
function headerProblem(name: string, value: string): HeaderProblem | undefined {
  // Bytes outside Latin-1 and line breaks would make `Headers` throw.
  return nameProblem(name) ?? (/^[\t\x20-\x7e\x80-\xff]*$/.test(value) ? undefined : 'value');
}

function nameProblem(name: string): HeaderProblem | undefined {
  const lower = name.trim().toLowerCase();
  if (!/^[!#$%&'*+\-.^_`|~0-9a-z]+$/.test(lower)) return 'name';
  if (isCredentialHeader(lower)) return 'credential';
  return refused.has(lower) || /^(sec|proxy)-/.test(lower) ? 'own' : undefined;
}

/** The headers that are left out, and why. */
export function leftOutHeaders(
  headers: Readonly<Record<string, string>>,
): { readonly name: string; readonly problem: HeaderProblem }[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    const problem = headerProblem(name, value);
    return problem === undefined ? [] : [{ name, problem }];
  });
}

/** The headers of the setting `extraHeaders` that go with requests. */
function extraHeaders(target: ApiTarget): [string, string][] {
  return Object.entries(target.extraHeaders ?? {})
    .filter(([name, value]) => headerProblem(name, value) === undefined)
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

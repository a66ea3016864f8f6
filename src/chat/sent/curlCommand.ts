/** Renders a request as a POSIX shell command; the key stays in the variable `DEEPSEEK_API_KEY`. */

import type { RequestRecord } from '../../conversation/model.ts';
import { joinedAddress } from '../../conversation/requestOrigin.ts';
import { isAllowedExtraHeader } from '../../deepseek/http/requestHeaders.ts';

/** One argument of a command may have so many bytes on the systems that allow least; the shell's own words may have more. */
const maxArgumentLength = 100_000;

/**
 * Posts `body` to where the request was sent, with its headers; of the user's own headers only the names are known.
 * None where the record, which may come from an imported file, has no proper address.
 */
export function curlCommand(record: RequestRecord, body: string): string | undefined {
  const url = endpointOf(record);
  if (url === undefined) return undefined;
  const { form } = record;
  const headers = [
    quoted(`Accept: ${acceptOf(record)}`),
    ...(form?.keyless === true ? [] : ['"Authorization: Bearer $DEEPSEEK_API_KEY"']),
    quoted('Content-Type: application/json'),
    ...extraHeaderNames(record).map((name) => quoted(`${name}: VALUE`)),
  ];
  const isLong = new TextEncoder().encode(body).length > maxArgumentLength;
  return [
    // Without `--globoff`, brackets and braces in the address would make it several.
    `${isLong ? `printf %s ${quoted(body)} | ` : ''}curl --globoff --no-buffer --url ${quoted(url)}`,
    ...headers.map((header) => `-H ${header}`),
    // Unlike `--data` neither changes a byte, whatever the body begins with.
    isLong ? '--data-binary @-' : `--data-raw ${quoted(body)}`,
  ].join(' \\\n  ');
}

/** The address, unless it is not what it seems; where an older version sent it, the path is that of a base URL without one. */
export function endpointOf({ origin, form }: RequestRecord): string | undefined {
  return joinedAddress(origin, form?.path ?? '/chat/completions');
}

/** The headers of the setting `extraHeaders`: `curl` would read a file for a name that begins with `@`. */
export function extraHeaderNames({ form }: RequestRecord): readonly string[] {
  return [...new Set(form?.headers ?? [])].filter(isAllowedExtraHeader);
}

/** What kind of answer was asked for. */
export function acceptOf({ parameters }: RequestRecord): string {
  return parameters.stream === false ? 'application/json' : 'text/event-stream';
}

/** Nothing means anything between single quotes, but for such a quote itself. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A request as a command for a POSIX shell; the key is left to the variable `DEEPSEEK_API_KEY`. */

import type { RequestRecord } from '../conversation/model.ts';

/** One argument of a command may have so many bytes on the systems that allow least; the shell's own words may have more. */
const longestArgument = 100_000;

/** Posts `body` to where the request was sent, with its headers; of the person's own headers only the names are known. */
export function curlCommand(record: RequestRecord, body: string): string {
  const { form } = record;
  const headers = [
    quoted(`Accept: ${acceptOf(record)}`),
    ...(form?.keyless === true ? [] : ['"Authorization: Bearer $DEEPSEEK_API_KEY"']),
    quoted('Content-Type: application/json'),
    ...(form?.headers ?? []).map((name) => quoted(`${name}: VALUE`)),
  ];
  const isLong = new TextEncoder().encode(body).length > longestArgument;
  return [
    `${isLong ? `printf %s ${quoted(body)} | ` : ''}curl --no-buffer ${quoted(endpointOf(record))}`,
    ...headers.map((header) => `-H ${header}`),
    // Unlike `--data` neither changes a byte, whatever the body begins with.
    isLong ? '--data-binary @-' : `--data-raw ${quoted(body)}`,
  ].join(' \\\n  ');
}

/** The whole address; where an older version sent it, the path is that of a base URL without one. */
export function endpointOf({ origin, form }: RequestRecord): string {
  return `${origin}${form?.path ?? '/chat/completions'}`;
}

/** What kind of answer was asked for. */
export function acceptOf({ parameters }: RequestRecord): string {
  return parameters.stream === false ? 'application/json' : 'text/event-stream';
}

/** Nothing means anything between single quotes, but for such a quote itself. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Replaces a log by an equivalent one with fewer lines and the next generation number. */

import type { FilePort, Logger } from '../../platform/ports.ts';
import { LogParser, logSchema, toLine, type LogHeader } from './logFormat.ts';
import { errorCode } from '../nodeFiles.ts';

/** What is rewritten. */
export interface Rewriting {
  readonly path: string;
  readonly files: FilePort;
  /** Version of the extension, for the header. */
  readonly writer: string;
  readonly logger: Logger;
  /** Lines in the place of those that are there; without them all bytes after the header stay as they are. */
  readonly body?: readonly Uint8Array[];
}

/** Rewrites beside and renames; where that is refused the log stays as it was. Only the holder of the lease may call it. */
export async function rewriteLog(rewriting: Rewriting): Promise<void> {
  const { path, files, logger } = rewriting;
  try {
    const bytes = await files.readFile(path);
    const rewritten = toRewritten(bytes, rewriting);
    if (rewritten !== undefined) await files.writeAtomic(path, rewritten);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    logger.warn(`A log could not be rewritten (${errorCode(error) ?? 'unknown'}).`);
  }
}

function toRewritten(bytes: Uint8Array, { writer, body }: Rewriting): Uint8Array | undefined {
  const firstEnd = bytes.indexOf(0x0a) + 1;
  const parser = new LogParser();
  parser.push(bytes.subarray(0, firstEnd));
  const { header } = parser;
  if (header !== undefined && header.schema > logSchema) return undefined;
  const raised: LogHeader = {
    schema: header?.schema ?? logSchema,
    writer,
    generation: (header?.generation ?? 0) + 1,
  };
  const rest = body ?? [bytes.subarray(header === undefined ? 0 : firstEnd)];
  return Buffer.concat([toLine(raised), ...rest]);
}

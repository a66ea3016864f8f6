/** Replaces a log with an equivalent one that has fewer lines and the next generation number. */

import type { FilePort, Logger } from '../../platform/ports.ts';
import { LogParser, logSchema, toLine, type LogHeader } from './logFormat.ts';
import { errorCode } from '../nodeFiles.ts';

/** Options of a rewrite. */
export interface Rewriting {
  readonly path: string;
  readonly files: FilePort;
  /** Version of the extension, for the header. */
  readonly writer: string;
  readonly logger: Logger;
  /** Lines that replace the existing ones; if missing, all bytes after the header are kept. */
  readonly body?: readonly Uint8Array[];
}

/** Writes a new file and renames it; if that fails, the log is unchanged. Only the lease holder may call this. */
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

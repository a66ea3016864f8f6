/** Messages between the host and the import worker. */

import type { ImportRefusal } from '../../conversation/export/importProblem.ts';
import type { ConversationId } from '../../conversation/model.ts';

/** What a worker is started with. */
export interface ImportTask {
  /** The file. */
  readonly bytes: Uint8Array;
  /** Where the logs are written to; nothing else is there. */
  readonly folder: string;
  /** Version of the extension, written into each log's header. */
  readonly writer: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What a worker reports; the last message is one of the three latter. */
export type ImportReport =
  | { readonly kind: 'progress'; readonly done: number }
  /** The logs of these chats are written and synced. */
  | { readonly kind: 'read'; readonly ids: readonly ConversationId[] }
  | { readonly kind: 'refused'; readonly refusal: ImportRefusal }
  /** The logs could not be written. */
  | { readonly kind: 'disk'; readonly message: string };
